"""Repairs: making exactly the edits that the rules propose as safe, in one file."""

from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from ahq.core.problems import Edit, Problem
from ahq.rules import asking

ROUNDS = 20  # more than there are rules with a repair: an edit never makes another one necessary twice


class Fixed(NamedTuple):
    """A file after its repairs, and the problems that they solved, in the order in which that was done."""

    data: bytes
    done: list[Problem]


def fix(data: bytes, check: Callable[[bytes], list[Problem]]) -> Fixed:
    """Return a file with the safe repairs of its problems; ``check`` gives the problems of a file with these bytes.

    In each round the repairs of one rule are made, and the file is checked again: an edit moves what is behind it.
    """
    done: list[Problem] = []
    for _ in range(ROUNDS):
        chosen = list(_without_overlap(_of_one_rule(check(data))))
        if not chosen:
            break
        edits = [edit for problem in chosen if problem.repair for edit in problem.repair.edits]
        data = edited(data.decode("utf-8"), edits).encode("utf-8")
        done += chosen
    return Fixed(data, done)


def _of_one_rule(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems with a safe repair of the first rule that has any."""
    safe = [problem for problem in problems if problem.repair and problem.repair.safe]
    first = min(((not asking.is_of_form(problem), problem.rule) for problem in safe), default=(True, ""))
    return [problem for problem in safe if problem.rule == first[1]]


def _without_overlap(problems: list[Problem]) -> Iterator[Problem]:
    """Yield each problem whose edits begin behind those of the problems before it; the others wait for the next round."""
    end = (0, 0)
    for edits, problem in sorted((problem.repair.edits, problem) for problem in problems if problem.repair):
        if edits[0][:2] >= end:
            end = edits[-1][2:4]
            yield problem


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with edits that stand in its order and do not overlap. Takes time in proportion to its length."""
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    parts, at = [], 0
    for edit in edits:
        start, end = starts[edit.line - 1] + edit.column - 1, starts[edit.end_line - 1] + edit.end_column - 1
        parts += [text[at:start], edit.replacement]
        at = end
    return "".join((*parts, text[at:]))
