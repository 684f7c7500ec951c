"""A second reading of a Word file, by another parser and other code: its letters and digits, in the order of the archive."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from xml.parsers import expat

from ahq.importing.archive import LeftOut
from ahq.importing.word.left_out import Passage
from ahq.importing.word.names import COMPATIBILITY, MATHS, WORD

LONGEST_NUMBER = 12  # letters and digits of a number that Word computes ("1.1.2")
SHOWN = 12
_TEXT = {f"{WORD} t", f"{MATHS} t"}


def differences(parts: Sequence[str], archived: str, left_out: Iterable[Passage], computed: int) -> list[LeftOut]:
    """Return what the second reader has and the archived text has not, or the other way round; nothing where they agree.

    ``parts`` must follow each other in the archived text. What was left out may be missing, and up to ``computed`` short
    numbers may stand between them.
    """
    here, at = letters(archived), 0
    missing = Counter(letters(passage.text) for passage in left_out)
    lost, added, gaps = [], [], 0
    for part in filter(None, map(letters, parts)):
        if not here.startswith(part, at) and _takes(missing, part):
            continue
        found = here.find(part, at, at + len(part) + LONGEST_NUMBER)
        found = here.find(part, at) if found < 0 else found
        if found < 0:
            lost.append(part)
            continue
        if found > at:
            gaps += 1
            if found - at > LONGEST_NUMBER or gaps > computed:
                added.append(here[at:found])
        at = found + len(part)
    if here[at:]:
        added.append(here[at:])
    return [LeftOut(f'"{text[:80]}" (only the second reader has it)', 1) for text in lost[:SHOWN]] + [
        LeftOut(f'"{text[:80]}" (the second reader does not have it)', 1) for text in added[:SHOWN]
    ]


def _takes(missing: Counter[str], part: str) -> bool:
    """Return whether a part begins or is a passage that was left out, and use that up."""
    for passage in missing:
        if missing[passage] > 0 and passage.startswith(part):
            missing[passage] -= 1
            if passage != part:
                missing[passage[len(part) :]] += 1
            return True
    return False


def letters(text: str) -> str:
    """Return the letters and digits of a text; ligatures and raised digits are what they stand for."""
    return "".join(character for character in unicodedata.normalize("NFKC", text) if character.isalnum())


def read(document: bytes, footnotes: bytes | None, endnotes: bytes | None) -> list[str]:
    """Return the texts of a document between any two marks: boxes after their paragraph, notes after their paragraph or cell."""
    notes = {"footnoteReference": _notes(footnotes), "endnoteReference": _notes(endnotes)}
    return _Stream(notes).parse(document)


def _notes(part: bytes | None) -> dict[str, list[str]]:
    if part is None:
        return {}
    stream = _Stream({})
    stream.parse(part)
    return stream.notes


class _Stream:
    """Follows the events of the parser."""

    def __init__(self, notes: dict[str, dict[str, list[str]]]):
        self.called = notes
        self.notes: dict[str, list[str]] = {}  # of a part of notes: the texts of each by its id
        self.parts: list[str] = []
        self.open: list[list[str]] = []  # the texts of the paragraphs that are open, a box within its paragraph
        self.boxes: list[list[str]] = []
        self.waiting: list[str] = []
        self.depth = 0  # of tables
        self.is_text = False
        self.skipped = 0  # how deep within the second form of something that was read
        self.seen_in_choice = [False]
        self.note: str | None = None

    def parse(self, data: bytes) -> list[str]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.buffer_text = True
        parser.Parse(data, True)
        self._flush()
        return self.parts

    def _start(self, tag: str, attributes: dict[str, Any]) -> None:
        name = tag.rpartition(" ")[2]
        if self.skipped or (tag == f"{COMPATIBILITY} Fallback" and self.seen_in_choice[-1]):
            self.skipped += 1
        elif tag == f"{COMPATIBILITY} AlternateContent":
            self.seen_in_choice.append(False)
        elif tag in _TEXT:
            self.is_text = True
        elif name == "p" and tag.startswith(WORD):
            self.open.append([""])
            self.boxes.append([])
        elif name == "tbl":
            self.depth += 1
        elif name in ("footnote", "endnote"):
            self.note = attributes.get(f"{WORD} id")
        elif name in ("footnoteReference", "endnoteReference"):
            self._call(name, attributes.get(f"{WORD} id", ""))
        elif name == "r" and self.open:
            self.open[-1].append("")

    def _call(self, name: str, number: str) -> None:
        self.waiting += self.called.get(name, {}).get(number, [])

    def _characters(self, text: str) -> None:
        if self.is_text and not self.skipped and self.open:
            self.open[-1][-1] += text
            self.seen_in_choice[-1] = True

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if self.skipped:
            self.skipped -= 1
        elif tag == f"{COMPATIBILITY} AlternateContent":
            self.seen_in_choice.pop()
        elif tag in _TEXT:
            self.is_text = False
        elif name == "p" and tag.startswith(WORD):
            self._close()
        elif name == "tbl":
            self.depth -= 1
        elif name in ("footnote", "endnote") and self.note is not None:
            self.notes[self.note], self.parts, self.note = self.parts, [], None
        if (name == "tc" and self.depth == 1) or (name == "p" and not self.depth and not self.open):
            self._flush()

    def _close(self) -> None:
        """End a paragraph: its own text, then that of its boxes; a box waits for the paragraph around it."""
        texts = self.open.pop() + self.boxes.pop()
        if self.boxes:
            self.boxes[-1] += texts
        else:
            self.parts += texts

    def _flush(self) -> None:
        self.parts, self.waiting = self.parts + self.waiting, []
