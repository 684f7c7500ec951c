"""Each kind of constraint broken in both engines, so that their differences are known."""

import json

import frictionless
import pytest

from ahq.core.table_schemas import NAMES, schema
from ahq.publishing.package import PROFILE
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
    ({"type": "integer"}, None),
    ({"type": "date"}, None),
    ({"type": "date"}, "2024-02-29"),
    ({"type": "boolean"}, "false"),
    ({"type": "string", "constraints": {"pattern": "A|B"}}, "B"),
    ({"type": "string", "constraints": {"required": True}}, "N/A"),
    ({"type": "number", "constraints": {"minimum": 0, "maximum": 100}}, "100"),
]


@pytest.mark.parametrize(("field", "cell"), FINE)
def test_both_engines_accept(tmp_path, field, cell):
    assert check(tmp_path, field, cell) == (False, False)


def test_ours_refuses_a_second_row_with_the_same_key(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,x\na,1\na,2\n")
    schema_ = {"fields": [{"name": "id", "type": "string"}, {"name": "x", "type": "string"}], "primaryKey": ["id"]}
    assert "primary key" in constraints.check_table("t", constraints.read(path), schema_)[0].message


def test_another_order_of_columns_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("x,id\n1,a\n")
    schema_ = {"fields": [{"name": "id", "type": "string"}, {"name": "x", "type": "string"}], "primaryKey": ["id"]}
    assert [p.rule for p in constraints.check_table("t", constraints.read(path), schema_)] == ["D01"]


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
