"""One query: the head of its compilation, and all else that its records are checked against."""

import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from ahq.core.digests import sha256
from ahq.corpus.code_lists import CodeLists
from ahq.corpus.codebook import PLATFORMS, Codebook
from ahq.corpus.source import Source

HEADING = "heading"  # the kind of an item that asks nothing


class Paragraph(NamedTuple):
    """A paragraph of the background, with the number that is printed before an aim."""

    text: str
    marker: str | None = None


class Question(NamedTuple):
    """One item of the questionnaire: kind heading, question, part or option; ``closing`` follows its last part."""

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
    """``query.yaml``: the head of a compilation, verbatim, and where that is archived.

    What the source does not print is ``None``. ``respondents`` are those that the head lists, ``in_table`` those that the table
    of responses has; ``request_printed`` and ``respondents_printed`` are the whole sentences.
    """

    id: str
    title: str
    requested_by: str | None
    request_date: str | None
    request_date_printed: str | None
    policy_area: str | None
    respondents: tuple[str, ...]
    respondents_total: int | None
    disclaimer: str
    background: tuple[Paragraph, ...]
    questions: tuple[Question, ...]
    source: ArchivedSource
    rights: str
    request_printed: str | None = None
    reply_date: str | None = None
    compilation_date: str | None = None
    respondents_printed: str | None = None
    respondents_note: str | None = None
    in_table: tuple[str, ...] = ()
    coding: CodingMethod | None = None
    notes: tuple[str, ...] = ()
    other_parts: tuple[str, ...] = ()
    other_editions: tuple[str, ...] = ()
    subjects: Subjects = Subjects()


class _Read(NamedTuple):
    id: str
    value: dict[str, Any]
    head: Head
    items: dict[str, Question]
    codebook: Codebook
    source: Source
    reference: CodeLists


class Query(_Read):
    """A query folder as read. ``id`` is the name of the folder; ``items`` are the questions by item, in their order.

    ``value`` is ``query.yaml`` as the mapping that was read, which the rules ask; whoever works behind the check has ``head``.
    ``reference`` are the code lists.
    """

    @cached_property
    def context_sha256(self) -> str:
        """The hash of what answers and codings are read against: the archived source, the questions, the definitions.

        A review lapses when this changes. The codes of a list that all queries share are not in it.
        """
        asked = [(question.item, question.text, question.closing) for question in self.items.values()]
        defined = [
            (
                v.id,
                v.type,
                v.label,
                v.whole_rule,
                v.item_list,
                PLATFORMS if v.codes == self.reference.platforms else v.codes,
            )
            for v in self.codebook.variables.values()
        ]
        value = [self.value["source"]["sha256"], asked, defined, self.codebook.general_rules]
        return sha256(json.dumps(value, ensure_ascii=False).encode())


def parse_head(value: dict[str, Any]) -> Head:
    """Return the head of a mapping that has the shape of schemas/query.schema.json."""
    source = value["source"]
    return Head(
        value["id"],
        value["title"],
        value.get("requested_by"),
        value.get("request_date"),
        value.get("request_date_printed"),
        value.get("policy_area"),
        tuple(value["respondents"]),
        value.get("respondents_total"),
        value["disclaimer"],
        tuple(Paragraph(**paragraph) for paragraph in value.get("background", ())),
        tuple(Question(**question) for question in value["questions"]),
        _source(source),
        value["rights"],
        request_sentence(value),
        value.get("reply_date"),
        value.get("compilation_date"),
        respondents_sentence(value),
        value.get("respondents_note"),
        tuple(labels_in_table(value)),
        CodingMethod(**value["coding"]) if "coding" in value else None,
        tuple(value.get("notes", ())),
        tuple(value.get("other_parts", ())),
        tuple(value.get("other_editions", ())),
        _subjects(value.get("subjects", {})),
    )


def request_sentence(value: dict[str, Any]) -> str | None:
    """Return the printed sentence of the request: as it is kept, or as nearly all compilations print it; or ``None``."""
    by, on = value.get("requested_by"), value.get("request_date_printed")
    return value.get("request_printed") or (f"Requested by {by} on {on}" if by and on else None)


def respondents_sentence(value: dict[str, Any]) -> str | None:
    """Return the printed sentence that lists the respondents: as it is kept, or as nearly all compilations print it; or ``None``."""
    listed, total = ", ".join(value["respondents"]), value.get("respondents_total")
    return value.get("respondents_printed") or (f"Responses from {listed} ({total} in total)" if total else None)


def labels_in_table(value: dict[str, Any]) -> list[str]:
    """Return the respondents that the table of responses has: those listed, less those it lacks, and others it has."""
    lacking = value.get("not_in_table", ())
    return [*(label for label in value["respondents"] if label not in lacking), *value.get("not_listed", ())]


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


def is_below(item: str, parent: str) -> bool:
    """Return whether an item is one step below another by their ids: 2a and 1.1 below 2 and 1, 2a.i below 2a."""
    step = item.removeprefix(parent)
    return step != item and re.fullmatch(r"[a-z]{1,5}|\.[a-z0-9]{1,5}", step) is not None


def answerable(items: Mapping[str, Question]) -> dict[str, Question]:
    """Return the items that a respondent answers: all but headings."""
    return {item: question for item, question in items.items() if question.kind != HEADING}


def ancestors(items: Mapping[str, Question], item: str) -> list[str]:
    """Return the answerable items above an item, the nearest first."""
    found = []
    above = items[item].parent
    while above is not None and above in items:
        if items[above].kind != HEADING:
            found.append(above)
        above = items[above].parent
    return found


def parts_of(items: Mapping[str, Question]) -> dict[str, list[str]]:
    """Return the answerable items below each question, at any depth; a question is what stands below no other."""
    parts: dict[str, list[str]] = {}
    for item in answerable(items):
        above = ancestors(items, item)
        if above:
            parts.setdefault(above[-1], []).append(item)
        else:
            parts.setdefault(item, [])
    return parts
