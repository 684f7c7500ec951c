"""Repairs: the edits that the rules propose with their problems, made in a file, and nothing else."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ahq.core.problems import Edit, Problem

ROUNDS = 8  # one repair may bring to light what another rule can repair; more rounds than this help nobody


class Fixed(NamedTuple):
    """A file after its repairs: its bytes, what was done in words, in the order of the file, and the problems left."""

    data: bytes
    done: list[str]
    left: list[Problem]


def fix(data: bytes, check: Callable[[bytes], list[Problem]]) -> Fixed:
    """Return a file with every repair that its problems bring with them; ``check`` returns the problems of such bytes."""
    done: list[str] = []
    problems = check(data)
    for _ in range(ROUNDS):
        edits = _apart(edit for problem in problems for edit in problem.edits)
        if not edits:
            break
        data = _applied(data.decode("utf-8"), edits).encode("utf-8")
        done += [edit.done for edit in edits]
        problems = check(data)
    return Fixed(data, list(dict.fromkeys(done)), problems)


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits in the order of the file, without those that reach into one before."""
    found: list[Edit] = []
    for edit in sorted(set(edits)):
        if not found or edit.start >= found[-1].end:
            found.append(edit)
    return found


def _applied(text: str, edits: list[Edit]) -> str:
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join((*parts, text[at:]))
