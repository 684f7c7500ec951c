"""Where the rows of each query stand in a table that is sorted by query: read once, then only what a page needs."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ahq.core import csv_tables
from ahq.core.digests import sha256


class Slice(NamedTuple):
    """The bytes of a file from ``start`` to ``end`` (exclusive), with the columns and the digest of its rows."""

    columns: tuple[str, ...]
    start: int
    end: int
    digest: str


class _Counted:
    """The lines of a file, with the number of bytes that were read of it."""

    def __init__(self, file: BinaryIO):
        self.file, self.read = file, 0

    def __iter__(self) -> "_Counted":
        return self

    def __next__(self) -> str:
        line = self.file.readline()
        if not line:
            raise StopIteration
        self.read += len(line)
        return line.decode("utf-8")


def slices_by_query(path: Path) -> dict[str, Slice]:
    """Return the slice of each query in a CSV table whose first column is ``query_id``. Raises OSError, CannotRun."""
    with path.open("rb") as file:
        lines = _Counted(file)
        rows = csv_tables.lines(lines)
        columns = tuple(next(rows).cells)
        starts: dict[str, int] = {}
        start = lines.read
        for row in rows:
            starts.setdefault(row.cells[0], start)
            start = lines.read
        ends = [*list(starts.values())[1:], lines.read]
        return {
            query: Slice(columns, first, end, _digest(file, first, end))
            for (query, first), end in zip(starts.items(), ends, strict=True)
        }


def rows_in(path: Path, where: Slice) -> Iterator[dict[str, str]]:
    """Yield the rows of a slice by column. Raises OSError."""
    with path.open("rb") as file:
        file.seek(where.start)
        text = file.read(where.end - where.start).decode("utf-8")
    for cells in csv.reader(io.StringIO(text, newline=""), strict=True):
        yield dict(zip(where.columns, cells, strict=True))


def _digest(file: BinaryIO, start: int, end: int) -> str:
    file.seek(start)
    return sha256(file.read(end - start))
