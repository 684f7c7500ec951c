"""The questionnaire of a compilation as a tree: questions, their parts and options, from the paragraphs that print them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ahq.importing import printed_marks
from ahq.importing.compilation import Item, Word
from ahq.importing.lines import Line
from ahq.importing.printed_marks import ROMAN, Mark

_STEP = re.compile(r"\d[a-z]|[a-z]\.[a-z]+|\d\.\d+")  # the end of the item above, and what an item adds to it
_ALONE = re.compile(r"\(?[1-9][0-9]?[.)]")
_CHOICE = re.compile(
    r"more answers|multiple (?:choice|answers)|(?:choose|select|tick|mark)\b|one of the following|following options",
    re.I,
)
_CLOSING = re.compile(r"(?:Please|If |In case|Kindly|For each)\b")
_ENDED = re.compile(r".*[.?!:;)][)\"”’]*")


class Paragraph(NamedTuple):
    """A paragraph of the questionnaire: the mark that it begins with, and the words behind that."""

    mark: Mark | None
    shown: str | None
    text: str


class Questionnaire(NamedTuple):
    """The items, and the lines that only hold a number torn from its place."""

    items: tuple[Item, ...]
    stray: tuple[int, ...]


def read(lines: Sequence[Line]) -> Questionnaire:
    """Return the questionnaire that lines print."""
    stray = _strays(lines)
    paragraphs = [_paragraph(line) for line in lines if line.number not in stray]
    builder = _Builder()
    for paragraph in _with_first_number(_joined(paragraphs)):
        builder.add(paragraph)
    return Questionnaire(tuple(_with_kinds(builder.items)), stray)


def _strays(lines: Sequence[Line]) -> tuple[int, ...]:
    """Return the lines that hold nothing but a number, where that number stands before a question elsewhere."""
    led = {mark.steps[0] for line in lines if (mark := _mark(line)) and mark.length < len(line.words)}
    alone = [line for line in lines if _ALONE.fullmatch(line.text)]
    return tuple(line.number for line in alone if line.text.strip("(.)") in led)


def _mark(line: Line) -> Mark | None:
    words = [Word(text, line.number, "paragraph" if at == 0 else "") for at, text in enumerate(line.words)]
    found = [mark for mark in printed_marks.numbers(words[:8]) if mark.at == 0 and not mark.cut and mark.last is None]
    return found[0] if found else None


def _paragraph(line: Line) -> Paragraph:
    mark = _mark(line)
    if mark is None:
        words = [Word(text, line.number, "paragraph" if at == 0 else "") for at, text in enumerate(line.words)]
        for roman in (False, True):
            found = [letter for letter in printed_marks.letters(words[:2], roman=roman) if letter.at == 0]
            if found:
                mark = found[0]
                break
    if mark is None:
        return Paragraph(None, None, line.text)
    return Paragraph(mark, " ".join(line.words[: mark.length]), " ".join(line.words[mark.length :]))


def _joined(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs, with a number that stands alone joined to the words below it."""
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        if found and found[-1].mark and not found[-1].text and paragraph.mark is None:
            found[-1] = found[-1]._replace(text=paragraph.text)
        else:
            found.append(paragraph)
    return found


def _with_first_number(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs, with numbers where the source prints none: the first one, or all of them."""
    numbers = [p.mark.steps[0] for p in paragraphs if p.mark and p.mark.steps[0].isdigit()]
    if numbers and numbers[0] != "2":
        return paragraphs
    found, count = [], 0
    for paragraph in paragraphs:
        wanted = paragraph.text.endswith("?") if not numbers else count == 0
        if paragraph.mark is None and wanted:
            count += 1
            paragraph = paragraph._replace(mark=Mark(0, 0, (str(count),), "none", 0.0))
        elif paragraph.mark and paragraph.mark.steps[0].isdigit():
            count += 1
        found.append(paragraph)
    return found


class _Builder:
    def __init__(self) -> None:
        self.items: list[Item] = []

    def add(self, paragraph: Paragraph) -> None:
        item = self._item(paragraph.mark) if paragraph.mark else None
        if item is not None and paragraph.text:
            parent = self._parent(item)
            self.items.append(Item(item, parent, "part" if parent else "question", paragraph.text, paragraph.shown))
        elif self.items:
            self._continue(" ".join(filter(None, (paragraph.shown, paragraph.text))))

    def _item(self, mark: Mark) -> str | None:
        """Return the item that a mark begins; ``None`` where it does not follow on what stands before."""
        steps = mark.steps
        if steps[0].isdigit():
            item = ".".join(step for step in steps if step.isdigit()) + "".join(s for s in steps if s.isalpha())
            return item if item not in self._known() and self._follows(steps) else None
        if not self.items:
            return None
        for parent in self._ancestors():
            for item in (f"{parent}{steps[0]}", f"{parent}.{steps[0]}"):
                if self._is_next(parent, item, steps[0]):
                    return item
        return None

    def _known(self) -> set[str]:
        return {item.item for item in self.items}

    def _follows(self, steps: tuple[str, ...]) -> bool:
        last = max((int(re.match(r"\d+", item.item)[0]) for item in self.items), default=0)  # type: ignore[index]
        return last <= int(steps[0]) <= last + 3

    def _ancestors(self) -> list[str]:
        """Return the last item and those above it, the nearest first."""
        found: list[str] = []
        at: str | None = self.items[-1].item
        parents = {item.item: item.parent for item in self.items}
        while at is not None:
            found.append(at)
            at = parents.get(at)
        return found

    def _is_next(self, parent: str, item: str, step: str) -> bool:
        siblings = [each.item for each in self.items if each.parent == parent and not each.item[-1].isdigit()]
        lettered = parent[-1].isalpha()
        if item != (f"{parent}.{step}" if lettered else f"{parent}{step}"):
            return False
        if not siblings:
            return step in ("a", "i")
        last = re.sub(r".*?([a-z]+)$", r"\1", siblings[-1])
        following = {chr(ord(last) + 1)} if len(last) == 1 else set()
        if last in ROMAN[:-1] and (lettered or siblings[0].endswith("i")):
            following = {ROMAN[ROMAN.index(last) + 1]}
        return step in following

    def _parent(self, item: str) -> str | None:
        above = [each.item for each in self.items if item.startswith(each.item) and item != each.item]
        return next((each for each in above if _STEP.fullmatch(f"{each[-1]}{item[len(each) :]}")), None)

    def _continue(self, text: str) -> None:
        last = self.items[-1]
        owner = next((i for i, item in enumerate(self.items) if item.item == last.parent), None)
        if (
            owner is not None
            and _ENDED.fullmatch(last.text)
            and (_CLOSING.match(text) or last.text.endswith((".", ";")))
        ):
            closing = " ".join(filter(None, (self.items[owner].closing, text)))
            self.items[owner] = self.items[owner]._replace(closing=closing)
        else:
            self.items[-1] = last._replace(text=f"{last.text} {text}")


def _with_kinds(items: Sequence[Item]) -> list[Item]:
    by_item = {item.item: item for item in items}
    parents = {item.parent for item in items if item.parent and item.item[-1].isdigit()}
    found = []
    for item in items:
        kind = "question"
        if item.parent is not None and not item.item[-1].isdigit():
            siblings = [other for other in items if other.parent == item.parent]
            kind = "option" if _are_options(by_item[item.parent], siblings) else "part"
        elif item.item in parents and not item.text.endswith("?"):
            kind = "heading"
        found.append(item._replace(kind=kind))
    return found


def _are_options(parent: Item, children: Sequence[Item]) -> bool:
    asked = sum("?" in child.text for child in children)
    listed = sum(child.text.endswith((";", ",")) for child in children)
    return asked == 0 and (bool(_CHOICE.search(parent.text)) or listed * 2 >= len(children))
