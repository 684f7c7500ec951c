"""What the table ``answers`` says of each item of a response, a case for each status."""

import csv
import io

import pytest

QUESTIONS = """
    questions:
    - {item: "1", kind: question, text: Do you return?}
    - {item: "2", kind: question, text: How?}
    - {item: "2a", parent: "2", kind: part, text: By air?}
    - {item: "2b", parent: "2", kind: part, text: By sea?}
"""


@pytest.fixture
def answers(tables_of):
    """A function from one record to the chosen columns of its rows in ``answers``."""

    def rows_of(record, *columns):
        table = tables_of(QUESTIONS, AT=record)["answers"]
        return [tuple(row[name] for name in columns) for row in csv.DictReader(io.StringIO(table, newline=""))]

    return rows_of


def test_a_response_that_may_not_be_disseminated_has_a_row_for_every_item(answers):
    rows = answers("wider_dissemination: false", "item", "position", "status", "assignment", "text", "words_count")
    assert rows == [
        ("1", "1", "not-disseminated", "", "", "0"),
        ("2", "2", "not-disseminated", "", "", "0"),
        ("2a", "3", "not-disseminated", "", "", "0"),
        ("2b", "4", "not-disseminated", "", "", "0"),
    ]


def test_an_empty_response_answers_nothing(answers):
    assert answers("answers: []", "item", "status") == [
        ("1", "not-answered"),
        ("2", "not-answered"),
        ("2a", "not-answered"),
        ("2b", "not-answered"),
    ]


def test_words_of_the_respondent_and_their_count(answers):
    record = """
        answers:
        - {item: "1", marker: "1.", assignment: printed, status: answered, text: "Yes,  by air."}
    """
    columns = ("item", "status", "assignment", "marker", "text", "words_count", "source_note")
    assert answers(record, *columns)[:2] == [
        ("1", "answered", "printed", "1.", "Yes,  by air.", "3", ""),
        ("2", "not-answered", "", "", "", "0", ""),
    ]


def test_a_placeholder_is_text_and_not_an_empty_cell(answers):
    record = """
        answers:
        - {item: "1", assignment: inferred, status: placeholder, text: N/A}
    """
    assert answers(record, "status", "assignment", "text", "words_count")[0] == ("placeholder", "inferred", "N/A", "1")


def test_a_repeated_question_keeps_its_words_and_its_note(answers):
    record = """
        answers:
        - {item: "1", status: question-repeated, text: Do you return?, note: Only the question is printed.}
    """
    assert answers(record, "status", "text", "source_note")[0] == (
        "question-repeated",
        "Do you return?",
        "Only the question is printed.",
    )


def test_what_is_not_answered_has_a_note_and_no_assignment(answers):
    record = """
        answers:
        - {item: "1", status: not-answered, note: The page is lost.}
    """
    columns = ("status", "assignment", "marker", "text", "words_count", "source_note")
    assert answers(record, *columns)[0] == ("not-answered", "", "", "", "0", "The page is lost.")


@pytest.mark.parametrize(
    ("own", "parts"),
    [
        ("answered, text: By air.", "in-parent-item"),
        ("placeholder, text: N/A", "in-parent-item"),
        ("question-repeated, text: How?", "not-answered"),
        ("not-answered", "not-answered"),
    ],
)
def test_parts_without_text_are_answered_with_their_question_or_not_at_all(answers, own, parts):
    record = f"""
        answers:
        - {{item: "2", status: {own}}}
    """
    assert answers(record, "item", "status")[2:] == [("2a", parts), ("2b", parts)]


def test_a_part_of_its_own_does_not_take_the_status_of_its_question(answers):
    record = """
        answers:
        - {item: "2", status: answered, text: Both.}
        - {item: "2b", status: placeholder, text: N/A}
    """
    assert answers(record, "item", "status", "text")[1:] == [
        ("2", "answered", "Both."),
        ("2a", "in-parent-item", ""),
        ("2b", "placeholder", "N/A"),
    ]


@pytest.mark.parametrize("status", ["answered", "placeholder", "question-repeated"])
def test_a_question_without_text_is_answered_in_its_parts_and_a_part_not_in_another(answers, status):
    record = f"""
        answers:
        - {{item: "2b", status: {status}, text: By sea?}}
    """
    assert answers(record, "item", "status") == [
        ("1", "not-answered"),
        ("2", "in-parts"),
        ("2a", "not-answered"),
        ("2b", status),
    ]


def test_a_question_is_not_answered_in_parts_that_have_no_text(answers):
    record = """
        answers:
        - {item: "2a", status: not-answered, note: The page is lost.}
        - {item: "2b", status: not-answered, note: The page is lost.}
    """
    assert answers(record, "item", "status")[1:] == [
        ("2", "not-answered"),
        ("2a", "not-answered"),
        ("2b", "not-answered"),
    ]


def test_segments_of_an_item_are_joined_in_order_and_notes_are_not_repeated(answers):
    record = """
        answers:
        - {item: "1", marker: "1.", assignment: printed, status: answered, text: Yes., note: Printed in two places.}
        - {item: "2", status: answered, text: By air.}
        - {item: "1", assignment: inferred, status: answered, text: But not often., note: Printed in two places.}
        - {item: "1", marker: "1. bis", assignment: printed, status: answered, text: Ever., note: Printed after item 2.}
    """
    columns = ("item", "assignment", "marker", "text", "words_count", "source_note")
    assert answers(record, *columns)[0] == (
        "1",
        "inferred",
        "1.\n1. bis",
        "Yes.\nBut not often.\nEver.",
        "5",
        "Printed in two places.\nPrinted after item 2.",
    )


def test_segments_that_all_have_a_printed_enumerator_are_printed(answers):
    record = """
        answers:
        - {item: "1", marker: "1.", assignment: printed, status: answered, text: Yes.}
        - {item: "1", marker: "1.", assignment: printed, status: answered, text: Often.}
    """
    assert answers(record, "assignment", "marker", "text")[0] == ("printed", "1.\n1.", "Yes.\nOften.")


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("answered", "placeholder", "answered"),
        ("placeholder", "answered", "answered"),
        ("question-repeated", "answered", "answered"),
        ("question-repeated", "placeholder", "placeholder"),
        ("placeholder", "question-repeated", "placeholder"),
        ("question-repeated", "question-repeated", "question-repeated"),
    ],
)
def test_an_item_is_what_the_most_telling_of_its_segments_is(answers, first, second, status):
    record = f"""
        answers:
        - {{item: "2", status: {first}, text: How?}}
        - {{item: "2", status: {second}, text: How?}}
    """
    spoken = "not-answered" if status == "question-repeated" else "in-parent-item"
    assert answers(record, "item", "status")[1:3] == [("2", status), ("2a", spoken)]


def test_the_order_is_that_of_the_items_as_text_and_the_position_that_of_the_questionnaire(tables_of):
    questions = """
        questions:
        - {item: "10", kind: question, text: Ten?}
        - {item: "2", kind: question, text: Two?}
    """
    assert tables_of(questions, BE="answers: []", AT="answers: []")["answers"] == (
        "query_id,country_code,item,position,status,assignment,marker,text,words_count,source_note\n"
        "2020-returns,AT,10,1,not-answered,,,,0,\n"
        "2020-returns,AT,2,2,not-answered,,,,0,\n"
        "2020-returns,BE,10,1,not-answered,,,,0,\n"
        "2020-returns,BE,2,2,not-answered,,,,0,\n"
    )


def test_cells_are_quoted_where_commas_quotation_marks_or_lines_need_it(tables_of):
    record = """
        answers:
        - item: "1"
          marker: "1,"
          status: answered
          text: |-
            He said "no".

            =1+1; fine
    """
    assert tables_of(AT=record)["answers"] == (
        "query_id,country_code,item,position,status,assignment,marker,text,words_count,source_note\n"
        '2020-returns,AT,1,1,answered,printed,"1,","He said ""no"".\n\n=1+1; fine",5,\n'
    )
