"""Stata: a file of version 118, which Stata 14 and later read, as the format is described in `help dta`.

The libraries that write such files know no missing values but one, or no names of more than 28 letters where values have
labels, or write the time of the clock; so this is written here. A set of labels has the name of its variable.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

MOST_BYTES = 2045  # of a text
MOST_LABEL = 80  # characters of the label of a variable, and of the file
LARGEST = 32740  # number of a value
_INT, _DOUBLE = 65529, 65526
_MISSING_INT, _MISSING_LONG = 32741, 2147483621  # the plain missing value; .a is one more
_MISSING_DOUBLE, _STEP_DOUBLE = 0x7FE0 << 48, 1 << 40


class Missing(NamedTuple):
    """A cell that holds the missing value at ``place`` of the alphabet, from 1."""

    place: int


Cell = int | float | str | Missing


class Column(NamedTuple):
    """A variable: its cells are all texts, or numbers of one kind and missing values. ``labels`` are those of its numbers."""

    name: str
    label: str
    kind: Literal["text", "whole", "real"]
    cells: Sequence[Cell]
    labels: dict[int, str]


def encode(columns: Sequence[Column], missing: Mapping[int, str], title: str, created: datetime) -> bytes:
    """Return a file. ``missing`` are the labels of .a, .b and so on by their places from 1, for every column with numbers.

    Raises ValueError where a text or a number is more than Stata takes.
    """
    packed = [_packed(column) for column in columns]
    count = len(columns[0].cells) if columns else 0
    numbers = [column for column in columns if column.kind != "text"]
    label = title[:MOST_LABEL].encode()
    stamp = created.strftime("%d %b %Y %H:%M").encode("ascii")
    parts = {
        "header": b"".join(
            (
                b"<release>118</release><byteorder>LSF</byteorder>",
                b"<K>" + struct.pack("<H", len(columns)) + b"</K><N>" + struct.pack("<Q", count) + b"</N>",
                b"<label>" + struct.pack("<H", len(label)) + label + b"</label>",
                b"<timestamp>" + bytes([len(stamp)]) + stamp + b"</timestamp>",
            )
        ),
        "map": bytes(14 * 8),
        "variable_types": b"".join(struct.pack("<H", type_) for type_, _ in packed),
        "varnames": _fixed((column.name for column in columns), 129),
        "sortlist": bytes(2 * (len(columns) + 1)),
        "formats": _fixed((_format(type_) for type_, _ in packed), 57),
        "value_label_names": _fixed(("" if column.kind == "text" else column.name for column in columns), 129),
        "variable_labels": _fixed((column.label[:MOST_LABEL] for column in columns), 321),
        "characteristics": b"",
        "data": b"".join(cell for row in zip(*(cells for _, cells in packed), strict=True) for cell in row),
        "strls": b"",
        "value_labels": b"".join(_labels(column, missing) for column in numbers),
    }
    return _joined(parts)


def _joined(parts: dict[str, bytes]) -> bytes:
    """Return the parts as one file, with the map of where each begins."""
    written = [b"<stata_dta>"]
    places, place = [0], len(written[0])
    for name, data in parts.items():
        if name != "header":
            places.append(place)
        written.append(f"<{name}>".encode() + data + f"</{name}>".encode())
        place += len(written[-1])
    written.append(b"</stata_dta>")
    places += [place, place + len(written[-1])]
    written[2] = b"<map>" + struct.pack("<14Q", *places) + b"</map>"
    return b"".join(written)


def _packed(column: Column) -> tuple[int, list[bytes]]:
    """Return the type of a column, and its cells as bytes."""
    if column.kind == "text":
        texts = [str(cell).encode() for cell in column.cells]
        width = max(map(len, texts), default=0) or 1
        if width > MOST_BYTES:
            raise ValueError(f"{column.name}: a text of {width:,} bytes; Stata takes {MOST_BYTES:,}")
        return width, [text.ljust(width, b"\0") for text in texts]
    if column.kind == "real":
        return _DOUBLE, [_double(cell) for cell in column.cells]
    return _INT, [struct.pack("<h", _int(column.name, cell)) for cell in column.cells]


def _int(name: str, cell: Cell) -> int:
    if isinstance(cell, Missing):
        return _MISSING_INT + cell.place
    assert isinstance(cell, int)
    if cell > LARGEST:
        raise ValueError(f"{name}: a value has the number {cell:,}; at most {LARGEST:,}")
    return cell


def _double(cell: Cell) -> bytes:
    if isinstance(cell, Missing):
        return struct.pack("<Q", _MISSING_DOUBLE + cell.place * _STEP_DOUBLE)
    return struct.pack("<d", cell)


def _format(type_: int) -> str:
    return {_INT: "%8.0g", _DOUBLE: "%10.0g"}.get(type_, f"%{type_}s")


def _fixed(texts: Iterable[str], width: int) -> bytes:
    """Return texts in fields of ``width`` bytes, the last of which is 0."""
    return b"".join(text.encode()[: width - 1].ljust(width, b"\0") for text in texts)


def _labels(column: Column, missing: Mapping[int, str]) -> bytes:
    """Return the labels of a column's numbers and of its missing values, in the order of these."""
    found = dict(sorted(column.labels.items())) | {_MISSING_LONG + n: text for n, text in sorted(missing.items())}
    texts = [text.encode() + b"\0" for text in found.values()]
    starts = [sum(map(len, texts[:place])) for place in range(len(texts))]
    numbers = (len(texts), sum(map(len, texts)), *starts, *found)
    table = struct.pack(f"<{len(numbers)}i", *numbers) + b"".join(texts)
    return b"<lbl>" + struct.pack("<i", len(table)) + _fixed([column.name], 129) + bytes(3) + table + b"</lbl>"
