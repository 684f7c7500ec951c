"""Tables as CSV: comma, UTF-8 without BOM, LF, RFC 4180 quoting, a header row.

Reading is strict: what spreadsheets forgive (a quotation mark that is never closed, a line with a cell too many) is an
error with its line, since a reader who guesses there loses rows.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ahq.core.errors import CannotRun
from ahq.core.table_schemas import columns


class Line(NamedTuple):
    """The cells of one row, and the line of the file that it ends in, counted from 1."""

    number: int
    cells: list[str]


class NotCsv(CannotRun):
    """A file that is no CSV table; ``line`` counts from 1."""

    def __init__(self, line: int, message: str):
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


def lines(text: Iterable[str]) -> Iterator[Line]:
    """Yield each row of a CSV text, the header too. Raises NotCsv."""
    reader = csv.reader(text, strict=True)
    try:
        for cells in reader:
            yield Line(reader.line_num, cells)
    except csv.Error as error:
        raise NotCsv(reader.line_num, f"the line is not CSV: {error}") from error


def rows(text: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row below the header as its line and its cells by column. Raises NotCsv."""
    found = lines(text)
    head = next(found, Line(1, [])).cells
    if not head:
        raise NotCsv(1, "the file does not begin with a header row")
    for number, cells in found:
        if len(cells) != len(head):
            raise NotCsv(number, f"the line has {len(cells)} where the header has {len(head)} cells")
        yield number, dict(zip(head, cells, strict=True))


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Yield each row of a CSV file by column, without reading it whole. Raises NotCsv, OSError."""
    with path.open(encoding="utf-8", newline="") as file:
        for _, row in rows(file):
            yield row


def count(path: Path) -> int:
    """Return the number of rows of a CSV file, without the header. Raises NotCsv, OSError."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in lines(file)) - 1


def encode(rows: Iterable[tuple[Any, ...]]) -> bytes:
    """Return rows as CSV without a header. ``None`` is an empty cell, truth is true or false."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows(
        ["true" if value is True else "false" if value is False else value for value in row] for row in rows
    )
    return buffer.getvalue().encode("utf-8")


def header(schema: dict[str, Any]) -> bytes:
    """Return the header row of a table."""
    return encode([tuple(columns(schema))])


def sort_key(schema: dict[str, Any]) -> Callable[[tuple[Any, ...]], list[Any]]:
    """Return the function that sorts rows by the primary key of their table."""
    names = columns(schema)
    places = [names.index(name) for name in schema["primaryKey"]]
    return lambda row: [row[place] for place in places]
