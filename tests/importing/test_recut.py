"""Cutting anew: a reader writes a line into a text, and what follows belongs to another answer. No word ever changes."""

import re

import pytest

from ahq.core import strict_yaml
from ahq.core.errors import CannotRun
from ahq.corpus.query import Question
from ahq.importing import recutting
from conftest import QUERY, change, record, run

QUESTIONS = [
    Question("1", "question", "Is it so?"),
    Question("2", "question", "What does the card of the library cost in your State?"),
    Question("2a", "part", "For adults?", "2"),
    Question("3", "question", "Anything else?"),
]
INFERRED = {"assignment": "inferred", "status": "answered"}
NOTE = "No number is printed; cut by a reader, by content."


def answer(item, text, marker=None, **more):
    return {
        "item": item,
        "assignment": "printed",
        "status": "answered",
        "text": text,
        **({"marker": marker} if marker else {}),
        **more,
    }


def missing(item):
    return {"item": item, "status": "not-answered", "note": f"The source prints no item {item} for this respondent."}


def recut(*answers):
    entries = recutting.recut(answers, QUESTIONS)
    new = [entry.answer for entry in entries]
    assert recutting.words(new) == recutting.words(answers)
    return new


REST = [answer("2", "Nothing.", "2."), answer("3", "No.", "3.")]


def test_without_a_line_nothing_changes():
    assert recut(answer("1", "Yes.", "1."), *REST) == [answer("1", "Yes.", "1."), *REST]


def test_what_follows_the_line_is_an_answer_of_its_own_and_what_said_not_answered_goes():
    assert recut(answer("1", "Yes.\n>>> 2\nThree euro.", "1."), missing("2"), answer("3", "No.", "3.")) == [
        answer("1", "Yes.", "1."),
        {"item": "2", **INFERRED, "text": "Three euro.", "note": NOTE},
        answer("3", "No.", "3."),
    ]


def test_a_number_that_the_source_prints_becomes_the_marker():
    cut = recut(answer("1", "Yes.\n>>> 2a\n2. a) Three.\n>>> 3\nQ3: No.", "1."))
    assert cut == [answer("1", "Yes.", "1."), answer("2a", "Three.", "2. a)"), answer("3", "No.", "Q3:")]
    assert recut(
        answer("2", "Much.\n>>> 2a\na) Three.", "2."), answer("3", "No.", "3."), answer("1", "Yes.", "1.")
    ) == [
        answer("2", "Much.", "2."),
        answer("2a", "Three.", "a)"),
        answer("3", "No.", "3."),
        answer("1", "Yes.", "1."),
    ]


def test_a_number_before_a_year_is_a_marker_where_the_reader_cuts_there():
    cut = recut(answer("2", "Thirty.\n>>> 3\n3 2018 is not counted.", "2"), answer("1", "Yes.", "1"))
    assert cut == [answer("2", "Thirty.", "2"), answer("3", "2018 is not counted.", "3"), answer("1", "Yes.", "1")]


def test_a_cut_is_moved_back_with_a_line_before_the_first_word():
    assert recut(
        answer("1", "Yes, in article", "1."), answer("2", ">>> 1\nof the law.\n>>> 2\n2. Nothing.", "2."), REST[1]
    ) == [
        answer("1", "Yes, in article 2. of the law.", "1."),
        answer("2", "Nothing.", "2."),
        answer("3", "No.", "3."),
    ]


def test_an_item_that_lost_all_its_words_is_not_answered():
    assert recut(answer("1", ">>> 2\nThree euro."), answer("3", "No.", "3.")) == [
        missing("1"),
        {"item": "2", **INFERRED, "text": "Three euro.", "note": NOTE},
        answer("3", "No.", "3."),
    ]


def test_a_passage_that_repeats_the_question_or_is_a_placeholder_says_so():
    cut = recut(answer("1", "Yes.\n>>> 2\nWhat does the card of the library cost in your State?\n>>> 3\nN/A", "1."))
    assert [each["status"] for each in cut] == ["answered", "question-repeated", "placeholder"]


def test_an_item_that_the_query_does_not_have_is_refused():
    with pytest.raises(CannotRun, match=re.escape('">>> 9": the query has no such item; its items are 1, 2, 2a, 3')):
        recutting.recut([answer("1", "Yes.\n>>> 9\nNo.")], QUESTIONS)


def test_what_is_left_of_a_doubtful_answer_is_certain_once_a_reader_has_cut_it():
    doubtful = answer("1", "Yes.\n>>> 2\nThree euro.", "1.") | {
        "assignment": "inferred",
        "note": "A part of it may answer 2.",
    }
    assert recut(doubtful, missing("2"), answer("3", "No.", "3."))[0] == answer("1", "Yes.", "1.")


# The command.


def test_the_command_moves_a_cut_and_keeps_every_comment(checkout):
    path = record(checkout, "HR")
    before = strict_yaml.read(path.read_text("utf-8")).value["answers"]
    change(path, '- item: "1"', '# why: a comment\n- item: "1"')
    change(path, "regularly monitor online platforms,", "regularly monitor online platforms,\n    >>> 2\n   ")
    done = run("recut", str(path), root=checkout.root)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"data/queries/{QUERY}/responses/HR.yaml: cut anew\n"
    text = path.read_text("utf-8")
    after = strict_yaml.read(text).value["answers"]
    assert "# why: a comment\n" in text
    assert after[0]["text"] == "Yes. Police officers regularly monitor online platforms,"
    assert (after[1]["item"], after[1]["text"]) == ("2", "in particular solely open groups/sources.")
    assert after[2:] == before[1:]


def test_the_command_changes_nothing_where_there_is_no_line_or_a_wrong_one(checkout):
    path = record(checkout, "HR")
    text = path.read_bytes()
    assert run("recut", str(path), root=checkout.root).stdout.endswith('no line begins with ">>>"; left unchanged\n')
    assert path.read_bytes() == text
    change(path, "regularly monitor", "regularly\n    >>> 12\n    monitor")
    text = path.read_bytes()
    done = run("recut", str(path), root=checkout.root)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        f'data/queries/{QUERY}/responses/HR.yaml: ">>> 12": the query has no such item; its items are 1, 2, 2a'
        in done.stderr
    )
    assert path.read_bytes() == text
