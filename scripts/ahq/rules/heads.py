"""How the fields of query.yaml and the words of the head of its source fit: each word is in one field, or none needs it."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain, groupby
from typing import NamedTuple

from ahq.core.strict_yaml import Path
from ahq.corpus import enumerators

_SECTION = re.compile(
    r"(?:\d{1,2}\.?\s*)?(?:Disclaimer|Background(?: information)?|Questions?|Questionnaire|Specific questions|Responses)\s*:?",
    re.IGNORECASE,
)
_HEAD_OF_TABLE = re.compile(
    r"(?:(?:Member State|Country|NCP)s? )?Wider Dissemination\??(?: Responses?)?", re.IGNORECASE
)


class Words(NamedTuple):
    """The words of the head in their order, and the line of each."""

    texts: list[str]
    lines: list[int]


class Field(NamedTuple):
    """A field of query.yaml that the source prints, and its words."""

    path: Path
    words: Sequence[str]


class Stands(NamedTuple):
    """Where a field stands among the words of the head; ``end`` is exclusive."""

    field: Field
    start: int
    end: int


class Rest(NamedTuple):
    """Words of one line that are in no field. ``before`` and ``after`` are the fields whose words stand next to them in that line."""

    line: int
    words: tuple[str, ...]
    after: Path | None
    before: Path | None

    @property
    def is_whole_line(self) -> bool:
        """Return whether the line has no other words."""
        return self.after is None and self.before is None

    @property
    def text(self) -> str:
        """The words, with a space between two."""
        return " ".join(self.words)


class Fit(NamedTuple):
    """The fields that stand in the head, those that do not, and what is left of it."""

    stand: dict[Path, Stands]
    lost: list[Path]
    rest: list[Rest]
    words: Words
    owners: list[Path | None]

    def enumerator_before(self, path: Path) -> str:
        """Return the words in no field that stand directly before a field, as far as they are an enumerator; or nothing."""
        end = start = self.stand[path].start
        while start and self.owners[start - 1] is None:
            start -= 1
        while start < end:
            printed = " ".join(self.words.texts[start:end])
            if enumerators.steps(printed):
                return printed
            start += 1
        return ""


def fit(fields: Iterable[Field], words: Words) -> Fit:
    """Find each field among the words of the head: behind the one before it if it can be, and no word in two fields."""
    owners: list[Path | None] = [None] * len(words.texts)
    stand: dict[Path, Stands] = {}
    lost = []
    cursor = 0
    for field in fields:
        if not field.words:
            continue
        start = _find(list(field.words), words.texts, owners, cursor)
        if start is None:
            lost.append(field.path)
            continue
        cursor = start + len(field.words)
        owners[start:cursor] = [field.path] * len(field.words)
        stand[field.path] = Stands(field, start, cursor)
    return Fit(stand, lost, list(_rest(words, owners)), words, owners)


def _find(wanted: list[str], texts: list[str], owners: list[Path | None], cursor: int) -> int | None:
    for start in chain(_places(wanted[0], texts, cursor), _places(wanted[0], texts, 0)):
        end = start + len(wanted)
        if texts[start:end] == wanted and not any(owners[start:end]):
            return start
    return None


def _places(wanted: str, texts: list[str], start: int) -> Iterable[int]:
    with suppress(ValueError):
        while True:
            start = texts.index(wanted, start) + 1
            yield start - 1


def _rest(words: Words, owners: list[Path | None]) -> Iterable[Rest]:
    """Yield the words in no field, run by run, but for enumerators, names of sections and the head of the table."""
    free = [place for place, owner in enumerate(owners) if owner is None]
    # Places that follow on one another have the same distance from their rank.
    for (line, _), run in groupby(enumerate(free), lambda ranked: (words.lines[ranked[1]], ranked[1] - ranked[0])):
        places = [place for _, place in run]
        start, end = places[0], places[-1] + 1
        rest = Rest(
            line,
            tuple(words.texts[start:end]),
            _neighbour(words, owners, start, start - 1),
            _neighbour(words, owners, start, end),
        )
        if not is_furniture(rest.text):
            yield rest


def _neighbour(words: Words, owners: list[Path | None], of: int, at: int) -> Path | None:
    return owners[at] if 0 <= at < len(owners) and words.lines[at] == words.lines[of] else None


def is_furniture(printed: str) -> bool:
    """Return whether words of the head belong to no field: the name of a section, an enumerator, the head of the table."""
    section = _SECTION.match(printed)
    rest = printed[section.end() :].strip() if section else printed
    return not rest or bool(enumerators.steps(rest)) or bool(_HEAD_OF_TABLE.fullmatch(printed))
