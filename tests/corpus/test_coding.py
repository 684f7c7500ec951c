"""The two passes of coding of each query, as they were kept, and the decisions between them."""

import csv
from collections import defaultdict

import pytest

from ahq.checking.checker import Checker
from ahq.core import strict_yaml
from ahq.core.checkout import Checkout, record_paths
from ahq.corpus import record as records
from ahq.tables.reliability import PASSES, read_pass

CHECKOUT = Checkout()
CODED_TWICE = [folder for folder in CHECKOUT.query_folders() if (folder / "coding" / PASSES[1]).exists()]
KINDS = {"slip", "overlooked-text", "rule-unclear", "text-ambiguous", "segment-assignment"}

pytestmark = pytest.mark.parametrize("folder", CODED_TWICE, ids=lambda folder: folder.name)


def responses(folder) -> dict[str, dict]:
    """Return the disseminated records of a query by country."""
    found = [strict_yaml.read(path.read_text("utf-8")).value for path in record_paths(folder)]
    return {record["respondent"]["country"]: record for record in found if record["wider_dissemination"]}


def rows(folder, name: str) -> list[dict]:
    with (folder / "coding" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", PASSES)
def test_a_pass_codes_every_variable_of_every_response(folder, name):
    variables = Checker(CHECKOUT).query(folder)[0].codebook.variables
    wanted = {(country, variable) for country in responses(folder) for variable in variables}
    assert read_pass(folder / "coding" / name).keys() == wanted


@pytest.mark.parametrize("name", PASSES)
def test_every_quote_of_a_pass_stands_in_its_answer(folder, name):
    answers = {country: records.answers_by_item(record) for country, record in responses(folder).items()}
    quoted = [row for row in rows(folder, name) if row["quote"]]
    assert quoted
    assert not [row for row in quoted if answers[row["country"]].get(row["item"], "").count(row["quote"]) != 1]


def test_every_disagreement_is_decided_and_stands_in_the_record(folder):
    first, second = (read_pass(folder / "coding" / name) for name in PASSES)
    decisions = {(row["country"], row["variable"]): row for row in rows(folder, "adjudication.csv")}
    assert decisions.keys() == {key for key in first if first[key] != second[key]}
    published = defaultdict(set)
    for country, record in responses(folder).items():
        for coding in record["codings"]:
            published[country, coding["variable"]] |= set(records.codes_of(coding))
    for key, row in decisions.items():
        assert row["kind"] in KINDS
        assert row["reason"]
        assert (set(row["pass_1"].split(";")), set(row["pass_2"].split(";"))) == (first[key][0], second[key][0])
        assert set(row["decision"].split(";")) == published[key]


def test_what_both_passes_say_is_what_the_record_says(folder):
    first, second = (read_pass(folder / "coding" / name) for name in PASSES)
    for country, record in responses(folder).items():
        for coding in record["codings"]:
            key = (country, coding["variable"])
            if first[key] == second[key]:
                assert set(records.codes_of(coding)) == first[key][0], key
                assert str(coding.get("number", "")) == first[key][1], key
