"""Reviews: what a reader has to read again, and the marks that say that it was read."""

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from ahq.core import strict_yaml
from ahq.corpus import record
from ahq.corpus.canonical_form import canonical

KEPT, REMOVED, ADDED = " ", "-", "+"


class Resting(NamedTuple):
    """A coding that rests on an answer: its variable, its codes and the quotes from that answer."""

    variable: str
    codes: tuple[str, ...]
    quotes: tuple[str, ...]


class Passage(NamedTuple):
    """An answer that is to be read: its item, its words as runs that are kept, removed or added, and what rests on it."""

    item: str
    words: tuple[tuple[str, str], ...]
    codings: tuple[Resting, ...]


def is_reviewed(text: str) -> bool:
    """Return whether a record says that it was reviewed, with the answers that it has."""
    value = strict_yaml.read(text).value
    review = value["review"]
    if review["status"] != "reviewed" or "date" not in review:
        return False
    return not value.get("answers") or review.get("answers_sha256") == record.answers_sha256(value)


def last_reviewed(text: str, earlier: Iterable[bytes]) -> str | None:
    """Return the version of a record whose answers were last reviewed, the newest of ``earlier`` with the hash that ``text`` holds."""
    wanted = strict_yaml.read(text).value["review"].get("answers_sha256")
    if wanted is None:
        return None
    versions = (data.decode("utf-8", "replace") for data in earlier)
    return next((version for version in versions if _has_the_hash(version, wanted)), None)


def _has_the_hash(text: str, wanted: str) -> bool:
    document = strict_yaml.read(text)
    answers = document.value.get("answers") if isinstance(document.value, dict) and not document.faults else None
    whole = isinstance(answers, list) and all(isinstance(one, dict) and "item" in one for one in answers)
    return whole and record.answers_sha256(document.value) == wanted


def passages(before: str | None, after: str) -> list[Passage]:
    """Return the answers of which the text differs between two versions of a record; all of them without an earlier one."""
    new = strict_yaml.read(after).value
    old = strict_yaml.read(before).value if before else {}
    texts, earlier = record.answers_by_item(new), record.answers_by_item(old)
    items = list(dict.fromkeys((*texts, *earlier)))
    return [
        Passage(item, tuple(_runs(earlier.get(item, ""), texts.get(item, ""))), tuple(_resting(new, item)))
        for item in items
        if texts.get(item) != earlier.get(item)
    ]


def _runs(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the words of two texts as runs: kept, removed, added."""
    a, b = old.split(), new.split()
    for tag, first, last, start, end in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            yield KEPT, " ".join(a[first:last])
            continue
        if first < last:
            yield REMOVED, " ".join(a[first:last])
        if start < end:
            yield ADDED, " ".join(b[start:end])


def _resting(value: dict[str, Any], item: str) -> Iterator[Resting]:
    for coding in value.get("codings", ()):
        quotes = tuple(quote["quote"] for quote in coding.get("evidence", ()) if quote["item"] == item)
        if quotes:
            yield Resting(coding["variable"], tuple(record.codes_of(coding)), quotes)


def marked(text: str, day: date) -> str:
    """Return a record with the marks of a review on ``day``: its status, the day, and the hash of the answers that were read.

    Raises CannotFormat.
    """
    value = strict_yaml.read(text).value
    marks = {"status": "reviewed", "date": day.isoformat()}
    if value.get("answers"):
        marks["answers_sha256"] = record.answers_sha256(value)
    return canonical(text, "response", value | {"review": value["review"] | marks})
