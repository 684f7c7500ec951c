"""Files that are no Word file, locked, damaged, too big or hostile: one line each, and nothing read from elsewhere."""

import zipfile
from io import BytesIO

import pytest
from importing.word.word_files import OFFICE, PACKAGE, SPACES, p, read, word_file, zipped

from ahq.core.errors import CannotRun
from ahq.importing.word import package

OLD = bytes.fromhex("d0cf11e0a1b11ae1")


def refused(data):
    with pytest.raises(CannotRun) as error:
        read(data)
    said = str(error.value)
    assert "\n" not in said
    return said


def with_document(xml):
    data = BytesIO(word_file(""))
    with zipfile.ZipFile(data) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**files, "word/document.xml": xml})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "this is no Word file, or a damaged one; open it and save it as .docx"),
        (b"%PDF-1.4", "this is no Word file, or a damaged one; open it and save it as .docx"),
        (OLD + b"\0" * 600, "this is a file of an old Word (.doc); open it and save it as .docx"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "the Word file is locked with a password; save it without one"),
        (zipped({"a.txt": "x"}), "this is a zip file, but no Word file; save the document as .docx"),
        (word_file(p("text"))[:-40], "this is no Word file, or a damaged one; open it and save it as .docx"),
        (word_file(p("")), "there is no text in this Word file; if it holds scanned pages, import a PDF with text"),
        (with_document("<w:document"), "document in it is damaged; open the file and save it anew"),
        (with_document(f"<w:document {SPACES}/>"), "the Word file has no text part; open it and save it anew"),
        (
            with_document(f"<w:document {SPACES}><w:body>{'<w:sdt>' * 4000}{'</w:sdt>' * 4000}</w:body></w:document>"),
            "document in it is nested too deeply to be a text",
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(data, said):
    assert refused(data) == f"file.docx: {said}"


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        '<!ENTITY b "x"><!ENTITY a "&b;&b;&b;&b;">',
        '<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;',
    ],
)
def test_entities_are_refused_and_nothing_outside_is_opened(declared):
    body = p("before &a; behind").replace("<w:pPr></w:pPr>", "") if "% a" not in declared else p("text")
    xml = f"<!DOCTYPE w:document [{declared}]><w:document {SPACES}><w:body>{body}</w:body></w:document>"
    assert refused(with_document(xml)) == (
        "file.docx: document in it declares a document type, which no Word file does; it is not read"
    )


def test_a_part_that_unpacks_to_much_more_is_not_unpacked():
    xml = f"<w:document {SPACES}><w:body>{' ' * (package.MOST_BYTES + 1)}</w:body></w:document>"
    assert refused(with_document(xml)) == (
        "file.docx: word/document.xml in it unpacks to more than 32,000,000 bytes; this is no compilation"
    )


def test_a_zip_of_very_many_parts_is_not_opened():
    assert refused(zipped({f"{number}": "" for number in range(10_001)})) == (
        "file.docx: the file holds 10,001 parts; a Word file has at most 10,000"
    )


def test_links_out_of_the_file_are_not_followed():
    link = f'<Relationship Id="r1" Type="{OFFICE}/{{}}" Target="{{}}"{{}}/>'
    relations = link.format("officeDocument", "../../../etc/hostname", "")
    assert refused(zipped({"_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>'})).endswith(
        "the Word file has no text part; open it and save it anew"
    )
    relations = link.format("officeDocument", "file:///etc/hostname", ' TargetMode="External"')
    assert refused(zipped({"_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>'})).endswith(
        "this is a zip file, but no Word file; save the document as .docx"
    )


def test_a_part_with_a_password_is_refused():
    data = bytearray(word_file(p("text")))
    for at in range(len(data) - 4):
        if data[at : at + 4] == b"PK\x01\x02":
            data[at + 8] |= 1
    assert refused(bytes(data)) == "file.docx: the file is locked with a password; save it without one"
