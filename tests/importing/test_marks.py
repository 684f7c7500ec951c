"""Marks that are no number of a question, or more than one: what the cutter makes of them, in general."""

from ahq.importing import head
from ahq.importing.compilation import Assurance, Item, Word
from ahq.importing.cutter import Cutter
from ahq.importing.lines import Line

ASKED = [
    Item("1", None, "question", "May doors be painted?"),
    Item("1a", "1", "part", "By whom?"),
    Item("1b", "1", "part", "In which colour?"),
    Item("2", None, "question", "Who pays for the paint?"),
]


def cut(*paragraphs: str) -> list[tuple[str | None, str | None, str]]:
    return [(segment.item, segment.marker, segment.text) for segment in segments(*paragraphs) if segment.text]


def segments(*paragraphs: str):
    words = [
        Word(word, number, "" if at else "paragraph")
        for number, text in enumerate(paragraphs, 1)
        for at, word in enumerate(text.split())
    ]
    return Cutter(ASKED).cut(words)


def test_a_number_that_stands_anew_before_each_letter_is_one_mark_with_it():
    assert cut("1. a) The owner.", "1. b) Green.", "2. Nobody.") == [
        ("1a", "1. a)", "The owner."),
        ("1b", "1. b)", "Green."),
        ("2", "2.", "Nobody."),
    ]


def test_letters_alone_go_on_after_a_number_with_its_letter():
    assert cut("1a. The owner.", "b. Green.", "2. Nobody.") == [
        ("1a", "1a.", "The owner."),
        ("1b", "b.", "Green."),
        ("2", "2.", "Nobody."),
    ]


def test_a_question_that_begins_with_may_is_no_date_and_a_day_in_may_is_no_question():
    assert cut("1. May doors be painted? They may.", "2. Nobody.")[0][:2] == ("1", "1.")
    assert cut("1. Yes, since", "2. May 2011 is when it began.") == [
        ("1", "1.", "Yes, since 2. May 2011 is when it began."),
    ]  # fmt: skip


def test_a_number_that_the_questionnaire_does_not_have_makes_the_end_of_the_answer_doubtful():
    found = [segment for segment in segments("1. Yes.", "2. Nobody.", "3. No remark.") if segment.text]
    assert [segment.assurance for segment in found] == [Assurance.PRINTED, Assurance.INFERRED]
    assert found[1].reason == (
        'Where this answer ends is not certain: the questionnaire has no number for "3." in it.'
    )  # fmt: skip


def test_a_word_before_the_number_is_part_of_the_mark():
    assert cut("Answer 1a: The owner.", "Answer 1b: Green.", "Answer 2: Nobody.") == [
        ("1a", "Answer 1a:", "The owner."),
        ("1b", "Answer 1b:", "Green."),
        ("2", "Answer 2:", "Nobody."),
    ]


def test_lines_below_the_theme_are_in_no_field_and_are_told():
    texts = (
        "EMN Ad-Hoc Query on doors",
        "Requested by COM on 1 May 2018",
        "Houses",
        "An open summary",
        "Questions",
        "1. Why?",
    )
    lines = [Line(number, tuple(text.split()), (), True, False, frozenset()) for number, text in enumerate(texts, 1)]
    found = head.read(lines)
    assert found.policy_area == "Houses"
    assert found.rest == ((4, "An open summary"),)
