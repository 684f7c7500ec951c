"""How far a number goes where doubtful codings are read otherwise: against every combination of readings, one by one."""

from itertools import product

import pytest

from ahq.core import csv_tables
from ahq.core.table_queries import TableQueries
from ahq.corpus.findings import Statement
from ahq.publishing.documents import doubts, findings
from ahq.publishing.documents.doubts import Range

Q = "2020-returns"
HEAD = "query_id,country_code,variable_id,code,value_number,note\n"
CODINGS = """\
2020-returns,AT,means,alone,,
2020-returns,AT,means,escort,,
2020-returns,AT,share,percent,12.5,
2020-returns,AT,way,air,,Named once.
2020-returns,BE,means,alone,,
2020-returns,BE,share,not-mentioned,,
2020-returns,BE,way,air,,
2020-returns,CY,means,not-mentioned,,
2020-returns,CY,share,percent,30,
2020-returns,CY,way,sea,,
2021-other,AT,way,air,,
"""
ALTERNATIVES = """\
2020-returns,AT,means,1,escort,,Only the escort is named.
2020-returns,AT,way,1,not-mentioned,,It may be of another year.
2020-returns,AT,way,2,sea,,The ferry is named as well.
2020-returns,BE,means,1,escort,,Nobody says that they were alone.
2020-returns,BE,share,1,percent,80,The note says eighty.
2020-returns,BE,way,1,sea,,"The ferry is named, too."
2020-returns,CY,means,1,alone,,"Perhaps alone, as it seems."
2020-returns,CY,means,1,escort,,"Perhaps alone, as it seems."
"""


def count(of, where):
    return f"SELECT {of} AS number FROM codings WHERE query_id = '{Q}' AND {where}"


STATEMENTS = {
    "a code": count("count(*)", "variable_id = 'way' AND code = 'air'"),
    "another code": count("count(*)", "variable_id = 'way' AND code = 'sea'"),
    "a code of a set": count("count(*)", "variable_id = 'means' AND code = 'escort'"),
    "different codes": count("count(DISTINCT code)", "variable_id = 'means'"),
    "different codes of all": count("count(DISTINCT code)", "code <> 'not-mentioned'"),
    "states with both": f"SELECT count(*) AS number FROM codings a JOIN codings b USING (query_id, country_code) "
    f"WHERE query_id = '{Q}' AND a.code = 'sea' AND b.code = 'escort'",
    "a sum": count("sum(value_number::DOUBLE)", "variable_id = 'share'"),
    "a share": count("round(100.0 * count(*) FILTER (code = 'air') / count(*), 1)::DOUBLE", "variable_id = 'way'"),
    "nothing in doubt": count("count(*)", "variable_id = 'share' AND country_code = 'CY'"),
    "another query": "SELECT count(*) AS number FROM codings WHERE query_id = '2021-other'",
}


@pytest.fixture
def database(tmp_path):
    (tmp_path / "codings.csv").write_text(HEAD + CODINGS, "utf-8")
    with TableQueries(tmp_path, ("codings",)) as made:
        yield made


@pytest.fixture
def found():
    head = "query_id,country_code,variable_id,alternative_number,code,value_number,reason\n"
    return doubts.doubts(as_rows(head + ALTERNATIVES), as_rows(HEAD + CODINGS))


def as_rows(text):
    return [row for _, row in csv_tables.rows(text.splitlines(keepends=True))]


def number(database, sql, read=()):
    changes = [((Q, doubt.country, doubt.variable), doubt.rows(choice)) for doubt, choice in read]
    with database.replaced("codings", doubts.CODINGS[:3], changes):
        return database.answer(sql).rows[0][0]


@pytest.mark.parametrize("sql", STATEMENTS.values(), ids=STATEMENTS)
def test_a_range_is_that_of_every_combination_of_readings(database, found, sql):
    ways = product(*(range(len(doubt.readings)) for doubt in found))
    every = [number(database, sql, zip(found, way, strict=True)) for way in ways]
    ranges = doubts.Doubtful(database, sql, ["number"], found).ranges()
    published = number(database, sql)
    assert ranges.get("number", Range(published, published)) == (min(every), max(every))
    assert number(database, sql) == published  # and nothing is left of what was tried


def test_each_reading_says_what_it_moves(database, found):
    doubtful = doubts.Doubtful(database, STATEMENTS["a code"], ["number"], found)
    moves = [(one.doubt.country, one.other.codes, one.numbers) for one in doubtful.moves()]
    assert moves == [
        ("AT", ("not-mentioned",), {"number": (2, 1)}),
        ("AT", ("sea",), {"number": (2, 1)}),
        ("BE", ("sea",), {"number": (2, 1)}),
    ]


def test_the_number_of_responses_with_a_code(database, found):
    of = {name: [one for one in found if one.variable == name] for name in ("way", "means")}
    for name, code in (("way", "air"), ("way", "sea"), ("means", "alone"), ("means", "escort"), ("means", "x")):
        sql = count("count(*)", f"variable_id = '{name}' AND code = '{code}'")
        ways = product(*(range(len(doubt.readings)) for doubt in of[name]))
        every = [number(database, sql, zip(of[name], way, strict=True)) for way in ways]
        assert doubts.range_of(code, number(database, sql), of[name]) == (min(every), max(every))
    moves = list(doubts.moves_of({"alone": 2, "escort": 1, "not-mentioned": 1}, of["means"]))
    assert [(one.doubt.country, one.numbers) for one in moves] == [
        ("AT", {"alone": (2, 1)}),
        ("BE", {"alone": (2, 1), "escort": (1, 2)}),
        ("CY", {"alone": (2, 3), "escort": (1, 2), "not-mentioned": (1, 0)}),
    ]


def test_a_finding_has_its_ranges_and_what_moves_them(tmp_path):
    columns = {"codings": HEAD + CODINGS}
    columns["alternatives"] = (
        "query_id,country_code,variable_id,alternative_number,code,value_number,reason\n" + ALTERNATIVES
    )
    for name in findings.table_schemas.NAMES:
        (tmp_path / f"{name}.csv").write_text(columns.get(name, "query_id\n"), "utf-8")
    said = Statement("Which way", "{air} went by air, {sea} by sea; {states} are counted.", sql=(
        "SELECT count(*) FILTER (code = 'air') AS air, count(*) FILTER (code = 'sea') AS sea, "
        f"count(DISTINCT country_code) AS states FROM codings WHERE query_id = '{Q}' AND variable_id = 'way'"
    ))  # fmt: skip
    text = findings.render(tmp_path, [findings.Findings(Q, (said,))])
    assert "\n2 [0 to 2] went by air, 1 [1 to 3] by sea; 3 are counted.\n" in text
    assert "| AT | `way` | `air` | `sea` | air 2 to 1; sea 1 to 2 | The ferry is named as well. |" in text


def test_a_finding_without_doubt_has_no_range(tmp_path):
    for name in findings.table_schemas.NAMES:
        (tmp_path / f"{name}.csv").write_text(HEAD + CODINGS if name == "codings" else "query_id\n", "utf-8")
    said = Statement("Which way", "{air} went by air.", sql="SELECT count(*) AS air FROM codings WHERE code = 'air'")
    text = findings.render(tmp_path, [findings.Findings(Q, (said,))])
    assert "\n3 went by air.\n" in text
    assert "read otherwise" not in text
