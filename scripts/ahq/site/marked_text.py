"""A verbatim text cut into pieces where quotes begin and end; the pieces joined are the text."""

import re
from typing import NamedTuple

from ahq.site.model import Evidence, Span


class Piece(NamedTuple):
    """A part of a text: the quotes that cover it, those that begin with it and end with it, and whether it repeats the question."""

    text: str
    quotes: tuple[Evidence, ...]
    begins: tuple[Evidence, ...]
    ends: tuple[Evidence, ...]
    is_question: bool


def pieces(text: str, quotes: list[Evidence], spans: list[Span]) -> list[Piece]:
    """Cut ``text`` at every start and end of a quote or span; offsets count code points."""
    if not quotes and not spans:
        return [Piece(text, (), (), (), False)] if text else []
    places = [(one.start, one.end) for one in quotes] + [(one.start, one.end) for one in spans]
    cuts = sorted({0, len(text), *(place for pair in places for place in pair)})
    return [
        Piece(
            text[start:end],
            tuple(q for q in quotes if q.start <= start and end <= q.end),
            tuple(q for q in quotes if q.start == start),
            tuple(q for q in quotes if q.end == end),
            any(s.start <= start and end <= s.end for s in spans),
        )
        for start, end in zip(cuts, cuts[1:], strict=False)
        if start < end
    ]


def sentence_around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return the words before, at and after a place of ``text``, within its sentence: from one mark or line break to the next."""
    first = max((end_of.end() for end_of in _ENDS.finditer(text, 0, start)), default=0)
    following = _ENDS.search(text, end)
    last = following.start() + 1 if following else len(text)
    return text[first:start], text[start:end], text[end:last].rstrip("\n")


_ENDS = re.compile(r"(?<!\be\.g)(?<!\bi\.e)[.?!] |\n")
