"""How a query was coded: each independent pass as its coder left it, and the decisions where passes disagreed."""

from collections.abc import Iterable
from typing import NamedTuple

from ahq.corpus.code_lists import Row


class PassRow(NamedTuple):
    """One code that a coder gave a variable of a response; a set has a row for each of its codes.

    ``line`` is that of the file, counted from 1; ``number`` is the share in percent as it was written, or empty.
    """

    line: int
    country: str
    variable: str
    code: str
    number: str
    quote: str = ""
    item: str = ""
    note: str = ""


class Adjudication(NamedTuple):
    """One disagreement between two passes, by country and variable: what each had, its kind, and what was decided."""

    line: int
    country: str
    variable: str
    pass_1: frozenset[str]
    pass_2: frozenset[str]
    kind: str
    decision: frozenset[str]
    reason: str


def parse_pass(rows: Iterable[tuple[int, Row]]) -> tuple[PassRow, ...]:
    """Make a pass of the rows of its file, each with its line. Raises KeyError where a column is missing."""
    return tuple(
        PassRow(
            line,
            row["country"],
            row["variable"],
            row["code"],
            row["number"],
            *(row.get(column, "") for column in ("quote", "item", "note")),
        )
        for line, row in rows
    )


def parse_adjudication(rows: Iterable[tuple[int, Row]]) -> tuple[Adjudication, ...]:
    """Make the decisions of the rows of their file, each with its line. Raises KeyError where a column is missing."""
    return tuple(
        Adjudication(
            line,
            row["country"],
            row["variable"],
            _codes(row["pass_1"]),
            _codes(row["pass_2"]),
            row["kind"],
            _codes(row["decision"]),
            row["reason"],
        )
        for line, row in rows
    )


def _codes(cell: str) -> frozenset[str]:
    return frozenset(cell.split(";"))
