"""What PDF and Word files give, and what hostile ones are told; skipped where the libraries of the import are missing."""

import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from conftest import HOME

PYTHON = HOME / ".venv-import" / "bin" / "python"
NEEDS_LIBRARIES = pytest.mark.skipif(not PYTHON.exists(), reason="make import has not set up .venv-import yet")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TOP = (
    "EMN Ad-Hoc Query on kettles",
    "Requested by COM on 18th April 2016",
    "Kitchens",
    "Responses from Austria, Malta (2 in total)",
    "Questions",
    "1. Are there kettles?",
    "2. What do they cost?",
    "Responses",
)


def p(*runs: str, before: str = "") -> str:
    return f"<w:p>{before}{''.join(runs)}</w:p>"


def r(text: str, before: str = "") -> str:
    return f'<w:r>{before}<w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(*paragraphs: str, before: str = "") -> str:
    return f"<w:tc>{before}{''.join(paragraphs)}</w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def relations(folder: str, kind: str, targets: list[str]) -> dict[str, str]:
    """Return the part of a package that says which parts there are."""
    office, package = (
        f"http://schemas.openxmlformats.org/{name}/2006/relationships" for name in ("officeDocument", "package")
    )
    found = "".join(f'<Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/>' for target in targets)
    name = "document.xml" if folder else ""
    return {f"{folder}_rels/{name}.rels": f'<Relationships xmlns="{package}">{found}</Relationships>'}


def word(path: Path, answers: str, more: dict[str, str] | None = None) -> Path:
    """Write a Word file whose first response has these paragraphs, as XML."""
    first = row(cell(p(r("Austria"))), cell(p(r("Yes"))), f"<w:tc>{answers}</w:tc>")
    second = row(cell(p(r("Malta"))), cell(p(r("No"))), cell(p()))
    head = row(*(cell(p(r(text))) for text in ("Country", "Wider Dissemination", "Response")))
    body = "".join(p(r(text)) for text in TOP) + table(head, first, second)
    parts = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>", **(more or {})}
    parts |= relations("", "officeDocument", ["word/document.xml"])
    for part in more or {}:
        parts |= relations("word/", Path(part).stem, [Path(part).name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return path


def everything_of(checkout) -> dict[Path, bytes]:
    return {
        path: path.read_bytes() for path in checkout.root.rglob("*") if path.is_file() and ".cache" not in path.parts
    }


def imported(checkout, source: Path) -> subprocess.CompletedProcess:
    command = [
        PYTHON,
        HOME / "scripts" / "import_compilation.py",
        source,
        "--root",
        checkout.root,
        "--id",
        "2016-kettles",
    ]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120)


def archived(checkout, source: Path) -> str:
    result = imported(checkout, source)
    assert result.returncode == 0, result.stderr
    text = (checkout.sources / "2016-kettles.md").read_text("utf-8")
    return text[text.index("| Austria") :].replace("|---|---|---|\n", "")


CASES = {
    "tracked changes are read as accepted": (
        p(r("1. Yes"), f'<w:del><w:r><w:delText>, no</w:delText></w:r></w:del><w:ins>{r(", many")}</w:ins>'),
        "| Austria | Yes | 1. Yes, many |\n",
    ),
    "hidden text is left out": (p(r("1. Yes"), r(" secret", "<w:rPr><w:vanish/></w:rPr>")), "| Austria | Yes | 1. Yes |\n"),
    "a hyphen that does not break stays": (p("<w:r><w:t>1. 1</w:t><w:noBreakHyphen/><w:t>24</w:t></w:r>"), "| Austria | Yes | 1. 1-24 |\n"),
    "boxes that are ticked differ from those that are not": (
        p(r("1. "), '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', r(" a "), '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>',
          r(" b")),
        "| Austria | Yes | 1. ☒ a ☐ b |\n",
    ),
    "a content control is read": (p("<w:sdt><w:sdtContent>" + r("1. Yes") + "</w:sdtContent></w:sdt>"), "| Austria | Yes | 1. Yes |\n"),
    "a text box is read once": (
        p(r("1. Yes"), '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice><w:txbxContent>'
          + p(r("boxed")) + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>" + p(r("boxed"))
          + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"),
        "| Austria | Yes | 1. Yes |\n| | | boxed |\n",
    ),
    "a nested table is read in its place": (
        p(r("1. See:")) + table(row(cell(p(r("2015"))), cell(p(r("30"))))) + p(r("2. No")),
        "| Austria | Yes | 1. See: |\n| | | 2015 30 |\n| | | 2. No |\n",
    ),
}  # fmt: skip


@NEEDS_LIBRARIES
@pytest.mark.parametrize("name", CASES)
def test_word(name, checkout, tmp_path):
    answers, want = CASES[name]
    assert archived(checkout, word(tmp_path / "a.docx", answers)) == f"{want}| Malta | No |  |\n"


@NEEDS_LIBRARIES
def test_word_shows_numbers_that_stand_nowhere_in_the_text(checkout, tmp_path):
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/>'
        '</w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    levels = [(0, "one"), (1, "of one"), (1, "more"), (0, "two"), (1, "of two")]
    answers = "".join(
        p(r(text), before=f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr></w:pPr>')
        for level, text in levels
    )
    text = archived(checkout, word(tmp_path / "a.docx", answers, {"word/numbering.xml": numbering}))
    assert text == (
        "| Austria | Yes | 1. one |\n| | | a) of one |\n| | | b) more |\n| | | 2. two |\n| | | a) of two |\n| Malta | No |  |\n"
    )


@NEEDS_LIBRARIES
def test_a_footnote_follows_its_paragraph_and_its_mark_stands_apart(checkout, tmp_path):
    notes = f'<w:footnotes {W}><w:footnote w:id="1">{p(r("Of the kitchen."))}</w:footnote></w:footnotes>'
    answers = p(r("1. 30"), '<w:r><w:footnoteReference w:id="1"/></w:r>')
    text = archived(checkout, word(tmp_path / "a.docx", answers, {"word/footnotes.xml": notes}))
    assert text == "| Austria | Yes | 1. 30¹ |\n| | | ¹ Of the kitchen. |\n| Malta | No |  |\n"


def _zip(name: str, content: bytes) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for part, text in relations("", "officeDocument", ["word/document.xml"]).items():
            file.writestr(part, text)
        file.writestr(name, content)
    return data.getvalue()


def _pdf(body: str) -> bytes:
    return f"%PDF-1.4\n{body}\ntrailer <</Root 1 0 R>>\n%%EOF\n".encode()


ONE_PAGE = (
    "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
    "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>> endobj"
)
ENTITIES = f'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document {W}><w:body>&x;</w:body></w:document>'
DEEP = f"<w:document {W}><w:body>{'<w:sdt>' * 5000}{'</w:sdt>' * 5000}</w:body></w:document>"
BOMB = f"<w:document {W}><w:body>{' ' * 33_000_000}</w:body></w:document>"

HOSTILE = {
    "empty.pdf": (b"", "the file is empty"),
    "other.odt": (b"x", "the import reads .pdf, .docx, .md and .txt"),
    "damaged.pdf": (b"%PDF-1.7\nnothing", "this is no PDF, or a damaged one; open it and save it anew"),
    "scanned.pdf": (_pdf(ONE_PAGE), "the PDF holds no text, only pictures of it: make the text first, with ocrmypdf"),
    "damaged.docx": (b"PK nothing", "this is no Word file, or a damaged one"),
    "other.docx": (_zip("a.txt", b"a"), "the Word file has no text part"),
    "locked.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "this is a file of an old Word (.doc); open it and save it as .docx",
    ),
    "entities.docx": (
        _zip("word/document.xml", ENTITIES.encode()),
        "declares a document type, which no Word file does",
    ),
    "deep.docx": (_zip("word/document.xml", DEEP.encode()), "is nested too deeply to be a text"),
    "bomb.docx": (_zip("word/document.xml", BOMB.encode()), "unpacks to more than 32,000,000 bytes"),
    "latin.md": (b"| Austria | Yes | caf\xe9 |", "latin.md:1:22: byte 0xE9 is not UTF-8"),
    "blank.txt": (b" \n", "there is no text in this file"),
    "letter.md": (b"Dear colleagues,\n", "no table of responses was found"),
}


@NEEDS_LIBRARIES
@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_is_one_line_and_nothing_is_written(name, checkout, tmp_path):
    data, said = HOSTILE[name]
    (tmp_path / name).write_bytes(data)
    before = everything_of(checkout)
    result = imported(checkout, tmp_path / name)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert said in result.stderr
    assert everything_of(checkout) == before


def test_a_folder_with_the_name_of_a_file_is_refused_in_one_line(checkout, tmp_path):
    (tmp_path / "compilation.pdf").mkdir()
    result = imported(checkout, tmp_path / "compilation.pdf")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"import: {tmp_path / 'compilation.pdf'}: this is not a regular file\n"


@NEEDS_LIBRARIES
def test_what_exists_is_left_unchanged_and_what_would_differ_is_said(checkout, tmp_path):
    source = word(tmp_path / "a.docx", p(r("1. Yes")) + p(r("2. No")))
    assert imported(checkout, source).returncode == 0
    before = everything_of(checkout)
    result = imported(checkout, word(tmp_path / "b.docx", p(r("1. Yes")) + p(r("2. Perhaps"))))
    assert result.returncode == 1
    assert "data/queries/2016-kettles/responses/AT.yaml: 1 lines would go and 1 would come" in result.stdout
    assert everything_of(checkout) == before
