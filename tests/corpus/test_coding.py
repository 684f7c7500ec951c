"""The two passes of coding of each query, as they were kept, and the decisions between them."""

from collections import defaultdict
from pathlib import Path

import pytest

from ahq.core.checkout import Checkout, record_paths
from ahq.corpus import reading
from ahq.corpus.coding_passes import Coder, PassRow, by_variable
from ahq.corpus.record import Record
from conftest import QUERY

CHECKOUT = Checkout()
CODED_TWICE = [folder for folder in CHECKOUT.query_folders() if len(reading.read_passes(folder, CHECKOUT)) == 2]
KINDS = {"slip", "overlooked-text", "rule-unclear", "text-ambiguous", "segment-assignment"}

pytestmark = pytest.mark.parametrize("folder", CODED_TWICE, ids=lambda folder: folder.name)


def responses(folder: Path) -> dict[str, Record]:
    """Return the disseminated records of a query by country."""
    found = [reading.read_record(path, CHECKOUT).required() for path in record_paths(folder)]
    return {record.respondent.country: record for record in found if record.wider_dissemination}


def passes(folder: Path) -> list[tuple[PassRow, ...]]:
    return [one.required() for one in reading.read_passes(folder, CHECKOUT)]


def coders(folder: Path) -> list[Coder]:
    return [by_variable(rows) for rows in passes(folder)]


def test_a_pass_codes_every_variable_of_every_response(folder):
    variables = reading.read_query(folder, CHECKOUT, reading.read_lists(CHECKOUT)).required().codebook.variables
    wanted = {(country, variable) for country in responses(folder) for variable in variables}
    assert [coder.keys() for coder in coders(folder)] == [wanted, wanted]


def test_every_quote_of_a_pass_stands_in_its_answer(folder):
    answers = {country: record.texts() for country, record in responses(folder).items()}
    for rows in passes(folder):
        quoted = [row for row in rows if row.quote]
        assert quoted or folder.name != QUERY  # a pass may be kept without its quotes
        assert not [row for row in quoted if answers[row.country].get(row.item, "").count(row.quote) != 1]


def test_every_disagreement_is_decided_and_stands_in_the_record(folder):
    first, second = coders(folder)
    decisions = {(row.country, row.variable): row for row in reading.read_adjudication(folder, CHECKOUT).required()}
    assert decisions.keys() == {key for key in first if first[key] != second[key]}
    published = defaultdict(set)
    for country, record in responses(folder).items():
        for coding in record.codings:
            published[country, coding.variable] |= set(coding.codes)
    for key, row in decisions.items():
        assert row.kind in KINDS
        assert row.reason
        assert (row.pass_1, row.pass_2) == (first[key][0], second[key][0])
        assert row.decision == published[key]


def test_what_both_passes_say_is_what_the_record_says(folder):
    first, second = coders(folder)
    for country, record in responses(folder).items():
        for coding in record.codings:
            key = (country, coding.variable)
            if first[key] == second[key]:
                assert set(coding.codes) == first[key][0], key
                assert ("" if coding.number is None else str(coding.number)) == first[key][1], key
