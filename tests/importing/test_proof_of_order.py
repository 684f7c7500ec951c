"""The proof that the words of a PDF kept their order: passages that were torn or changed places are shown."""

from ahq.importing.archive import LeftOut
from ahq.importing.proof import out_of_order

OTHER = "(the second reader has these words in another order)"


def test_cells_and_paragraphs_may_follow_each_other_as_they_like():
    assert (
        out_of_order(["Yes Austria\nWe do not."], "Title\n| Austria | Yes | We do not. |".replace("Title\n", ""), [])
        == []
    )


def test_a_paragraph_goes_on_over_the_foot_and_the_head_of_a_page():
    pages = ["We do\n1 of 13", "Running head\nnot know.\n2 of 13"]
    assert out_of_order(pages, "| | | We do not know. |", ["1 of 13", "2 of 13", "Running head"]) == []
    assert out_of_order(pages, "| | | We do not know. |", []) == [LeftOut(f'"We do not know.…" {OTHER}', 1)]


def test_words_that_changed_places_are_shown_though_no_letter_is_lost():
    assert out_of_order(["We know. They do not."], "We do not. They know.", []) == [
        LeftOut(f'"We do not. They know.…" {OTHER}', 1)
    ]


def test_passages_that_changed_places_are_shown_though_each_is_whole():
    found = out_of_order(
        ["Austria Yes one two\nBelgium Yes three four"],
        "| Belgium | Yes | three four |\n| Austria | Yes | one two |",
        [],
    )
    assert [entry.what for entry in found] == ['"one two…" (the second reader has this passage in another place)']


def test_an_answer_that_took_a_line_of_its_neighbour_is_shown():
    found = out_of_order(["Austria one two\nBelgium three four"], "| Austria | one four |\n| Belgium | three two |", [])
    assert [entry.what for entry in found] == [f'"one four…" {OTHER}', f'"three two…" {OTHER}']
