"""Read a Word file: its paragraphs and rows from its XML, numbers as Word shows them, changes as accepted.

Text that is hidden or deleted is left out and counted; text boxes, content controls and links are read in their place; a
footnote follows its paragraph. The XML is untrusted: no entity is resolved, nothing is loaded from elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from lxml import etree

from ahq.core.errors import CannotRun
from ahq.importing import grid, proof
from ahq.importing.archive import Archived, LeftOut, Original, recordable
from ahq.importing.grid import Block, TableRow
from ahq.importing.labels import Labels
from ahq.importing.layout import Hyphens, Paragraph
from ahq.importing.numbering import Numbering

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_BYTES = 200 * 1024 * 1024  # of XML, unpacked
MOST_RATIO = 200  # unpacked to packed
_PARTS = ("document", "numbering", "styles", "footnotes", "endnotes")
_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of locked files, and of .doc
_SKIPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rPr", f"{W}pPr",
                      "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"})  # fmt: skip
_SYMBOLS = {
    "F0FE": "☒",
    "F078": "☒",
    "F0FD": "☒",
    "F0A8": "☐",
    "F06F": "☐",
    "F071": "☐",
    "F0FC": "✓",
    "F0B7": "•",
    "F0A7": "•",
}


class _Reading(NamedTuple):
    parts: dict[str, Any]
    numbering: Numbering
    hidden: Counter[str]


def read(name: str, data: bytes, about: Original, labels: Labels) -> Archived:
    """Return the archived text of a Word file. Raises CannotRun where it cannot be read."""
    parts = _parts(name, data)
    body = parts["document"].find(f"{W}body")
    if body is None:
        raise CannotRun(f"{name}: the Word file has no body; open it and save it anew")
    reading = _Reading(parts, Numbering(parts.get("numbering"), parts.get("styles")), Counter())
    blocks = list(_blocks(body, reading, labels))
    text, hidden = recordable(grid.archived(blocks, labels.is_label, Hyphens(())))
    if not any(character.isalnum() for character in text):
        raise CannotRun(f"{name}: the Word file holds no text")
    left = [*(LeftOut(what, times) for what, times in reading.hidden.items()), *hidden]
    left += proof.differences([_raw(parts)], text, name)
    return Archived(text, about._replace(reader=f"lxml {version('lxml')}, checked with the raw XML"), tuple(left))


def _parts(name: str, data: bytes) -> dict[str, Any]:
    if data.startswith(_LOCKED):
        raise CannotRun(
            f"{name}: the file is locked with a password, or is an old .doc; save it as .docx without a password"
        )
    try:
        with ZipFile(BytesIO(data)) as archive:
            return {part: _xml(name, content) for part in _PARTS if (content := _member(name, archive, part))}
    except BadZipFile:
        raise CannotRun(f"{name}: this is no Word file, or a damaged one; open it and save it anew") from None
    except (etree.XMLSyntaxError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, CannotRun):
            raise
        raise CannotRun(f"{name}: the Word file is damaged or nested too deep; open it and save it anew") from None


def _member(name: str, archive: ZipFile, part: str) -> bytes | None:
    path = f"word/{part}.xml"
    if path not in archive.namelist():
        if part == "document":
            raise CannotRun(f"{name}: this is a zip file, but no Word file")
        return None
    about = archive.getinfo(path)
    if about.file_size > MOST_BYTES or about.file_size > MOST_RATIO * max(about.compress_size, 1000):
        raise CannotRun(f"{name}: {path} unpacks to {about.file_size:,} bytes; this is no compilation")
    with archive.open(path) as file:
        return file.read(MOST_BYTES)


def _xml(name: str, content: bytes) -> Any:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise CannotRun(f"{name}: the Word file declares entities, which no word processor writes")
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _blocks(container: Any, reading: _Reading, labels: Labels) -> Iterator[Block]:
    for child in container:
        if child.tag == f"{W}p":
            yield from (Block(paragraph) for paragraph in _paragraphs(child, reading))
        elif child.tag == f"{W}tbl":
            yield from _table(child, reading)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
            yield from _blocks(child, reading, labels)


def _table(table: Any, reading: _Reading) -> Iterator[Block]:
    rows = [[_cell(cell, reading) for cell in _within(row, f"{W}tc")] for row in _within(table, f"{W}tr")]
    flagged = any(len(row) > 2 and _text(row[1]).casefold() in ("yes", "no") for row in rows)
    for row in rows:
        if flagged and len(row) > 2:
            rest = tuple(paragraph for cell in row[2:] for paragraph in cell)
            yield Block(None, TableRow((_text(row[0]),), _text(row[1]), rest))
        else:
            yield from (Block(paragraph) for cell in row for paragraph in cell)


def _text(paragraphs: tuple[Paragraph, ...]) -> str:
    return " ".join(paragraph.text for paragraph in paragraphs)


def _within(element: Any, tag: str) -> Iterator[Any]:
    """Yield the children of a kind, through content controls, not through nested tables."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _within(child, tag)


def _cell(cell: Any, reading: _Reading) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a cell, those of nested tables in their place; a merged cell has its text once."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    if merged is not None and merged.get(f"{W}val", "continue") == "continue":
        return ()
    return tuple(_all_paragraphs(cell, reading))


def _all_paragraphs(element: Any, reading: _Reading) -> Iterator[Paragraph]:
    for child in element:
        if child.tag == f"{W}p":
            yield from _paragraphs(child, reading)
        elif child.tag not in _SKIPPED:
            yield from _all_paragraphs(child, reading)


def _paragraphs(paragraph: Any, reading: _Reading) -> Iterator[Paragraph]:
    """Yield a paragraph, parted at its line breaks, then its footnotes and its text boxes."""
    notes: list[Any] = []
    boxes: list[Any] = []
    parts = "".join(_runs(paragraph, reading, notes, boxes)).split("\n")
    if any(part.strip() for part in parts):
        number = reading.numbering.of(paragraph)
        parts[0] = f"{number} {parts[0]}" if number else parts[0]
    for part in parts:
        text = " ".join(part.split())
        if text:
            yield Paragraph(text, False)
    for note in notes:
        yield from _note(note, reading)
    for box in boxes:
        yield from _all_paragraphs(box, reading)


def _runs(element: Any, reading: _Reading, notes: list[Any], boxes: list[Any]) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == f"{W}r" and child.find(f"{W}rPr/{W}vanish") is not None:
            reading.hidden["hidden words"] += len("".join(child.itertext()).split())
        elif tag == f"{W}t":
            yield child.text or ""
        elif tag in (f"{W}tab", f"{W}ptab"):
            yield " "
        elif tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif tag == f"{W}sym":
            yield _SYMBOLS.get(child.get(f"{W}char", "").upper(), "•")
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            notes.append(child)
            yield f" {child.get(f'{W}id')}"
        elif tag == f"{W}txbxContent":
            boxes.append(child)
        elif tag in (f"{W}del", f"{W}moveFrom"):
            reading.hidden["deleted words of tracked changes"] += len("".join(child.itertext()).split())
        elif tag not in _SKIPPED and isinstance(tag, str):
            yield from _runs(child, reading, notes, boxes)


def _note(reference: Any, reading: _Reading) -> Iterator[Paragraph]:
    kind = "footnote" if reference.tag == f"{W}footnoteReference" else "endnote"
    part, number = reading.parts.get(f"{kind}s"), reference.get(f"{W}id")
    for note in part.findall(f"{W}{kind}") if part is not None else ():
        if note.get(f"{W}id") == number:
            text = _text(tuple(_all_paragraphs(note, reading)))
            if text:
                yield Paragraph(f"{number} {text}", False)


def _raw(parts: dict[str, Any]) -> str:
    """Return the text of the XML by a way of its own: no structure, only what is deleted, hidden or doubled left out."""
    found = []
    for part in ("document", "footnotes", "endnotes"):
        if part not in parts:
            continue
        xml = etree.tostring(parts[part], encoding="unicode")
        for element in ("w:del", "w:moveFrom", "mc:Fallback"):
            xml = re.sub(rf"<{element}(?=[\s>])(?![^>]*/>).*?</{element}>", "", xml, flags=re.S)
        runs = re.findall(r"<w:r(?=[\s>])(?![^>]*/>).*?</w:r>", xml, flags=re.S)
        for run in runs:
            if not re.search(r"<w:vanish(?:\s*/>| w:val=\"(?:1|true)\")", run):
                found += re.findall(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>", run)
    return _unescaped(" ".join(found))


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
