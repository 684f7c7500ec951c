"""Word files made of the XML that a test gives."""

import zipfile
from io import BytesIO

from ahq.importing import word
from ahq.importing.archive import Original

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = {"header1": "header", "footer1": "footer"}
CALLS = '<w:footnoteReference w:id="3"/>'


def word_file(body: str, **parts: str) -> bytes:
    """Return a Word file whose body is ``body``, with other parts by their names ("styles", "footnotes", "header1")."""
    related = "".join(
        f'<Relationship Id="r{name}" Type="{OFFICE}/{KINDS.get(name, name)}" Target="{name}.xml"/>' for name in parts
    )
    files = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        **{
            f"word/{name}.xml": f"<w:{name.rstrip('1')} {SPACES}>{xml}</w:{name.rstrip('1')}>"
            for name, xml in parts.items()
        },
    }
    return zipped(files)


def zipped(files: dict[str, str | bytes]) -> bytes:
    """Return a zip of files."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return data.getvalue()


def p(*runs: str, properties: str = "") -> str:
    """Return a paragraph of runs; what is no element is a run of that text."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(run if run.startswith('<') else r(run) for run in runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Return a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: tuple[str, ...]) -> str:
    """Return a table; a cell that is no element is a paragraph of that text."""
    written = ""
    for row in rows:
        cells = "".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in row)
        written += f"<w:tr>{cells}</w:tr>"
    return f"<w:tbl>{written}</w:tbl>"


def numbered(depth: int = 0, number: int = 1) -> str:
    """Return the property of a paragraph that puts it into a list."""
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def read(data: bytes) -> tuple[list[str], dict[str, int]]:
    """Return the lines of the archived text that hold something, and what was left out, counted."""
    archived = word.read("file.docx", data, Original("", 0, "", ""))
    return [line for line in archived.text.split("\n") if line], {
        left.what: left.times for left in (*archived.left_out, *archived.unproved)
    }


def lines(body: str, **parts: str) -> list[str]:
    """Return the archived lines of a Word file from which nothing is left out."""
    found, left_out = read(word_file(body, **parts))
    assert left_out == {}
    return found
