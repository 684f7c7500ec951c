"""Each kind of constraint broken in both engines, so that their differences are known."""

import json
import re
from collections import Counter

import frictionless
import pandera.errors
import polars as pl
import pytest

from ahq.core.table_schemas import NAMES, schema, schemas
from ahq.publishing.package import PROFILE
from ahq.rules import catalogue
from ahq.tables import constraints


def check(tmp_path, field, cell, key="a"):
    """Return whether pandera and frictionless refuse one cell of a column."""
    schema_ = {
        "fields": [{"name": "id", "type": "string"}, {"name": "x", **field}],
        "missingValues": [""],
        "primaryKey": ["id"],
    }
    path = tmp_path / "t.csv"
    path.write_bytes(f'id,x\n{key},"{cell}"\n'.encode() if cell is not None else f"id,x\n{key},\n".encode())
    ours = constraints.check_table("t", constraints.read(path), schema_)
    resource = {"name": "t", "type": "table", "path": "t.csv", "schema": schema_}
    (tmp_path / "datapackage.json").write_text(json.dumps({"$schema": PROFILE, "resources": [resource]}))
    return bool(ours), not frictionless.validate(str(tmp_path / "datapackage.json")).valid


BROKEN = [
    ({"type": "integer"}, "x"),
    ({"type": "integer"}, "1.0"),
    ({"type": "number"}, "1,5"),
    ({"type": "boolean"}, "maybe"),
    ({"type": "date"}, "hello"),
    ({"type": "date"}, "2023-02-29"),
    ({"type": "string", "constraints": {"required": True}}, None),
    ({"type": "string", "constraints": {"enum": ["a", "b"]}}, "c"),
    ({"type": "string", "constraints": {"minLength": 3}}, "ab"),
    ({"type": "string", "constraints": {"maxLength": 1}}, "ab"),
    ({"type": "integer", "constraints": {"minimum": 3}}, "2"),
    ({"type": "number", "constraints": {"maximum": 100}}, "100.5"),
    ({"type": "number", "constraints": {"exclusiveMinimum": 0}}, "0"),
    ({"type": "number", "constraints": {"exclusiveMaximum": 1}}, "1"),
    ({"type": "string", "constraints": {"pattern": "A|B"}}, "xB"),
    ({"type": "string", "constraints": {"required": True, "maxLength": 2}}, "abc"),
]


@pytest.mark.parametrize(("field", "cell"), BROKEN)
def test_both_engines_refuse(tmp_path, field, cell):
    assert check(tmp_path, field, cell) == (True, True)


ONLY_OURS = [
    ({"type": "date"}, "2024-2-3"),
    ({"type": "integer"}, " 5 "),
    ({"type": "integer"}, "1_000"),
    ({"type": "integer"}, "007"),
    ({"type": "number"}, "inf"),
    ({"type": "string", "constraints": {"required": True}}, "  "),
    ({"type": "string", "constraints": {"pattern": "A"}}, "A\n"),
    ({"type": "string", "constraints": {"pattern": "A|B"}}, "AB"),
]


@pytest.mark.parametrize(("field", "cell"), ONLY_OURS)
def test_only_ours_refuses(tmp_path, field, cell):
    assert check(tmp_path, field, cell) == (True, False)


FINE = [
    ({"type": "integer"}, "-5"),
    ({"type": "integer"}, "0"),
    ({"type": "number"}, "-0.50"),
    ({"type": "integer"}, None),
    ({"type": "date"}, None),
    ({"type": "date"}, "2024-02-29"),
    ({"type": "boolean"}, "false"),
    ({"type": "string", "constraints": {"pattern": "A|B"}}, "B"),
    ({"type": "string", "constraints": {"required": True}}, "N/A"),
    ({"type": "number", "constraints": {"minimum": 0, "maximum": 100}}, "100"),
    ({"type": "number", "constraints": {"minimum": 0, "maximum": 100}}, "0"),
    ({"type": "number", "constraints": {"exclusiveMinimum": 0, "exclusiveMaximum": 1}}, "0.5"),
    ({"type": "string", "constraints": {"minLength": 2, "maxLength": 2}}, "🛂é"),
    ({"type": "string", "constraints": {"pattern": "[a-z]*", "enum": ["a", "b"]}}, "b"),
    ({"type": "string", "constraints": {"minLength": 3}}, None),
]


@pytest.mark.parametrize(("field", "cell"), FINE)
def test_both_engines_accept(tmp_path, field, cell):
    assert check(tmp_path, field, cell) == (False, False)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_schema_says_everything_once(name):
    found = schema(name)
    for field in found["fields"]:
        assert field["description"].endswith("."), field["name"]
        if "categories" in field:
            assert [c["value"] for c in field["categories"]] == field["constraints"]["enum"]
    columns = {field["name"] for field in found["fields"]}
    assert set(found["primaryKey"]) <= columns
    for key in found.get("foreignKeys", ()):
        assert set(key["fields"]) <= columns
        target = schema(key["reference"].get("resource") or name)
        assert set(key["reference"]["fields"]) <= {field["name"] for field in target["fields"]}


def table(text):
    """Return a table as it is read, from CSV in which spaces around cells are for the eye."""
    lines = (",".join(cell.strip() for cell in line.split(",")) for line in text.strip().split("\n"))
    return pl.read_csv("\n".join(lines).encode("utf-8"), infer_schema=False)


def schema_of(*fields, key=("id",)):
    return {"fields": [{"name": "id", "type": "string"}, *fields], "primaryKey": list(key)}


def told(csv, schema_):
    return [str(problem) for problem in constraints.check_table("t", table(csv), schema_)]


NUMBER = {"name": "x", "type": "integer", "constraints": {"required": True, "minimum": 1}}


def test_a_constraint_is_told_with_its_rows_and_what_stands_there():
    csv = """
        id, x
        a,  1
        b,  0
        c,  -5
        d,  2
    """
    assert told(csv, schema_of(NUMBER)) == ["t:1:1: D02 x: minimum 1 does not hold: row 2: 0; row 3: -5"]


def test_every_constraint_of_every_column_is_told():
    csv = """
        id, x,   y
        a,  one, 1
        b,  ,    2
        c,  5,   2
    """
    found = told(csv, schema_of(NUMBER, {"name": "y", "type": "string", "constraints": {"unique": True}}))
    assert found == [
        "t:1:1: D02 x: not_nullable does not hold: row 2: None",
        "t:1:1: D02 x: type integer does not hold: row 1: one",
        "t:1:1: D02 x: minimum 1 does not hold: row 1: one",
        "t:1:1: D02 y: field_uniqueness does not hold: row 2: 2; row 3: 2",
    ]


def test_ten_cells_are_shown_and_the_others_counted_and_long_ones_cut():
    rows = "\n".join(f"{letter},{'z' * 90}" for letter in "abcdefghijkl")
    (found,) = told(f"id,x\n{rows}", schema_of({"name": "x", "type": "string", "constraints": {"maxLength": 3}}))
    shown = "; ".join(f"row {row}: {'z' * 80}" for row in range(1, 11))
    assert found == f"t:1:1: D02 x: maxLength 3 does not hold: {shown} … 12 in all"
    assert told(
        "id,x\n" + "\n".join(f"{c},zzzz" for c in "abcdefghij"),
        schema_of({"name": "x", "type": "string", "constraints": {"maxLength": 3}}),
    ) == ["t:1:1: D02 x: maxLength 3 does not hold: " + "; ".join(f"row {row}: zzzz" for row in range(1, 11))]


def test_a_key_of_two_rows_is_told():
    two = schema_of({"name": "x", "type": "string"}, key=("id", "x"))
    assert told("id,x\na,1\na,2\nb,1", two) == []
    assert told("id,x\na,1\na,2\na,1", two) == [
        't:1:1: D02 primary key does not hold: row 1: {"id":"a","x":"1"}; row 3: {"id":"a","x":"1"}'
    ]


def test_a_part_of_the_key_is_never_empty():
    two = schema_of({"name": "x", "type": "string"}, key=("id", "x"))
    assert told("id,x\na,1\na,", two) == ["t:1:1: D02 x: not_nullable does not hold: row 2: None"]


def test_cells_of_a_unique_column_may_be_empty_more_than_once():
    unique = {"name": "x", "type": "string", "constraints": {"unique": True}}
    assert told("id,x\na,\nb,\nc,1", schema_of(unique)) == []


def test_columns_are_those_of_the_schema_in_its_order():
    schema_ = schema_of({"name": "x", "type": "string"})
    assert told("x,id\n1,a", schema_) == ["t:1:1: D01 its columns are x, id; the schema has id, x"]
    assert told("id\na", schema_) == ["t:1:1: D01 its columns are id; the schema has id, x"]
    assert told("id,x,y\na,1,2", schema_) == ["t:1:1: D01 its columns are id, x, y; the schema has id, x"]


@pytest.mark.parametrize("field", [field for field, _ in BROKEN + ONLY_OURS])
def test_the_quick_check_and_the_one_that_explains_agree(field, tmp_path):
    for cell in (cell for other, cell in BROKEN + ONLY_OURS + FINE if other == field):
        schema_ = {"fields": [{"name": "id", "type": "string"}, {"name": "x", **field}], "primaryKey": ["id"]}
        read = pl.DataFrame({"id": ["a"], "x": pl.Series([cell], dtype=pl.String)})
        quick = constraints.check_table("t", read, schema_) == []
        try:
            constraints.to_pandera(schema_).validate(read, lazy=True)
            slow = True
        except pandera.errors.SchemaErrors:
            slow = False
        assert quick == slow, cell


PEOPLE = {
    "fields": [],
    "primaryKey": ["id"],
    "foreignKeys": [
        {"fields": ["town", "street"], "reference": {"resource": "streets", "fields": ["town", "name"]}},
        {"fields": ["boss"], "reference": {"resource": "", "fields": ["id"]}},
    ],
}
STREETS = """
    town,   name
    Vienna, Ring
    Graz,   Ring
"""


def keys(people):
    tables = {"people": table(people), "streets": table(STREETS)}
    found = constraints.check_foreign_keys(tables, {"people": PEOPLE, "streets": {"fields": []}})
    return [str(problem) for problem in found]


def test_keys_that_point_to_a_row():
    people = """
        id, town,   street, boss
        a,  Vienna, Ring,   b
        b,  Graz,   Ring,
        c,  Linz,   ,       a
    """
    assert keys(people) == []


def test_keys_that_point_to_no_row_are_told_once_each():
    people = """
        id, town,   street, boss
        a,  Vienna, Ring,   z
        b,  Linz,   Ring,   a
        c,  Linz,   Ring,   b
        d,  Graz,   Lane,   y
    """
    assert keys(people) == [
        "people:1:1: D03 town, street points to no row of streets: Linz/Ring; Graz/Lane",
        "people:1:1: D03 boss points to no row of people: z; y",
    ]


def test_ten_lost_keys_are_shown_and_the_others_counted():
    head = "id,town,street,boss\n"
    lost = "; ".join(f"{number:02}" for number in range(10))
    ten = "\n".join(f"{letter},,,{number:02}" for number, letter in enumerate("abcdefghij"))
    assert keys(head + ten) == [f"people:1:1: D03 boss points to no row of people: {lost}"]
    assert keys(f"{head}{ten}\nk,,,10\nl,,,11") == [
        f"people:1:1: D03 boss points to no row of people: {lost} … 12 in all"
    ]


def totals(queries, responses="", questions="", answers=""):
    tables = {
        "queries": table(f"query_id,responses_in_table\n{queries}"),
        "responses": table(f"query_id,answers_count\n{responses}"),
        "questions": table("query_id,kind\n" + "".join(f"{query},question\n" for query in questions.split())),
        "answers": table(
            "query_id,text\n" + "".join(f"{query},{words}\n" for query, words in said(responses, answers))
        ),
    }
    return [str(problem) for problem in constraints.check_totals(tables)]


def said(responses, answers):
    """Return the query of each row of answers, with a text as long as the responses count one."""
    left = Counter()
    for row in responses.split():
        query, count = row.split(",")
        left[query] += int(count)
    for query in answers.split():
        left[query] -= 1
        yield query, "x" if left[query] >= 0 else ""


def test_totals_that_agree():
    assert totals("a,2\nb,1", "a,0\na,2\nb,1", "a\na\nb", "a\na\na\na\nb") == []


def test_a_package_has_a_query():
    assert totals("") == ["queries:1:1: D04 there is no query"]


def test_a_query_has_the_responses_that_it_counts():
    assert totals("a,2", "a,1", "a", "a") == ["responses:1:1: D04 a counts 2 responses, and has 1"]
    assert totals("a,1", "a,1\na,1", "a", "a\na") == ["responses:1:1: D04 a counts 1 responses, and has 2"]
    assert totals("a,1") == ["responses:1:1: D04 a counts 1 responses, and has 0"]


@pytest.mark.parametrize(("answers", "has"), [("a\na\na", 3), ("a\na\na\na\na", 5), ("", 0)])
def test_a_query_has_a_row_for_each_response_and_item(answers, has):
    assert totals("a,2", "a,0\na,0", "a\na", answers) == [
        f"answers:1:1: D04 a has {has} rows; 2 responses and 2 items need as many as their product"
    ]


def test_a_query_without_items_has_no_rows():
    assert totals("a,1", "a,0") == []
    assert totals("a,1", "a,1", "", "a") == [
        "answers:1:1: D04 a has 1 rows; 1 responses and 0 items need as many as their product"
    ]


def test_a_heading_has_no_rows():
    tables = {
        "queries": table("query_id,responses_in_table\na,1"),
        "responses": table("query_id,answers_count\na,1"),
        "questions": table("query_id,kind\na,heading\na,question"),
        "answers": table("query_id,text\na,x"),
    }
    assert constraints.check_totals(tables) == []


def test_responses_count_the_texts_that_there_are():
    assert totals("a,2", "a,0\na,2", "a", "a\na") == []
    assert totals("a,2", "a,0\na,0", "a", "a\na") == []  # nobody need have answered
    assert totals("a,2", "a,1\na,2", "a", "a\na") == ["answers:1:1: D04 a counts 3 answers with a text, and has 2"]


def test_every_table_of_a_folder_is_checked_and_its_rows_are_counted(tmp_path):
    two = {"a": schema_of(NUMBER), "b": schema_of(NUMBER)}
    (tmp_path / "a.csv").write_text("id,x\na,0\nb,1\n")
    (tmp_path / "b.csv").write_text("id,x\na,-1\n")
    found, rows = constraints.check(tmp_path, two)
    assert [str(problem) for problem in found] == [
        "a:1:1: D02 x: minimum 1 does not hold: row 1: 0",
        "b:1:1: D02 x: minimum 1 does not hold: row 1: -1",
    ]
    assert rows == 3


def test_a_table_that_cannot_be_read_hides_no_other(tmp_path):
    names = {name: schema_of(NUMBER) for name in ("ragged", "lost", "bytes", "low")}
    (tmp_path / "ragged.csv").write_text("id,x\na,1,2\n")
    (tmp_path / "bytes.csv").write_bytes(b"id,x\n\xff,1\n")
    (tmp_path / "low.csv").write_text("id,x\na,0\n")
    found, rows = constraints.check(tmp_path, names)
    assert [(problem.path, problem.rule) for problem in found] == [
        ("ragged", "D01"),
        ("lost", "D01"),
        ("bytes", "D01"),
        ("low", "D02"),
    ]
    assert all(problem.message.startswith("the table cannot be read: ") for problem in found[:3])
    assert not any("\n" in problem.message for problem in found)
    assert rows == 1


def test_keys_and_totals_are_asked_where_every_table_holds(tables_of, tmp_path):
    tables_of(AT="wider_dissemination: false", query="not_listed: [Belgium]\nrespondents_note: For a test.")
    folder = tmp_path / "checkout" / "build" / "tables"
    found, _ = constraints.check(folder, schemas())
    assert [(problem.path, problem.rule) for problem in found] == [
        ("responses", "D03"),
        ("responses", "D04"),
    ]


def test_text_is_read_as_text(tmp_path):
    (tmp_path / "t.csv").write_text('id,x\nN/A,007\nnull,\n"a, ""b""",2020-01-01\n')
    assert constraints.read(tmp_path / "t.csv").rows() == [
        ("N/A", "007"),
        ("null", None),
        ('a, "b"', "2020-01-01"),
    ]


SMALL = {"fields": [{"name": "b", "type": "string"}, {"name": "number", "type": "integer"}], "primaryKey": ["b"]}
KEY = {"fields": ["country_code"], "reference": {"resource": "countries", "fields": ["country_code"]}}


def test_the_rules_of_tables_print_what_their_examples_say():
    by_id = catalogue.BY_ID
    wrong = pl.DataFrame({"a": ["x"]})
    lost = {"responses": pl.DataFrame({"country_code": ["XX"]}), "countries": pl.DataFrame({"country_code": ["HR"]})}
    only_b = {"fields": SMALL["fields"][:1], "primaryKey": ["b"]}
    found = constraints.check_table("t", wrong, only_b)
    found += constraints.check_table("t", pl.DataFrame({"b": ["x"], "number": ["1.5"]}), SMALL)
    found += constraints.check_foreign_keys(lost, {"responses": {"foreignKeys": [KEY]}})
    found += constraints.check_totals(
        {
            "queries": pl.DataFrame({"query_id": ["q"], "responses_in_table": ["2"]}),
            "responses": pl.DataFrame({"query_id": ["q"], "answers_count": ["1"]}),
            "answers": pl.DataFrame({"query_id": ["q"], "text": ["x"]}),
            "questions": pl.DataFrame({"query_id": ["q"], "kind": ["question"]}),
        }
    )
    assert [(p.rule, p.message) for p in found] == [
        (id_, by_id[id_].example.prints) for id_ in ("D01", "D02", "D03", "D04")
    ]


@pytest.mark.parametrize("item", ["3", "2a", "1.1", "2a.i", "12.3b"])
def test_every_column_of_items_takes_items_of_any_depth(item):
    fields = [field for one in schemas().values() for field in one["fields"] if field["name"].endswith("item")]
    assert len(fields) >= 8
    assert [
        field["name"] for field in fields if not re.fullmatch(field.get("constraints", {}).get("pattern", ".*"), item)
    ] == []
