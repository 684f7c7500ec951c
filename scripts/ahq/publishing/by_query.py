"""The rows of a package by query: every table is sorted by query, so that one query is in memory at a time."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from ahq.publishing.data_package import Published, Table

QUERY = "query_id"
FEW = 10_000  # rows of a table that are held at once, where many are read side by side


class ByQuery:
    """The rows of one table, a query at a time."""

    def __init__(self, table: Table):
        self.table = table
        self._groups = groupby(_texts(table), itemgetter(QUERY))
        self._next = next(self._groups, None)

    def take(self, query_id: str) -> list[dict[str, str]]:
        """Return the rows of this query, which comes after those that were taken before."""
        if self._next is None or self._next[0] != query_id:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows

    def end(self) -> None:
        """Raise ValueError if rows are left."""
        if self._next is not None:
            raise ValueError(f"table {self.table.name}: rows of {self._next[0]} are not in the order of table queries")


def queries(package: Published, names: tuple[str, ...] = ()) -> Iterator[tuple[dict, dict[str, list[dict]]]]:
    """Yield each query with its rows of the tables of these ``names``; of all that have a query, where none is given.

    Every cell is text, as it is written. Raises ValueError where a table is not in the order of ``queries``.
    """
    found = [package.tables[name] for name in names] or [
        table for table in package.tables.values() if QUERY in table.columns and table.name != "queries"
    ]
    parts = [ByQuery(table) for table in found]
    for query in package.tables["queries"].rows():
        yield query, {part.table.name: part.take(query[QUERY]) for part in parts}
    for part in parts:
        part.end()


def _texts(table: Table) -> Iterator[dict[str, str]]:
    """Yield each row as it is written; faster than the reader of the standard library."""
    names = table.columns
    for piece in table.pieces(FEW, as_text=True):
        for row in piece.iter_rows():
            yield dict(zip(names, row, strict=True))
