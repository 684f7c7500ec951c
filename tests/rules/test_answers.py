"""Markers are enumerators and name their item; a repeated question has no words of its own."""

import pytest

from ahq.checking.checker import Checker
from ahq.core.checkout import Checkout
from ahq.corpus import enumerators, reading, repeats
from conftest import QUERY, change, record

ENUMERATORS = {
    "1.": ("1",),
    "7": ("7",),
    "Q3.": ("3",),
    "4. a.": ("4", "a"),
    "4a)": ("4", "a"),
    "4.a)": ("4", "a"),
    "4(a)": ("4", "a"),
    "b.)": ("b",),
    "(b)": ("b",),
    "iv.": ("iv",),
    "1. 1)": ("1", "1"),
    "Question 2:": ("2",),
    "Ad 2)": ("2",),
    "1.1": ("1", "1"),
    "1-3.": ("1", "3"),
    "1 and 2.": ("1", "2"),
    "1. bis": ("1",),
}


@pytest.mark.parametrize(("printed", "steps"), ENUMERATORS.items())
def test_an_enumerator_has_its_steps(printed, steps):
    assert enumerators.steps(printed) == steps


@pytest.mark.parametrize(
    "printed", ["No,", "No.", "Yes.", "a", "A", "15 %", "1. No.", "1. not", "Question", "and", "not 1.", "2016", ""]
)
def test_a_word_is_no_enumerator(printed):
    assert enumerators.steps(printed) is None


@pytest.mark.parametrize(
    ("printed", "item", "named"),
    [("a)", "2a", True), ("2. a)", "2a", True), ("2.", "2", True), ("2. 2.", "2", True), ("1-3.", "2", True), ("5.", "2", False),
     ("b)", "2a", False), ("3. a)", "2a", False), ("2.", "2a", False), ("1.1", "1.1", True), ("1-3.", "5", False)],
)  # fmt: skip
def test_an_enumerator_names_an_item(printed, item, named):
    assert enumerators.names(enumerators.steps(printed), item) == named


def told(checkout, country="HR"):
    return [(p.rule, p.message) for p in Checker(checkout).record(record(checkout, country))]


def test_a_negation_in_the_marker_is_told(checkout):
    path = record(checkout, "HR")
    change(path, '  marker: "2. 2."\n', '  marker: "2. 2. No"\n')
    change(path, "    No findings.\n", "    findings.\n")
    assert ("N13", '"2. 2. No" is no enumerator') in told(checkout)


def test_the_enumerator_of_another_item_needs_a_note(checkout):
    path = record(checkout, "AT")
    change(path, '- item: "2a"\n  marker: "a."', '- item: "2b"\n  marker: "a."')
    said = 'the enumerator "a." is not that of item 2b, and no note says why it stands here'
    assert ("N13", said) in told(checkout, "AT")


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Other (Any other way, not described above, how social media and other online tools may be used)", False),
        ("Use of social media and the internet to facilitate migrant smuggling Detail", False),
        ("Use of social media and the internet to facilitate migrant smuggling: none.", True),
        (
            "Use of social media and the internet to facilitate migrant smuggling In the closed groups we find plans",
            True,
        ),
        ("Facebook is used for the purposes of migrant smuggling", True),
        ("No.", True),
        ("social media", True),
    ],
)
def test_own_words_are_told_from_those_of_the_question(text, own):
    checkout = Checkout()
    query = reading.read_query(checkout.queries / QUERY, checkout, reading.read_lists(checkout)).required()
    assert bool(repeats.own_words(text, query.items, "2")) == own


def test_a_quote_rests_on_no_repeated_question(checkout):
    path = record(checkout, "HR")
    source = checkout.sources / f"{QUERY}.md"
    repeated = "how is social media and the internet principally used"
    change(source, "2. 2. No findings.", f"2. 2. {repeated}")
    text = path.read_text("utf-8").replace("No findings.", repeated)
    path.write_text(text, "utf-8")
    change(
        path,
        "status: answered\n  text: |-\n    how",
        "status: question-repeated\n  note: The question again.\n  text: |-\n    how",
    )
    rules = [(rule, said) for rule, said in told(checkout) if rule == "N14"]
    assert rules == [("N14", 'the status is question-repeated, but a quote of "use_advertising" rests on it')]
