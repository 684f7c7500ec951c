"""What the formats of a release must know of the tables beside their schemas: names that they share, and rows by query.

All else comes from the descriptor, so that a table that is new there is in every format.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import polars as pl

from ahq.publishing.data_package import Published, Table

QUERY, COUNTRY, ITEM, VARIABLE = "query_id", "country_code", "item", "variable_id"
# The column by which people know a row, of tables that other tables point to.
LABELS = {"queries": "title", "questions": "text", "countries": "name", "variables": "label", "entities": "name"}
# How many rows of a table are held in memory at once.
AT_ONCE = 50_000
FEW = 10_000  # where many tables are read side by side


def columns(table: Table) -> list[str]:
    """Return the names of the columns, in their order."""
    return [field["name"] for field in table.fields]


def single_key(package: Published, table: Table) -> dict[str, str]:
    """Return, by column, the table whose one key column has the same name: query_id leads to queries."""
    keys = {tuple(other.schema["primaryKey"]): other.name for other in package.tables.values()}
    return {name: keys[name,] for name in columns(table) if keys.get((name,), table.name) != table.name}


def pieces(table: Table, rows: int = AT_ONCE, as_text: bool = False) -> Iterator[pl.DataFrame]:
    """Yield a table with the types of its schema, a number of rows at a time; at least one piece, also where it is empty.

    ``as_text`` leaves every cell as it is written, and an empty one as an empty text.
    """
    read = _as_text if as_text else table.typed
    with table.path.open("rb") as file:
        head = file.readline()
        part, count, is_open = [head], 0, False
        for line in file:
            part.append(line)
            is_open ^= line.count(b'"') % 2 == 1  # a row goes on where a quoted cell has a line break
            count += not is_open
            if count == rows:
                yield read(b"".join(part))
                part, count = [head], 0
        if len(part) > 1 or not table.about["rows"]:
            yield read(b"".join(part))


def _as_text(data: bytes) -> pl.DataFrame:
    return pl.read_csv(data, infer_schema=False).fill_null("")


def _texts(table: Table) -> Iterator[dict[str, str]]:
    """Yield each row as it is written; faster than the reader of the standard library."""
    names = columns(table)
    for piece in pieces(table, FEW, as_text=True):
        for row in piece.iter_rows():
            yield dict(zip(names, row, strict=True))


class ByQuery:
    """The rows of one table, a query at a time; every table is sorted by query."""

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
        table for table in package.tables.values() if QUERY in columns(table) and table.name != "queries"
    ]
    parts = [ByQuery(table) for table in found]
    for query in package.tables["queries"].rows():
        yield query, {part.table.name: part.take(query[QUERY]) for part in parts}
    for part in parts:
        part.end()


def countries(package: Published) -> dict[str, dict]:
    """Return the rows of the table of countries by code."""
    return {row[COUNTRY]: row for row in package.tables["countries"].rows()}


def write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file that is no table of the package, in the dialect of those. Raises OSError."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
