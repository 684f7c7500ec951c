"""The responses of a compilation: who answered, whether it may be passed on, and which lines and words are whose."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ahq.importing.compilation import Assurance, Response, Word
from ahq.importing.labels import Labels, listed
from ahq.importing.lines import Line

FLAGS = {"yes": True, "no": False}
WITHHELD = "This EMN NCP has provided a response to the requesting EMN NCP. However, they have requested that it is not disseminated further."
_HEADS = ("country", "wider dissemination", "response")


class Start(NamedTuple):
    """The row with which a response begins: which of the lines it is, its label, flag, and the words of its text."""

    line: int
    label: str
    flag: bool | None
    text: str


def find(lines: Sequence[Line], respondents: Iterable[str], labels: Labels) -> list[Response]:
    """Return the responses of a table, in their order."""
    rows = starts(lines, list(respondents), labels)
    ends = [*(row.line for row in rows[1:]), len(lines)][: len(rows)]
    return [_response(lines[row.line : end], row, labels) for row, end in zip(rows, ends, strict=True)]


def starts(lines: Sequence[Line], respondents: Sequence[str], labels: Labels) -> list[Start]:
    """Return the rows with which responses begin."""
    found = []
    for index, line in enumerate(lines):
        start = _start(index, line, respondents, labels)
        if start:
            found.append(start)
    return found


def _start(index: int, line: Line, respondents: Sequence[str], labels: Labels) -> Start | None:
    for at, cell in enumerate(line.cells[:-1]):
        if not cell or not any(character.isalnum() for character in cell):
            continue
        flag = line.cells[at + 1].casefold().strip(" .")
        known = labels.is_label(cell) or listed(cell, respondents) is not None
        rest = " ".join(filter(None, line.cells[at + 2 :]))
        if flag in FLAGS and (known or len(cell.split()) <= 6):
            return Start(index, cell, FLAGS[flag], rest)
        if known and at + 2 < len(line.cells) and not flag and rest:
            return Start(index, cell, None, rest)
        return None
    return None


def is_table_head(line: Line) -> bool:
    """Return whether a row is the head of the table of responses."""
    if not line.cells:
        return re.fullmatch(r"(?:country )?wider dissemination\??(?: responses?)?", line.text.casefold()) is not None
    cells = [cell.casefold().strip(" ?") for cell in line.cells if cell]
    return bool(cells) and all(any(cell.startswith(head[:7]) for head in _HEADS) for cell in cells)


def _response(lines: Sequence[Line], start: Start, labels: Labels) -> Response:
    country, printed = labels.country(start.label)
    words = tuple(word for line in lines for word in _words(line, start if line is lines[0] else None))
    text = " ".join(word.text for word in words)
    withheld = text if not start.flag and _folded(text) == _folded(WITHHELD) else None
    assurance = Assurance.OPEN if country is None else Assurance.PRINTED if printed else Assurance.INFERRED
    return Response(
        start.label,
        country,
        assurance,
        start.flag,
        lines[0].number,
        lines[-1].number,
        () if withheld else words,
        withheld=withheld,
    )


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _words(line: Line, start: Start | None) -> list[Word]:
    if start:
        texts: Sequence[str] = start.text.split()
        first = "paragraph"
    elif line.cells:
        texts = " ".join(_without_litter(line.cells)).split()
        first = "paragraph" if line.first else "line"
    else:
        texts = line.words
        first = "paragraph" if line.listed else "line"
    return [
        Word(text, line.number, first if number == 0 else "", text in line.bold and number == 0)
        for number, text in enumerate(texts)
    ]


def _without_litter(cells: Sequence[str]) -> list[str]:
    """Return the cells of a row, without signs that a conversion left in an empty cell before the text."""
    *before, last = cells
    return [*(cell for cell in before if any(character.isalnum() for character in cell)), last]
