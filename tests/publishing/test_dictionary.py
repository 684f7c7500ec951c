"""docs/dictionary.md: every table and column stands in it, with what its schema says."""

import csv
import json
import re
import shutil
import sqlite3

import duckdb
import pytest

from ahq.core.checkout import HOME
from ahq.publishing.data_package import Published
from ahq.publishing.documents import dictionary

PACKAGE = Published(HOME)
TEXT = dictionary.render(PACKAGE)
SECTIONS = {part.split("\n", 1)[0]: part for part in TEXT.split("\n## ")[1:]}
CELLS = re.compile(r"(?<!\\) \| ")


def lines(section, head):
    """Return the cells of the first table of a section whose header begins with ``head``."""
    found = SECTIONS[section].split(f"| {head} |", 1)
    if len(found) == 1:
        return []
    rows = found[1].split("\n\n", 1)[0].splitlines()[2:]
    return [CELLS.split(row.removeprefix("| ").removesuffix(" |")) for row in rows]


def rows_of(name):
    with PACKAGE.tables[name].path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_is_the_same_every_time():
    assert dictionary.render(Published(HOME)) == TEXT


def test_every_table_has_its_section():
    assert list(SECTIONS) == [*PACKAGE.tables, "Missing codes", "How places in a text count"]


@pytest.mark.parametrize("name", PACKAGE.tables)
def test_every_column_is_described(name):
    found = lines(name, "column | type | required | limits | example | meaning")
    fields = PACKAGE.tables[name].fields
    assert [row[0] for row in found] == [f"`{field['name']}`" for field in fields]
    for row, field in zip(found, fields, strict=True):
        limits = field.get("constraints", {})
        assert row[1] == field["type"]
        assert row[2] == ("yes" if limits.get("required") else "no")
        assert row[5] == field["description"].replace("|", "\\|").replace("<", "&lt;")
        for limit in ("pattern", "minimum", "maximum", "minLength", "maxLength"):
            assert str(limits.get(limit, "")).replace("|", "\\|") in row[3], (field["name"], limit)
        assert ("unique" in row[3]) == bool(limits.get("unique"))


@pytest.mark.parametrize("name", PACKAGE.tables)
def test_every_key_and_the_number_of_rows_is_said(name):
    table = PACKAGE.tables[name]
    assert f"- Rows: {len(rows_of(name)):,}\n" in SECTIONS[name]
    keys = ", ".join(f"`{column}`" for column in table.schema["primaryKey"])
    assert f"- Primary key: {keys}\n" in SECTIONS[name]
    others = re.findall(r"^- Foreign key: .* in \[(.+?)\]\(#(.+?)\)", SECTIONS[name], re.MULTILINE)
    assert others == [(key["reference"]["resource"],) * 2 for key in table.schema.get("foreignKeys", ())]


@pytest.mark.parametrize("name", PACKAGE.tables)
def test_every_allowed_value_is_explained(name):
    missing = {row["code"] for row in rows_of("codes") if row["is_missing"] == "true"}
    found = lines(name, "column | value | meaning")
    for field in PACKAGE.tables[name].fields:
        shown = [row for row in found if row[0] == f"`{field['name']}`"]
        values = [value for row in shown for value in re.findall(r"`([^`]+)`", row[1])]
        assert sorted(values) == sorted(field.get("constraints", {}).get("enum", ()))
        labels = {category["value"]: category["label"] for category in field.get("categories", ())}
        for _, value, meaning in shown:
            if "missing-codes" in meaning:
                assert set(re.findall(r"`([^`]+)`", value)) <= missing
            else:
                assert meaning == labels.get(value.strip("`"), "").replace("|", "\\|").replace("<", "&lt;")


def test_an_example_is_that_of_the_schema_or_the_first_cell_that_is_not_empty():
    for name, table in PACKAGE.tables.items():
        rows = rows_of(name)
        for row, field in zip(
            lines(name, "column | type | required | limits | example | meaning"), table.fields, strict=True
        ):
            cells = [cell for cell in (each[field["name"]] for each in rows) if cell]
            wanted = field.get("example") or " ".join(cells[0].split() if cells else ())
            shown = row[4].strip("`").replace("\\|", "|").replace("&lt;", "<")
            if field["name"] == "requested_by":
                assert shown == ""
            elif shown.endswith("…"):
                assert wanted.startswith(shown[:-1])
                assert len(wanted) > dictionary.LONGEST
            else:
                assert shown == wanted, (name, field["name"])


def test_no_table_of_it_is_broken_by_a_cell():
    for block in re.findall(r"(?:^\|.*\n)+", TEXT, re.MULTILINE):
        rows = block.splitlines()
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1, rows[0]


def test_a_bar_and_a_tag_of_a_schema_are_escaped(tmp_path):
    shutil.copytree(HOME / "data" / "tables", tmp_path / "data" / "tables")
    about = json.loads((HOME / "datapackage.json").read_bytes())
    about["resources"][0]["schema"]["fields"][0] |= {"description": "a|b <br>", "constraints": {"pattern": "a|b"}}
    (tmp_path / "datapackage.json").write_text(json.dumps(about), "utf-8")
    assert "| `query_id` | string | no | `a\\|b` |" in dictionary.render(Published(tmp_path))
    assert "| a\\|b &lt;br> |" in dictionary.render(Published(tmp_path))


def test_the_missing_codes_are_those_of_the_table_codes():
    codes = {row["code"]: row["label"] for row in rows_of("codes") if row["is_missing"] == "true"}
    shown = {row[0].strip("`"): row[1] for row in lines("Missing codes", "code | meaning")}
    assert shown == codes
    with (HOME / "data" / "reference" / "missing_codes.csv").open(encoding="utf-8", newline="") as file:
        assert list(shown) == [row["code"] for row in csv.DictReader(file)]


def cutting(language):
    return re.search(rf"^\| {language} \| `(.+)` \|$", SECTIONS["How places in a text count"], re.MULTILINE).group(1)


def quotes_with_texts():
    texts = {(row["query_id"], row["country_code"], row["item"]): row["text"] for row in rows_of("answers")}
    for row in rows_of("evidence"):
        yield (
            texts[row["query_id"], row["country_code"], row["item"]],
            int(row["char_start"]),
            int(row["char_end"]),
            row["quote"],
        )


def test_the_line_for_python_cuts_every_quote_out():
    for text, start, end, quote in quotes_with_texts():
        assert eval(cutting("Python"), {"text": text, "char_start": start, "char_end": end}) == quote


@pytest.mark.parametrize("engine", [sqlite3, duckdb])
def test_the_line_for_sql_cuts_every_quote_out(engine):
    database = engine.connect(":memory:")
    database.execute("CREATE TABLE q (text TEXT, char_start INTEGER, char_end INTEGER, quote TEXT)")
    beyond = "a\N{GRINNING FACE}bc"
    rows = [*quotes_with_texts(), (beyond, 2, 4, "bc")]
    database.executemany("INSERT INTO q VALUES (?, ?, ?, ?)", rows)
    cut = database.execute(f"SELECT count(*) FROM q WHERE {cutting('SQL')} = quote").fetchone()[0]
    assert cut == len(rows)
