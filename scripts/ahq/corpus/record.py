"""The response record of one country: what a compilation prints for it, and what that was coded as.

``Record`` is the typed value of a record that has the shape of its JSON Schema: whoever works behind the check uses it. The
rules work on the mapping as it was read, since a record that breaks its schema has no type; the functions at the end are for
them.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ahq.core.digests import sha256

NOT_DISSEMINATED = "not-disseminated"
NOT_ANSWERED = "not-answered"
IN_PARENT = "in-parent-item"
IN_PARTS = "in-parts"
WITHOUT_ANSWER = frozenset({"not-answered", "question-repeated"})


class Respondent(NamedTuple):
    """Who answered: ``label`` as printed, ``country`` as ISO 3166-1 alpha-2, ``basis`` where it is inferred."""

    label: str
    country: str
    attribution: str
    basis: str | None = None


class SourceLines(NamedTuple):
    """The lines of the archived source that a record was taken from, counted from 1, both included."""

    first: int
    last: int


class DeclaredDifference(NamedTuple):
    """A place where the words of the source and of the record differ, with its kind and the reason."""

    kind: str
    source: str
    record: str
    reason: str


class Repeated(NamedTuple):
    """A passage of an answer that only repeats words of a question; ``occurrence`` counts its places in the text from 1."""

    item: str
    quote: str
    occurrence: int = 1

    def start(self, text: str) -> int:
        """Return where the passage begins in the text of its segment. Raises ValueError where it does not stand there."""
        at = -1
        for _ in range(self.occurrence):
            at = text.index(self.quote, at + 1)
        return at


class Answer(NamedTuple):
    """One segment of a response: what the source prints under an item; an item may have several."""

    item: str
    status: str
    marker: str | None = None
    assignment: str | None = None
    text: str | None = None
    question_text: tuple[Repeated, ...] = ()
    note: str | None = None


class Quote(NamedTuple):
    """A sentence of an answer that a coding rests on; ``code`` is the one that it carries, where there are several."""

    item: str
    quote: str
    code: str | None = None


class Alternative(NamedTuple):
    """What another reader could decide in place of a published value, with the reason; its keys are those of a coding."""

    reason: str
    value: str | None = None
    values: tuple[str, ...] = ()
    number: int | float | None = None
    missing: str | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """Its value, its values, ``percent`` or its missing code; none of one that has none of them."""
        return _codes(self.value, self.values, self.number, self.missing)


class Coding(NamedTuple):
    """What one variable was coded as: a code, a set of codes, a share in percent, or why there is none of these."""

    variable: str
    value: str | None = None
    values: tuple[str, ...] = ()
    number: int | float | None = None
    missing: str | None = None
    evidence: tuple[Quote, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    note: str | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """Its value, its values, ``percent`` or its missing code; none of a coding that has none of them."""
        return _codes(self.value, self.values, self.number, self.missing)


def _codes(
    value: str | None, values: tuple[str, ...], number: int | float | None, missing: str | None
) -> tuple[str, ...]:
    if value is not None:
        return (value,)
    if values:
        return values
    if number is not None:
        return ("percent",)
    return (missing,) if missing is not None else ()


class Review(NamedTuple):
    """Who may rely on a record: its status, the day, and the hashes of the answers and of what they were read against."""

    status: str
    passes: int | None = None
    adjudicated: bool | None = None
    date: str | None = None
    answers_sha256: str | None = None
    context_sha256: str | None = None


class Record(NamedTuple):
    """One response: answers in the order of the source, codings in that of the file.

    ``printed_instead`` is the sentence that stands in the place of a response that is not disseminated.
    """

    query: str
    respondent: Respondent
    wider_dissemination: bool
    source_lines: SourceLines
    review: Review
    answers: tuple[Answer, ...] = ()
    codings: tuple[Coding, ...] = ()
    differences: tuple[DeclaredDifference, ...] = ()
    printed_instead: str | None = None

    def texts(self) -> dict[str, str]:
        """Return the text of each answered item: its segments in order, joined by a newline."""
        return _joined((answer.item, answer.text) for answer in self.answers)


def parse(value: dict[str, Any]) -> Record:
    """Return the record of a mapping that has the shape of schemas/response.schema.json."""
    return Record(
        value["query"],
        Respondent(**value["respondent"]),
        value["wider_dissemination"],
        SourceLines(**value["source_lines"]),
        Review(**value["review"]),
        tuple(_answer(**answer) for answer in value.get("answers", ())),
        tuple(_coding(**coding) for coding in value.get("codings", ())),
        tuple(DeclaredDifference(**difference) for difference in value.get("differences", ())),
        value.get("printed_instead"),
    )


def _answer(question_text: Iterable[dict[str, Any]] = (), **rest: Any) -> Answer:
    return Answer(question_text=tuple(Repeated(**one) for one in question_text), **rest)


def _coding(
    values: Iterable[str] = (),
    evidence: Iterable[dict[str, str]] = (),
    alternatives: Iterable[dict[str, Any]] = (),
    **rest: Any,
) -> Coding:
    quotes = tuple(Quote(**quote) for quote in evidence)
    others = tuple(_alternative(**other) for other in alternatives)
    return Coding(values=tuple(values), evidence=quotes, alternatives=others, **rest)


def _alternative(values: Iterable[str] = (), **rest: Any) -> Alternative:
    return Alternative(values=tuple(values), **rest)


def _joined(segments: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for item, words in segments:
        if words is not None:
            texts[item] = f"{texts[item]}\n{words}" if item in texts else words
    return texts


def answers_by_item(record: dict[str, Any]) -> dict[str, str]:
    """Return the text of each answered item of a record as read: its segments in order, joined by a newline."""
    return _joined((answer["item"], answer.get("text")) for answer in record.get("answers", ()))


def answers_sha256(record: dict[str, Any]) -> str:
    """Return the hash that a review rests on: of every segment's item and text, in order.

    A review lapses when this changes.
    """
    parts = [f"{a['item']}\x1f{a.get('text', '')}" for a in record.get("answers", ())]
    return sha256("\x1e".join(parts).encode())


def count_of(quote: str, words: str) -> int:
    """Return how often a passage stands in a text, also where two of its places overlap."""
    count, at = 0, words.find(quote)
    while at >= 0:
        count, at = count + 1, words.find(quote, at + 1)
    return count


def printed_text(record: dict[str, Any]) -> str:
    """Return what the source prints of a response: label, dissemination flag, what is printed instead, markers and texts."""
    found = [record["respondent"]["label"], "Yes" if record["wider_dissemination"] else "No"]
    if "printed_instead" in record:
        found.append(record["printed_instead"])
    for answer in record.get("answers", ()):
        if "marker" in answer:
            found.append(answer["marker"])
        if "text" in answer:
            found.append(answer["text"])
    return " ".join(found)


def codes_of(coding: dict[str, Any]) -> list[str]:
    """Return the codes of one coding as read: its value, its values, ``percent`` or its missing code."""
    value, number, missing = (coding.get(key) for key in ("value", "number", "missing"))
    return list(Coding("", value, tuple(coding.get("values", ())), number, missing).codes)
