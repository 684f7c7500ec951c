"""The chain of enumerators that runs through a text: the marks that follow the questionnaire's own order best.

A date, an article of law or a number of a list does not cut, because it does not fit into the order of what stands before
and behind it. Where another chain is about as good, the mark is not certain.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ahq.importing.printed_marks import Mark

SKIPPED = 1.2  # what a chain loses for each item that it leaves out
FIRST_SKIPPED = 0.6  # the same before its first mark: many responses begin without numbers
OTHER_STYLE = 1.5
PLAIN = 2.5  # a mark of this weight would do as a beginning
CLOSE = 1.0  # a chain that is worse by less than this is another reading


class Link(NamedTuple):
    """A mark of the chain, the position of its item in the order, and whether another reading is as good."""

    mark: Mark
    position: float
    certain: bool


def longest(marks: Sequence[Mark], position: Callable[[Mark], float | None]) -> list[Link]:
    """Return the best chain of marks; ``position`` gives the place of a mark in the order, a part between whole numbers; or ``None``."""
    placed = [(mark, at) for mark in marks if (at := position(mark)) is not None]
    best, score = _best(placed, frozenset())
    links = []
    for order, index in enumerate(best):
        within = frozenset(i for i, (mark, _) in enumerate(placed) if _is_within(mark, placed[index][0]))
        other, other_score = _best(placed, within)
        same = placed[index][1] in {placed[each][1] for each in other}
        start = placed[best[order - 1]][0].at if order else -1
        end = placed[best[order + 1]][0].at if order + 1 < len(best) else None
        twice = _stands_twice(placed, index, start, end)
        links.append(Link(*placed[index], not twice and (not same or score - other_score >= CLOSE)))
    return links


def _is_within(mark: Mark, other: Mark) -> bool:
    """Return whether a mark is the other, or one of the numbers of which it is made: "1." within "1. 1."."""
    return other.at <= mark.at < other.at + other.length


def _stands_twice(placed: Sequence[tuple[Mark, float]], index: int, start: int, end: int | None) -> bool:
    """Return whether the same number stands a second time, as a mark in its own right, between the marks before and behind."""
    mark, position = placed[index]
    return any(
        not _is_within(other, mark)
        and there == position
        and other.weight >= PLAIN
        and other.style == mark.style
        and start < other.at
        and (end is None or other.at < end)
        for other, there in placed
    )


def _best(placed: Sequence[tuple[Mark, float]], without: frozenset[int]) -> tuple[list[int], float]:
    """Return the indices of the best chain, and its score; those of ``without`` are left out."""
    scores: list[float] = []
    before: list[int | None] = []
    for index, (mark, position) in enumerate(placed):
        score, came_from = -FIRST_SKIPPED * int(position), None
        for earlier in range(index):
            other, other_position = placed[earlier]
            if earlier in without or other_position >= position or other.at + other.length > mark.at:
                continue
            change = OTHER_STYLE if other.style != mark.style else 0.0
            skipped = max(0, int(position) - int(other_position) - 1)
            reached = scores[earlier] - SKIPPED * skipped - change
            if reached > score:
                score, came_from = reached, earlier
        scores.append(score + mark.weight if index not in without else float("-inf"))
        before.append(came_from)
    if not scores:
        return [], 0.0
    at: int | None = max(range(len(scores)), key=scores.__getitem__)
    total = scores[at] if at is not None else 0.0
    chain: list[int] = []
    while at is not None:
        chain.append(at)
        at = before[at]
    return chain[::-1], total
