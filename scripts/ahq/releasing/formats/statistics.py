"""Stata and SPSS: the coded variables of a query, with labels, and with missing codes as user-missing values.

A variable of one code is a number with value labels. A variable of several codes is the text of its codes, and beside it
a variable of 0 and 1 for each code. A share is a number. Where a missing code stands, SPSS has a number from -1 down that
is declared missing, and Stata one of .a to .z. Each value label begins with the code itself, so that every value of the
table can be told from the file.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pandas
import polars as pl
import pyreadstat

from ahq.publishing.data_package import Published, Table

# Stata takes names of 32 characters, of labels too; the library names those by the variable and a number behind it.
MOST_NAME = 28
# Words that Stata or SPSS keep for themselves.
RESERVED = re.compile(
    "all|and|by|byte|double|eq|float|ge|gt|if|in|int|le|long|lt|ne|not|or|str[0-9]*|strl|to|using|with", re.IGNORECASE
)
MOST_LABEL = {"dta": 80, "sav": 255}  # of the label of a variable: characters in Stata, bytes in SPSS
MOST_VALUE_LABEL = 120  # bytes of the label of a value, in SPSS
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Column(NamedTuple):
    """One variable of a file. ``cells`` are numbers, texts, or the place of a missing code, from 1, as Missing."""

    name: str
    label: str
    cells: list
    labels: dict[int, str]  # of the numbers of codes; empty for a text or a share


class Missing(NamedTuple):
    """A cell that holds the missing code at ``place`` of their list, from 1."""

    place: int


class Names:
    """Gives out the names of the variables of one file: legal in Stata and SPSS, and each only once."""

    def __init__(self, ids: list[str]):
        self.taken = {id_ for id_ in ids if _is_legal(id_)}

    def of(self, id_: str) -> str:
        """Return the name of a column of the table: its own one, where that is legal."""
        return id_ if id_ in self.taken else self.new(id_, "")

    def new(self, stem: str, end: str) -> str:
        """Return a name that no other has, made of as much of ``stem`` as there is room for, and ``end``."""
        tries = (stem[: MOST_NAME - len(more)] + more for more in (end, *(f"{end}_{n}" for n in range(2, 1000))))
        name = next(name for name in tries if _is_legal(name) and name not in self.taken)
        self.taken.add(name)
        return name


def _is_legal(name: str) -> bool:
    return len(name) <= MOST_NAME and not RESERVED.fullmatch(name)


class Book(NamedTuple):
    """The codebook of one query as the tables have it: codes by variable, and the missing codes, in their order."""

    labels: dict[str, str]
    codes: dict[str, dict[str, str]]
    missing: dict[str, str]


def write(package: Published, folder: Path) -> list[Path]:
    """Write ``codings_wide-<query>.dta`` and ``.sav`` for each query into ``folder``; return the paths.

    Raises OSError, or ValueError where a query has more missing codes than Stata has missing values.
    """
    variables = package.tables["variables"].text().partition_by("query_id", as_dict=True)
    codes = package.tables["codes"].typed().partition_by("query_id", as_dict=True)
    created = package.created
    paths = []
    for table in package.wide():
        query = (table.name.partition("-")[2],)
        book = _book(variables[query], codes[query])
        if len(book.missing) > len(LETTERS):
            raise ValueError(
                f"{table.name}: {len(book.missing)} missing codes; Stata has {len(LETTERS)} missing values"
            )
        columns = list(_columns(table, book))
        for kind, write_one in (("dta", _write_dta), ("sav", _write_sav)):
            paths.append(folder / f"{table.name}.{kind}")
            write_one(paths[-1], columns, list(book.missing.items()), table.about.get("title", table.name), created)
    return paths


def _book(variables: pl.DataFrame, codes: pl.DataFrame) -> Book:
    known: dict[str, dict[str, str]] = {}
    missing: dict[str, str] = {}
    for row in codes.sort("variable_id", "position").iter_rows(named=True):
        place = missing if row["is_missing"] else known.setdefault(row["variable_id"], {})
        place[row["code"]] = row["label"]
    return Book(dict(variables.select("variable_id", "label").iter_rows()), known, missing)


def _columns(table: Table, book: Book) -> Iterator[Column]:
    frame = table.typed()
    missing = {code: Missing(place) for place, code in enumerate(book.missing, 1)}
    names = Names(frame.columns)
    for field in table.fields:
        name = field["name"]
        if name not in book.labels:
            if name.removesuffix("_missing") not in book.labels:  # a key; why a share is missing stands in the share
                yield Column(name, field["description"], frame[name].to_list(), {})
            continue
        codes, cells = book.codes[name], frame[name].to_list()
        own = names.of(name)
        label = book.labels[name] if own == name else f"{name}: {book.labels[name]}"
        if field["type"] == "number":
            why = frame[f"{name}_missing"].to_list()
            yield Column(own, label, [missing.get(w, c) for c, w in zip(cells, why, strict=True)], {})
        elif "enum" in field["constraints"]:
            numbers = {code: place for place, code in enumerate(codes, 1)} | missing
            labels = {place: f"{code}: {label}" for place, (code, label) in enumerate(codes.items(), 1)}
            yield Column(own, label, [numbers[cell] for cell in cells], labels)
        else:
            yield Column(own, label, cells, {})
            yield from _of_each_code(name, codes, cells, missing, names)


def _of_each_code(name: str, codes: dict, cells: list[str], missing: dict, names: Names) -> Iterator[Column]:
    for place, (code, label) in enumerate(codes.items(), 1):
        held = [missing.get(cell, int(code in cell.split(";"))) for cell in cells]
        labels = {0: f"no: {code} is not among the codes", 1: f"{code}: {label}"}
        yield Column(names.new(name, f"_{place}"), f"{name}: {code}", held, labels)


def _write_dta(path: Path, columns: list[Column], missing: list, title: str, created: datetime) -> None:
    labels = {letter: f"{code}: {label}" for letter, (code, label) in zip(LETTERS, missing, strict=False)}
    data = {c.name: [LETTERS[x.place - 1] if isinstance(x, Missing) else x for x in c.cells] for c in columns}
    numeric = [c for c in columns if _is_numeric(c)]
    pyreadstat.write_dta(
        pandas.DataFrame(data),
        path,
        version=14,  # what Stata 14 and later read; 15 would be the format of Stata/MP alone
        file_label=_cut(title, 80),
        column_labels=[_cut(c.label, MOST_LABEL["dta"]) for c in columns],
        variable_value_labels={c.name: c.labels | labels for c in numeric},
        missing_user_values={c.name: list(labels) for c in numeric},
    )
    # The library writes the time of the clock, which would give other bytes on every run.
    stamp = created.strftime("%d %b %Y %H:%M").encode("ascii")
    _stamp(path, b"<timestamp>", 1, stamp)


def _write_sav(path: Path, columns: list[Column], missing: list, title: str, created: datetime) -> None:
    labels = {-place: f"{code}: {label}" for place, (code, label) in enumerate(missing, 1)}
    data = {c.name: [-x.place if isinstance(x, Missing) else x for x in c.cells] for c in columns}
    numeric = [c for c in columns if _is_numeric(c)]
    pyreadstat.write_sav(
        pandas.DataFrame(data),
        path,
        file_label=_cut(title, 64),
        column_labels=[_cut(c.label, MOST_LABEL["sav"]) for c in columns],
        variable_value_labels={
            c.name: {v: _cut(text, MOST_VALUE_LABEL) for v, text in (c.labels | labels).items()} for c in numeric
        },
        variable_format={c.name: "F8.0" for c in numeric if c.labels},  # the number of a code has no decimals
        missing_ranges={c.name: [{"lo": -len(missing), "hi": -1}] for c in numeric},
        variable_measure={c.name: "nominal" if c.labels or not _is_numeric(c) else "scale" for c in columns},
    )
    # As above: the day and the time stand behind the 92 bytes that the header begins with.
    _stamp(path, b"$FL2", 88, created.strftime("%d %b %y%H:%M:%S").encode("ascii"))


def _is_numeric(column: Column) -> bool:
    return not any(isinstance(cell, str) for cell in column.cells)


def _cut(text: str, most: int) -> str:
    """Return ``text`` in at most ``most`` bytes of UTF-8, with dots where it was cut; the codebook has the whole."""
    data = text.encode("utf-8")
    return text if len(data) <= most else data[: most - 3].decode("utf-8", "ignore").rstrip() + "..."


def _stamp(path: Path, mark: bytes, offset: int, stamp: bytes) -> None:
    """Write ``stamp`` over as many bytes, ``offset`` behind the first ``mark``."""
    data = path.read_bytes()
    place = data.index(mark) + len(mark) + offset
    path.write_bytes(data[:place] + stamp + data[place + len(stamp) :])
