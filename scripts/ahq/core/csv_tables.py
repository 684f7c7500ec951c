"""Tables as CSV: comma, UTF-8 without BOM, LF, RFC 4180 quoting, a header row."""

import csv
import io
from collections.abc import Iterable

from ahq.core.table_schemas import columns


def encode(rows: Iterable[tuple]) -> bytes:
    """Return rows as CSV without a header. ``None`` is an empty cell, truth is true or false."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows(
        ["true" if value is True else "false" if value is False else value for value in row] for row in rows
    )
    return buffer.getvalue().encode("utf-8")


def header(schema: dict) -> bytes:
    """Return the header row of a table."""
    return encode([tuple(columns(schema))])


def sort_key(schema: dict):
    """Return the function that sorts rows by the primary key of their table."""
    names = columns(schema)
    places = [names.index(name) for name in schema["primaryKey"]]
    return lambda row: [row[place] for place in places]
