"""Enumerators: what a compilation prints before an answer or a question, and which item that names."""

import re
from collections.abc import Sequence
from functools import lru_cache

_NUMBER = r"[1-9][0-9]?(?:\.[1-9][0-9]?)*"
_END = r"[.):\]]"
_PIECES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"[(\[]?Q?\.?{_NUMBER}(?:[-–]Q?{_NUMBER}|[a-z])?{_END}*[-–]?",  # 1  1.  Q1.  (1)  1a)  1-3.
        rf"[(\[]?Q?\.?{_NUMBER}\.?\(?(?:[a-z]|[ivx]{{1,4}}){_END}+[-–]?",  # 1.a)  1(a)
        rf"[(\[]?(?:[a-z]|[ivx]{{1,4}}){_END}+[-–]?",  # a)  (a)  iv.
        rf"(?:bis|ter){_END}*",
    )
)
# The words that lead to a number: "Question 1", "Ad 1", "Answer to question no. 1".
_LEAD = re.compile(
    r"(?:(?:Answers?|Repl(?:y|ies)|Responses?)(?: to)?(?: the)? )?(?:Q|Questions?|Frage)\.?(?: (?:No|Nr|Number)\.?)?:?"
    r"|(?:Answers?|Ad|Re|Zu|Antwort)[.:]?",
    re.IGNORECASE,
)
MAX_LEAD = 5  # words that lead to a number
_BETWEEN = re.compile(r"[-–&+/]|and|to", re.IGNORECASE)


@lru_cache(maxsize=4096)  # the same few stand in every record
def steps(printed: str) -> tuple[str, ...] | None:
    """Return the numbers and letters of an enumerator in their order ("4. a)": 4, a); ``None`` where words stand in it."""
    words = printed.split()
    words = words[lead_of(words) :]
    pieces = [word for place, word in enumerate(words) if place in (0, len(words) - 1) or not _BETWEEN.fullmatch(word)]
    if not pieces or not all(any(pattern.fullmatch(piece) for pattern in _PIECES) for piece in pieces):
        return None
    plain = (re.sub(r"(?i)^[(\[]?Q\.?(?=[0-9])", "", piece) for piece in pieces)
    found = [step.lower() for piece in plain for step in re.findall(r"[0-9]+|[A-Za-z]+", piece)]
    return tuple(step for step in found if step not in ("bis", "ter"))


def lead_of(words: Sequence[str]) -> int:
    """Return how many of the first words lead to a number that follows on them; 0 where none do."""
    longest = min(len(words) - 1, MAX_LEAD)
    return next((count for count in range(longest, 0, -1) if _LEAD.fullmatch(" ".join(words[:count]))), 0)


@lru_cache(maxsize=4096)
def names(steps_: tuple[str, ...], item: str) -> bool:
    """Return whether the steps of an enumerator name an item, whole or by its last step: "a)" that of 2a, "1. 1." that of 1."""
    own = re.findall(r"[0-9]+|[a-z]+", item)
    numbers = [int(step) for step in steps_ if step.isdecimal()]
    is_range = len(own) == 1 and len(numbers) == len(steps_) == 2 and numbers[0] <= int(own[0]) <= numbers[1]
    return is_range or (bool(steps_) and steps_[-1] == own[-1] and set(steps_) <= set(own))
