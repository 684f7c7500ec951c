"""Finding entities and links in answers, by code alone: the same text gives the same places."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ahq.corpus.code_lists import Row

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+")
_TRAILING = ".,;:!?)]}'"
_WORD = re.compile(r"\w+")


class Span(NamedTuple):
    """Characters ``start`` to ``end`` (exclusive) of a text, and what stands there."""

    start: int
    end: int
    found: str


def links(text: str) -> list[Span]:
    """Return the links of ``text`` without the punctuation of the sentence around them."""
    found = []
    for match in _LINK.finditer(text):
        url = match.group().rstrip(_TRAILING)
        found.append(Span(match.start(), match.start() + len(url), url))
    return found


class Names:
    """Finds entities by name and aliases: whole words, letter for letter, the longest name first."""

    def __init__(self, entities: dict[str, Row]):
        self._by_first_word: dict[str, list[tuple[str, str]]] = {}
        for entity, row in entities.items():
            for name in {row["name"], *filter(None, row["aliases"].split(";"))}:
                if first := _WORD.match(name):
                    self._by_first_word.setdefault(first.group(), []).append((name, entity))
        for names in self._by_first_word.values():
            names.sort(key=lambda pair: (-len(pair[0]), pair))
        first_words = "|".join(map(re.escape, sorted(self._by_first_word))) or r"(?!)"
        self._first_word = re.compile(rf"(?<!\w)(?:{first_words})(?!\w)")

    def spans(self, text: str, avoid: Sequence[Span] = ()) -> list[Span]:
        """Return the mentions in ``text``, by entity id, outside the spans to ``avoid``."""
        found: list[Span] = []
        end = 0
        for word in self._first_word.finditer(text):
            if word.start() < end:
                continue
            for name, entity in self._by_first_word[word.group()]:
                stop = word.start() + len(name)
                if text.startswith(name, word.start()) and not text[stop : stop + 1].isalnum():
                    if not any(span.start <= word.start() < span.end for span in avoid):
                        found.append(Span(word.start(), stop, entity))
                        end = stop
                    break
        return found
