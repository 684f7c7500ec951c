"""Read the invented compilations of ``held_back/`` and what must come out of them; write them as Word files."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import docx

from ahq.core.checkout import HOME

FOLDER = HOME / "tests" / "importing" / "held_back"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


class Cut(NamedTuple):
    """One cut as it must come out; ``printed`` is false where the source does not print the item."""

    item: str | None
    marker: str | None
    text: str
    printed: bool


class Row(NamedTuple):
    """One response: label, flag, the paragraphs of its cell, and the cuts."""

    label: str
    flag: str
    paragraphs: tuple[str, ...]
    cuts: tuple[Cut, ...]


class Document(NamedTuple):
    """A compilation: the paragraphs of its head, and its responses."""

    top: tuple[str, ...]
    rows: tuple[Row, ...]


def read(name: str, folder: Path = FOLDER) -> Document:
    """Return a document by its name."""
    top, *parts = re.split("^=== ", (folder / f"{name}.txt").read_text("utf-8"), flags=re.MULTILINE)
    return Document(tuple(top.strip().split("\n")), tuple(_row(part) for part in parts))


def _row(part: str) -> Row:
    first, *lines = part.strip("\n").split("\n")
    label, flag = first.split(" | ")
    paragraphs: list[str] = []
    cuts: list[Cut] = []
    for line in lines:
        if line.startswith("  "):
            paragraphs.append(line.strip())
            cuts[-1] = cuts[-1]._replace(text=f"{cuts[-1].text} {line.strip()}")
            continue
        item, marker, text = (
            None if cell == "-" else cell for cell in line.removeprefix("& ").removeprefix("? ").split(" | ", 2)
        )
        text = text or "-"
        shown = f"{marker} {text}" if marker else text
        if line.startswith("& "):
            paragraphs[-1] += f" {shown}"
        else:
            paragraphs.append(shown)
        if item:
            cuts.append(Cut(item, marker, text, not line.startswith("? ")))
    return Row(label, flag, tuple(paragraphs), tuple(cuts))


def write(document: Document, path: Path) -> None:
    """Write a document as a Word file."""
    written = docx.Document()
    for text in document.top:
        written.add_paragraph(text)
    table = written.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("Country", "Wider Dissemination", "Response"), strict=True):
        cell.text = text
    for row in document.rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = row.label, row.flag
        for number, text in enumerate(row.paragraphs):
            if number:
                cells[2].add_paragraph(text)
            else:
                cells[2].text = text
    written.save(str(path))


def cuts() -> Iterator[tuple[str, Row]]:
    """Yield the name of each document with each of its responses."""
    for name in NAMES:
        for row in read(name).rows:
            yield name, row
