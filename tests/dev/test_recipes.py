"""README.md and docs/recipes.md, run as they are written: every block gives what is printed under it, no load loses a cell."""

import contextlib
import csv
import re
from collections import Counter

import duckdb
import openpyxl
import polars
import pytest

from ahq.core.checkout import HOME, Checkout
from ahq.publishing.data_package import Published
from conftest import QUERY
from dev import examples
from dev.examples import as_table, run_python

DOCUMENT = HOME / "docs" / "recipes.md"
MEND = "if the example holds and the data changed: make outputs"
PACKAGE = Published(HOME)
RECIPES = examples.examples(DOCUMENT.read_text("utf-8"))
HERE = [recipe for recipe in RECIPES if recipe.language != "r"]  # R is run in tests/beyond
README = examples.examples((HOME / "README.md").read_text("utf-8"))


def name_of(recipe):
    return f"{recipe.heading}, line {recipe.code.count(chr(10))}"


def loads(recipe):
    return recipe.language == "python" and "\ntables = " in recipe.code


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return examples.make_release(Checkout(), tmp_path_factory.mktemp("release"))


def any_version(text):
    """Return ``text`` with no certain version: the next release prints another one."""
    return re.sub(r"\bversion \d+\.\d+\.\d+", "version x.y.z", text)


def test_every_block_of_code_has_its_result():
    fences = re.findall(r"^```(\w+)$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert fences.count("sh") == 1  # the command of Datasette, which tests/beyond runs
    fences.remove("sh")
    assert Counter(fences) == Counter([recipe.language for recipe in RECIPES] + ["text"] * len(RECIPES))
    assert {recipe.kind for recipe in RECIPES} == {"python", "r", "-- DuckDB", "-- SQLite"}
    assert all(recipe.printed for recipe in RECIPES)


@pytest.mark.parametrize("recipe", HERE, ids=name_of)
def test_a_recipe_gives_what_is_printed_in_a_release(recipe, release):
    assert any_version(examples.run(recipe, RECIPES, release)) == any_version(recipe.printed), MEND


@pytest.mark.parametrize("example", README, ids=name_of)
def test_the_example_of_the_readme_gives_what_is_printed(example):
    assert examples.run(example, README, HOME) == example.printed, MEND


@pytest.mark.parametrize("recipe", [one for one in HERE if not one.needs_release], ids=name_of)
def test_a_recipe_on_csv_files_gives_the_same_in_the_repository(recipe):
    assert any_version(examples.run(recipe, RECIPES, HOME)) == any_version(recipe.printed), MEND


def as_written(name):
    """Return the cells of a table as the csv module reads them, by column."""
    with PACKAGE.tables[name].path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return {column: [row[place] for row in rows] for place, column in enumerate(head)}


READ = {"integer": int, "number": float, "boolean": {"true": True, "false": False}.get, "string": str, "date": str}


def expected(name):
    """Return the rows of a table with the types of its schema; a date is text and an empty cell is None."""
    kinds = {field["name"]: READ[field["type"]] for field in PACKAGE.tables[name].fields}
    columns = [[kinds[column](cell) if cell else None for cell in cells] for column, cells in as_written(name).items()]
    return [list(row) for row in zip(*columns, strict=True)]


def loaded(table):
    """Return the rows that a recipe loaded, whatever its library calls a row, a date and a missing value."""
    if hasattr(table, "itertuples"):
        table = table.astype(object).where(table.notna(), None).itertuples(index=False)
    elif hasattr(table, "rows"):
        table = table.rows()
    return [[cell.isoformat()[:10] if hasattr(cell, "isoformat") else cell for cell in row] for row in table]


@pytest.mark.parametrize("recipe", [one for one in RECIPES if loads(one)], ids=name_of)
def test_a_load_of_every_table_loses_nothing(recipe, release):
    tables = run_python(recipe.code, release)[1]["tables"]
    assert sorted(tables) == sorted(PACKAGE.tables)
    for name, table in tables.items():
        width = len(PACKAGE.tables[name].fields)  # SQLite has columns that link, behind the others
        assert [row[:width] for row in loaded(table)] == expected(name), name


def test_there_is_a_load_for_pandas_polars_sqlite_and_json_lines():
    assert [recipe.heading for recipe in RECIPES if loads(recipe)] == [
        "Python, pandas",
        "Python, polars",
        "SQLite",
        "Parquet, JSON Lines, and the workbook in pandas",
    ]


def test_the_views_of_duckdb_lose_nothing(release):
    load = next(recipe for recipe in RECIPES if recipe.kind == "-- DuckDB")
    with contextlib.chdir(release), duckdb.connect() as connection:
        connection.execute(load.code)
        views = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
        assert sorted(views) == sorted(PACKAGE.tables)
        for name in views:
            result = connection.execute(f'FROM "{name}"')
            head = [column[0] for column in result.description]
            rows = [[cell or "" for cell in row] for row in result.fetchall()]
            columns = as_written(name)
            assert head == list(columns), name
            assert rows == [list(row) for row in zip(*columns.values(), strict=True)], name


# What the documentation of pandas.read_csv lists beside the empty cell.
TAKEN_FOR_MISSING = {
    " ", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
    "NULL", "NaN", "None", "n/a", "nan", "null",
}  # fmt: skip


def test_the_careless_load_loses_what_is_printed():
    lost = {
        f"{name}.{column}: {len(cells)} cells lost:"
        for name in PACKAGE.tables
        for column, all_cells in as_written(name).items()
        if (cells := [cell for cell in all_cells if cell in TAKEN_FOR_MISSING])
    }
    careless = next(recipe for recipe in RECIPES if recipe.heading == "What a careless load loses")
    printed = {line[: line.index("lost:") + 5] for line in careless.printed.splitlines()}
    assert printed == lost


def pivot_fields():
    """Return what the steps for Excel say: the values of the filter, and the fields of the pivot table."""
    text = DOCUMENT.read_text("utf-8")
    return {
        "filter": re.search(r"^- Filters: `(\w+)`, only `([\w-]+)`$", text, re.MULTILINE).groups(),
        "columns": re.search(r"^- Columns: `(\w+)`, only what begins with `(\w+)`$", text, re.MULTILINE).groups(),
        "rows": re.search(r"^- Rows: `(\w+)`$", text, re.MULTILINE).group(1),
        "values": re.search(r"^- Values: Count of `(\w+)`$", text, re.MULTILINE).group(1),
    }


def pivot_recipe():
    return next(recipe for recipe in RECIPES if recipe.heading.startswith("Excel"))


def test_the_pivot_of_the_workbook_is_what_is_printed(release):
    sheet = openpyxl.load_workbook(release / "formats" / "xlsx" / "emn-ahq.xlsx", read_only=True)["codings"]
    head, *rows = sheet.iter_rows(values_only=True)
    fields = pivot_fields()
    (filtered, wanted), (across, begin), down = fields["filter"], fields["columns"], fields["rows"]
    counts = Counter()
    for row in (dict(zip(head, row, strict=True)) for row in rows):
        if row[filtered] == wanted and row[across].startswith(begin) and row[fields["values"]] is not None:
            counts[row[down], row[across]] += 1
            counts["Grand Total", row[across]] += 1
    columns = sorted({column for _, column in counts})
    names = [*sorted({name for name, _ in counts} - {"Grand Total"}), "Grand Total"]
    table = [[name, *(counts[name, column] for column in columns)] for name in names]
    assert pivot_recipe().printed == as_table([down, *columns], table)


def test_every_option_of_question_3_is_in_the_pivot():
    head = pivot_recipe().printed.split("\n", 1)[0].split(" | ")
    variables = [row["variable_id"] for row in PACKAGE.tables["variables"].text().iter_rows(named=True)]
    assert [name.strip() for name in head[1:]] == sorted(name for name in variables if name.startswith("option_"))


def test_the_codes_of_the_stata_file_are_those_of_the_table():
    recipe = next(one for one in RECIPES if one.heading.startswith("Stata") and one.language == "python")
    codes = Counter(row["code"] for row in coded("option_warn"))
    assert recipe.printed == "".join(f"{code} {count}\n" for code, count in sorted(codes.items()))


def coded(variable):
    rows = PACKAGE.tables["codings"].text().iter_rows(named=True)
    return [row for row in rows if row["variable_id"] == variable]


def test_the_citation_names_all_that_it_should():
    printed = RECIPES[-1].printed
    quote = next(row for row in evidence_of("HU") if row["variable_id"] == "closed_groups")
    query = PACKAGE.tables["queries"].text().row(by_predicate=polars.col("query_id") == quote["query_id"], named=True)
    for part in (quote["quote"], "Hungary", f"item {quote['item']},", query["title"], query["disclaimer"]):
        assert part in printed
    assert "EMN National Contact Points; Maintainers of emn-ad-hoc-queries (2026). EMN ad-hoc queries:" in printed
    assert f"version {PACKAGE.version}. Data package." in run_python(RECIPES[-1].code, HOME)[0]


def test_every_answer_can_be_cited_and_no_words_that_are_not_in_it():
    cite = run_python(RECIPES[-1].code, HOME)[1]["cite"]
    with contextlib.chdir(HOME):
        for row in list(PACKAGE.tables["answers"].rows())[::17]:
            key = (row["query_id"], row["country_code"], row["item"])
            if row["text"]:
                assert cite(*key).startswith(f'"{row["text"]}"\n')
                assert f"characters 0 to {len(row['text'])} of the answer" in cite(*key)
            else:
                with pytest.raises(AssertionError, match=row["status"]):
                    cite(*key)
        with pytest.raises(ValueError, match="substring not found"):
            cite(QUERY, "HU", "1", "Words that Hungary did not write.")
    without = {(r["country_code"], r["item"]) for r in PACKAGE.tables["evidence"].rows() if r["query_id"] == QUERY}
    assert ("SK", "4b") not in without
    assert "Slovakia, item 4b" in RECIPES[-1].printed


def test_the_charts_are_drawn_and_count_what_the_pivot_counts(release):
    recipe = next(one for one in RECIPES if one.heading.startswith("Charts") and one.language == "python")
    run_python(recipe.code, release)
    for name in ("support-plot.png", "support-map.png"):
        assert (release / name).read_bytes().startswith(b"\x89PNG")
    options = {"3a": "option_take_down", "3b": "option_report", "3c": "option_warn", "3d": "option_eu_agencies"}
    for line in recipe.printed.splitlines()[:4]:
        option, count = line.split()[:2]
        assert int(count) == sum(row["code"] == "supported" for row in coded(options[option]))


def evidence_of(country):
    rows = PACKAGE.tables["evidence"].text().iter_rows(named=True)
    return [row for row in rows if row["country_code"] == country]
