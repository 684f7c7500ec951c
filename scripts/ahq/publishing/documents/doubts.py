"""Doubtful codings in documents: how far a number goes where another reader decides otherwise, and what moves it.

A coding is in doubt where the table ``alternatives`` has another reading of it. A number that is published stays; beside it
stand the least and the most that it could be, each doubtful coding being read as it is or as one of its alternatives.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from ahq.core.table_queries import TableQueries

CODINGS = ("query_id", "country_code", "variable_id", "code", "value_number", "note")  # as schemas/tables/codings.json
Cells = dict[str, str]
Numbers = dict[str, int | float]


class Reading(NamedTuple):
    """One reading of a coding: its codes, each with its number or nothing, and why it could be read so."""

    codes: tuple[str, ...]
    numbers: tuple[str, ...]
    reason: str = ""

    @property
    def shown(self) -> str:
        """The codes as documents show them; a share with its number."""
        return ", ".join(f"`{code}`{f' {n}' if n else ''}" for code, n in zip(self.codes, self.numbers, strict=True))


class Doubt(NamedTuple):
    """A coding of a response that could be read otherwise: how it is published, and each other reading."""

    query: str
    country: str
    variable: str
    published: Reading
    others: tuple[Reading, ...]

    def rows(self, choice: int) -> list[tuple[str | None, ...]]:
        """Return the rows of the table of codings under a reading: 0 as published, or the number of an alternative."""
        key, reading = (self.query, self.country, self.variable), self.readings[choice]
        return [(*key, code, n or None, None) for code, n in zip(reading.codes, reading.numbers, strict=True)]

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Every reading, the published one first."""
        return (self.published, *self.others)


class Move(NamedTuple):
    """What one reading of one coding does to numbers: by the name of each that moves, how it was and how it would be."""

    doubt: Doubt
    other: Reading
    numbers: Mapping[str, tuple[int | float, int | float]]


class Range(NamedTuple):
    """The least and the most that a number could be."""

    low: int | float
    high: int | float

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"


def doubts(alternatives: Iterable[Cells], codings: Iterable[Cells]) -> list[Doubt]:
    """Return the doubtful codings of the rows of both tables, in the order of their keys."""
    by_coding = itemgetter("query_id", "country_code", "variable_id")
    others = {key: list(rows) for key, rows in groupby(alternatives, by_coding)}
    held: dict[tuple[str, ...], list[Cells]] = defaultdict(list)
    for row in codings if others else ():
        if by_coding(row) in others:
            held[by_coding(row)].append(row)
    return [
        Doubt(query, country, variable, _reading(held[query, country, variable]), tuple(_readings(rows)))
        for (query, country, variable), rows in others.items()
    ]


def _readings(rows: Iterable[Cells]) -> Iterator[Reading]:
    return (_reading(list(one)) for _, one in groupby(rows, itemgetter("alternative_number")))


def _reading(rows: Sequence[Cells]) -> Reading:
    codes, numbers = (tuple(row[name] for row in rows) for name in ("code", "value_number"))
    return Reading(codes, numbers, rows[0].get("reason", "") if rows else "")


def range_of(code: str, count: int, found: Iterable[Doubt]) -> Range:
    """Return how few and how many responses could have a code that ``count`` have."""
    low = high = count
    for doubt in found:
        has = code in doubt.published.codes
        could = {code in other.codes for other in doubt.others}
        low -= has and False in could
        high += not has and True in could
    return Range(low, high)


def moves_of(counts: dict[str, int], found: Iterable[Doubt]) -> Iterator[Move]:
    """Yield what each reading of each doubtful coding of one variable does to the number of responses with a code."""
    for doubt in found:
        for other in doubt.others:
            before, after = set(doubt.published.codes), set(other.codes)
            steps = dict.fromkeys(before - after, -1) | dict.fromkeys(after - before, 1)
            yield Move(
                doubt, other, {code: (counts.get(code, 0), counts.get(code, 0) + steps[code]) for code in sorted(steps)}
            )


class Doubtful:
    """The numbers that a statement takes from the tables, with doubtful codings read otherwise."""

    def __init__(self, database: TableQueries, sql: str, names: Iterable[str], found: Sequence[Doubt]):
        """``names`` are the columns of the one row of ``sql`` that count. Raises CannotAnswer."""
        self._database, self._sql = database, sql
        self._known: dict[tuple[int, ...], Numbers] = {}
        self._doubts: Sequence[Doubt] = found
        self.published = self._row((0,) * len(found))
        self._names = [name for name in dict.fromkeys(names) if name in self.published]
        self._doubts = self._that_matter()
        self._known.clear()

    def ranges(self) -> dict[str, Range]:
        """Return the range of each number that could be another."""
        found = {}
        for name in self._names if self._doubts else ():
            low, high = self._least(name, 1), self._least(name, -1)
            if (low, high) != (self.published[name],) * 2:
                found[name] = Range(low, high)
        return found

    def moves(self) -> Iterator[Move]:
        """Yield what each reading of each doubtful coding does to the numbers, where it moves one."""
        start = (0,) * len(self._doubts)
        for place, doubt in enumerate(self._doubts):
            for choice, other in enumerate(doubt.others, 1):
                way = (*start[:place], choice, *start[place + 1 :])
                pairs = {name: (self.published[name], self._number(way, name)) for name in self._names}
                numbers = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
                if numbers:
                    yield Move(doubt, other, numbers)

    def _that_matter(self) -> list[Doubt]:
        """Return the doubtful codings of the variables that the statement looks at."""
        whole = self._doubts
        if not whole or not self._differs(whole):
            return []
        variables = dict.fromkeys(doubt.variable for doubt in whole)
        parts = ([doubt for doubt in whole if doubt.variable == variable] for variable in variables)
        return [doubt for part in parts if self._differs(part) for doubt in part]

    def _differs(self, part: Sequence[Doubt]) -> bool:
        """Return whether a number moves where all of these codings are taken out, or each is read otherwise."""
        most = max(len(doubt.others) for doubt in part)
        without: list[tuple[Doubt, list[Any]]] = [(doubt, []) for doubt in part]
        ways = [[(doubt, doubt.rows(min(n, len(doubt.others)))) for doubt in part] for n in range(1, most + 1)]
        return any(self._answer(way) != self.published for way in (without, *ways))

    def _least(self, name: str, sign: int) -> int | float:
        """Return the least of a number, or with the sign -1 the most.

        One coding after the other is read in the way that suits best, and otherwise where it makes no difference, until
        nothing gets better: two codings may have to be read otherwise before a number of different codes moves.
        """
        chosen, best = (0,) * len(self._doubts), None
        while best is None or self._number(chosen, name) * sign < best:
            best = self._number(chosen, name) * sign
            for place, doubt in enumerate(self._doubts):
                ways = [(*chosen[:place], n, *chosen[place + 1 :]) for n in range(len(doubt.readings))]
                chosen = min(reversed(ways), key=lambda way: self._number(way, name) * sign)
        return best * sign

    def _number(self, choices: tuple[int, ...], name: str) -> int | float:
        """Return a number under a choice of readings; where that gives none, the published one."""
        return self._row(choices).get(name, self.published[name])

    def _row(self, choices: tuple[int, ...]) -> Numbers:
        if choices not in self._known:
            read = [(d, d.rows(n)) for d, n in zip(self._doubts, choices, strict=True) if n]
            self._known[choices] = self._answer(read)
        return self._known[choices]

    def _answer(self, read: Sequence[tuple[Doubt, list[Any]]]) -> Numbers:
        changes = [((doubt.query, doubt.country, doubt.variable), rows) for doubt, rows in read]
        with self._database.replaced("codings", CODINGS[:3], changes):
            answer = self._database.answer(self._sql)
        rows = answer.rows if len(answer.rows) == 1 else []
        return {name: cell for row in rows for name, cell in zip(answer.columns, row, strict=True) if _is_number(cell)}


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)
