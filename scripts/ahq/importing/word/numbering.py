"""The numbers that Word computes for the paragraphs of its lists: they are shown, and are not in the text of the file."""

import re
from typing import NamedTuple

from ahq.importing.word.names import Element, child, descendants, is_on, value, w
from ahq.importing.word.styles import Styles

_LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


class Level(NamedTuple):
    """One level of a list: where it starts, its format, its text ("%1.%2)"), and the style that goes with it."""

    start: int
    format: str
    text: str
    legal: bool
    restarts: int | None
    style: str | None


class List(NamedTuple):
    """A list: which others it counts together with, its levels, and the levels at which it starts anew."""

    counted_with: str
    levels: dict[int, Level]
    anew: dict[int, int]


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, part: Element | None, styles: Styles):
        self.styles = styles
        self.lists = {} if part is None else _lists(part, styles)
        self.counts: dict[str, list[int | None]] = {}
        self.begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Element) -> str | None:
        """Return what Word shows before a paragraph, "1." or "•", and count on; ``None`` where it is in no list."""
        place = self._place(paragraph)
        if place is None:
            return None
        number, depth = place
        found = self.lists[number]
        if depth not in found.levels:
            return None
        counts = self._counted(number, depth)
        level = found.levels[depth]
        if level.format == "bullet":
            return "•" if level.text.strip() else None
        return _shown(found, level, counts) or None

    def _place(self, paragraph: Element) -> tuple[str, int] | None:
        """Return the number of the list that a paragraph is in, and its level."""
        own = child(paragraph, "pPr", "numPr")
        style = self.styles.of_paragraph(paragraph)
        of_style = next((p for s in self.styles.chain(style) if (p := child(s, "pPr", "numPr")) is not None), None)
        number = value(own, "numId") or value(of_style, "numId")
        if number not in self.lists:
            return None
        depth = value(own, "ilvl")
        if depth is None:
            linked = [at for at, level in self.lists[number].levels.items() if level.style and level.style == style]
            depth = str(linked[0]) if linked else value(of_style, "ilvl") or "0"
        return number, int(depth)

    def _counted(self, number: str, depth: int) -> list[int | None]:
        found = self.lists[number]
        counts = self.counts.setdefault(found.counted_with, [None] * _LEVELS)
        if depth in found.anew and (number, depth) not in self.begun:
            counts[depth] = None
        self.begun.add((number, depth))
        start = found.anew.get(depth, found.levels[depth].start)
        before = counts[depth]
        counts[depth] = start if before is None else before + 1
        for deeper in range(depth + 1, _LEVELS):
            restarts = found.levels[deeper].restarts if deeper in found.levels else None
            if restarts is None or 0 < depth + 1 <= restarts:
                counts[deeper] = None
        return counts


def _lists(part: Element, styles: Styles) -> dict[str, List]:
    abstract = {each.get(w("abstractNumId")): each for each in descendants(part, "abstractNum")}
    lists = {}
    for number in descendants(part, "num"):
        key = value(number, "abstractNumId")
        found = _linked(abstract.get(key), abstract, part, styles)
        levels = {} if found is None else _levels(found)
        anew = {}
        for override in number.findall(w("lvlOverride")):
            depth = int(override.get(w("ilvl"), "0"))
            levels.update(_levels(override))
            if (start := value(override, "startOverride")) is not None:
                anew[depth] = int(start)
        lists[number.get(w("numId"))] = List(key or "", levels, anew)
    lists.pop("0", None)  # "no list"
    return lists


def _linked(found: Element, abstract: dict[str, Element], part: Element, styles: Styles) -> Element:
    """Return the definition that a definition only points to by a style of lists, or itself."""
    link = value(found, "numStyleLink")
    if link is None:
        return found
    number = value(styles.by_id.get(link), "pPr", "numPr", "numId")
    for each in descendants(part, "num"):
        if each.get(w("numId")) == number:
            return abstract.get(value(each, "abstractNumId") or "")
    return found


def _levels(element: Element) -> dict[int, Level]:
    levels = {}
    for level in element.findall(w("lvl")):
        restarts = value(level, "lvlRestart")
        levels[int(level.get(w("ilvl"), "0"))] = Level(
            int(value(level, "start") or "0"),
            value(level, "numFmt") or "decimal",
            value(level, "lvlText") or "",
            bool(is_on(child(level, "isLgl"))),
            None if restarts is None else int(restarts),
            value(level, "pStyle"),
        )
    return levels


def _shown(found: List, level: Level, counts: list[int | None]) -> str:
    def of_level(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        other = found.levels.get(depth, level)
        count = counts[depth]
        return in_format(other.start if count is None else count, "decimal" if level.legal else other.format)

    return re.sub("%([1-9])", of_level, level.text).strip()


def in_format(number: int, name: str) -> str:
    """Return a number as a format of Word writes it; a format that is not known is written in decimals."""
    if name in ("lowerLetter", "upperLetter") and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if name == "lowerLetter" else letters.upper()
    if name in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        return roman(number) if name == "lowerRoman" else roman(number).upper()
    if name == "decimalZero":
        return f"{number:02}"
    return "" if name == "none" else str(number)


def roman(number: int) -> str:
    """Return a number from 1 to 3999 in small Roman numerals."""
    found = ""
    for size, letters in _ROMAN:
        found += letters * (number // size)
        number %= size
    return found
