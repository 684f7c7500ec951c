"""The build as a whole: several queries, what cannot be built, and what a build leaves in its folder."""

import json
import shutil

import pytest

from ahq.core.checkout import Checkout
from ahq.core.table_schemas import NAMES, schema
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


def test_a_wide_table_for_each_query(nine):
    found = built(nine)
    name = "codings_wide-2020-returns-7"
    assert found[f"{name}.csv"] == (
        b"query_id,country_code,way,share,share_missing\n"
        b"2020-returns-7,AT,not-disseminated,,not-disseminated\n"
        b"2020-returns-7,BE,,,\n"
    )
    assert sorted(found) == sorted(
        ["schemas.json", *(f"{table}.csv" for table in NAMES), "codings_wide-2020-returns.csv"]
        + [f"codings_wide-2020-returns-{number}.csv" for number in range(8)]
    )


def test_a_wide_table_without_a_response_has_its_header(tables_of):
    assert tables_of(codebook=BOOK)["wide"] == "query_id,country_code,way,share,share_missing\n"


def test_the_schemas_are_kept_beside_the_tables(one):
    schemas = builder.build(one, one.build / "draft")
    assert list(schemas) == [*NAMES, "codings_wide-2020-returns"]
    assert all(schemas[name] == schema(name) for name in NAMES)
    assert builder.built_schemas(one.build / "draft") == schemas


def test_the_schema_of_a_wide_table(tables_of, tmp_path):
    missing = "code,definition,needs_quote,in_records\nnot-mentioned,The answer does not speak of it.,false,true\n"
    book = (
        BOOK + "    - {id: means, items: ['1'], type: codes, label: Means of return, codes: {escort: With an escort}}\n"
    )
    tables_of(codebook=book, lists={"missing_codes": missing})
    schemas = builder.built_schemas(tmp_path / "checkout" / "build" / "tables")
    answers = {field["name"]: field for field in schema("answers")["fields"]}
    gone = {"value": "not-mentioned", "label": "The answer does not speak of it."}
    assert schemas["codings_wide-2020-returns"] == {
        "name": "codings_wide-2020-returns",
        "title": "Codings of 2020-returns, a column for each variable",
        "description": "One row per response. Several codes of a variable are joined by semicolons.",
        "fields": [
            answers["query_id"],
            answers["country_code"],
            {
                "name": "way",
                "type": "string",
                "description": "Way of return",
                "constraints": {"required": True, "enum": ["air", "not-mentioned"]},
                "categories": [{"value": "air", "label": "By air"}, gone],
            },
            {
                "name": "share",
                "type": "number",
                "description": "Share of returns. Empty where missing.",
                "constraints": {"minimum": 0, "maximum": 100},
            },
            {
                "name": "share_missing",
                "type": "string",
                "description": "Why share is empty.",
                "constraints": {"enum": ["not-mentioned"]},
                "categories": [gone],
            },
            {
                "name": "means",
                "type": "string",
                "description": "Means of return",
                "constraints": {"required": True},
            },
        ],
        "missingValues": [""],
        "primaryKey": ["query_id", "country_code"],
        "foreignKeys": [
            {
                "fields": ["query_id", "country_code"],
                "reference": {"resource": "responses", "fields": ["query_id", "country_code"]},
            }
        ],
    }


def test_what_an_earlier_build_left_is_removed(one):
    (one.build / "draft").mkdir(parents=True)
    (one.build / "draft" / "codings_wide-1999-gone.csv").write_text("x")
    assert "codings_wide-1999-gone.csv" not in built(one)


def test_schemas_are_written_as_they_are_read(one):
    assert json.loads(built(one)["schemas.json"])["responses"] == schema("responses")


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
