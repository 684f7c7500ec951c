"""The coded variables of a query as a table with a column for each: CSV, Stata, SPSS, and a codebook of names and labels.

A variable of one code is a number with value labels. A variable of several codes is the text of its codes, and beside it
a variable of 0 and 1 for each code, ``platforms_used_whatsapp``. A share is a number. Where a missing code stands, SPSS
has a number from -1 down that is declared missing, and Stata one of .a to .z. A value label is the code itself, so that
every value of the table can be told from the file; what the code means stands in ``<query>-codebook.csv``.

The name of a variable of 0 and 1 follows from its own variable and code alone: no other code, new or gone, changes it.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pandas
import polars as pl
import pyreadstat

from ahq.corpus.codebook import PERCENT
from ahq.publishing.data_package import Published
from ahq.releasing import contents, wide
from ahq.releasing.wide import Coded, Variable

# Stata takes names of 32 characters, of labels too; the library names those by the variable and a number behind it.
MOST_NAME = 28
MOST_CODE = 16  # of these, for the code in the name of a variable of 0 and 1
# Words that Stata or SPSS keep for themselves.
RESERVED = re.compile(
    "all|and|by|byte|double|eq|float|ge|gt|if|in|int|le|long|lt|ne|not|or|str[0-9]*|strl|to|using|with", re.IGNORECASE
)
MOST_LABEL = {"dta": 80, "sav": 255}  # of the label of a variable: characters in Stata, bytes in SPSS
MOST_VALUE_LABEL = 120  # bytes of the label of a value, in SPSS
LETTERS = "abcdefghijklmnopqrstuvwxyz"
CODEBOOK = ("name", "variable_id", "type", "value", "stata", "spss", "label", "definition")


class Missing(NamedTuple):
    """A cell that holds the missing code at ``place`` of their list, from 1."""

    place: int


class Column(NamedTuple):
    """One variable of a file. ``cells`` are numbers, texts, or Missing; ``labels`` are those of its numbers."""

    name: str
    label: str
    cells: list
    labels: dict[int, str]
    variable: Variable | None = None
    code: str = ""


def write(package: Published, folder: Path) -> list[Path]:
    """Write ``<query>.csv``, ``.dta``, ``.sav`` and ``-codebook.csv`` for each coded query; return the paths.

    Raises OSError, or ValueError where a query has more missing codes than Stata has missing values, or where two
    variables would have one name.
    """
    paths = []
    for coded in wide.coded(package):
        query = coded.query_id
        if len(coded.missing) > len(LETTERS):
            raise ValueError(f"{query}: {len(coded.missing)} missing codes; Stata has {len(LETTERS)} missing values")
        columns = list(_columns(coded))
        _refuse_one_name_for_two(query, columns)
        files = {kind: folder / f"{query}{kind}" for kind in (".csv", ".dta", ".sav", "-codebook.csv")}
        missing, title = list(coded.missing), f"Coded variables of {query}, version {package.version}"
        _write_csv(files[".csv"], list(coded.columns()), (row.values() for row in coded.rows()))
        _write_dta(files[".dta"], columns, missing, title, package.created)
        _write_sav(files[".sav"], columns, missing, title, package.created)
        _write_csv(files["-codebook.csv"], CODEBOOK, _codebook(coded, columns))
        paths += files.values()
    return paths


def name_of(variable: str, code: str = "") -> str:
    """Return the name of a variable, or of that of 0 and 1 for one of its codes: legal in Stata and SPSS.

    What is too long is cut, the variable before the code, with three digits of a hash for what was cut off.
    """
    name = f"{variable}_{code.replace('-', '_')}" if code else variable
    if RESERVED.fullmatch(name):
        return f"{name}_v"
    if len(name) <= MOST_NAME:
        return name
    own = name.removeprefix(variable)[: MOST_CODE + 1]
    digest = hashlib.sha256(f"{variable};{code}".encode()).hexdigest()[:3]
    return f"{variable[: MOST_NAME - len(own) - 4].rstrip('_')}{own}_{digest}"


def _refuse_one_name_for_two(query: str, columns: list[Column]) -> None:
    taken: dict[str, str] = {}
    for column in columns:
        what = ", ".join(filter(None, (column.variable.id if column.variable else column.name, column.code)))
        other = taken.setdefault(column.name.casefold(), what)
        if other != what:
            raise ValueError(f"{query}: {other} and {what} would both be named {column.name}: give one another id")


def _columns(coded: Coded) -> Iterator[Column]:
    missing = {code: Missing(place) for place, code in enumerate(coded.missing, 1)}
    keys = {contents.QUERY: [coded.query_id] * len(coded.countries), contents.COUNTRY: coded.countries}
    about = coded.columns()
    for name, cells in keys.items():
        yield Column(name, about[name], cells, {})
    for variable in coded.variables:
        held = [coded.codes(country, variable) for country in coded.countries]
        name = name_of(variable.id)
        label = variable.label if name == variable.id else f"{variable.id}: {variable.label}"
        if variable.type == PERCENT:
            numbers = (coded.number(country, variable) for country in coded.countries)
            cells = [float(n) if n else missing[codes[0]] for n, codes in zip(numbers, held, strict=True)]
            yield Column(name, label, cells, {}, variable)
        elif variable.type == wide.ONE:
            places = {code: place for place, code in enumerate(variable.codes, 1)}
            cells = [(places | missing)[code] for (code,) in held]
            yield Column(name, label, cells, {place: code for code, place in places.items()}, variable)
        else:
            yield Column(name, label, [";".join(codes) for codes in held], {}, variable)
            for code in variable.codes:
                cells = [missing.get(codes[0], int(code in codes)) for codes in held]
                own = name_of(variable.id, code)
                yield Column(own, f"{code}: {variable.label}", cells, {0: "no", 1: "yes"}, variable, code)


def _codebook(coded: Coded, columns: list[Column]) -> Iterator[tuple]:
    """Yield a row for each value of each variable; for one whose values have no label, a single row."""
    for column in columns:
        variable = column.variable
        kind = "key" if variable is None else "yes-or-no" if column.code else variable.type
        head = (column.name, variable.id if variable else column.name, kind)
        if not _is_numeric(column) or not column.labels:
            yield (*head, "", "", "", column.label, "")
        for number, label in column.labels.items():
            code = column.code or label
            yield (*head, label, number, number, column.label, variable.codes[code] if number else "")
        if _is_numeric(column):
            for place, (code, definition) in enumerate(coded.missing.items(), 1):
                yield (*head, code, f".{LETTERS[place - 1]}", -place, column.label, definition)


def _write_csv(path: Path, head, rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def _write_dta(path: Path, columns: list[Column], missing: list[str], title: str, created: datetime) -> None:
    labels = dict(zip(LETTERS, missing, strict=False))
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


def _write_sav(path: Path, columns: list[Column], missing: list[str], title: str, created: datetime) -> None:
    labels = {-place: code for place, code in enumerate(missing, 1)}
    data = {c.name: [-x.place if isinstance(x, Missing) else x for x in c.cells] for c in columns}
    types = {c.name: pl.Float64 for c in columns if c.variable and c.variable.type == PERCENT}
    numeric = [c for c in columns if _is_numeric(c)]
    pyreadstat.write_sav(
        pl.DataFrame(data, schema_overrides=types),
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
