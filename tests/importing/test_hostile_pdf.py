"""PDFs that are damaged or hostile: each ends in one line, whatever the libraries would do with it."""

import zlib

import pytest

from ahq.core.checkout import HOME, Checkout
from ahq.core.errors import CannotRun
from ahq.corpus import reading as corpus
from ahq.importing import importing, packed, reading
from ahq.importing.labels import Labels

MUCH = b" " * (packed.MOST_BYTES + 1)
TEXT = b"BT /F 12 Tf 50 700 Td (Hello) Tj ET\n"


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF of objects, the first of which is its catalogue."""
    written, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    begin = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    end = b"trailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(written))
    return written + begin + end


def page(content: bytes, how: bytes = b"") -> bytes:
    """Return a PDF of one page with this content."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), how, content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def locked() -> bytes:
    keys = b"<</Filter/Standard/V 2/R 3/Length 128/P -4/O<%b>/U<%b>>>" % (b"00" * 32, b"11" * 32)
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>", keys,
        trailer=b"/Encrypt 3 0 R/ID[<00><00>]",
    )  # fmt: skip


DAMAGED = "this is no PDF, or a damaged one; open it and save it anew"
TOO_BIG = "a part of the PDF unpacks to more than 134,217,728 bytes; this is no compilation"
HOSTILE = {
    "no PDF": (b"hello", DAMAGED),
    "cut": (page(TEXT)[:300], DAMAGED),
    "its own page": (pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"), DAMAGED),
    "nested": (pdf(b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * 200_000 + b"]" * 200_000 + b">>"), DAMAGED),
    "locked": (locked(), "the PDF is locked with a password; save it without one"),
    "packed": (page(zlib.compress(TEXT + MUCH), b"/Filter/FlateDecode"), TOO_BIG),
    "packed twice": (page(zlib.compress(zlib.compress(TEXT + MUCH)), b"/Filter[/FlateDecode/FlateDecode]"), TOO_BIG),
    "objects": (
        page(TEXT + b"1 1 1 1 re f\n" * 100_001),
        "page 1 holds more than 100,000 objects; this is no compilation",
    ),
    "characters": (
        page(b"BT /F 12 Tf " + b"(abcdefghij) Tj " * 10_001 + b"ET"),
        "page 1 holds more than 100,000 characters; this is no compilation",
    ),
    "pages": (
        pdf(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[" + b" ".join(b"%d 0 R" % (3 + at) for at in range(1001)) + b"]/Count 1001>>",
            *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * 1001,
        ),
        "the PDF has 1,001 pages; the import reads at most 1,000",
    ),
    "scanned": (
        page(b"0 0 100 100 re f"),
        "the PDF holds no text, only pictures of it: make the text first, with ocrmypdf scanned.pdf readable.pdf, and "
        "import readable.pdf",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_each_ends_in_one_line(tmp_path, name):
    data, said = HOSTILE[name]
    (tmp_path / "file.pdf").write_bytes(data)
    with pytest.raises(CannotRun) as error:
        reading.read(tmp_path / "file.pdf", Labels(corpus.read_lists(Checkout(HOME))))
    assert str(error.value) == f"file.pdf: {said}"


def test_a_text_without_a_table_of_responses_is_refused(checkout):
    (checkout.root / "letter.md").write_text("Dear colleagues,\n\nwe have no answers.\n", "utf-8")
    with pytest.raises(CannotRun, match="no table of responses was found"):
        importing.make(checkout, checkout.root / "letter.md", "2014-x", codebook=False)


def test_an_honest_stream_is_no_bomb_and_a_damaged_one_is_not_unpacked():
    assert not packed.is_bomb(page(zlib.compress(b" " * packed.MOST_BYTES)))
    assert packed.is_bomb(page(zlib.compress(MUCH)))
    assert not packed.is_bomb(page(b"xyz" + zlib.compress(MUCH)[3:]))
    assert not packed.is_bomb(b"stream\n")
