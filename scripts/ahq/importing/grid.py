"""The table of responses as its reader found it: rows of label, flag and paragraphs, whatever the file was."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ahq.importing.layout import Hyphens, Paragraph


class TableRow(NamedTuple):
    """One row: the lines of its label, its flag, and the paragraphs of its text."""

    label: tuple[str, ...]
    flag: str
    text: tuple[Paragraph, ...]


class Block(NamedTuple):
    """What a page holds, from the top down: a paragraph outside of the table, or a row of the table."""

    paragraph: Paragraph | None
    row: TableRow | None = None


def archived(blocks: Sequence[Block], is_label: Callable[[str], bool], hyphens: Hyphens) -> str:
    """Return blocks in the form of the archive: a paragraph a line, and a row of the table for each paragraph of a cell."""
    return "\n".join(_Writer(is_label, hyphens).written(blocks)) + "\n"


class _Writer:
    def __init__(self, is_label: Callable[[str], bool], hyphens: Hyphens):
        self.is_label = is_label
        self.hyphens = hyphens
        self.lines: list[str] = []
        self.open = False
        self.table = False

    def written(self, blocks: Sequence[Block]) -> list[str]:
        for block in blocks:
            if block.row is not None:
                self._row(block.row)
            elif block.paragraph is not None:
                self._paragraph(block.paragraph)
        return self.lines

    def _paragraph(self, paragraph: Paragraph) -> None:
        if self.open and not self.table and _goes_on(self.lines[-2], paragraph.text):
            self.lines[-2] = self.hyphens.join(self.lines[-2], paragraph.text)
        else:
            self.lines += [_safe(paragraph.text), ""]
        self.open, self.table = paragraph.open, False

    def _row(self, row: TableRow) -> None:
        label = self._label(row.label)
        texts = list(row.text)
        if not label and not row.flag and self.table:
            self._go_on(texts)
        else:
            self.lines.append(f"| {_cell(label)} | {_cell(row.flag)} | {_cell(texts[0].text) if texts else ''} |")
            if not self.table:
                self.lines.append("|---|---|---|")
            texts = texts[1:]
            self.lines += [_line(text.text) for text in texts]
        self.table, self.open = True, bool(row.text) and row.text[-1].open

    def _go_on(self, texts: list[Paragraph]) -> None:
        if texts and self.open and self.lines and _goes_on(self.lines[-1].rstrip(" |"), texts[0].text):
            before = self.lines[-1]
            if before.startswith("|"):
                self.lines[-1] = f"{self.hyphens.join(before.removesuffix(' |'), _cell(texts[0].text))} |"
            else:
                self.lines[-1] = self.hyphens.join(before, texts[0].text)
            texts = texts[1:]
        self.lines += [_line(text.text) for text in texts]

    def _label(self, parts: Sequence[str]) -> str:
        spaced = " ".join(parts)
        if self.is_label(spaced):
            return spaced
        return "".join(parts) if self.is_label("".join(parts)) else spaced


def _goes_on(before: str, text: str) -> bool:
    """Return whether a text on the next page goes on with the sentence before it."""
    return bool(text) and (text[:1].islower() or not before.endswith((".", "?", "!", ":", ";")))


def _cell(text: str) -> str:
    return text.replace("|", "¦")


def _line(text: str) -> str:
    """Return a paragraph of a cell as a line: as a row, or where it has a sign that a row would lose, as it is."""
    return f"{_safe(text)}" if "|" in text else f"| | | {text} |"


def _safe(text: str) -> str:
    """Return a paragraph outside of a table so that no sign of it is read as mark-up."""
    return text[2:] if text.startswith("- ") else text.lstrip("|").strip()
