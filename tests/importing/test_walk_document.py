"""The document of the walk in CONTRIBUTING: what its PDF gives is what it was made from."""

from pathlib import Path

from ahq.core.checkout import HOME, Checkout
from ahq.corpus import reading as corpus
from ahq.corpus.source import Source
from ahq.importing import reading
from ahq.importing.labels import Labels
from ahq.importing.understanding import understand
from dev import held_back as documents

FOLDER = Path(__file__).parent / "documents"


def test_the_pdf_gives_its_head_and_the_words_and_flag_of_each_respondent():
    labels = Labels(corpus.read_lists(Checkout(HOME)))
    archived = reading.read(FOLDER / "kettles.pdf", labels)
    compilation = understand(Source(archived.text.encode()), labels)
    document = documents.read("kettles", FOLDER)
    assert compilation.head.title == document.top[0]
    assert compilation.head.respondents.total == len(document.rows) == 12
    assert [question.item for question in compilation.head.questions] == ["1", "2", "2a", "2b", "3"]
    for row, response in zip(document.rows, compilation.responses, strict=True):
        found = " ".join(word.text for word in response.words) or response.withheld or ""
        assert (response.label, response.agreed) == (row.label, row.flag == "Yes")
        assert found == " ".join(row.paragraphs)


def test_two_of_its_respondents_need_a_reader():
    labels = Labels(corpus.read_lists(Checkout(HOME)))
    compilation = understand(Source(reading.read(FOLDER / "kettles.pdf", labels).text.encode()), labels)
    wrong = set()
    for row, response in zip(documents.read("kettles", FOLDER).rows, compilation.responses, strict=True):
        found = {(segment.item, segment.marker, segment.text) for segment in response.segments if segment.text}
        wrong |= {row.label for cut in row.cuts if cut[:3] not in found}
    assert wrong == {"Finland", "Norway"}
