"""Every format of a release, read back by a reader that did not write it: the same cells as the CSV tables."""

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import duckdb
import openpyxl
import pandas
import polars
import pyarrow.parquet
import pyreadstat
import pytest

from ahq.core.checkout import HOME
from ahq.core.digests import sha256
from ahq.publishing.data_package import Published
from ahq.releasing.formats import jsonl, parquet, qdpx, sqlite, statistics, xlsx

MODULES = {"jsonl": jsonl, "parquet": parquet, "sqlite": sqlite, "xlsx": xlsx, "statistics": statistics, "qdpx": qdpx}
LIKE_FORMULAS = [
    "=1+1",
    "+49 30",
    "-",
    "@someone",
    "\tindented",
    "N/A",
    "NULL",
    "'quoted'",
    "true",
    "007",
    "1e5",
    "é ß 😀",
]
REAL = Published(HOME)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The published package, with texts in its answers that a tool may take for something else."""
    root = tmp_path_factory.mktemp("package")
    shutil.copy(HOME / "datapackage.json", root)
    shutil.copytree(HOME / "data" / "tables", root / "data" / "tables")
    path = root / "data" / "tables" / "answers.csv"
    rows = read_csv(path)
    place = rows[0].index("text")
    filled = [row for row in rows[1:] if row[place]]
    for row, text in zip(filled, LIKE_FORMULAS, strict=False):
        row[place] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return Published(root)


@pytest.fixture(scope="module")
def written(package, tmp_path_factory):
    """The folder of each format."""
    folders = {name: tmp_path_factory.mktemp(name) for name in MODULES}
    for name, module in MODULES.items():
        if name != "qdpx":  # has tests of its own, and does not take answers that are not the quoted ones
            module.write(package, folders[name])
    return folders


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def cells(rows, table):
    """Return rows of any reader as the CSV writes them."""
    return [[_cell(value, field["type"]) for value, field in zip(row, table.fields, strict=True)] for row in rows]


def _cell(value, type_):
    if value is None or value != value:
        return ""
    if type_ == "boolean":
        return "true" if value else "false"
    if type_ == "number":
        return f"{value:.10f}"
    return str(value)


def expected(table):
    rows = read_csv(table.path)[1:]
    numbers = [place for place, field in enumerate(table.fields) if field["type"] == "number"]
    for row in rows:
        for place in numbers:
            row[place] = _cell(float(row[place]), "number") if row[place] else ""
    return rows


def names(table):
    return [field["name"] for field in table.fields]


TABLES = list(REAL.tables)


@pytest.mark.parametrize("name", TABLES)
def test_json_lines_as_python_reads_them(package, written, name):
    table = package.tables[name]
    lines = (written["jsonl"] / f"{name}.jsonl").read_text("utf-8").split("\n")[:-1]
    rows = [json.loads(line) for line in lines]
    assert all(list(row) == names(table) for row in rows)
    assert cells([row.values() for row in rows], table) == expected(table)


@pytest.mark.parametrize("name", TABLES)
def test_parquet_as_duckdb_and_polars_read_it(package, written, name):
    table = package.tables[name]
    path = written["parquet"] / f"{name}.parquet"
    read = duckdb.sql(f"SELECT * FROM '{path}'")
    assert read.columns == names(table)
    assert cells(read.fetchall(), table) == expected(table)
    assert cells(polars.read_parquet(path).rows(), table) == expected(table)
    schema = pyarrow.parquet.read_schema(path)
    assert json.loads(schema.metadata[b"primaryKey"]) == table.schema["primaryKey"]
    assert json.loads(schema.metadata[b"foreignKeys"]) == table.schema.get("foreignKeys", [])
    assert schema.metadata[b"version"].decode() == package.version
    for field in table.fields:
        assert schema.field(field["name"]).metadata[b"description"].decode() == field["description"]
        assert schema.field(field["name"]).type == parquet.TYPES[field["type"]]


@pytest.fixture(scope="module")
def database(written):
    with closing(sqlite3.connect(written["sqlite"] / sqlite.NAME)) as connection:
        yield connection


@pytest.mark.parametrize("name", TABLES)
def test_sqlite_as_pandas_reads_it(package, database, name):
    table = package.tables[name]
    frame = pandas.read_sql(f'SELECT * FROM "{name}"', database, dtype=object)
    assert list(frame.columns) == names(table)
    order = sorted(
        frame.itertuples(index=False),
        key=lambda row: [str(row[frame.columns.get_loc(k)]) for k in table.schema["primaryKey"]],
    )
    wanted = sorted(expected(table), key=lambda row: [row[names(table).index(k)] for k in table.schema["primaryKey"]])
    assert cells(order, table) == wanted


def test_sqlite_has_keys_that_hold_and_refuses_what_breaks_them(database):
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.execute("PRAGMA foreign_keys = ON")
    row = database.execute("SELECT * FROM codings LIMIT 1").fetchone()
    marks = ", ".join("?" * len(row))
    for wrong in (row, (*row[:3], "no-such-code", *row[4:]), ("no-such-query", *row[1:]), (*row[:4], "many", row[5])):
        with pytest.raises(sqlite3.IntegrityError), database:
            database.execute(f"INSERT INTO codings VALUES ({marks})", wrong)


@pytest.mark.parametrize("word", ["police", "facebook", "schleuser", "N/A"])
def test_the_full_text_index_finds_what_a_search_for_words_finds(package, database, word):
    query = "SELECT country_code, item FROM answers_fts JOIN answers ON answers.rowid = answers_fts.rowid WHERE answers_fts MATCH ?"
    found = set(database.execute(query, (f'"{word}"',)))
    table = package.tables["answers"].text().drop_nulls("text")
    wanted = [part.casefold() for part in re.findall(r"\w+", word)]
    expected_ = set()
    for row in table.iter_rows(named=True):
        words = [part.casefold() for part in re.findall(r"\w+", row["text"])]
        if any(words[i : i + len(wanted)] == wanted for i in range(len(words))):
            expected_.add((row["country_code"], row["item"]))
    assert found == expected_


def test_the_view_joins_every_answer_with_its_question_and_country(package, database):
    frame = pandas.read_sql("SELECT * FROM answers_with_context", database)
    answers, questions, countries = (package.tables[name].text() for name in ("answers", "questions", "countries"))
    assert len(frame) == answers.height
    known = dict(zip(questions["item"], questions["text"], strict=True))
    parent_of = dict(zip(questions["item"], questions["parent_item"], strict=True))
    named = dict(zip(countries["country_code"], countries["name"], strict=True))
    for row in frame.itertuples():
        assert row.question_text == known[row.item]
        assert (row.parent_question_text if parent_of[row.item] else None) == known.get(parent_of[row.item])
        assert row.country_name == named[row.country_code]


@pytest.fixture(scope="module")
def book(written):
    return openpyxl.load_workbook(written["xlsx"] / xlsx.NAME)


@pytest.mark.parametrize("place", range(len(TABLES)), ids=TABLES)
def test_a_sheet_as_openpyxl_reads_it(package, book, place):
    table, sheet = package.tables[TABLES[place]], book.worksheets[place + 1]
    head, *rows = sheet.iter_rows()
    assert [cell.value for cell in head] == names(table)
    assert cells([[cell.value for cell in row] for row in rows], table) == expected(table)
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "b"}  # and no "f": a formula
    assert sheet.freeze_panes == ("C2" if names(table)[0] == "query_id" else "B2")
    assert sheet.auto_filter.ref.startswith("A1:")
    assert all(sheet.column_dimensions[letter].width for letter in "AB")


def test_the_first_sheet_explains_and_every_sheet_has_a_name_of_its_own(package, book):
    about = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    for text in (
        package.descriptor["title"],
        package.version,
        "N/A",
        *(lic["title"] for lic in package.descriptor["licenses"]),
    ):
        assert text in about
    assert package.tables["queries"].text()["disclaimer"][0] in about
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames}) == len(TABLES) + 1
    assert all(name in about for name in book.sheetnames[1:])


def copied(package, root, **replaced):
    """A copy of the package, with ``old`` replaced by ``new`` in each file given as ``name=(old, new)``."""
    shutil.copytree(package.root, root)
    for name, (old, new) in replaced.items():
        path = root / "data" / "tables" / f"{name}.csv" if name in package.tables else root / "datapackage.json"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8", newline="")
    return Published(root)


@pytest.mark.parametrize("text", ["x" * 32_768, "\N{GRINNING FACE}" * 16_384], ids=["letters", "emoji"])
def test_a_text_that_no_cell_can_hold_is_refused_and_never_cut(package, tmp_path, text):
    changed = copied(package, tmp_path / "package", entities=("Facebook", text))
    with pytest.raises(xlsx.TooLong, match="32,768"):
        xlsx.write(changed, tmp_path)


def test_long_texts_are_wrapped(package, book):
    row = next(book["answers"].iter_rows(min_row=2))
    head = names(package.tables["answers"])
    assert row[head.index("text")].alignment.wrap_text
    assert not row[head.index("item")].alignment.wrap_text


def test_sheets_of_queries_whose_names_end_alike_have_names_of_their_own(package, tmp_path):
    changed = copied(package, tmp_path / "package")
    for twin in (WIDE.name.replace("-2016-", "-2015-"), WIDE.name.upper()):
        changed.tables[twin] = changed.tables[WIDE.name]._replace(name=twin)
    xlsx.write(changed, tmp_path)
    found = openpyxl.load_workbook(tmp_path / xlsx.NAME, read_only=True).sheetnames
    assert len({name.casefold() for name in found}) == len(TABLES) + 3
    assert all(len(name) <= 31 for name in found)


def test_a_table_that_is_too_long_goes_on_to_another_sheet(package, tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 100)
    xlsx.write(package, tmp_path)
    book = openpyxl.load_workbook(tmp_path / xlsx.NAME)
    table = package.tables["answers"]
    rows = [row for sheet in book.worksheets if sheet.title.startswith("answers") for row in list(sheet.values)[1:]]
    assert [name for name in book.sheetnames if name.startswith("answers")][1] == "answers (2)"
    assert cells(rows, table) == expected(table)


WIDE = REAL.wide()[0]


def of_statistics(frame, labels, code_of_missing):
    """Return the table of codings as a statistics file gives it back: labels begin with the code."""
    rows = []
    for row in frame.to_dict("records"):
        cells_ = []
        for field in WIDE.fields:
            name = field["name"]
            value = row.get(name.removesuffix("_missing") if name not in row else name)
            is_missing = code_of_missing(value, labels.get(name.removesuffix("_missing"), {}))
            if name.endswith("_missing"):
                cells_.append(is_missing or "")
            elif field["type"] == "number":
                cells_.append("" if is_missing else _cell(float(value), "number"))
            elif name in labels:
                cells_.append(labels[name][value].split(":")[0])
            else:
                cells_.append(value)
        rows.append(cells_)
    return rows


@pytest.mark.parametrize("kind", ["dta", "sav"])
def test_the_coded_variables_as_pyreadstat_reads_them(package, written, kind):
    path = written["statistics"] / f"{WIDE.name}.{kind}"
    frame, about = getattr(pyreadstat, f"read_{kind}")(path, user_missing=True)
    labels = about.variable_value_labels

    def missing(value, known):
        text = known.get(value, "")
        is_code = isinstance(value, str) if kind == "dta" else isinstance(value, float) and value < 0
        return text.split(":")[0] if is_code and text else None

    assert of_statistics(frame, labels, missing) == expected(package.tables[WIDE.name])
    assert all(about.column_labels)
    if kind == "sav":
        assert all(about.missing_ranges[name] for name in labels)


def test_a_file_of_stata_as_pandas_reads_it(package, written):
    path = written["statistics"] / f"{WIDE.name}.dta"
    frame = pandas.read_stata(path, convert_categoricals=False, convert_missing=True)
    with pandas.read_stata(path, iterator=True) as reader:
        labels = reader.value_labels()
        of = dict(zip(reader._varlist, reader._lbllist, strict=True))
    wide = package.tables[WIDE.name].text()
    checked = 0
    for name in frame.columns:
        if name not in wide.columns or f"{name}_missing" in wide.columns or not of[name]:
            continue
        for value, wanted in zip(frame[name], wide[name], strict=True):
            if isinstance(value, (int, float)) or hasattr(value, "item"):
                assert labels[of[name]][int(value)].split(":")[0] == wanted
                checked += 1
            else:
                assert str(value) == f".{'abcdefg'[list(missing_codes(package)).index(wanted)]}"
    assert checked


def missing_codes(package):
    frame = package.tables["codes"].typed().filter(polars.col("is_missing")).sort("variable_id", "position")
    return dict.fromkeys(frame["code"])


@pytest.mark.parametrize("new", ["long", "in", "with", "str5", "all", "x" * 32, "obstacles_1"])
@pytest.mark.parametrize("old", ["public_sources", "share_other", "platforms_used"])
def test_a_name_that_stata_or_spss_refuses_is_changed_and_the_label_says_from_what(package, tmp_path, old, new):
    replaced = dict.fromkeys(("variables", "codes", WIDE.name, "descriptor"), (old, new))
    changed = copied(package, tmp_path / "package", **replaced)
    wide = changed.tables[WIDE.name].text()
    for path in statistics.write(changed, tmp_path):
        frame, about = getattr(pyreadstat, f"read_{path.suffix[1:]}")(path, user_missing=True)
        named = (name for name, label in about.column_names_to_labels.items() if label.startswith(f"{new}: "))
        place = new if new in frame.columns else next(named)
        assert len(frame.columns) == len({name.casefold() for name in frame.columns})
        labels = about.variable_value_labels.get(place, {})
        if old == "share_other":
            assert [f"{cell:g}" for cell in frame[place] if not is_missing(cell)] == [
                f"{float(cell):g}" for cell in wide[new].drop_nulls()
            ]
        else:
            assert [labels.get(cell, str(cell)).split(":")[0] for cell in frame[place]] == wide[new].to_list()


def is_missing(cell):
    return isinstance(cell, str) or cell < 0


def test_more_missing_codes_than_stata_has_letters_are_refused(package, tmp_path, monkeypatch):
    monkeypatch.setattr(statistics, "LETTERS", "ab")
    with pytest.raises(ValueError, match="missing codes; Stata has 2"):
        statistics.write(package, tmp_path)


def test_each_code_of_a_variable_of_several_has_a_variable_of_its_own(package, written):
    frame, about = pyreadstat.read_sav(written["statistics"] / f"{WIDE.name}.sav", user_missing=True)
    several = [f["name"] for f in WIDE.fields if f["type"] == "string" and "enum" not in f["constraints"]][2:]
    assert several
    for name in several:
        own = [column for column in frame.columns if column.startswith(f"{name}_")]
        codes = {column: about.column_names_to_labels[column].split(": ")[1] for column in own}
        for _, row in frame.iterrows():
            held = [codes[column] for column in own if row[column] == 1]
            missing = {about.variable_value_labels[c][row[c]].split(":")[0] for c in own if row[c] < 0}
            assert (sorted(held) or sorted(missing)) == sorted(row[name].split(";"))


BUILD = """
import sys
from importlib import import_module
from pathlib import Path
from ahq.publishing.data_package import Published
for name in sys.argv[3:]:
    import_module(f"ahq.releasing.formats.{name}").write(Published(Path(sys.argv[1])), Path(sys.argv[2]))
"""


def test_two_builds_give_the_same_bytes(tmp_path):
    found = []
    for zone, seed in (("UTC", "1"), ("Pacific/Kiritimati", "2")):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HOME / "scripts")}
        command = [sys.executable, "-c", BUILD, str(HOME), str(folder), *MODULES]
        subprocess.run(command, env=environment, check=True, timeout=120)
        found.append({path.name: sha256(path.read_bytes()) for path in folder.iterdir()})
    assert found[0] == found[1]
    assert len(found[0]) == 2 * len(TABLES) + 2 + 2 * len(REAL.wide()) + len(REAL.wide())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\nAT,", "\nXX,", "point to a row that is not there"),
        ("\nAT,", "\nBE,", "UNIQUE constraint failed: countries.country_code"),
        (",observer,", ",spectator,", "CHECK constraint failed: emn_role"),
        (",observer,", ",,", "NOT NULL constraint failed: countries.emn_role"),
    ],
)
def test_a_row_that_breaks_its_schema_stops_the_database(package, tmp_path, old, new, said):
    changed = copied(package, tmp_path / "package", countries=(old, new))
    with pytest.raises(ValueError, match=said):
        sqlite.write(changed, tmp_path)


def test_a_place_that_cannot_be_written_is_an_error_of_the_system(package, tmp_path):
    with pytest.raises(OSError, match=sqlite.NAME):
        sqlite.write(package, tmp_path / "no-such-folder")
