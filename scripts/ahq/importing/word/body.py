"""The body of a Word file as blocks in their order: paragraphs, and tables whose cells hold paragraphs."""

from collections.abc import Iterator
from typing import NamedTuple

from ahq.importing.word.left_out import Omissions
from ahq.importing.word.names import Element, child, descendants, value, w
from ahq.importing.word.notes import Called, Notes
from ahq.importing.word.numbering import Numbering
from ahq.importing.word.package import Package
from ahq.importing.word.paragraphs import Reader
from ahq.importing.word.styles import Styles

_AROUND = {w(name) for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")}
AUTOMATIC = "automatic number, which is not in the text of the file; written as Word shows it"


class Paragraph(NamedTuple):
    """The lines of a paragraph; ``label`` is the number or bullet that Word shows before it."""

    lines: list[str]
    label: str | None = None


class Table(NamedTuple):
    """The rows of a table; each cell is a list of paragraphs."""

    rows: list[list[list[Paragraph]]]


Block = Paragraph | Table


class Body:
    """Reads the body of a document from its beginning to its end, once."""

    def __init__(self, package: Package, omissions: Omissions):
        parts = package.parts
        styles = Styles(parts.get("styles"))
        self.omissions = omissions
        self.numbering = Numbering(parts.get("numbering"), styles)
        notes = {"footnote": parts.get("footnotes"), "endnote": parts.get("endnotes")}
        self.notes = Notes(notes, parts.get("settings"), self._computed)
        self.reader = Reader(styles, self.notes.call, omissions)
        self.joined: Paragraph | None = None  # what a deleted end of paragraph joins to the next one
        self.body = child(parts["document"], "body")

    def _computed(self) -> None:
        self.omissions.counts[AUTOMATIC] += 1

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the document."""
        for element in _content(self.body):
            if element.tag == w("p"):
                yield from self._paragraph(element)
            elif element.tag == w("tbl"):
                yield Table(list(self._rows(element)))
            yield from self._notes()

    def _paragraph(self, element: Element) -> list[Paragraph]:
        label = self.numbering.label(element)
        text = self.reader.read(element)
        boxes = [paragraph for box in text.boxes for paragraph in self._within(box)]
        if label and (text.lines or label != "•"):
            self.omissions.counts[AUTOMATIC] += label != "•"
        else:
            label = None
        found = Paragraph(text.lines, label)
        if self.joined:
            found = _together(self.joined, found)
        self.joined = found if child(element, "pPr", "rPr", "del") is not None else None
        shown = [found] if not self.joined and (found.lines or found.label) else []
        return shown + boxes

    def _within(self, container: Element) -> list[Paragraph]:
        """Return the paragraphs of a cell or a box; each row of a table within it is a paragraph."""
        found: list[Paragraph] = []
        for element in _content(container):
            if element.tag == w("p"):
                found += self._paragraph(element)
            elif element.tag == w("tbl"):
                found += [one for row in self._rows(element, inner=True) if (one := _as_paragraph(row)).lines]
        return found

    def _rows(self, table: Element, *, inner: bool = False) -> Iterator[list[list[Paragraph]]]:
        for row in _content(table, "tr"):
            if child(row, "trPr", "del") is not None:
                self.omissions.leave_out("tracked deletion of a row", _plain(row))
                continue
            skipped: list[list[Paragraph]] = [[] for _ in range(_skipped(row))]
            yield skipped + [self._cell(cell, inner) for cell in _content(row, "tc")]

    def _cell(self, cell: Element, inner: bool) -> list[Paragraph]:
        if self._is_merged(cell):
            self.omissions.leave_out("text under a merged cell", _plain(cell))
            return []
        return self._within(cell) + ([] if inner else self._notes())

    def _is_merged(self, cell: Element) -> bool:
        """Return whether a cell is the rest of one above it or beside it, whose text stands there."""
        merges = [child(cell, "tcPr", name) for name in ("vMerge", "hMerge")]
        return any(merge is not None and merge.get(w("val"), "continue") == "continue" for merge in merges)

    def _notes(self) -> list[Paragraph]:
        return [paragraph for called in self.notes.take() for paragraph in self._note(called)]

    def _note(self, called: Called) -> list[Paragraph]:
        first, *others = self._within(called.note) or [Paragraph([])]
        self.omissions.counts[AUTOMATIC] += bool(called.mark)
        return [_together(Paragraph([called.mark] if called.mark else []), first), *others]


def _content(container: Element, *names: str) -> Iterator[Element]:
    """Yield paragraphs and tables, or the elements of the names, also where something is wrapped around them."""
    wanted = {w(name) for name in names or ("p", "tbl")}
    for element in container:
        if element.tag in wanted:
            yield element
        elif element.tag in _AROUND:
            yield from _content(element, *names)


def _skipped(row: Element) -> int:
    """Return how many columns a row leaves out before its first cell."""
    return int(value(row, "trPr", "gridBefore") or "0")


def _together(one: Paragraph, other: Paragraph) -> Paragraph:
    """Return two paragraphs as one: the last line of the first goes on with the first line of the other."""
    if not one.lines or not other.lines:
        return Paragraph(one.lines + other.lines, one.label or other.label)
    middle = f"{one.lines[-1]} {other.lines[0]}"
    return Paragraph([*one.lines[:-1], middle, *other.lines[1:]], one.label or other.label)


def _as_paragraph(row: list[list[Paragraph]]) -> Paragraph:
    lines = [" ".join(shown(paragraph)) for cell in row for paragraph in cell]
    return Paragraph([" ".join(filter(None, lines))] if any(lines) else [])


def shown(paragraph: Paragraph) -> list[str]:
    """Return the lines of a paragraph with its number or bullet before the first."""
    if not paragraph.label:
        return paragraph.lines
    first, *others = paragraph.lines or [""]
    return [f"{paragraph.label} {first}".strip(), *others]


def _plain(element: Element) -> str:
    return " ".join("".join(t.text or "" for t in descendants(p, "t")) for p in descendants(element, "p"))
