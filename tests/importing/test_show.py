"""The source's own text with the cuts of a record in it."""

from ahq.importing.marking import Passage, marked
from conftest import QUERY, record, run

ONE = {"item": "1", "marker": "1.", "text": "Yes. No doubt."}
TWO = {"item": "2", "text": "It is free."}


def test_each_paragraph_shows_where_answers_begin_and_what_is_left_out():
    paragraphs = [("Austria", "Yes", "1.", "Yes.", "No"), ("doubt.", "It", "is", "free.")]
    assert marked(paragraphs, [ONE, TWO]) == [
        [Passage(("Austria", "Yes"), None, False), Passage(("1.", "Yes.", "No"), ONE, True)],
        [Passage(("doubt.",), ONE, False), Passage(("It", "is", "free."), TWO, True)],
    ]


def test_two_answers_without_a_word_between_are_two():
    assert marked([("1.", "Yes.", "No", "doubt.", "It", "is", "free.")], [ONE, TWO])[0] == [
        Passage(("1.", "Yes.", "No", "doubt."), ONE, True),
        Passage(("It", "is", "free."), TWO, True),
    ]


def test_a_record_is_shown_with_the_words_of_its_source(checkout):
    done = run("show", str(record(checkout, "HR")), root=checkout.root)
    assert (done.returncode, done.stderr) == (0, "")
    head, label, first, *_ = done.stdout.split("\n")
    assert head.startswith(f"data/queries/{QUERY}/responses/HR.yaml: Croatia, lines ")
    assert label == "(Croatia Yes)"
    assert first.startswith("[1, printed, answered] 1. 1. Yes. Police officers regularly monitor online platforms,")


def test_what_is_no_record_is_said_in_one_line(checkout):
    path = record(checkout, "HR")
    path.write_text("answers: [", "utf-8")
    done = run("show", str(path), root=checkout.root)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "this is no record that can be read; check it with make validate FILES=" in done.stderr
    path.write_text("answers: []\n", "utf-8")
    assert "does not say which lines of the source" in run("show", str(path), root=checkout.root).stderr
