"""One query: the head of its compilation, and all else that its records are checked against."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ahq.corpus.code_lists import CodeLists
from ahq.corpus.codebook import Codebook
from ahq.corpus.source import Source


class Paragraph(NamedTuple):
    """A paragraph of the background, with the number that is printed before an aim."""

    text: str
    marker: str | None = None


class Question(NamedTuple):
    """One item of the questionnaire: kind question, part or option; ``closing`` follows its last part."""

    item: str
    kind: str
    text: str
    parent: str | None = None
    closing: str | None = None
    note: str | None = None


class LeftOut(NamedTuple):
    """A line of the head that is in no field, and why."""

    text: str
    reason: str


class ArchivedSource(NamedTuple):
    """Where the archived compilation is, by its path from the top of the checkout, and where its responses begin.

    Lines count from 1. ``stray_lines`` are those of the head that the conversion tore from their place.
    """

    path: str
    sha256: str
    responses_first_line: int
    origin: str
    stray_lines: tuple[int, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class CodingMethod(NamedTuple):
    """How a query was coded: how often, by people or machines, who decided; ``by`` goes on from "coded by"."""

    passes: int
    coders: str
    adjudicated: bool
    by: str
    date: str
    method: str

    @property
    def note(self) -> str:
        """All that is known of it, for people who read."""
        said = coding_in_short(self.passes, self.coders, self.adjudicated, self.by)
        return f"{said[0].upper()}{said[1:]}. Finished {self.date}. {self.method}"


class Concept(NamedTuple):
    """A concept of EuroVoc."""

    id: int
    label: str


class Subjects(NamedTuple):
    """What a query is about, for catalogues; ``themes`` are codes of the data themes of the EU's Publications Office."""

    keywords: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    eurovoc: tuple[Concept, ...] = ()


class Head(NamedTuple):
    """``query.yaml``: the head of a compilation, verbatim, and where that is archived."""

    id: str
    title: str
    requested_by: str
    request_date: str
    request_date_printed: str
    policy_area: str
    respondents: tuple[str, ...]
    respondents_total: int
    disclaimer: str
    background: tuple[Paragraph, ...]
    questions: tuple[Question, ...]
    source: ArchivedSource
    rights: str
    coding: CodingMethod | None = None
    notes: tuple[str, ...] = ()
    subjects: Subjects = Subjects()


class Query(NamedTuple):
    """A query folder as read. ``id`` is the name of the folder; ``items`` are the questions by item, in their order.

    ``value`` is ``query.yaml`` as the mapping that was read, which the rules ask; whoever works behind the check has ``head``.
    ``reference`` are the code lists.
    """

    id: str
    value: dict[str, Any]
    head: Head
    items: dict[str, Question]
    codebook: Codebook
    source: Source
    reference: CodeLists


def parse_head(value: dict[str, Any]) -> Head:
    """Return the head of a mapping that has the shape of schemas/query.schema.json."""
    source = value["source"]
    return Head(
        value["id"],
        value["title"],
        value["requested_by"],
        value["request_date"],
        value["request_date_printed"],
        value["policy_area"],
        tuple(value["respondents"]),
        value["respondents_total"],
        value["disclaimer"],
        tuple(Paragraph(**paragraph) for paragraph in value["background"]),
        tuple(Question(**question) for question in value["questions"]),
        _source(source),
        value["rights"],
        CodingMethod(**value["coding"]) if "coding" in value else None,
        tuple(value.get("notes", ())),
        _subjects(value.get("subjects", {})),
    )


def _source(value: dict[str, Any]) -> ArchivedSource:
    lists = {
        "stray_lines": tuple(value.get("stray_lines", ())),
        "left_out": tuple(LeftOut(**entry) for entry in value.get("left_out", ())),
    }
    return ArchivedSource(**{**value, **lists})


def _subjects(value: dict[str, Any]) -> Subjects:
    concepts = tuple(Concept(**concept) for concept in value.get("eurovoc", ()))
    return Subjects(tuple(value.get("keywords", ())), tuple(value.get("themes", ())), concepts)


NOT_CODED = "Not coded: the answers alone are published."
_TIMES = ("", "once", "twice", "three times", "four times", "five times", "six times", "seven times", "eight times")
_CODERS = {"people": "people", "machines": "machines", "people-and-machines": "people and machines"}


def coding_in_short(passes: int, coders: str, adjudicated: bool, who: str = "") -> str:
    """Return how a query was coded, in one clause; ``passes`` is 0 where it was not, ``who`` says more of the coders."""
    if not passes:
        return "not coded"
    by = f"by {_CODERS[coders]} ({who})" if who else f"by {_CODERS[coders]}"
    if passes == 1:
        return f"coded once, {by}"
    times = _TIMES[passes] if passes < len(_TIMES) else f"{passes} times"
    return f"coded {times} independently, {by}; disagreements {'' if adjudicated else 'not '}adjudicated"


def items_of(head: Head) -> dict[str, Question]:
    """Return the questions by item, in their order."""
    return {question.item: question for question in head.questions}


def parts_of(items: Mapping[str, Question]) -> dict[str, list[str]]:
    """Return the items of the lettered parts of each numbered question."""
    parts: dict[str, list[str]] = {}
    for item, question in items.items():
        parts.setdefault(question.parent or item, [])
        if question.parent is not None:
            parts[question.parent].append(item)
    return parts
