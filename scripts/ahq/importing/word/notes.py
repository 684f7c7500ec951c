"""Footnotes and endnotes: the mark where each is called, and its text, which waits for the end of the paragraph or cell."""

from collections.abc import Callable
from typing import NamedTuple

from ahq.importing.word import numbering
from ahq.importing.word.names import Element, descendants, value, w
from ahq.importing.word.paragraphs import RAISED

_FORMATS = {"footnote": "decimal", "endnote": "lowerRoman"}  # what Word does where a document says nothing


class Called(NamedTuple):
    """A note that was called: the mark that was written, and the element with its paragraphs."""

    mark: str
    note: Element


class Notes:
    """The notes of a document, numbered in the order in which they are called."""

    def __init__(self, parts: dict[str, Element | None], settings: Element | None, computed: Callable[[], None]):
        self.notes = {
            kind: {note.get(w("id")): note for note in ([] if part is None else descendants(part, kind))}
            for kind, part in parts.items()
        }
        self.formats = {k: value(settings, f"{k}Pr", "numFmt") or default for k, default in _FORMATS.items()}
        self.counts = {kind: int(value(settings, f"{kind}Pr", "numStart") or "1") - 1 for kind in _FORMATS}
        self.waiting: list[Called] = []
        self.computed = computed

    def call(self, reference: Element) -> str:
        """Return the mark of a note where it is called; its text waits for ``take``."""
        kind = "footnote" if reference.tag == w("footnoteReference") else "endnote"
        note = self.notes.get(kind, {}).get(reference.get(w("id")))
        own = reference.get(w("customMarkFollows")) in ("1", "true", "on")
        mark = "" if own else self._next(kind)
        if note is not None:
            self.waiting.append(Called(mark, note))
        return mark

    def _next(self, kind: str) -> str:
        self.counts[kind] += 1
        self.computed()
        mark = numbering.in_format(self.counts[kind], self.formats[kind])
        return mark.translate(RAISED) if mark.isdecimal() else f"[{mark}]"

    def take(self) -> list[Called]:
        """Return the notes that were called since the last time."""
        taken, self.waiting = self.waiting, []
        return taken
