"""Read a Word file: opened within limits, its body as blocks, written as archived text, and proved by a second reading."""

from importlib.metadata import version
from typing import Any

from ahq.core.errors import CannotRun
from ahq.importing.archive import Archived, LeftOut, Original, recordable
from ahq.importing.word import second_reader
from ahq.importing.word.archived import Writer
from ahq.importing.word.body import AUTOMATIC, Body
from ahq.importing.word.left_out import Omissions
from ahq.importing.word.names import descendants
from ahq.importing.word.package import Package, open_package


def read(name: str, data: bytes, about: Original, *_: Any) -> Archived:
    """Return the archived text of a Word file. Raises CannotRun where it cannot be read."""
    package = open_package(name, data)
    omissions = Omissions()
    body = Body(package, omissions)
    if body.body is None:
        raise CannotRun(f"{name}: the Word file has no text part; open it and save it anew")
    text, hidden = recordable(Writer(omissions).text(body.blocks()))
    if not any(character.isalnum() for character in text):
        raise CannotRun(
            f"{name}: there is no text in this Word file; if it holds scanned pages, import a PDF with text"
        )
    _count(package, omissions)
    wrong = _proved(package, text, omissions)
    reader = f"lxml {version('lxml')}, checked with expat"
    entries = [entry for entry in omissions.entries() if entry.times]
    return Archived(text, about._replace(reader=reader), (*entries, *hidden), tuple(wrong))


def _count(package: Package, omissions: Omissions) -> None:
    """Count what stands beside the text: running heads and feet, comments."""
    for part in package.running:
        omissions.leave_out("running head or foot", "".join(t.text or "" for t in descendants(part, "t")))
    comments = package.parts.get("comments")
    if comments is not None:
        omissions.counts["comment"] += sum(1 for _ in descendants(comments, "comment"))


def _proved(package: Package, text: str, omissions: Omissions) -> list[LeftOut]:
    raw = package.raw
    parts = second_reader.read(raw["document"], raw.get("footnotes"), raw.get("endnotes"))
    return second_reader.differences(parts, text, omissions.passages, omissions.counts[AUTOMATIC])
