"""The lines of an archived text: paragraphs, list items, and rows of the table with their cells."""

import re
from typing import NamedTuple

from ahq.corpus.source import Source

_RULE = re.compile(r"\|(\s*:?-{3,}:?\s*\|)+\s*")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LIST = re.compile(r"^\s*- ")


class Line(NamedTuple):
    """One line: its number from 1, its words as the rules of fidelity count them, and the cells of a row.

    ``first`` says that it begins a paragraph for certain: a list item, or a row right below another.
    """

    number: int
    words: tuple[str, ...]
    cells: tuple[str, ...]
    first: bool
    listed: bool
    bold: frozenset[str]

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(self.words)


def read(source: Source) -> list[Line]:
    """Return the lines of an archived text that hold words; the rules of tables and empty lines hold none."""
    found: list[Line] = []
    for number, raw in enumerate(source.lines, 1):
        words = tuple(source.words(number, number))
        if not words or _RULE.fullmatch(raw):
            continue
        row = raw.startswith("|")
        listed = not row and bool(_LIST.match(raw))
        below = row and _is_below_a_row(source.lines, number - 1)
        cells = (
            tuple(_plain(cell) for cell in raw.strip().removeprefix("|").removesuffix("|").split("|")) if row else ()
        )
        bold = frozenset(word for match in _BOLD.findall(raw) for word in match.split())
        found.append(Line(number, words, cells, listed or below, listed, bold))
    return found


def _is_below_a_row(lines: list[str], at: int) -> bool:
    """Return whether a row stands right below another of its table; the rule of a table stands between its first two."""
    above = at - 2 if at > 1 and _RULE.fullmatch(lines[at - 1]) else at - 1
    return above >= 0 and lines[above].startswith("|")


def _plain(cell: str) -> str:
    return " ".join(re.sub(r"\*\*|</?u>", "", cell).split())
