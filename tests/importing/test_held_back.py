"""Compilations that the import has never seen: every word arrives, and no cut that is wrong is called printed."""

import pytest

from ahq.core.checkout import HOME, Checkout
from ahq.corpus import reading as corpus
from ahq.corpus.source import Source
from ahq.importing import reading
from ahq.importing.compilation import Assurance, Compilation, Response
from ahq.importing.labels import Labels
from ahq.importing.understanding import understand
from dev import held_back as documents

ROWS = [(name, row.label) for name, row in documents.cuts()]


@pytest.fixture(scope="module")
def imported(tmp_path_factory) -> dict[str, Compilation]:
    folder, labels = tmp_path_factory.mktemp("held-back"), Labels(corpus.read_lists(Checkout(HOME)))
    found = {}
    for name in documents.NAMES:
        documents.write(documents.read(name), folder / f"{name}.docx")
        archived = reading.read(folder / f"{name}.docx", labels)
        assert (archived.left_out, archived.unproved) == ((), ())
        found[name] = understand(Source(archived.text.encode()), labels)
    return found


def of(imported: dict[str, Compilation], name: str, label: str) -> tuple[documents.Row, Response]:
    row = next(row for row in documents.read(name).rows if row.label == label)
    return row, next(response for response in imported[name].responses if response.label == label)


def cuts_of(response: Response):
    return [(segment.item, segment.marker, segment.text) for segment in response.segments if segment.text]


ITEMS = {
    "bakeries": "1 2 2a 2b 3 4 5",
    "canteens": "1 1a 1a.i 1a.ii 1b 2 3 4 4a 4b 4c 5",
    "ferries": "1 2 2a 2a.i 2a.ii 2b 3 4 5",
    "fountains": "1 2 3 4",
    "postboxes": "1 2 3 4",
    "signposts": "1 2 3",  # the fourth has neither a number nor a question mark
    "weddings": "1 2 3 3a 3b 4 5",
}


@pytest.mark.parametrize("name", ITEMS)
def test_the_items_of_the_questionnaire(imported, name):
    assert " ".join(question.item for question in imported[name].head.questions) == ITEMS[name]


@pytest.mark.parametrize(("name", "label"), ROWS)
def test_flag_and_every_word_arrive(imported, name, label):
    row, response = of(imported, name, label)
    assert response.agreed == (row.flag == "Yes")
    words = " ".join(" ".join(filter(None, cut[1:])) for cut in cuts_of(response)) or response.withheld or ""
    assert words.split() == " ".join(row.paragraphs).split()


@pytest.mark.parametrize(("name", "label"), ROWS)
def test_no_wrong_cut_is_called_printed(imported, name, label):
    row, response = of(imported, name, label)
    called = [
        (segment.item, segment.marker, segment.text)
        for segment in response.segments
        if segment.text and segment.assurance is Assurance.PRINTED
    ]
    assert set(called) <= {cut[:3] for cut in row.cuts if cut.printed}


def test_nine_tenths_of_the_printed_cuts_and_four_fifths_of_all_come_out_exactly(imported):
    wanted, exact = [0, 0], [0, 0]
    for name, label in ROWS:
        row, response = of(imported, name, label)
        found = cuts_of(response)
        for at, cuts in enumerate(([cut for cut in row.cuts if cut.printed], row.cuts)):
            wanted[at] += len(cuts)
            exact[at] += sum(cut[:3] in found for cut in cuts)
    assert exact[0] >= 0.9 * wanted[0]
    assert exact[1] >= 0.8 * wanted[1]
