"""Write a compilation as a Word file in the forms that the EMN publishes, from the reviewed records; LibreOffice makes the PDF."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from ahq.core.checkout import Checkout, record_paths
from ahq.core.errors import CannotRun
from ahq.corpus import reading
from ahq.corpus.query import Head
from ahq.corpus.record import Record

_WIDTHS = (2.4, 2.7, 11.0)  # centimetres


class Row(NamedTuple):
    """One response as it is to be printed: label, flag, and the paragraphs of its cell."""

    label: str
    flag: str
    paragraphs: tuple[str, ...]


def reviewed(checkout: Checkout, query: str) -> tuple[Head, list[Record]]:
    """Return the head and the records of a query in the order in which the source prints them."""
    folder = checkout.queries / query
    records = [reading.read_record(path, checkout).required() for path in record_paths(folder)]
    return reading.read_head(folder, checkout).required(), sorted(records, key=lambda record: record.source_lines.first)


def row_of(record: Record) -> Row:
    """Return a record as the row that prints it: a paragraph for each segment."""
    texts = [" ".join(filter(None, (answer.marker, answer.text))) for answer in record.answers if answer.text]
    return Row(record.respondent.label, "Yes" if record.wider_dissemination else "No", tuple(texts))


def write_portal(path: Path, head: Head, rows: Sequence[Row]) -> None:
    """Write the form of the portal (from 2016): headings with a colon, a ruled table with a head, page numbers."""
    document = _document()
    printed = head.request_date_printed
    total = f"({head.respondents_total} in total)"
    listed = ", ".join(head.respondents)
    for text in (head.title, f"Requested by {head.requested_by} on {printed}", head.policy_area):
        document.add_paragraph(text)
    document.add_paragraph(f"Responses from {listed} {total}")
    _section(document, "Disclaimer:", [head.disclaimer])
    _section(document, "Background information:", _background(head))
    _section(document, "Questions", _questions(head))
    document.add_paragraph("Responses")
    _table(document, ("Country", "Wider Dissemination", "Response"), rows)
    _foot(document, ("", "PAGE", ""))
    document.save(str(path))


def write_old(path: Path, head: Head, rows: Sequence[Row]) -> None:
    """Write the form to mid-2015: numbered sections, "plus" before the last respondent, "1 of 13" at the foot of a page."""
    document = _document()
    *listed, last = head.respondents
    document.add_paragraph(head.title)
    document.add_paragraph(f"Requested by {head.requested_by} on {head.request_date_printed}")
    document.add_paragraph("Compilation produced on 9 December 2016")
    document.add_paragraph(f"Responses from {', '.join(listed)} plus {last} ({head.respondents_total} in Total)")
    document.add_paragraph(head.disclaimer)
    _section(document, "1. Background Information", [*_background(head), *_questions(head)])
    document.add_paragraph("2. Responses")
    _table(document, ("", "Wider Dissemination?", ""), rows)
    _foot(document, ("", "PAGE", " of ", "NUMPAGES"))
    document.save(str(path))


def to_pdf(path: Path) -> Path:
    """Convert a Word file to PDF beside it, by LibreOffice; return the path. Raises CannotRun where it makes none."""
    folder = path.parent
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    if not path.with_suffix(".pdf").exists():
        raise CannotRun(
            "soffice made no PDF of a Word file; install its Writer (Debian package libreoffice-writer-nogui)"
        )
    return path.with_suffix(".pdf")


def _document() -> Any:
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Liberation Serif", Pt(11)
    return document


def _background(head: Head) -> list[str]:
    return [" ".join(filter(None, (paragraph.marker, paragraph.text))) for paragraph in head.background]


def _questions(head: Head) -> list[str]:
    """Return the questionnaire as printed: "1. …", "a. …" for a part, "a) …" for an option."""
    texts: list[str] = []
    closing = ""
    for question in head.questions:
        if question.parent is None and closing:
            texts.append(closing)
            closing = ""
        sign = ")" if question.kind == "option" else "."
        mark = question.item[len(question.parent) :] if question.parent else question.item
        texts.append(f"{mark}{sign} {question.text}")
        closing = question.closing or closing
    return [*texts, closing] if closing else texts


def _section(document: Any, title: str, paragraphs: Sequence[str]) -> None:
    document.add_paragraph(title)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)


def _table(document: Any, heads: Sequence[str], rows: Sequence[Row]) -> None:
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    for row in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = row.label, row.flag
        cells[2].text = row.paragraphs[0] if row.paragraphs else ""
        for paragraph in row.paragraphs[1:]:
            cells[2].add_paragraph(paragraph)
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _foot(document: Any, parts: Sequence[str]) -> None:
    """Write the foot of the pages: texts, and fields by their names in capitals."""
    paragraph = document.sections[0].footer.paragraphs[0]
    for part in parts:
        if not part.isupper():
            paragraph.add_run(part)
            continue
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), part)
        paragraph._p.append(field)
