"""One query: the head of its compilation, and all else that its records are checked against."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from ahq.core.digests import sha256
from ahq.corpus.code_lists import CodeLists
from ahq.corpus.codebook import PLATFORMS, Codebook
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
    )


def _source(value: dict[str, Any]) -> ArchivedSource:
    lists = {
        "stray_lines": tuple(value.get("stray_lines", ())),
        "left_out": tuple(LeftOut(**entry) for entry in value.get("left_out", ())),
    }
    return ArchivedSource(**{**value, **lists})


def context_sha256(query: Query) -> str:
    """Return the hash of what answers and codings are read against: the archived source, the questions, the definitions.

    A review lapses when this changes. The codes of a list that all queries share are not in it.
    """
    asked = [(question.item, question.text, question.closing) for question in query.items.values()]
    defined = [
        (
            v.id,
            v.type,
            v.label,
            v.whole_rule,
            v.item_list,
            PLATFORMS if v.codes == query.reference.platforms else v.codes,
        )
        for v in query.codebook.variables.values()
    ]
    value = [query.value["source"]["sha256"], asked, defined, query.codebook.general_rules]
    return sha256(json.dumps(value, ensure_ascii=False).encode())


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
