"""Repeats: which words of a response are those of the question, and which are its own."""

import re
from collections.abc import Mapping

from ahq.corpus.query import Question

RUN = 3  # words of a question in its order; fewer are as easily a state's own
FEW = 8  # words of a question out of its order: those of a heading
_OF_A_FORM = frozenset("detail details answer answers reply response comment comments question questions".split())
_SAYS_SOMETHING = frozenset("yes no not none never nor neither nothing nobody without cannot n a na".split()) - {
    "a",
    "n",
}


def own_words(text: str, items: Mapping[str, Question], item: str) -> list[str]:
    """Return the words of a text that are not those of the question, with its parts, as far as they are more than a heading."""
    asked = [_words(part) for each in _family(items, item) for part in (each.text, each.closing or "")]
    runs = {tuple(words[at : at + RUN]) for words in asked for at in range(len(words) - RUN + 1)}
    known = {word for words in asked for word in words}
    said = _words(text)
    covered = [False] * len(said)
    for at in range(len(said) - RUN + 1):
        if tuple(said[at : at + RUN]) in runs:
            covered[at : at + RUN] = [True] * RUN
    rest = [word for word, is_covered in zip(said, covered, strict=True) if not is_covered and not _is_mark(word)]
    strange = [word for word in rest if word not in _OF_A_FORM and not _is_known(word, known)]
    if len(rest) <= FEW and not strange and not _SAYS_SOMETHING.intersection(rest) and len(rest) < len(said):
        return []
    return [word for word in _shown(text) if word.casefold() in rest]


def _family(items: Mapping[str, Question], item: str) -> list[Question]:
    top = item
    while (parent := items[top].parent) is not None and parent in items:
        top = parent
    below = {top}
    for id_, question in items.items():
        if question.parent in below:
            below.add(id_)
    return [items[id_] for id_ in items if id_ in below]


def _is_known(word: str, known: set[str]) -> bool:
    """Return whether a word is one of the question, also with another ending: use, used."""
    return word in known or any(
        abs(len(word) - len(each)) <= 2
        and min(len(word), len(each)) >= 3
        and (each.startswith(word) or word.startswith(each))
        for each in known
    )


def _is_mark(word: str) -> bool:
    return len(word) == 1 or word.isdecimal()


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _shown(text)]


def _shown(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)
