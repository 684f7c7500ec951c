"""Printed enumerators: what can stand before an answer, in the forms that states use, and what only looks like one.

A mark names an item by the steps of its number: ``4.`` is (4), ``4. a)`` is (4, a), ``b)`` alone is (b). ``weight`` says how
much speaks for it: its form, its place, and the word behind it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ahq.core.text import MONTHS
from ahq.corpus import enumerators
from ahq.importing.compilation import Word

_NUMBER = r"[1-9][0-9]?(?:\.[1-9][0-9]?)*"
_LED = re.compile(rf"(?:Q|Q\.)?(?P<open>\(?)(?P<number>{_NUMBER})(?P<letter>[a-z]?)(?P<end>[.):]*[-–]?)", re.I)
_BOTH = re.compile(rf"Q?\(?(?P<number>{_NUMBER})\.?\(?(?P<letter>[a-z])(?P<end>[.):]+)", re.I)
_LETTER = re.compile(r"(?P<open>\(?)(?P<letter>[a-z])(?P<end>[.):]+)")
_ROMAN = re.compile(r"(?P<open>\(?)(?P<letter>[ivx]{1,4})(?P<end>[.):]+)")
_RANGE = re.compile(
    rf"Q?(?P<number>{_NUMBER})\.?\s?(?P<range>[-–]|and|&|\+|/|to)\s?Q?(?P<last>{_NUMBER})(?P<end>[.):]*)", re.I
)
_GLUED = re.compile(rf"(?P<before>.*[^\W\d_][)\"”’']?)(?P<mark>(?P<number>{_NUMBER})[.)])")
_MONTHS = frozenset({"sept", *(name.casefold() for month in MONTHS for name in (month, month[:3]))})
_REFERRING = frozenset(
    "article articles art art. arts. section sections sec. paragraph paragraphs para para. par. § §§ nr nr. number "
    "chapter page p. pp. annex table figure point points item items see question "
    "questions of to and or in than from under by until since on between the least about approximately approx. over up "
    "q answer answers part parts option options letter lit. form level phase step version category subsection clause rule "
    "until till with per at for".split()
)
_ENDS = (".", "!", "?", ":", ";", ")", '"', "”", "»", "’", "…")
_PLACEHOLDERS = frozenset({"n/a", "n/a.", "na", "n.a.", "-", "–", "—", "none", "none.", "no", "no.", "yes", "yes."})

ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


class Mark(NamedTuple):
    """An enumerator at word ``at``, ``length`` words long; ``style`` is its form, ``last`` the end of a range ("1-3.")."""

    at: int
    length: int
    steps: tuple[str, ...]
    style: str
    weight: float
    last: str | None = None
    cut: int = 0  # how many characters of the first word belong to the word before: "law7."


def numbers(words: Sequence[Word]) -> list[Mark]:
    """Return all that can be the number of a question."""
    return [mark for at in range(len(words)) for mark in _numbers_at(words, at)]


def with_letters(words: Sequence[Word], marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks "1. a)", "1. b)" of numbers that a text prints anew before each letter, made of two marks."""
    found = [
        mark._replace(length=mark.length + 1, steps=(*mark.steps, letter.steps[0]), weight=mark.weight + 3)
        for mark in marks
        if mark.last is None and not mark.cut and not mark.steps[-1].isalpha() and mark.at + mark.length < len(words)
        if (letter := _letter_at(words, mark.at + mark.length, _LETTER))
    ]
    return [mark for mark in found if any(_is_sibling(mark, other) for other in found)]


def _is_sibling(one: Mark, other: Mark) -> bool:
    return one.steps[:-1] == other.steps[:-1] and one.steps[-1] != other.steps[-1]


def letters(words: Sequence[Word], *, roman: bool = False) -> list[Mark]:
    """Return all that can be the letter of a part, or with ``roman`` its small Roman number."""
    pattern = _ROMAN if roman else _LETTER
    return [mark for at in range(len(words)) if (mark := _letter_at(words, at, pattern))]


def _numbers_at(words: Sequence[Word], at: int) -> list[Mark]:
    lead = _lead_at(words, at)
    position = at + lead
    if position >= len(words) or (lead == 0 and not any(c.isdigit() for c in words[at].text)):
        return []
    ranged = _range_at(words, at, position, lead)
    if ranged:
        return [ranged]
    match = _LED.fullmatch(words[position].text) or _BOTH.fullmatch(words[position].text)
    if match is None:
        return _glued_at(words, at)
    bare = not match["end"] and not lead and not words[position].text[:1].isalpha() and "." not in match["number"]
    steps = [*match["number"].split(".")] if "." in match["number"] else [match["number"]]
    style = ("lead" if lead or words[position].text[:1].isalpha() else "") + (match["end"][:1] or "bare")
    if match["letter"]:
        steps.append(match["letter"].lower())
    length = position - at + 1
    length = _extended(words, at, length, steps)
    weight = _weight(words, at, length, bare, bool(lead))
    weight += 3 if length > position - at + 1 else 0
    return [Mark(at, length, tuple(steps), style, weight)] if weight > 0 else []


def _lead_at(words: Sequence[Word], at: int) -> int:
    """Return how many words lead to a number at a place: "Question", "Ad", "Answer to question"; 0 where none do."""
    ahead = [word.text for word in words[at : at + enumerators.MAX_LEAD + 1]]
    if not ahead[0][:1].isalpha() or not any(c.isdigit() for text in ahead[1:] for c in text):
        return 0
    lead = enumerators.lead_of(ahead)
    if not lead or (words[at].text.casefold() == "answer" and not words[at].start):
        return 0
    nearby = _LED.fullmatch(words[at + lead].text)
    return lead if nearby and (at == 0 or words[at].start or words[at - 1].text.endswith(_ENDS)) else 0


def _range_at(words: Sequence[Word], at: int, position: int, lead: int) -> Mark | None:
    for length in (1, 3):
        text = " ".join(word.text for word in words[position : position + length])
        match = _RANGE.fullmatch(text)
        if match and int(match["number"].split(".")[0]) < int(match["last"].split(".")[0]):
            whole = position - at + length
            bare = not match["end"] and not lead
            if bare and (words[at].start != "paragraph" or match["range"] not in "-–"):
                continue
            weight = _weight(words, at, whole, bare, bool(lead))
            if weight > 0 and (words[at].start or at == 0 or words[at - 1].text.endswith(_ENDS)):
                return Mark(at, whole, (match["number"],), "range", weight, match["last"])
    return None


def _glued_at(words: Sequence[Word], at: int) -> list[Mark]:
    match = _GLUED.fullmatch(words[at].text)
    if match is None or at + 1 == len(words) or not _begins(words[at + 1].text):
        return []
    return [Mark(at, 1, (match["number"],), match["mark"][-1], 0.6, cut=len(match["before"]))]


def _extended(words: Sequence[Word], at: int, length: int, steps: list[str]) -> int:
    """Return the length of a mark with what repeats or continues it: "1. 1)", "2. Q2.", "4. a."."""
    following = at + length
    if following >= len(words) or words[following].start == "paragraph":
        return length
    text = words[following].text
    again = _LED.fullmatch(text)
    if again and again["number"] == ".".join(steps) and again["end"] and not again["letter"]:
        return length + 1
    return length


def _weight(words: Sequence[Word], at: int, length: int, bare: bool, led: bool) -> float:
    before = words[at - 1].text if at else ""
    after = words[at + length].text if at + length < len(words) else ""
    start = words[at].start
    weight = 0.5 if bare else 3.0 if led else 2.0
    weight += {"paragraph": 2.0, "line": 0.5, "": 0.0}[start] + (2.0 if words[at].bold else 0.0)
    weight += (
        1.0
        if not at or start == "paragraph" or before.endswith(_ENDS)
        else -0.5
        if before.casefold() in _PLACEHOLDERS
        else -1.0
    )
    weight += 0.7 if _begins(after) else -0.7
    if _could_be_of_a_date(words[at].text, words[at + length - 1].text):
        if _is_date(words, at + length, start):
            return -1
        if re.fullmatch(r"\d{4}[.,]?", after):
            if start != "paragraph":
                return -1
            weight -= 3.5  # "3. 2014: 17" may be an answer that begins with a year
    if start != "paragraph" and not led and _is_referred_to(words, at):
        return -1
    if bare and start == "" and at:
        return -1
    if bare and (start != "paragraph" or not after[:1].isupper()):
        weight -= 1.0
    return weight


def _is_referred_to(words: Sequence[Word], at: int) -> bool:
    """Return whether the words before a number refer to something that is numbered: "Article 3", "Article 3. 1."."""
    while at and re.fullmatch(r"\d+[a-z]?\.?", words[at - 1].text):
        at -= 1
    before = words[at - 1].text if at else ""
    return before == "no." or before.casefold().strip("(") in _REFERRING


def _could_be_of_a_date(first: str, last: str) -> bool:
    """Return whether a mark from its first to its last word looks as a day does: "3." and "3", but not "3)" and "Q3"."""
    return not first[:1].isalpha() and (last.endswith(".") or last[-1:].isdigit())


def _is_date(words: Sequence[Word], at: int, start: str) -> bool:
    """Return whether the name of a month stands at a place; "May" at the beginning of a question asks, unless a year follows."""
    month = words[at].text.casefold().strip(".,") if at < len(words) else ""
    if month != "may" or start != "paragraph":
        return month in _MONTHS
    return at + 1 == len(words) or bool(re.match(r"\d{4}|of\b", words[at + 1].text))


def _begins(text: str) -> bool:
    """Return whether a word can begin an answer: a capital, a quotation mark, a dash, a placeholder, another mark."""
    return not text or not text[:1].islower() or text.casefold() in _PLACEHOLDERS or bool(_LETTER.fullmatch(text))


def _letter_at(words: Sequence[Word], at: int, pattern: re.Pattern[str]) -> Mark | None:
    match = pattern.fullmatch(words[at].text)
    if match is None:
        return None
    before = words[at - 1].text if at else ""
    after = words[at + 1].text if at + 1 < len(words) else ""
    weight = 2.0 + {"paragraph": 2.0, "line": 0.5, "": 0.0}[words[at].start]
    weight += 1.0 if not at or words[at].start == "paragraph" or before.endswith(_ENDS) else 0.0
    if before.endswith(",") and not words[at].start:
        weight -= 1.5  # "a), b) and d)" lists letters; an answer may end in a comma too
    if before.casefold() in _REFERRING and words[at].start != "paragraph":
        return None
    if after in ("and", "or", "to") or (")" in match["end"] and "." in match["end"] and before.endswith(",")):
        return None
    return Mark(at, 1, (match["letter"],), match["open"] + match["end"], weight)
