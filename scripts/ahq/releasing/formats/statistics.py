"""The coded variables of a query as a table with a column for each: CSV, Stata, SPSS, and a codebook of names and labels.

A variable of one code is a number with value labels. A variable of several codes is the text of its codes, and beside it
a variable of 0 and 1 for each code, ``platforms_used_whatsapp``. A share is a number. Where a missing code stands, SPSS
has a number from -1 down that is declared missing, and Stata one of .a to .z. A value label is the code itself, so that
every value of the table can be told from the file; what the code means stands in ``<query>-codebook.csv``.

Names and numbers are those that ``variable_names.csv`` of the query keeps: no other code, new or gone, changes one.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pyreadstat

from ahq.corpus import variable_names
from ahq.corpus.codebook import PERCENT
from ahq.corpus.variable_names import Names
from ahq.publishing.data_package import Published
from ahq.releasing import contents, wide
from ahq.releasing.formats import stata
from ahq.releasing.formats.stata import Cell, Column, Missing
from ahq.releasing.wide import Coded, Variable

MOST_LABEL = 255  # bytes of the label of a variable, in SPSS
MOST_VALUE_LABEL = 120  # bytes of the label of a value, in SPSS
LETTERS = "abcdefghijklmnopqrstuvwxyz"
CODEBOOK = ("name", "variable_id", "type", "value", "stata", "spss", "label", "definition")


class Described(NamedTuple):
    """One variable of a file, and what of the codebook it is: nothing for a key; with a code, whether that is held."""

    column: Column
    variable: Variable | None = None
    code: str = ""


def write(package: Published, folder: Path) -> list[Path]:
    """Write ``<query>.csv``, ``.dta``, ``.sav`` and ``-codebook.csv`` for each coded query; return the paths.

    Raises OSError, or ValueError where a query has more missing codes than Stata has missing values.
    """
    paths: list[Path] = []
    for coded in wide.coded(package):
        query = coded.query_id
        names = _names(package, coded)
        missing = {-int(names["", code].number): code for code in coded.missing}
        if max(missing, default=0) > len(LETTERS):
            raise ValueError(f"{query}: {max(missing)} missing codes; Stata has {len(LETTERS)} missing values")
        described = list(_described(coded, names))
        columns = [one.column for one in described]
        files = {kind: folder / f"{query}{kind}" for kind in (".csv", ".dta", ".sav", "-codebook.csv")}
        title = f"Coded variables of {query}, version {package.version}"
        contents.write_csv(files[".csv"], tuple(coded.columns()), (tuple(row.values()) for row in coded.rows()))
        files[".dta"].write_bytes(stata.encode(columns, missing, title, package.created))
        _write_sav(files[".sav"], columns, missing, title, package.created)
        contents.write_csv(files["-codebook.csv"], CODEBOOK, _codebook(coded, described, missing))
        paths += files.values()
    return paths


def _names(package: Published, coded: Coded) -> Names:
    """Return what variables and codes are called: as it was kept and, behind, what is new. Raises OSError, NotCsv."""
    kept = variable_names.read(package.root / variable_names.path_of(coded.query_id))
    return variable_names.completed(kept, coded.variables, coded.missing)


def _described(coded: Coded, names: Names) -> Iterator[Described]:
    missing = {code: Missing(-int(names["", code].number)) for code in coded.missing}
    keys = {contents.QUERY: [coded.query_id] * len(coded.countries), contents.COUNTRY: coded.countries}
    about = coded.columns()
    for name, texts in keys.items():
        yield Described(Column(name, about[name], "text", texts, {}))
    for variable in coded.variables:
        held = [coded.codes(country, variable) for country in coded.countries]
        name = names[variable.id, ""].name
        label = variable.label if name == variable.id else f"{variable.id}: {variable.label}"
        if variable.type == PERCENT:
            numbers = (coded.number(country, variable) for country in coded.countries)
            reals = [float(n) if n else missing[codes[0]] for n, codes in zip(numbers, held, strict=True)]
            yield Described(Column(name, label, "real", reals, {}), variable)
        elif variable.type == variable_names.ONE:
            places = {code: int(names[variable.id, code].number) for code in variable.codes}
            cells: list[Cell] = [(places | missing)[code] for (code,) in held]
            yield Described(Column(name, label, "whole", cells, {n: code for code, n in places.items()}), variable)
        else:
            yield Described(Column(name, label, "text", [";".join(codes) for codes in held], {}), variable)
            for code in variable.codes:
                has: list[Cell] = [missing.get(codes[0], int(code in codes)) for codes in held]
                own, said = names[variable.id, code].name, f"{code}: {variable.label}"
                yield Described(Column(own, said, "whole", has, {0: "no", 1: "yes"}), variable, code)


def _codebook(coded: Coded, described: list[Described], missing: dict[int, str]) -> Iterator[tuple[object, ...]]:
    """Yield a row for each value of each variable; for one whose values have no label, a single row."""
    for column, variable, own in described:
        kind = "key" if variable is None else "yes-or-no" if own else variable.type
        head = (column.name, variable.id if variable else column.name, kind)
        if not column.labels:
            yield (*head, "", "", "", column.label, "")
        for number, label in sorted(column.labels.items()):
            assert variable is not None  # a key has no labels
            yield (*head, label, number, number, column.label, variable.codes[own or label] if number else "")
        if column.kind != "text":
            for place, code in missing.items():
                yield (*head, code, f".{LETTERS[place - 1]}", -place, column.label, coded.missing[code])


def _write_sav(path: Path, columns: list[Column], missing: dict[int, str], title: str, created: datetime) -> None:
    labels = {-place: code for place, code in missing.items()}
    data = {c.name: [-x.place if isinstance(x, Missing) else x for x in c.cells] for c in columns}
    types = {c.name: pl.Float64 for c in columns if c.kind == "real"}
    numeric = [c for c in columns if c.kind != "text"]
    pyreadstat.write_sav(
        pl.DataFrame(data, schema_overrides=types),
        path,
        file_label=_cut(title, 64),
        column_labels=[_cut(c.label, MOST_LABEL) for c in columns],
        variable_value_labels={
            c.name: {v: _cut(text, MOST_VALUE_LABEL) for v, text in (c.labels | labels).items()} for c in numeric
        },
        variable_format={c.name: "F8.0" for c in numeric if c.labels},  # the number of a code has no decimals
        missing_ranges={c.name: [{"lo": min(labels, default=-1), "hi": -1}] for c in numeric},
        variable_measure={c.name: "scale" if c.kind == "real" else "nominal" for c in columns},
    )
    # The library writes the time of the clock, which would give other bytes on every run: it stands behind the 92 bytes
    # that the header begins with.
    data_ = path.read_bytes()
    stamp, place = created.strftime("%d %b %y%H:%M:%S").encode("ascii"), data_.index(b"$FL2") + 92
    path.write_bytes(data_[:place] + stamp + data_[place + len(stamp) :])


def _cut(text: str, most: int) -> str:
    """Return ``text`` in at most ``most`` bytes of UTF-8, with dots where it was cut; the codebook has the whole."""
    data = text.encode("utf-8")
    return text if len(data) <= most else data[: most - 3].decode("utf-8", "ignore").rstrip() + "..."
