"""A page as lines of words, and lines as paragraphs: what PDF readers leave to be put together."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_OWN_LINE = re.compile(r"[•▪●◦○–—-]|\(?[1-9][0-9]?[.)]+|\(?[a-z][.)]+|\(?[ivx]{1,4}[.)]+|Q[1-9][0-9]?[.:]?")
_LINK = re.compile(r"(?:https?://|www\.)\S*$")
_OF_A_LINK = re.compile(r"[^\s]*[/_=?&%#~.\d-][^\s]*")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
APART = 1.45  # times the usual distance of lines: more than that begins a paragraph


class Glyphs(NamedTuple):
    """A word of a page: its text, its box in points from the top left, and its size of type."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


class Row(NamedTuple):
    """A printed line: its words, and the edges of the column that it stands in."""

    words: tuple[Glyphs, ...]
    left: float
    right: float

    @property
    def top(self) -> float:
        """The top of its tallest word."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The bottom of its lowest word."""
        return max(word.bottom for word in self.words)

    @property
    def text(self) -> str:
        """Its words with single spaces; a raised ordinal ending joined to its number, a raised number kept apart."""
        return _spaced(self.words)


def rows(words: Sequence[Glyphs], left: float, right: float) -> list[Row]:
    """Return words as printed lines, from the top down; raised and lowered words stand in the line that they overlap."""
    found: list[list[Glyphs]] = []
    for word in sorted(words, key=lambda each: (round(each.bottom), each.x0)):
        if found and _same_line(found[-1], word):
            found[-1].append(word)
        elif len(found) > 1 and _same_line(found[-2], word):
            found[-2].append(word)
        else:
            found.append([word])
    lines = [Row(tuple(sorted(line, key=lambda each: each.x0)), left, right) for line in found]
    return sorted(lines, key=lambda line: line.bottom)


def _same_line(line: Sequence[Glyphs], word: Glyphs) -> bool:
    top, bottom = min(each.top for each in line), max(each.bottom for each in line)
    shared = min(bottom, word.bottom) - max(top, word.top)
    return shared > 0.5 * min(bottom - top, word.bottom - word.top)


def _spaced(words: Sequence[Glyphs]) -> str:
    text = ""
    for before, word in zip([None, *words], words, strict=False):
        raised = before is not None and word.size < 0.85 * before.size and word.bottom < before.bottom - 0.8
        joined = before is not None and (
            (raised and _ORDINAL.match(word.text)) or (before.size < 0.85 * word.size and _touch(before, word))
        )
        text += ("" if not text or joined else " ") + word.text
    return text


def _touch(before: Glyphs, word: Glyphs) -> bool:
    return word.x0 - before.x1 < 0.5 and not before.text[-1:].isdigit()


class Paragraph(NamedTuple):
    """Lines that belong together, as one text; ``open`` says that its last line is full, so that it may go on."""

    text: str
    open: bool


def paragraphs(lines: Sequence[Row], hyphens: "Hyphens") -> list[Paragraph]:
    """Return printed lines as paragraphs."""
    usual = _usual_distance(lines)
    found: list[Paragraph] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is None or _begins(before, line, usual):
            found.append(Paragraph(line.text, False))
        else:
            found[-1] = Paragraph(hyphens.join(found[-1].text, line.text), False)
    if found and lines:
        found[-1] = found[-1]._replace(open=_is_full(lines[-1]))
    return found


def _usual_distance(lines: Sequence[Row]) -> float:
    gaps = sorted(line.bottom - before.bottom for before, line in zip(lines, lines[1:], strict=False))
    return gaps[len(gaps) // 3] if gaps else 0.0


def _begins(before: Row, line: Row, usual: float) -> bool:
    """Return whether a line begins a paragraph: it stands apart, has a mark, or would have fitted into the line above."""
    if line.bottom - before.bottom > usual * APART + 1:
        return True
    first = line.words[0]
    fitted = before.words[-1].x1 + 0.3 * first.size + (first.x1 - first.x0) < before.right - 0.6 * first.size
    if fitted:
        return True
    return bool(_OWN_LINE.fullmatch(first.text)) and before.words[-1].text.endswith((".", ":", ";", "?", "!"))


def _is_full(line: Row) -> bool:
    return line.right - line.words[-1].x1 < 0.2 * (line.right - line.left)


class Hyphens:
    """Joins lines: a hyphen at a line's end stays, unless the document has the word without it elsewhere."""

    def __init__(self, words: Sequence[str], links: Sequence[str] = ()):
        self.words = {word.strip(".,;:()?!\"'“”").casefold() for word in words}
        self.links = links
        self.dropped = 0

    def join(self, text: str, following: str) -> str:
        """Return two lines as one."""
        last, first = text.split(" ")[-1], following.split(" ")[0]
        if text.endswith("\u00ad"):
            self.dropped += 1
            return text[:-1] + following
        if re.search(r"[^\W\d_]-$", last) and first[:1].islower():
            without = (last[:-1] + first).strip(".,;:()?!\"'“”").casefold()
            whole = (last + first).strip(".,;:()?!\"'“”").casefold()
            if without in self.words and whole not in self.words:
                self.dropped += 1
                return text[:-1] + following
            return text + following
        if re.search(r"\w[-–]$", last) and first[:1].isalnum():
            return text + following
        if _LINK.match(last) and self._is_one_link(last, first):
            return text + following
        return f"{text} {following}"

    def _is_one_link(self, last: str, first: str) -> bool:
        if first.startswith(("http:", "https:", "www.")):
            return False
        if any(last + first.rstrip(".,;)") in link for link in self.links):
            return True
        if any(link.rstrip("/").endswith(last.rstrip(".,;)/")) for link in self.links):
            return False
        return last.endswith(("/", "-", "_", "=", "&", "?", "%")) or bool(_OF_A_LINK.fullmatch(first.rstrip(".,;)")))
