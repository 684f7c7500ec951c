"""Automatic numbers of a Word file, as Word shows them: they stand nowhere in its text."""

from collections import defaultdict
from typing import Any, NamedTuple

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Level(NamedTuple):
    """One level of a list: its form, its text with ``%1`` for the number of the first level, and its start."""

    form: str
    text: str
    start: int


class Numbering:
    """The lists of a document, counting as its paragraphs are read in their order."""

    def __init__(self, numbering: Any, styles: Any):
        self.levels: dict[tuple[str, int], Level] = {}
        self.abstract: dict[str, str] = {}
        self.counts: dict[tuple[str, int], int] = defaultdict(int)
        self.of_style: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            self._read_styles(styles)

    def _read(self, numbering: Any) -> None:
        for abstract in numbering.findall(f"{W}abstractNum"):
            for level in abstract.findall(f"{W}lvl"):
                key = (abstract.get(f"{W}abstractNumId"), int(level.get(f"{W}ilvl")))
                self.levels[key] = Level(
                    _value(level, "numFmt", "decimal"), _value(level, "lvlText", ""), int(_value(level, "start", "1"))
                )
        for number in numbering.findall(f"{W}num"):
            self.abstract[number.get(f"{W}numId")] = _value(number, "abstractNumId", "")

    def _read_styles(self, styles: Any) -> None:
        for style in styles.findall(f"{W}style"):
            found = style.find(f"{W}pPr/{W}numPr")
            if found is not None:
                self.of_style[style.get(f"{W}styleId")] = (_value(found, "numId", "0"), int(_value(found, "ilvl", "0")))

    def of(self, paragraph: Any) -> str:
        """Return the number that Word shows before a paragraph, and count it; empty where it shows none."""
        number, at = self._list_of(paragraph)
        abstract = self.abstract.get(number, "")
        level = self.levels.get((abstract, at))
        if level is None:
            return ""
        if level.form in ("bullet", "none"):
            return "•" if level.form == "bullet" else ""
        key = (number, at)
        self.counts[key] = self.counts[key] + 1 if key in self.counts else level.start
        for deeper in [each for each in self.counts if each[0] == number and each[1] > at]:
            del self.counts[deeper]
        return self._shown(level, number, abstract, at)

    def _list_of(self, paragraph: Any) -> tuple[str, int]:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        if own is not None:
            return _value(own, "numId", "0"), int(_value(own, "ilvl", "0"))
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return self.of_style.get(style.get(f"{W}val") if style is not None else "", ("0", 0))

    def _shown(self, level: Level, number: str, abstract: str, at: int) -> str:
        text = level.text
        for above in range(at + 1):
            other = self.levels.get((abstract, above))
            count = self.counts.get((number, above), other.start if other else 1)
            text = text.replace(f"%{above + 1}", _in_form(count, other.form if other else "decimal"))
        return text


def _value(element: Any, tag: str, otherwise: str) -> str:
    found = element.find(f"{W}{tag}")
    return found.get(f"{W}val", otherwise) if found is not None else otherwise


def _in_form(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman if form == "lowerRoman" else roman.upper()
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        while number >= value:
            text, number = text + sign, number - value
    return text
