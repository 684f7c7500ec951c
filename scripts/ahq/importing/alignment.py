"""Passages without a number, set beside questions in their order: by words that they share, and by order alone.

What comes out is a proposal, and is always marked as one.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 6
_COMMON = frozenset(
    "and the are for any your you have has with that this what which please other such not from can into".split()
)
NONE = -0.35  # what a question without a passage costs
_LETTERS = re.compile(r"\b[a-h]\)|\b[A-H]\b(?:,| and| or| is)")


def stems(text: str) -> set[str]:
    """Return the words of a text that carry meaning, cut to their first letters."""
    return {word[:_STEM] for word in _WORD.findall(text.casefold()) if word not in _COMMON}


class Likeness:
    """How much a passage shares with each of several questions; a word that is in all of them counts nothing."""

    def __init__(self, questions: Sequence[str], lettered: Sequence[bool]):
        self.questions = [stems(question) for question in questions]
        self.lettered = lettered
        counts = Counter(stem for question in self.questions for stem in question)
        self.weights = {stem: math.log((len(questions) + 1) / count) for stem, count in counts.items()}

    def of(self, passage: str, question: int) -> float:
        """Return the likeness of a passage and a question, from 0 upwards."""
        shared = stems(passage) & self.questions[question]
        likeness = sum(self.weights[stem] for stem in shared) / (1 + 0.15 * len(stems(passage)))
        return likeness + (0.6 if self.lettered[question] and _LETTERS.search(passage) else 0.0)


def align(likeness: Sequence[Sequence[float]], joined: Sequence[float], *, first: bool = False) -> list[int]:
    """Return for each passage the question it is set beside, never going back.

    ``likeness[p][q]`` is that of passage and question, ``joined[p]`` what speaks for passage p belonging to the one before it.
    With ``first`` the first passage is of the first question.
    """
    passages, questions = len(likeness), len(likeness[0]) if likeness else 0
    best: list[list[float]] = []
    came: list[list[int]] = []
    for passage in range(passages):
        row, back = [], []
        for question in range(questions):
            score, source = _reach(best, passage, question, joined, first)
            row.append(score + likeness[passage][question])
            back.append(source)
        best.append(row)
        came.append(back)
    if not best:
        return []
    ends = [score + NONE * (questions - 1 - question) for question, score in enumerate(best[-1])]
    question = max(range(questions), key=ends.__getitem__)
    found = [question]
    for passage in range(passages - 1, 0, -1):
        question = came[passage][question]
        found.append(question)
    return found[::-1]


def _reach(
    best: list[list[float]], passage: int, question: int, joined: Sequence[float], first: bool
) -> tuple[float, int]:
    if passage == 0:
        return (float("-inf") if first and question else NONE * question), -1
    score, source = best[passage - 1][question] + joined[passage], question
    for earlier in range(question):
        reached = best[passage - 1][earlier] + NONE * (question - earlier - 1)
        if reached > score:
            score, source = reached, earlier
    return score, source
