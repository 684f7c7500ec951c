"""The build as a whole: several queries, what cannot be built, and what a build leaves in its folder."""

import shutil

import pytest

from ahq.core.checkout import Checkout
from ahq.core.table_schemas import NAMES
from ahq.tables import builder

BOOK = """
    variables:
    - {id: way, items: ["1"], type: code, label: Way of return, codes: {air: By air}}
    - {id: share, items: ["1"], type: percent, label: Share of returns}
"""


@pytest.fixture
def one(tables_of, tmp_path):
    """A checkout with one query and two records, built."""
    tables_of(codebook=BOOK, AT="wider_dissemination: false", BE="answers: []")
    return Checkout(tmp_path / "checkout")


@pytest.fixture
def nine(one):
    """The same with nine queries, enough for two processes."""
    first = one.queries / "2020-returns"
    for number in range(8):
        folder = shutil.copytree(first, one.queries / f"2020-returns-{number}")
        for path in folder.rglob("*.yaml"):
            path.write_text(path.read_text("utf-8").replace("2020-returns\n", f"2020-returns-{number}\n"), "utf-8")
    return one


def built(checkout, name="draft", **options):
    folder = checkout.build / name
    builder.build(checkout, folder, **options)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_rows_of_several_queries_follow_one_another_below_one_header(nine):
    lines = built(nine)["responses.csv"].decode("utf-8").split("\n")
    assert lines[0].startswith("query_id,country_code,")
    keys = [tuple(line.split(",")[:2]) for line in lines[1:-1]]
    queries = ["2020-returns", *(f"2020-returns-{number}" for number in range(8))]
    assert keys == [(query, country) for query in queries for country in ("AT", "BE")]


def test_the_number_of_processes_changes_nothing(nine):
    assert built(nine, jobs=2) == built(nine, "other", jobs=1) == built(nine, "third")


def test_the_tables_of_a_package_are_the_same_however_many_queries_there_are(nine):
    assert sorted(built(nine)) == sorted(f"{table}.csv" for table in NAMES)


def test_what_an_earlier_build_left_is_removed(one):
    (one.build / "draft").mkdir(parents=True)
    (one.build / "draft" / "gone.csv").write_text("x")
    assert "gone.csv" not in built(one)


def rules(checkout):
    with pytest.raises(builder.CannotBuild) as error:
        builder.build(checkout, checkout.build / "draft")
    assert str(error.value) == f"{len(error.value.problems)} problems"
    return [(problem.path.rsplit("/", 1)[1], problem.rule) for problem in error.value.problems]


def test_a_record_that_cannot_be_read_is_told(one):
    (one.queries / "2020-returns" / "responses" / "BE.yaml").write_text("a: [\n")
    assert ("BE.yaml", "F06") in rules(one)


def test_a_query_that_cannot_be_read_is_told(one):
    (one.queries / "2020-returns" / "query.yaml").write_text("a: [\n")
    assert ("query.yaml", "F06") in rules(one)


def test_a_quote_that_is_not_in_its_answer_stops_the_build(one):
    path = one.queries / "2020-returns" / "responses" / "BE.yaml"
    answers = 'answers: [{item: "1", status: answered, text: By air.}]\n'
    coding = 'codings: [{variable: way, value: air, evidence: [{item: "1", quote: By sea}]}]\n'
    path.write_text(path.read_text("utf-8").replace("answers: []\n", answers + coding), "utf-8")
    with pytest.raises(ValueError, match="substring not found"):
        builder.build(one, one.build / "draft")


def test_what_was_coded_in_one_pass_has_no_reliability(one):
    folder = one.queries / "2020-returns" / "coding"
    folder.mkdir()
    (folder / "pass-1.csv").write_text("country,variable,code,number,quote,item,note\nBE,way,air,,,,\n", "utf-8")
    tables = built(one)
    assert [tables[f"{name}.csv"].count(b"\n") for name in ("reliability", "recodings")] == [1, 1]
