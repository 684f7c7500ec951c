"""How a query was coded: each independent pass as its coder left it, and the decisions where passes disagreed.

The published codes come of the first two passes and of the decisions between them. A later pass is another reading of the
same answers, or of some of them: it decides nothing, and is measured against what is published.
"""

from collections.abc import Iterable
from typing import NamedTuple

from ahq.corpus.code_lists import Row
from ahq.corpus.codebook import PERCENT

Coded = tuple[frozenset[str], str]  # the codes that a pass gave a variable of a response, and its number or ""
Coder = dict[tuple[str, str], Coded]  # one pass, by country and variable

DECIDING = 2  # passes that the published codes come of; later ones are measured against these codes


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

    def named_codes(self) -> frozenset[str]:
        """Return the codes that the line names."""
        return frozenset((self.code,))


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

    def named_codes(self) -> frozenset[str]:
        """Return the codes that the line names."""
        return self.pass_1 | self.pass_2 | self.decision


class Correction(NamedTuple):
    """A code that changed after it was published: what it was, what it is, since when (YYYY-MM-DD) and why."""

    line: int
    country: str
    variable: str
    old: frozenset[str]
    new: frozenset[str]
    date: str
    reason: str

    def named_codes(self) -> frozenset[str]:
        """Return the codes that the line names."""
        return self.old | self.new


def parse_pass(rows: Iterable[tuple[int, Row]]) -> tuple[PassRow, ...]:
    """Make a pass of the rows of its file, each with its line. Raises KeyError where a column is missing.

    A file has a line for each code, with the columns code and number; or one for each variable, whose column value is a
    code, several joined by semicolons, or the number of a share.
    """
    return tuple(
        PassRow(
            line,
            row["country"],
            row["variable"],
            code,
            number,
            *(row.get(column, "") for column in ("quote", "item", "note")),
        )
        for line, row in rows
        for code, number in _values(row)
    )


def _values(row: Row) -> list[tuple[str, str]]:
    """Return the codes of a line, each with its number or nothing."""
    if "value" not in row:
        return [(row["code"], row["number"])]
    if row["value"][:1].isdigit():
        return [(PERCENT, row["value"])]
    return [(code, "") for code in row["value"].split(";")]


def by_variable(rows: Iterable[PassRow]) -> Coder:
    """Return the codes and the number of one pass by country and variable."""
    codes: dict[tuple[str, str], set[str]] = {}
    numbers: dict[tuple[str, str], str] = {}
    for row in rows:
        key = (row.country, row.variable)
        codes.setdefault(key, set()).add(row.code)
        if row.number:
            numbers[key] = row.number
    return {key: (frozenset(found), numbers.get(key, "")) for key, found in codes.items()}


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


def parse_corrections(rows: Iterable[tuple[int, Row]]) -> tuple[Correction, ...]:
    """Make the corrections of the rows of their file, each with its line. Raises KeyError where a column is missing."""
    return tuple(
        Correction(
            line, row["country"], row["variable"], _codes(row["old"]), _codes(row["new"]), row["date"], row["reason"]
        )
        for line, row in rows
    )


def _codes(cell: str) -> frozenset[str]:
    return frozenset(cell.split(";"))
