"""Drafts of a compilation as files: the one module of the import that knows the keys of query.yaml and of a record.

What the compilation does not say is ``??``. What today's keys cannot hold stands in a comment, in the printed words.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from ahq.core.digests import sha256
from ahq.core.errors import CannotRun
from ahq.core.text import shorten
from ahq.corpus import codebook, yaml_writer
from ahq.corpus.canonical_form import Comment, commented, comments_of, modeline
from ahq.corpus.code_lists import CodeLists, listed_as
from ahq.corpus.query import Head as TypedHead
from ahq.corpus.query import Query, Question, request_sentence, respondents_sentence
from ahq.corpus.source import Source
from ahq.importing.archive import Archived, LeftOut
from ahq.importing.compilation import Assurance, Compilation, Head, Item, Response, Segment
from ahq.importing.recutting import Entry
from ahq.rules import fidelity
from ahq.rules import query as query_rules
from ahq.rules.base import Subject

UNFILLED = "??"
RIGHTS = (
    "The answers were written by EMN national contact points; they are reproduced verbatim from a published compilation, under "
    "the terms of the EMN: the source is acknowledged, the disclaimer goes with the text, and answers without consent to wider "
    "dissemination are left out."
)
MOST_LEFT_OUT = 50  # lines that may be declared; more are a head that was not understood
UNKNOWN = tuple(f"X{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")  # ISO gives these to nobody


class Draft(NamedTuple):
    """The draft of a record: the name of its file, its text, and the response that it holds."""

    name: str
    text: str
    response: Response


def query_text(id_: str, path: str, archived: Archived, compilation: Compilation, lists: CodeLists) -> str:
    """Return the draft of ``query.yaml``."""
    head = compilation.head
    value: dict[str, Any] = {
        "id": id_,
        "title": head.title or UNFILLED,
        **_printed(head),
        **_listed(compilation, lists),
        "disclaimer": head.disclaimer or UNFILLED,
        "questions": [_question(question) for question in head.questions]
        or [{"item": "1", "kind": "question", "text": UNFILLED}],
        "source": _source(path, archived, compilation),
        "rights": RIGHTS,
    }
    if head.background:
        value["background"] = [_aim(aim.marker, aim.text) for aim in head.background]
    if left_out := _left_out(value, archived):
        value["source"]["left_out"] = left_out
    return _written(value, "query", _of_head(head, archived))


def _left_out(value: dict[str, Any], archived: Archived) -> list[dict[str, str]]:
    """Return the lines of the head that are in no field, found by the rules of the head themselves."""
    reason = "In no field of the head: the import could not tell where it belongs."
    rest = query_rules.fit_of(value, Source(archived.text.encode())).rest
    return [{"text": line.text, "reason": reason} for line in rest if line.is_whole_line][:MOST_LEFT_OUT]


def _printed(head: Head) -> dict[str, Any]:
    """Return what the head prints of request, days and policy area; what it does not print has no key."""
    dated = {
        "request_date": head.request_date,
        "reply_date": head.reply_date,
        "compilation_date": head.compilation_date,
    }
    found: dict[str, Any] = {"requested_by": _requester(head), "policy_area": head.policy_area}
    for key, date in dated.items():
        found |= {key: date.day, f"{key}_printed": date.printed} if date else {}
    if head.request_printed != request_sentence(found):
        found["request_printed"] = head.request_printed
    return {key: value for key, value in found.items() if value}


def _requester(head: Head) -> str:
    """Return the requesters as the sentence prints them, from the first to the last."""
    if not head.requested_by:
        return ""
    ends = f"{re.escape(head.requested_by[0])}(?:.*{re.escape(head.requested_by[-1])})?"
    found = re.search(ends, head.request_printed or "", re.DOTALL)
    return found[0] if found else ", ".join(head.requested_by)


def _listed(compilation: Compilation, lists: CodeLists) -> dict[str, Any]:
    """Return the respondents as listed, and as the table has them where that is not the same."""
    listed = compilation.head.respondents
    labels = list(listed.labels)
    found: dict[str, Any] = {"respondents": labels or [UNFILLED]}
    if listed.total:
        found["respondents_total"] = listed.total
    if listed.printed and listed.printed != respondents_sentence(found):
        found["respondents_printed"] = listed.printed
    in_table = [response.label for response in compilation.responses]
    met = {listed_as(label, labels, lists.labels) for label in in_table}
    lacking = [label for label in labels if label not in met]
    others = [label for label in in_table if listed_as(label, labels, lists.labels) is None]
    if labels and not others:  # a label that the table cuts is settled first
        found |= {"not_in_table": lacking} if lacking else {}
        found |= {"respondents_note": UNFILLED} if lacking or listed.total not in (None, len(labels)) else {}
    return found


def _aim(marker: str | None, text: str) -> dict[str, str]:
    return {"marker": marker, "text": text} if marker else {"text": text}


def _question(question: Item) -> dict[str, str]:
    value = {"item": question.item, "kind": question.kind, "text": question.text}
    if question.parent:
        value["parent"] = question.parent
    if question.closing:
        value["closing"] = question.closing
    return value


def _source(path: str, archived: Archived, compilation: Compilation) -> dict[str, Any]:
    original = archived.original
    pages = f", {original.pages} pages" if original.pages else ""
    said = _counted("Left out of it", archived.left_out) + _counted("Not as a second reader has it", archived.unproved)
    origin = (
        f"Compilation of responses published by the European Migration Network; imported from a file of {original.bytes:,} bytes"
        f"{pages} ({original.media_type}, SHA-256 {original.sha256}), read by {original.reader}."
    )
    value: dict[str, Any] = {
        "path": path,
        "sha256": sha256(archived.text.encode()),
        "responses_first_line": compilation.first_line,
        "origin": f"{origin}{said}",
    }
    if compilation.head.stray_lines:
        value["stray_lines"] = list(compilation.head.stray_lines)
    return value


def _counted(about: str, entries: Sequence[LeftOut]) -> str:
    shown = "; ".join(f"{entry.times} × {entry.what}" for entry in entries)
    return f" {about}: {shown}." if shown else ""


def _of_head(head: Head, archived: Archived) -> dict[tuple, list[str]]:
    """Return what the head prints and no key holds, and what is to be looked at, by the key that it stands before."""
    said: dict[tuple, list[str]] = {("title",): ["A draft of the import: compare it with the archived text."]}
    if head.respondents.printed and not head.respondents.labels:
        said[("respondents",)] = [f"printed: {head.respondents.printed}"]
    if head.rest:
        said[("source",)] = [f"line {number}, in no field: {text}" for number, text in head.rest]
    return said


def records(id_: str, compilation: Compilation, source: Source, lists: CodeLists) -> list[Draft]:
    """Return the draft of each response. Raises CannotRun where there are too many that no country's code can name."""
    unknown = iter(UNKNOWN)
    used: set[str] = set()
    drafts = []
    for response in compilation.responses:
        code = response.country if response.country and response.country not in used else next(unknown, None)
        if code is None:
            raise CannotRun(
                f'line {response.first}: "{shorten(response.label)}" is the {len(UNKNOWN) + 1}th respondent that has no known '
                "country, or has one that another respondent has already; the table of responses is not as the EMN prints it"
            )
        used.add(code)
        drafts.append(Draft(f"{code}.yaml", _record(id_, response, compilation, source, lists), response))
    return drafts


def _record(id_: str, response: Response, compilation: Compilation, source: Source, lists: CodeLists) -> str:
    value: dict[str, Any] = {
        "query": id_,
        "respondent": _respondent(response),
        "wider_dissemination": UNFILLED if response.agreed is None else response.agreed,
        "source_lines": {"first": response.first, "last": response.last},
        "review": {"status": "draft"},
    }
    if response.agreed is not False:
        value["answers"] = [answer(segment) for segment in response.segments]
    if response.agreed is False and response.withheld:
        value["printed_instead"] = response.withheld
    declared = differences(value, source, lists, compilation.first_line)
    if declared:
        value["differences"] = declared
    return _written(value, "response", _of_answers(response, compilation.head))


def _respondent(response: Response) -> dict[str, str]:
    value = {"label": response.label, "country": response.country or UNFILLED, "attribution": response.assurance.value}
    if response.assurance is Assurance.OPEN:
        return {**value, "attribution": UNFILLED, "basis": UNFILLED}
    if response.assurance is Assurance.INFERRED:
        value["basis"] = (
            f'The source prints "{response.label}", which is the beginning or the end of one country\'s name alone.'
        )
    return value


def answer(segment: Segment) -> dict[str, str]:
    """Return a segment as an answer of a record."""
    if segment.status == "not-answered":
        return {"item": segment.item or UNFILLED, "status": segment.status, "note": segment.note or UNFILLED}
    value = {
        "item": segment.item or UNFILLED,
        "assignment": UNFILLED if segment.assurance is Assurance.OPEN else segment.assurance.value,
        "status": segment.status,
        "text": segment.text,
    }
    if segment.marker:
        value["marker"] = segment.marker
    if segment.note:
        value["note"] = segment.note
    return value


def differences(value: dict[str, Any], source: Source, lists: CodeLists, first_line: int) -> list[dict[str, str]]:
    """Return the declared differences that a record needs, found by the rules of fidelity themselves."""
    found = fidelity.differences(subject(value, source, lists, first_line))
    pairs = [each.pair for each in found]
    return [
        dict(zip(("kind", "reason"), _kind_and_reason(*pair), strict=True), source=pair[0], record=pair[1])
        for pair in pairs
    ]


def subject(value: dict[str, Any], source: Source, lists: CodeLists, first_line: int) -> Subject:
    """Return a draft as the rules of fidelity are asked about it, before its query can be read."""
    head = {"source": {"responses_first_line": first_line}}
    query = Query("", head, cast(TypedHead, None), {}, codebook.NONE, source, lists)
    complete = {**value, "answers": value.get("answers", [])}
    return Subject("", yaml_writer.dump(complete, "response").encode(), query, None)


def _kind_and_reason(source: str, printed: str) -> tuple[str, str]:
    """Return kind and reason of a difference between source and record, where they are known; else what only a person can write."""
    if not printed and not any(character.isalnum() for character in source):
        return "litter", "Litter of the conversion in an empty cell of the table."
    if source == printed.replace(" ", ""):
        return "joined-words", "The source prints the number of the next answer without a space before it."
    if not printed:
        return (
            "not-disseminated",
            "Printed for a respondent that did not agree to wider dissemination; it is no answer.",
        )
    return UNFILLED, f"{UNFILLED} say why the words differ"


def _of_answers(response: Response, head: Head) -> dict[tuple, list[str]]:
    """Return for each answer what was asked, and why the cut is where it is."""
    asked = {question.item: f"{question.item} ({question.kind}): {question.text}" for question in head.questions}
    said: dict[tuple, list[str]] = {("answers",): ["A draft of the import: read each answer against the source."]}
    for index, segment in enumerate(response.segments):
        said["answers", index] = ([asked[segment.item]] if segment.item in asked else []) + why(segment)
    return said


def why(segment: Segment) -> list[str]:
    """Return in words how sure a cut is and why it was made, and what in it only repeats the question."""
    repeats = [f"only repeats the question: {passage}" for passage in segment.question_text]
    return [f"{segment.assurance.value}: {segment.reason}", *repeats]


def with_answers(text: str, record: dict[str, Any], entries: Sequence[Entry], questions: Sequence[Question]) -> str:
    """Return the text of a record with other answers; each answer that was there keeps its comments."""
    asked = {question.item: f"{question.item} ({question.kind}): {question.text}" for question in questions}
    moved = {entry.before: place for place, entry in enumerate(entries) if entry.before is not None}
    head = modeline("response")
    comments = [
        comment._replace(path=("answers", moved[comment.path[1]], *comment.path[2:]))
        if _of_answer(comment)
        else comment
        for comment in comments_of(text.removeprefix(head))
        if not _of_answer(comment) or comment.path[1] in moved
    ]
    for place, entry in enumerate(entries):
        said = [asked[entry.answer["item"]]] if entry.before is None else []
        comments += _comments({("answers", place): [*said, "cut by a reader"]}) if said or entry.cut else []
    body = yaml_writer.dump({**record, "answers": [dict(entry.answer) for entry in entries]}, "response")
    return f"{head}\n{commented(body, comments)}"


def _of_answer(comment: Comment) -> bool:
    return len(comment.path) > 1 and comment.path[0] == "answers"


def _written(value: Mapping[str, Any], kind: str, said: dict[tuple, list[str]]) -> str:
    body = yaml_writer.dump(dict(value), kind)
    return f"{modeline(kind)}\n{commented(body, _comments({p: lines for p, lines in said.items() if p[0] in value}))}"


def _comments(said: Mapping[tuple, list[str]]) -> list[Comment]:
    return [
        Comment(path, f"# {part}", False)
        for path, lines in said.items()
        for line in lines
        for part in textwrap.wrap(line, yaml_writer.WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    ]
