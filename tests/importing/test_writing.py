"""What the import writes: what only a person can say is refused as it stands, and the report says what was proved."""

import pytest

from ahq.core import json_schema
from ahq.core.errors import CannotRun
from ahq.corpus.source import Source
from ahq.importing import importing, report, writing
from ahq.importing.archive import LeftOut
from ahq.importing.compilation import Assurance, Compilation, Head, Item, Respondents, Response

NOTHING = Head("A", None, (), None, None, None, None, Respondents(None, (), None), None, (), ())


def test_a_reason_that_a_person_is_still_to_give_does_not_pass_the_schema():
    record = {
        "differences": [
            {"kind": "joined-words", "source": "one two", "record": "two one"}
            | {"reason": writing._kind_and_reason("one two", "two one")[1]}
        ]
    }
    problems = [
        error
        for error in json_schema.validator("response").iter_errors(record)
        if list(error.instance_path)[:1] == ["differences"]
    ]
    assert len(problems) == 1


def test_more_responses_of_no_country_than_there_are_codes_are_refused_in_one_line():
    response = Response("Nowhere", None, Assurance.OPEN, False, 7, 7, ())
    found = Compilation(NOTHING, (response,) * (len(writing.UNKNOWN) + 1), 7)
    with pytest.raises(CannotRun, match=r'^line 7: "Nowhere" is the 27th respondent that has no known country'):
        writing.records("2014-x", found, Source(b"x"), None)


def test_the_report_says_that_the_text_was_proved_or_where_it_was_not():
    assert report.proof("this import", ()) == []
    assert report.proof("one, checked with another", ()) == [
        "proved: every letter and digit, in order (one, checked with another)"
    ]
    assert report.proof("one, checked with another", (LeftOut('"x" (only the second reader has it)', 2),))[1:] == [
        '  2 × "x" (only the second reader has it)'
    ]


def test_numbers_that_the_questionnaire_does_not_print_are_told():
    asked = (Item("1", None, "question", "Why?"), Item("3", None, "question", "How?", "3."))
    doubts = importing.doubts(Compilation(NOTHING._replace(questions=asked), (), 1))
    assert doubts[0] == "the questionnaire prints no number for 1: they are numbered in their order"
    assert doubts[1].startswith("the questionnaire has no question 2:")
