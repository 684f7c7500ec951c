"""What another reader could choose, and what only repeats a question: checked as values and as quotes are.

The records are those of the fixture; what is added to them here is invented.
"""

import pytest

from ahq.checking.checker import Checker
from ahq.corpus.canonical_form import canonical
from conftest import QUERY, change, record

REASON = "reason: The sentence may be read of another thing."
SHARE = '  number: 15\n  evidence:\n  - item: "2a"\n    quote: approx. 15 %\n'
TEXT = "  text: |-\n    No findings.\n"


def problems(checkout, country="HR"):
    return [(p.rule, p.message) for p in Checker(checkout).record(record(checkout, country))]


def with_alternatives(path, *others):
    """Give the coding of option_report alternatives, each in a line."""
    text = path.read_text("utf-8")
    begin = text.index("- variable: option_report\n")
    end = text.index("- variable: ", begin + 1)
    lines = "".join(f"  - {other}\n    {REASON}\n" for other in others)
    path.write_text(f"{text[:end]}  alternatives:\n{lines}{text[end:]}", "utf-8")
    path.write_text(canonical(path.read_text("utf-8"), "response"), "utf-8")


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (["value: not-supported"], []),
        (["value: not-supported", "missing: not-mentioned"], []),
        (["value: suported"], [("C04", '"suported" is not a code of "option_report"')]),
        (["missing: not-mentoned"], [("C04", '"not-mentoned" is not a missing code')]),
        (["value: not-mentioned"], [("C04", '"not-mentioned" is not a code of "option_report"')]),
        (["missing: not-disseminated"], [("C04", '"not-disseminated" is not a missing code')]),
        (["values: [supported]"], [("C03", '"option_report" is of type code, but its alternative has "values"')]),
        (["number: 5"], [("C03", '"option_report" is of type code, but its alternative has "number"')]),
        (["value: supported"], [("C08", 'the alternative of "option_report" is the same as the published value: supported')]),
        (
            ["value: not-supported", "value: not-supported"],
            [("C08", 'the alternative of "option_report" is the same as another alternative: not-supported')],
        ),
        (["missing: inapplicable"], [("C08", '"option_report" is never inapplicable: its codebook has no filter')]),
    ],
)  # fmt: skip
def test_an_alternative_is_checked_like_a_value(checkout, others, said):
    path = record(checkout, "HR")
    assert "value: supported\n" in path.read_text("utf-8")
    with_alternatives(path, *others)
    assert problems(checkout) == said


def test_an_alternative_has_one_of_value_values_number_and_missing(checkout):
    path = record(checkout, "HR")
    with_alternatives(path, "value: not-supported\n    missing: not-mentioned")
    assert problems(checkout) == [("C03", 'an alternative of "option_report" has missing and value')]
    change(path, "  - value: not-supported\n    missing: not-mentioned\n    reason", "  - reason")
    said = 'an alternative of "option_report" has neither a value nor a missing code'
    assert problems(checkout) == [("C03", said)]


def test_an_alternative_share_is_a_percentage(checkout):
    other = f"{SHARE}  alternatives:\n  - number: 115\n    {REASON}\n"
    change(record(checkout, "AT"), SHARE, other)
    assert problems(checkout, "AT") == [("C05", "115 is not a share of 0 to 100 percent")]


def test_an_alternative_says_why(checkout):
    path = record(checkout, "HR")
    with_alternatives(path, "value: not-supported")
    change(path, REASON, "reason: Doubtful.")
    assert [rule for rule, _ in problems(checkout)] == ["S01"]


def repeated(*passages, text="No findings."):
    """Return the answer to question 2 with passages that only repeat a question."""
    return f"  text: |-\n    {text}\n  question_text:\n{''.join(passages)}"


def passage(quote, item="2", occurrence=""):
    more = f"    occurrence: {occurrence}\n" if occurrence else ""
    return f'  - item: "{item}"\n    quote: {quote}\n{more}'


@pytest.mark.parametrize(
    ("passages", "said"),
    [
        ([passage("Yes. Police")], []),
        ([passage("online platforms"), passage("open groups/sources.", "1")], []),
        ([passage("ly", occurrence=2)], []),
        ([passage("No finding!")], [("N15", 'the text does not have "No finding!"')]),
        ([passage("ly")], [("N15", '"ly" stands 2 times in the text')]),
        ([passage("ly", occurrence=3)], [("N15", '"ly" stands 2 times in the text, not 3')]),
        ([passage("online", occurrence=1)], [("N15", '"online" stands once in the text, and needs no `occurrence`')]),
        ([passage("online", item="9")], [("N15", 'the item "9" is not in the questionnaire')]),
        (
            [passage("open groups/sources."), passage("online platforms")],
            [("N15", "it begins before the end of the passage above it")],
        ),
        (
            [passage("Police officers"), passage("officers regularly")],
            [("N15", "it begins before the end of the passage above it")],
        ),
        (
            [passage("online platforms"), passage("platforms, in")],
            [("N15", "it begins before the end of the passage above it")],
        ),
    ],
)  # fmt: skip
def test_a_passage_that_repeats_a_question_is_checked_like_a_quote(checkout, passages, said):
    text = "Yes. Police officers regularly monitor online platforms, in particular solely open groups/sources."
    change(record(checkout, "HR"), f"  text: |-\n    {text}\n", repeated(*passages, text=text))
    assert problems(checkout) == said


def test_an_answer_without_a_text_repeats_nothing(checkout):
    old = '- item: "7"\n  marker: "7. 7."\n  assignment: printed\n  status: placeholder\n  text: |-\n    N/a\n'
    new = f'- item: "7"\n  status: not-answered\n  question_text:\n{passage("N/a")}  note: Nothing is printed.\n'
    change(record(checkout, "HR"), old, new)
    assert ("N08", "the item is not-answered, but it has question_text") in problems(checkout)


def test_a_quote_of_a_repeated_question_is_told_once_for_the_passage(checkout):
    change(record(checkout, "HR"), TEXT, repeated(passage("No findings.")))
    said = '"No findings." only repeats the question, by `question_text:` of the answer to 2'
    assert problems(checkout) == [("E08", said)]


SECOND = "The social media provider should have much larger responsibilities to report suspicious content to the authorities to contribution to the investigation."
ONLY_REPEATS = (
    "E08",
    '"The social media provider sh … s content to the authorities" only repeats the question, by `question_text:` of the answer to 3',
)


def test_a_quote_of_a_repeated_question_is_told_in_a_later_segment(checkout):
    text = f"fighting migrant smuggling. {SECOND}"
    second = f'- item: "3"\n  assignment: inferred\n  status: answered\n{repeated(passage(SECOND), text=text)}'
    change(record(checkout, "HR"), f" {text}\n", f"\n{second}")
    assert [one for one in problems(checkout) if one[0] != "V02"] == [ONLY_REPEATS]


def test_a_quote_of_a_repeated_question_is_told_behind_an_option(checkout):
    first = "Social media play an important role in fighting migrant smuggling."
    passages = repeated(passage(first, item="3a"), passage(SECOND, item="3"), text=f"{first} {SECOND}")
    change(record(checkout, "HR"), f"  text: |-\n    {first} {SECOND}\n", passages)
    assert problems(checkout) == [ONLY_REPEATS]


def test_a_quote_of_a_repeated_heading_is_told(checkout):
    five = '- item: "5"\n  kind: '
    change(checkout.queries / QUERY / "query.yaml", f"{five}question\n", f"{five}heading\n")
    change(record(checkout, "HR"), f" {SECOND}\n", f" {SECOND}\n  question_text:\n{passage(SECOND, item='5')}")
    assert ONLY_REPEATS in problems(checkout)


def test_an_option_that_is_repeated_may_be_quoted_for_to_repeat_it_is_to_choose_it(checkout):
    change(record(checkout, "HR"), TEXT, repeated(passage("No findings.", item="3a")))
    assert problems(checkout) == []


def test_the_canonical_form_puts_both_in_their_place(checkout):
    path = record(checkout, "HR")
    change(path, TEXT, f"  question_text:\n{passage('findings')}{TEXT}")
    with_alternatives(path, "value: not-supported")
    text = path.read_text("utf-8")
    assert f"{TEXT}  question_text:\n{passage('findings')}" in text
    assert f"  alternatives:\n  - value: not-supported\n    {REASON}\n" in text
    assert canonical(text, "response") == text
