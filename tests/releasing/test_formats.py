"""Every format of a release, read back by a reader that did not write it: the same cells as the CSV tables."""

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing

import duckdb
import openpyxl
import pandas
import polars
import pyarrow.parquet
import pyreadstat
import pytest
import yaml

from ahq.core.checkout import HOME
from ahq.core.digests import sha256
from ahq.corpus import variable_names
from ahq.publishing.data_package import Published
from ahq.releasing.formats import flat, jsonl, parquet, qualitative, sqlite, statistics, xlsx, xlsx_sheets
from conftest import QUERY

MODULES = {
    "jsonl": jsonl,
    "parquet": parquet,
    "sqlite": sqlite,
    "xlsx": xlsx,
    "statistics": statistics,
    "flat": flat,
    "qualitative": qualitative,
}
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
    kept = root / variable_names.path_of(QUERY)
    kept.parent.mkdir(parents=True)
    shutil.copy(HOME / variable_names.path_of(QUERY), kept)
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
        if name != "qualitative":  # has tests of its own, and does not take answers that are not the quoted ones
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


def own(package, table):
    """The rows of a table that are of QUERY."""
    return [row for row in package.tables[table].rows() if row["query_id"] == QUERY]


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
    frame = pandas.read_sql(f'SELECT * FROM "{name}"', database, dtype_backend="numpy_nullable")
    assert list(frame.columns)[: len(names(table))] == names(table)
    frame = frame[names(table)].astype(object)  # behind them stand the columns that link
    frame = frame.where(frame.notna(), None)
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
    row = row[:6]  # the rest is computed
    marks = ", ".join("?" * len(row))
    for wrong in (row, (*row[:3], "no-such-code", *row[4:]), ("no-such-query", *row[1:]), (*row[:4], "many", row[5])):
        with pytest.raises(sqlite3.IntegrityError), database:
            database.execute(f"INSERT INTO codings VALUES ({marks})", wrong)


def links_of(database, table):
    """Return column, table and column of each foreign key of one column."""
    keys = database.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
    parts = Counter(row[0] for row in keys)
    return {(row[3], row[2], row[4]) for row in keys if parts[row[0]] == 1}


def test_datasette_would_find_the_index_and_link_the_rows(database):
    # As Datasette 0.65 looks: by the text of the statement, and by foreign keys of one column to a key of one.
    (found,) = database.execute(
        "SELECT name FROM sqlite_master WHERE rootpage = 0 AND sql LIKE '%VIRTUAL TABLE%USING FTS%content=\"answers\"%'"
    )
    assert found == ("answers_fts",)
    links = {table: links_of(database, table) for table in ("answers", "codings", "mentions")}
    everywhere = {("query_id", "queries", "query_id"), ("country_code", "countries", "country_code")}
    assert links["answers"] == everywhere | {("question", "questions", "question")}
    assert links["codings"] == everywhere | {("variable", "variables", "variable")}
    assert links["mentions"] == everywhere | {
        ("entity_id", "entities", "entity_id"),
        ("question", "questions", "question"),
    }
    for table, column in (("questions", "question"), ("variables", "variable")):
        keys = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")') if row[5]]
        assert keys == [column]


def test_datasette_is_told_of_every_table_and_column_and_its_queries_run(package, written, database):
    about = yaml.safe_load((written["sqlite"] / sqlite.METADATA).read_text("utf-8"))
    assert package.version in about["title"]
    assert about["license_url"].startswith("https://creativecommons.org/")
    inside = about["databases"]["emn-ahq"]
    views = {name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")}
    assert inside["tables"].keys() == {*TABLES, *views}
    for name in TABLES:
        told, table = inside["tables"][name], package.tables[name]
        assert list(told["columns"]) == names(table)
        assert set(told.get("facets", ())) <= set(names(table))
        assert told.get("label_column", names(table)[0]) in names(table)
    asked = {"words": "facebook", "variable_id": "closed_groups", "code": "not-monitored", "country": "Austria"}
    for name, query in inside["queries"].items():
        assert database.execute(query["sql"], asked).fetchall(), name


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
    answers, countries = (package.tables[name].text() for name in ("answers", "countries"))
    assert len(frame) == answers.height
    questions = {(row["query_id"], row["item"]): row for row in package.tables["questions"].rows()}
    named = dict(zip(countries["country_code"], countries["name"], strict=True))
    for row in frame.itertuples():
        question = questions[row.query_id, row.item]
        parent = questions.get((row.query_id, question["parent_item"]))
        assert row.question_text == question["text"]
        assert (row.parent_question_text if parent else None) == (parent and parent["text"])
        assert row.country_name == named[row.country_code]


def test_the_other_views_have_a_row_for_each_coding_and_each_quote(package, database):
    for view, table in (("codings_with_labels", "codings"), ("quotes_with_answers", "evidence")):
        frame = pandas.read_sql(f"SELECT * FROM {view}", database)
        assert len(frame) == package.tables[table].about["rows"]
        assert not frame["country_name"].isna().any()
        assert not frame["variable_label"].isna().any()


@pytest.fixture(scope="module")
def book(written):
    return openpyxl.load_workbook(written["xlsx"] / xlsx.NAME)


def sheet_rows(sheet, table):
    """Return the rows of a sheet without the name of the country, which stands beside its code.

    A workbook of one query of several has no column for the query; it is put back.
    """
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    if "country_name" in head:
        place = head.index("country_name")
        assert head.pop(place - 1) == "country_code"
        rows = [row[:place] + row[place + 1 :] for row in rows]
        head[place - 1] = "country_code"
    if "query_id" not in head and "query_id" in names(table):
        head, rows = ["query_id", *head], [[QUERY, *row] for row in rows]
    assert head == names(table)
    return rows


@pytest.mark.parametrize("place", range(len(TABLES)), ids=TABLES)
def test_a_sheet_as_openpyxl_reads_it(package, book, place):
    table, sheet = package.tables[TABLES[place]], book.worksheets[place + 1]
    assert cells(sheet_rows(sheet, table), table) == expected(table)
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n", "b"}  # "f": a formula
    assert sheet.auto_filter.ref.startswith("A1:")


def test_a_sheet_can_be_read_and_printed(package, book):
    for name in TABLES:
        sheet, table = book[name], package.tables[name]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$1"
        notes = [cell.comment.text for cell in sheet[1] if cell.value != "country_name"]
        assert notes == [field["description"] for field in table.fields]
        assert sheet.column_dimensions["A"].width < 36
    assert book["answers"].freeze_panes == "D2"  # the query, the code and the name of the country stay in view


def test_rows_of_long_text_have_a_height_that_shows_them_and_no_more_than_a_page(book):
    sheet = book["answers"]
    place = [cell.value for cell in sheet[1]].index("text")
    heights = {}
    for row in sheet.iter_rows(min_row=2):
        heights[len(row[place].value or "")] = sheet.row_dimensions[row[place].row].height
        assert row[place].alignment.wrap_text or not row[place].value
        assert not row[place - 1].alignment.wrap_text
    assert heights[max(heights)] == 14 * 15
    # One line is the height that a row has anyway, and is not written.
    assert {None, 30, 45, 60} <= set(heights.values()) <= {None, *(15 * lines for lines in range(2, 15))}


def test_the_sheet_of_a_query_is_states_by_questions(package, book):
    sheet = book[QUERY[:31]]
    items, questions, *states = [[cell.value for cell in row] for row in sheet.iter_rows()]
    asked = sorted(own(package, "questions"), key=lambda row: int(row["position"]))
    assert items == ["state", *(row["item"] for row in asked)]
    assert questions[1:] == [row["text"] for row in asked]
    named = {row["country_code"]: row["name"] for row in package.tables["countries"].rows()}
    answers = {(named[r["country_code"]], r["item"]): r for r in own(package, "answers")}
    assert [row[0] for row in states] == sorted({country for country, _ in answers})
    for state, *texts in states:
        for item, text in zip(items[1:], texts, strict=True):
            answer = answers[state, item]
            assert text == (answer["text"] or f"[{answer['status']}]")
    assert sheet.freeze_panes == "B3"


def test_there_is_no_sheet_of_long_texts_where_every_cell_holds_its_own(book):
    assert "long_texts" not in book.sheetnames


def test_the_first_sheet_explains_and_leads_to_every_other(package, book):
    first = book.worksheets[0]
    about = " ".join(str(cell.value) for row in first.iter_rows() for cell in row)
    for text in (
        package.descriptor["title"],
        f"version {package.version}",
        "N/A",
        *(lic["title"] for lic in package.descriptor["licenses"]),
    ):
        assert text in about
    queries = list(package.tables["queries"].rows())
    assert all(query["disclaimer"] in about for query in queries)
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames}) == 1 + len(TABLES) + len(queries)
    links = [cell.hyperlink.location for (cell,) in first.iter_rows(max_col=1) if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def copied(package, root, **replaced):
    """A copy of the package, with ``old`` replaced by ``new`` in each file given as ``name=(old, new)``."""
    shutil.copytree(package.root, root)
    for name, (old, new) in replaced.items():
        path = root / "data" / "tables" / f"{name}.csv" if name in package.tables else root / "datapackage.json"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8", newline="")
    return Published(root)


LONG = [
    "x" * 32_768,
    "\N{GRINNING FACE}" * 16_384,
    ("A text of a test, with words and\nlines. " * 2000).strip(),
    "one word " + "y" * 70_000,
]


@pytest.mark.parametrize("text", LONG, ids=["letters", "emoji", "lines", "word"])
def test_a_text_that_no_cell_can_hold_says_so_and_is_whole_in_a_sheet_of_its_own(package, tmp_path, text):
    quoted = f'"{text}"' if "\n" in text else text
    changed = copied(package, tmp_path / "package", entities=("Viber", quoted))
    xlsx.write(changed, tmp_path)
    book = openpyxl.load_workbook(tmp_path / xlsx.NAME)
    (shown,) = (cell for row in book["entities"].iter_rows() for cell in row if "than a cell holds" in str(cell.value))
    assert f"[{len(text):,} characters, more than a cell holds: the sheet long_texts has the whole]" in shown.value
    _, *parts = book["long_texts"].iter_rows(values_only=True)
    assert "".join(part[3] for part in parts) == text
    assert [part[:3] for part in parts] == [("entities", shown.coordinate, n + 1) for n in range(len(parts))]
    assert all(len(part[3].encode("utf-16-le")) // 2 <= 32_767 for part in parts)


def test_the_names_of_sheets_are_of_ascii_and_short_and_none_is_there_twice():
    long = "2016-social-media-and-migrant-smuggling"
    found = xlsx_sheets.sheet_names(["about", "About", "Ünïque", long, f"{long}-again", long.upper()])
    assert found == [
        "about",
        "About~2",
        "_n_que",
        "2016-social-media-and-migrant-s",
        "2016-social-media-and-migrant~2",
        "2016-SOCIAL-MEDIA-AND-MIGRANT~3",
    ]


def test_many_rows_are_a_workbook_a_query_and_one_for_the_rest(package, tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_TOGETHER", 100)
    paths = xlsx.write(package, tmp_path)
    queries = package.tables["queries"].text()["query_id"]
    assert [path.name for path in paths] == [xlsx.NAME, *(f"{query}.xlsx" for query in queries)]
    general, of_one = (openpyxl.load_workbook(tmp_path / name) for name in (xlsx.NAME, f"{QUERY}.xlsx"))
    assert general.sheetnames == ["about", "queries", "countries", "entities", "retired"]
    assert "workbook of its own" in " ".join(str(cell.value) for row in general["about"].iter_rows() for cell in row)
    of_query = [name for name in TABLES if "query_id" in names(package.tables[name])]
    assert of_one.sheetnames == ["about", *of_query, QUERY[:31]]
    for name in of_query:
        table = package.tables[name]
        wanted = [row for row in expected(table) if row[names(table).index("query_id")] == QUERY]
        assert cells(sheet_rows(of_one[name], table), table) == wanted


def test_a_table_that_no_sheet_can_hold_is_refused(package, tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_sheets, "MOST_ROWS", 100)
    with pytest.raises(
        xlsx.TooLong, match=f"answers: {package.tables['answers'].text().height} rows; a sheet holds 100"
    ):
        xlsx.write(package, tmp_path)


FILES = {kind: f"{QUERY}{kind}" for kind in (".csv", ".dta", ".sav", "-codebook.csv")}


def wide_rows(package):
    """Return what each country holds of each variable, as the table of codings has it: codes, or a number."""
    found = {}
    for row in own(package, "codings"):
        cell = row["value_number"] or row["code"]
        found.setdefault(row["country_code"], {}).setdefault(row["variable_id"], set()).add(cell)
    return found


def variables(package, type_):
    return [row["variable_id"] for row in own(package, "variables") if row["type"] == type_]


def codes_of(package, variable):
    rows = [row for row in own(package, "codes") if row["variable_id"] == variable]
    return [row["code"] for row in rows if row["is_missing"] == "false"]


def statistics_file(written, kind, folder=None):
    return getattr(pyreadstat, f"read_{kind}")((folder or written["statistics"]) / FILES[f".{kind}"], user_missing=True)


def codebook(folder):
    return [dict(zip(statistics.CODEBOOK, row, strict=True)) for row in read_csv(folder / FILES["-codebook.csv"])[1:]]


def test_the_wide_table_has_every_coding_and_a_column_for_each_variable(package, written):
    head, *rows = read_csv(written["statistics"] / FILES[".csv"])
    wanted = wide_rows(package)
    assert sorted(row[1] for row in rows) == sorted(row["country_code"] for row in own(package, "responses"))
    for row in rows:
        cells_ = dict(zip(head, row, strict=True))
        for variable, codes in wanted[cells_["country_code"]].items():
            cell = cells_[variable] or cells_[f"{variable}_missing"]
            assert set(cell.split(";")) == codes
    known = [row["variable_id"] for row in sorted(own(package, "variables"), key=lambda row: int(row["position"]))]
    assert [name for name in head[2:] if not name.endswith("_missing")] == known


@pytest.mark.parametrize("kind", ["dta", "sav"])
def test_the_coded_variables_as_pyreadstat_reads_them(package, written, kind):
    frame, about = statistics_file(written, kind)
    labels, wanted = about.variable_value_labels, wide_rows(package)
    assert all(about.column_labels)
    for row in frame.to_dict("records"):
        for variable, codes in wanted[row["country_code"]].items():
            cell = row[variable]
            found = labels.get(variable, {}).get(cell, cell)
            shown = {f"{found:g}"} if isinstance(found, float) else set(found.split(";"))
            assert shown == codes, variable
    if kind == "sav":
        assert all(about.missing_ranges[name] for name in labels)


@pytest.mark.parametrize("kind", ["dta", "sav"])
def test_a_label_is_a_code_and_no_definition(package, written, kind):
    _, about = statistics_file(written, kind)
    known = {"no", "yes", *package.tables["codes"].text()["code"]}
    assert {label for labels in about.variable_value_labels.values() for label in labels.values()} <= known
    assert max(map(len, known)) < 30


def test_a_file_of_stata_as_pandas_reads_it(package, written):
    path = written["statistics"] / FILES[".dta"]
    frame = pandas.read_stata(path, convert_categoricals=False, convert_missing=True)
    with pandas.read_stata(path, iterator=True) as reader:
        labels = reader.value_labels()
        of = dict(zip(reader._varlist, reader._lbllist, strict=True))
    wanted = wide_rows(package)
    letters = dict(zip(missing_codes(package), "abcdefghijklmnopqrstuvwxyz", strict=False))
    checked = 0
    for variable in variables(package, "code"):
        for value, country in zip(frame[variable], frame["country_code"], strict=True):
            (code,) = wanted[country][variable]
            if code in letters:
                assert str(value) == f".{letters[code]}"
            else:
                assert labels[of[variable]][int(value)] == code
                checked += 1
    assert checked


def missing_codes(package):
    frame = package.tables["codes"].typed().filter(polars.col("is_missing"), polars.col("query_id") == QUERY)
    frame = frame.sort("variable_id", "position")
    return dict.fromkeys(frame["code"])


def with_code(package, root, variable, code):
    """Return the package with one more code of a variable in the middle of its list."""
    head, *rows = read_csv(package.root / "data" / "tables" / "codes.csv")
    of, position = (head.index(name) for name in ("variable_id", "position"))
    own = [row for row in rows if row[of] == variable]
    for row in own:
        row[position] = str(int(row[position]) + (int(row[position]) >= 2))
    rows.append([QUERY, variable, code, "2", "A code of a test.", "false"])
    shutil.copytree(package.root, root)
    with (root / "data" / "tables" / "codes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *sorted(rows)])
    return Published(root)


@pytest.mark.parametrize(
    ("variable", "code", "new"),
    [
        ("platforms_used", "zalo", "platforms_used_zalo"),
        ("platforms_used", "facebook-messengers", "platforms_us_facebook_messengers"),  # nearly that of another
        ("monitoring", "hourly", "monitoring"),
    ],
)
def test_a_code_in_the_middle_of_its_list_changes_no_name_and_no_number(
    package, written, tmp_path, variable, code, new
):
    statistics.write(with_code(package, tmp_path / "package", variable, code), tmp_path)
    before, after = codebook(written["statistics"]), codebook(tmp_path)
    assert [row for row in before if row not in after] == []
    added = [row for row in after if row not in before]
    assert {row["name"] for row in added} == {new}
    for kind in ("dta", "sav"):
        frame, about = statistics_file(written, kind, tmp_path)
        earlier, _ = statistics_file(written, kind)
        assert frame[earlier.columns].equals(earlier)
        assert set(frame.columns) == {*earlier.columns, new}
        if variable == "monitoring":  # the number behind the last
            assert [row["stata"] for row in added] == ["4"]
            assert about.variable_value_labels["monitoring"][4] == code
        else:
            assert about.column_names_to_labels[new].startswith(f"{code}: ")


def test_a_release_without_the_list_gives_the_names_that_make_would_put_there(package, written, tmp_path):
    shutil.copytree(package.root, tmp_path / "package", ignore=shutil.ignore_patterns("queries"))
    statistics.write(Published(tmp_path / "package"), tmp_path)
    assert codebook(tmp_path) == codebook(written["statistics"])


def test_names_are_legal_short_and_different(package):
    names = [row["name"] for row in codebook_of(package)]
    assert all(re.fullmatch("[a-z][a-z0-9_]{0,31}", name) for name in names)
    assert "platforms_used_whatsapp" in names
    assert "monitoring_authorit_border_guard" in names


def codebook_of(package):
    rows = read_csv(package.root / variable_names.path_of(QUERY))
    return [row for row in (dict(zip(rows[0], cells, strict=True)) for cells in rows[1:]) if row["name"]]


def test_more_missing_codes_than_stata_has_letters_are_refused(package, tmp_path, monkeypatch):
    monkeypatch.setattr(statistics, "LETTERS", "ab")
    with pytest.raises(ValueError, match="missing codes; Stata has 2"):
        statistics.write(package, tmp_path)


def test_each_code_of_a_variable_of_several_has_a_variable_of_its_own(package, written):
    frame, about = statistics_file(written, "sav")
    wanted = wide_rows(package)
    several = variables(package, "codes")
    assert several
    names_ = variable_names.read(package.root / variable_names.path_of(QUERY))
    for variable in several:
        for code in codes_of(package, variable):
            name = names_[variable, code].name
            assert about.column_names_to_labels[name].startswith(f"{code}: ")
            for value, country in zip(frame[name], frame["country_code"], strict=True):
                held = wanted[country][variable]
                label = about.variable_value_labels[name][value]
                if label in ("yes", "no"):
                    assert (label == "yes") == (code in held)
                else:
                    assert held == {label}


def test_the_codebook_says_what_every_value_means(package, written):
    rows = codebook(written["statistics"])
    definitions = {(r["variable_id"], r["code"]): r["label"] for r in own(package, "codes")}
    (_, dta), (_, sav) = statistics_file(written, "dta"), statistics_file(written, "sav")
    assert {row["name"] for row in rows} == set(dta.column_names) == set(sav.column_names)
    for row in (row for row in rows if row["value"]):
        stata = row["stata"][1:] if row["stata"].startswith(".") else int(row["stata"])
        assert dta.variable_value_labels[row["name"]][stata] == row["value"]
        assert sav.variable_value_labels[row["name"]][int(row["spss"])] == row["value"]
        if row["type"] == "code":
            assert row["definition"] == definitions[row["variable_id"], row["value"]]


def test_the_file_that_people_want_first_has_every_answer_with_what_is_around_it(package, written):
    head, *rows = read_csv(written["flat"] / flat.NAME)
    rows = [dict(zip(head, row, strict=True)) for row in rows]
    questions = {(row["query_id"], row["item"]): row for row in package.tables["questions"].rows()}
    named = {row["country_code"]: row["name"] for row in package.tables["countries"].rows()}
    assert [row["answer_text"] for row in rows] == [row["text"] for row in package.tables["answers"].rows()]
    key = ("query_id", "country_code", "item", "variable_id", "code")
    quotes = {tuple(row[name] for name in key) for row in package.tables["evidence"].rows()}
    found = set()
    for row in rows:
        assert row["country_name"] == named[row["country_code"]]
        assert row["question_text"] == questions[row["query_id"], row["item"]]["text"]
        codes = [code.split("=") for code in row["codes"].split(";") if code]
        found |= {(*(row[name] for name in key[:3]), variable, code) for variable, code in codes}
    assert found == quotes


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
    queries = set(REAL.tables["queries"].text()["query_id"])
    coded = set(REAL.tables["variables"].text()["query_id"])
    of_one = 2 + 1 + 1 + 1  # SQLite and what Datasette is told, XLSX, flat, the README of qualitative files
    assert len(found[0]) == 2 * len(TABLES) + of_one + 4 * len(coded) + 3 * len(queries)


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
