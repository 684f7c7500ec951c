"""What comes out of invented compilations in the forms that the EMN publishes."""

import pytest
from importing.invented import ALL, Invented

from ahq.core.checkout import Checkout
from ahq.corpus import reading
from ahq.corpus.source import Source
from ahq.importing import grid
from ahq.importing.compilation import Assurance, Compilation
from ahq.importing.grid import Block, TableRow
from ahq.importing.labels import Labels
from ahq.importing.layout import Hyphens, Paragraph
from ahq.importing.understanding import understand
from conftest import HOME

LABELS = Labels(reading.read_lists(Checkout(HOME)))


def understood(document: Invented) -> Compilation:
    rows = [
        TableRow((label,), flag, tuple(Paragraph(text, False) for text in texts))
        for label, flag, texts in document.rows
    ]
    blocks = [Block(Paragraph(text, False)) for text in document.top] + [Block(None, row) for row in rows]
    return understand(Source(grid.archived(blocks, LABELS.is_label, Hyphens(())).encode()), LABELS)


@pytest.mark.parametrize("name", ALL)
def test_the_head(name):
    head, want = understood(ALL[name]).head, ALL[name].head
    assert head.title == want["title"]
    assert head.requested_by == want["requested_by"]
    assert (head.request_date.day if head.request_date else None) == want["day"]
    assert head.policy_area == want["area"]
    assert (head.respondents.labels, head.respondents.total) == (want["labels"], want["total"])
    assert (head.reply_date.day if head.reply_date else None) == want["reply"]


@pytest.mark.parametrize("name", ALL)
def test_the_questionnaire(name):
    head = understood(ALL[name]).head
    assert tuple((question.item, question.kind) for question in head.questions) == ALL[name].items


@pytest.mark.parametrize(
    ("name", "label"), [(name, label) for name, document in ALL.items() for label in document.cuts]
)
def test_the_answers(name, label):
    document = ALL[name]
    response = next(response for response in understood(document).responses if response.label == label)
    found = [segment for segment in response.segments if segment.text]
    assert tuple((segment.item, segment.marker, segment.text) for segment in found) == document.cuts[label]
    doubtful = {segment.item for segment in found if segment.assurance is not Assurance.PRINTED}
    assert doubtful >= set(document.doubtful.get(label, ()))
