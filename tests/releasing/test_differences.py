"""What differs between two versions of the tables: nothing is left out, and the level is the right one."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ahq.core import versions
from ahq.publishing.data_package import Table
from ahq.releasing import difference_report as document
from ahq.releasing import differences

WORDS = st.sampled_from(["", "a", "b", "N/A", "=1", "two\nlines", 'a "quote", yes'])
KEYS = st.tuples(st.sampled_from("xyz"), st.sampled_from("123"))
ROWS = st.dictionaries(KEYS, st.tuples(WORDS, WORDS), max_size=6)
SCHEMA = {
    "fields": [{"name": name, "type": "string", "constraints": {}} for name in ("query_id", "code", "one", "two")],
    "primaryKey": ["query_id", "code"],
    "missingValues": [""],
}


def table(folder: Path, rows: dict, name: str = "codings", schema: dict = SCHEMA) -> dict[str, Table]:
    """Write a table of two keys and two values."""
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field["name"] for field in schema["fields"]])
        writer.writerows([*key, *values] for key, values in sorted(rows.items()))
    return {name: Table(name, {"name": name, "schema": schema}, path)}


def applied(rows: dict, changes) -> dict:
    """Return the old rows after the listed changes: what a user who has only the list would get."""
    names = [field["name"] for field in SCHEMA["fields"]]
    found = {key: dict(zip(names, (*key, *values), strict=True)) for key, values in rows.items()}
    for change in changes:
        cells = found.setdefault(change.key, dict.fromkeys(names, ""))
        assert cells[change.field] == change.old
        cells[change.field] = change.new
    left = [tuple(cells.values()) for cells in found.values() if any(cells.values())]
    return {row[:2]: row[2:] for row in left}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(old=ROWS, new=ROWS)
def test_the_list_of_changes_gives_the_new_table_from_the_old_one(tmp_path_factory, old, new):
    folder = tmp_path_factory.mktemp("tables")
    difference = differences.compare(table(folder / "old", old), table(folder / "new", new))
    changes = list(difference.changes())
    assert applied(old, changes) == new
    assert (difference.level == "none") == (old == new) == (not changes)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ({("x", "1"): ("a", "")}, {("x", "2"): ("a", "")}, ["changed"]),
        ({("x", "1"): ("a", "")}, {("x", "2"): ("a", ""), ("x", "3"): ("a", "")}, ["removed", "added", "added"]),
        ({("x", "1"): ("a", "")}, {("y", "1"): ("a", "")}, ["removed", "added"]),
    ],
)
def test_a_corrected_code_is_one_changed_row(tmp_path, old, new, kinds):
    difference = differences.compare(table(tmp_path / "old", old), table(tmp_path / "new", new))
    assert [row.kind for row in difference.tables[0].rows] == kinds


def schema_with(**changed) -> dict:
    return {**SCHEMA, **changed}


def field(place: int, **changed) -> list[dict]:
    return [{**each, **changed} if number == place else each for number, each in enumerate(SCHEMA["fields"])]


ONE = {("x", "1"): ("a", "b")}
TWO = ONE | {("x", "2"): ("a", "b")}
SCHEMA_CHANGES = {
    "a renamed column": (schema_with(fields=field(3, name="three")), "major"),
    "a column more": (schema_with(fields=[*SCHEMA["fields"], {"name": "three", "type": "string"}]), "major"),
    "a column less": (schema_with(fields=SCHEMA["fields"][:3]), "major"),
    "another order": (schema_with(fields=[SCHEMA["fields"][i] for i in (0, 1, 3, 2)]), "major"),
    "another type": (schema_with(fields=field(3, type="integer")), "major"),
    "a code less": (schema_with(fields=field(3, constraints={"enum": ["a"]})), "major"),
    "another key": (schema_with(primaryKey=["query_id", "code", "one"]), "major"),
    "a foreign key": (schema_with(foreignKeys=[{"fields": ["one"]}]), "major"),
    "a better description": (schema_with(fields=field(3, description="better")), "patch"),
}


@pytest.mark.parametrize("name", SCHEMA_CHANGES)
def test_a_change_of_the_schema_has_its_level(tmp_path, name):
    schema, level = SCHEMA_CHANGES[name]
    width = len(schema["fields"]) - 2
    old = table(tmp_path / "old", ONE)
    new = table(tmp_path / "new", {key: (*row, "")[:width] for key, row in ONE.items()}, schema=schema)
    assert differences.compare(old, new).level == level


ROW_CHANGES = [
    ("codings", ONE, {("x", "1"): ("a", "c")}, "patch"),
    ("codings", ONE, TWO, "patch"),
    ("codings", TWO, ONE, "patch"),
    ("responses", ONE, TWO, "minor"),
    ("responses", TWO, ONE, "major"),
    ("responses", ONE, {("x", "1"): ("a", "c")}, "patch"),
    ("queries", ONE, TWO, "minor"),
    ("codes", TWO, ONE, "major"),
]


@pytest.mark.parametrize(("name", "old", "new", "level"), ROW_CHANGES)
def test_a_change_of_rows_has_its_level(tmp_path, name, old, new, level):
    assert differences.compare(table(tmp_path / "old", old, name), table(tmp_path / "new", new, name)).level == level


def test_a_table_more_is_minor_and_a_table_less_is_major(tmp_path):
    one, two = table(tmp_path / "old", ONE), table(tmp_path / "new", ONE, "mentions")
    assert differences.compare(one, one | two).level == "minor"
    assert differences.compare(one | two, one).level == "major"


KEYED = {"variables": ["query_id", "variable_id"], "codes": ["query_id", "variable_id", "code"]}


def codebook(folder: Path, **codes: str) -> dict[str, Table]:
    """Write the tables of a codebook: the codes of each variable, a letter each."""
    rows = {"variables": [("x", v) for v in codes], "codes": [("x", v, code) for v in codes for code in codes[v]]}
    tables = {}
    for name, keys in KEYED.items():
        schema = {"fields": [{"name": key, "type": "string"} for key in keys], "primaryKey": keys}
        tables |= table(folder, dict.fromkeys(rows[name], ()), name, schema)
    return tables


@pytest.mark.parametrize(
    ("new", "level"),
    [({"v": "ab"}, "major"), ({"v": "a", "w": "a"}, "minor"), ({"v": ""}, "major"), ({"v": "a"}, "none")],
)
def test_a_code_more_is_major_for_a_variable_that_was_published_and_minor_with_a_new_one(tmp_path, new, level):
    old = codebook(tmp_path / "old", v="a")
    assert differences.compare(old, codebook(tmp_path / "new", **new)).level == level


@pytest.mark.parametrize(
    ("version", "level", "wanted"),
    [("1.2.3", "patch", "1.2.4"), ("1.2.3", "minor", "1.3.0"), ("1.2.3", "major", "2.0.0"), ("1.2.3", "none", "1.2.3")],
)
def test_the_least_version_of_a_level(version, level, wanted):
    assert versions.least(version, level) == wanted


@pytest.mark.parametrize("wrong", ["1.2", "1.2.3.4", "01.2.3", "x", "1.2.3-rc1", "", "1.2.3٣"])
def test_what_is_no_version_is_refused(wrong):
    with pytest.raises(ValueError, match="three numbers"):
        versions.number(wrong)


@given(before=st.text("ab ", max_size=90), after=st.text("ab ", max_size=90))
@settings(deadline=None, derandomize=True)
def test_an_excerpt_shows_what_differs(before, after):
    if before != after:
        assert len(set(document.excerpts(before, after))) == 2


HOSTILE = "</details><script>x</script> ```` `code` | [a](javascript:x) @someone \x1b[31m ::error::\n# head"


def test_text_of_anybody_is_only_shown(tmp_path):
    old, new = table(tmp_path / "old", ONE), table(tmp_path / "new", {("x", "1"): (HOSTILE, "b")})
    report = document.Report("main", "1.0.0", differences.compare(old, new), [], [])
    (line,) = [line for line in document.as_markdown(report).split("\n") if "script" in line]
    assert line.endswith("````` |")
    assert "`````" not in HOSTILE
    assert line.replace("\\|", "").count("|") == 6
    for shown in (line, document.as_terminal(report)):
        assert "\x1b" not in shown
    assert json.loads(document.as_json(report))["changes"][0]["new"] == HOSTILE
