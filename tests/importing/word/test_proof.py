"""The proof by a second reader: what the first loses, adds or moves is shown."""

from importing.word.word_files import CALLS, SPACES

from ahq.importing.archive import LeftOut
from ahq.importing.word import second_reader
from ahq.importing.word.left_out import Passage

HERE, NOT_HERE = "(only the second reader has it)", "(the second reader does not have it)"


def proved(parts, archived, left_out=(), computed=0):
    return second_reader.differences(parts, archived, [Passage("", text) for text in left_out], computed)


def test_the_same_letters_are_no_difference_however_they_are_spaced():
    assert proved(["One ﬁne ", "day", "x²"], "One\nfine day, x2") == []


def test_a_lost_word_is_shown_unless_it_was_left_out():
    assert proved(["It is ", "not ", "so"], "It is so") == [LeftOut(f'"not" {HERE}', 1)]
    assert proved(["It is ", "not ", "so"], "It is so", ["not"]) == []
    assert proved(["It ", "is n", "ot so", " now"], "It now", ["is not so"]) == []


def test_an_added_word_is_shown_unless_it_is_a_number_that_word_computes():
    assert proved(["Yes", "No"], "1. Yes 2. No", computed=2) == []
    assert proved(["Yes", "No"], "1. Yes 2. No", computed=1) == [LeftOut(f'"2" {NOT_HERE}', 1)]
    assert proved(["Yes"], "Yes indeed") == [LeftOut(f'"indeed" {NOT_HERE}', 1)]


def test_two_passages_that_changed_places_are_shown():
    assert proved(["Austria says", "Belgium says"], "Belgium says Austria says") == [
        LeftOut(f'"Belgiumsays" {HERE}', 1),
        LeftOut(f'"Belgiumsays" {NOT_HERE}', 1),
    ]


def test_the_second_reader_puts_boxes_and_notes_where_the_archive_has_them():
    note = "<w:p><w:r><w:t>note</w:t></w:r></w:p>"
    footnotes = f'<w:footnotes {SPACES}><w:footnote w:id="3">{note}</w:footnote></w:footnotes>'.encode()
    box = "<w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent>"
    first = f"<w:p><w:r><w:t>one</w:t></w:r><w:r>{CALLS}</w:r><w:r><w:pict>{box}</w:pict></w:r><w:r><w:t>two</w:t></w:r></w:p>"
    cell = f"<w:tbl><w:tr><w:tc>{first}<w:p><w:r><w:t>three</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    for body, wanted in ((first, ["one", "two", "box", "note"]), (cell, ["one", "two", "box", "three", "note"])):
        document = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>".encode()
        assert [part for part in second_reader.read(document, footnotes, None) if part] == wanted
