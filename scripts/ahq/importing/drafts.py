"""Drafts: a record, a query or a codebook as a person begins it, with comments that say what belongs where.

What is known for certain is filled in. All else is ``??``: too short for a text of our own, no code, no number,
and no word of a source, so that a check refuses it wherever it is left. The comments are the descriptions of the
JSON Schemas, the sentences of the rules, and the words of the questionnaire and of the codebook.
"""

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ahq.core import json_schema
from ahq.core.checkout import Checkout
from ahq.core.files import create_file
from ahq.corpus import yaml_writer
from ahq.corpus.canonical_form import Comment, commented, modeline
from ahq.corpus.code_lists import CodeLists, country_of, listed_as
from ahq.corpus.codebook import KEY_OF, Variable
from ahq.corpus.query import Query, answerable
from ahq.importing import lines, responses, writing
from ahq.importing.compilation import Item, Response, Segment
from ahq.importing.cutter import Cutter
from ahq.importing.labels import Labels
from ahq.importing.writing import UNFILLED as UNFILLED
from ahq.rules import answers, coding, evidence, fidelity

_RULES_OF = {
    "answers": (
        answers.every_question_is_accounted_for,
        answers.status_fits_text,
        answers.assignment_fits_marker,
        fidelity.words_are_those_of_the_source,
    ),
    "codings": (
        coding.coding_has_the_type_of_its_variable,
        evidence.quotes_stand_in_their_answer,
        evidence.values_have_quotes,
        evidence.needless_evidence_is_absent,
    ),
}


def record(query: Query, country: str, label: str | None = None) -> str:
    """Return the draft of the record of ``country``, as YAML.

    ``label`` calls one of the query's respondents; without it, the respondent that has the country's own name is
    taken, if there is one. Raises KeyError for a country that the reference list does not have.
    """
    name = query.reference.countries[country]["name"]
    respondent = respondent_called(label or name, query)
    printed = printed_responses(query).get(respondent) if respondent else None
    segments = _segments(query, printed) if printed else []
    value: dict[str, Any] = {
        "query": query.id,
        "respondent": {
            "label": printed.label if printed else label or respondent or UNFILLED,
            "country": country,
            "attribution": "printed" if _names(respondent, country, query) else UNFILLED,
        },
        "wider_dissemination": printed.agreed if printed else UNFILLED,
        "source_lines": {
            "first": printed.first if printed else UNFILLED,
            "last": printed.last if printed else UNFILLED,
        },
        "review": {"status": "draft"},
    }
    if not printed or printed.agreed:
        value["answers"] = [writing.answer(each) for each in segments] or [
            _answer(item) for item in answerable(query.items)
        ]
        if query.codebook.variables:
            value["codings"] = [_coding(variable) for variable in query.codebook.variables.values()]
    first = query.head.source.responses_first_line
    if segments and (declared := writing.differences(value, query.source, query.reference, first)):
        value["differences"] = declared
    return _written(value, "response", _of_items_and_variables(query, value, segments))


def respondent_called(label: str, query: Query) -> str | None:
    """Return the one of the query's respondents that a label calls: as printed, cut, or by another name; or ``None``."""
    return listed_as(label, query.head.in_table, query.reference.labels)


def _names(respondent: str | None, country: str, query: Query) -> bool:
    return respondent is not None and country_of(respondent, query.reference.labels) == (country, True)


def _segments(query: Query, printed: Response) -> list[Segment]:
    """Return a response cut as the import cuts it, by the questionnaire as the query has it now."""
    items = [Item(q.item, q.parent, q.kind, q.text, None, q.closing) for q in query.head.questions]
    return Cutter(items).cut(printed.words)


def printed_responses(query: Query) -> dict[str, Response]:
    """Return the response that the source prints of each respondent; nothing unless it prints one with a flag of each."""
    source, listed = query.source, query.head.in_table
    if source.sha256 != query.head.source.sha256:
        return {}
    read = [line for line in lines.read(source) if line.number >= query.head.source.responses_first_line]
    found = [
        (respondent_called(each.label, query), each) for each in responses.find(read, listed, Labels(query.reference))
    ]
    if sorted(str(name) for name, _ in found) != sorted(listed) or any(each.agreed is None for _, each in found):
        return {}
    ends = [*(each.first - 1 for _, each in found[1:]), len(source.lines)]
    return {
        name: each._replace(last=_last_with_text(source.lines, each.first, end))
        for (name, each), end in zip(found, ends, strict=True)
        if name
    }


def _last_with_text(lines: list[str], first: int, last: int) -> int:
    return next((line for line in range(last, first, -1) if lines[line - 1].strip()), first)


def query(value: dict) -> str:
    """Return the draft of a ``query.yaml``; ``value`` holds what is known of it, in keys of its schema."""
    source = dict.fromkeys(("path", "sha256", "responses_first_line", "origin"), UNFILLED)
    unknown = {
        "requested_by": UNFILLED,
        "request_date_printed": UNFILLED,
        "policy_area": UNFILLED,
        "respondents": [UNFILLED],
        "respondents_total": UNFILLED,
        "disclaimer": UNFILLED,
        "background": [{"text": UNFILLED}],
        "rights": UNFILLED,
    }
    return _written({**unknown, **value, "source": source | value.get("source", {})}, "query")


def codebook(query_id: str, item: str) -> str:
    """Return the draft of a ``codebook.yaml`` with one variable, which is coded from ``item``."""
    variable = {"id": UNFILLED, "items": [item], "type": UNFILLED, "label": UNFILLED, "codes": {UNFILLED: UNFILLED}}
    return _written({"query": query_id, "general_rules": [UNFILLED], "variables": [variable]}, "codebook")


def write_record(checkout: Checkout, path: Path, text: str) -> None:
    """Write a new record, and its folder with the first one. Raises FileExistsError where there is a file, Unusable, OSError."""
    create_file(checkout, path, text.encode("utf-8"))


def _answer(item: str) -> dict:
    return {"item": item, "marker": UNFILLED, "assignment": "printed", "status": UNFILLED, "text": UNFILLED}


def _coding(variable: Variable) -> dict:
    value = [UNFILLED] if variable.type == "codes" else UNFILLED
    evidence = [{"item": variable.item_list[0], "quote": UNFILLED}]
    return {"variable": variable.id, KEY_OF[variable.type]: value, "evidence": evidence}


def _of_items_and_variables(query: Query, value: dict, segments: Sequence[Segment]) -> dict[tuple, list[str]]:
    """Return the comments of a record that its query makes, by the path that they stand before."""
    comments: dict[tuple, list[str]] = {}
    if value["respondent"]["label"] == UNFILLED:
        comments["respondent", "label"] = _wrapped(f"One of: {'; '.join(query.head.in_table)}", 0)
    for index, answer in enumerate(value.get("answers", ())):
        question = query.items.get(answer["item"])
        words = " ".join(filter(None, (question.text, question.closing))) if question else ""
        comments["answers", index] = _wrapped(f"{answer['item']} ({question.kind}): {words}", 0) if question else []
        if segments:
            comments["answers", index] += [line for said in writing.why(segments[index]) for line in _wrapped(said, 0)]
    if not segments and value.get("answers"):
        said = "Delete the entry of a part or an option that has no words of its own in the source."
        comments["answers", 0] = _wrapped(said, 0) + comments["answers", 0]
    for index, coded in enumerate(value.get("codings", ())):
        comments["codings", index] = _of_variable(query.codebook.variables[coded["variable"]])
    if value.get("codings"):
        comments["codings", 0] = _of_missing_codes(query.reference) + comments["codings", 0]
    return comments


def _of_variable(variable: Variable) -> list[str]:
    lines = _wrapped(f"{variable.id} ({variable.type}, items {', '.join(variable.item_list)}): {variable.label}", 0)
    lines += _wrapped(variable.whole_rule, 1)
    return lines + [line for code, said in variable.codes.items() for line in _wrapped(f"{code}: {said}", 1)]


def _of_missing_codes(reference: CodeLists) -> list[str]:
    lines = ["missing, in place of a value:"]
    for code, row in reference.missing_codes.items():
        if code in reference.typed_missing_codes:
            quoted = "with evidence" if code in reference.quoted_missing_codes else "without evidence"
            lines += _wrapped(f"{code} ({quoted}): {row['definition']}", 1)
    return lines


def _written(value: dict, kind: str, comments: dict[tuple, list[str]] | None = None) -> str:
    """Return ``value`` in canonical form, with the comments of its schema and those that are given."""
    schema = json_schema.schema(kind)
    body = yaml_writer.dump(value, kind)
    head = [*_wrapped(f"{schema['title']}. {schema['description']}", 0)]
    head += _wrapped(f'A draft: each "{UNFILLED}" is still to be filled in. Then these comments may go.', 0)
    before = _of_schema(schema, value)
    for path, said in (comments or {}).items():
        before[path] = [*before.get(path, ()), *said]
    notes = [Comment(path, f"# {line}", False) for path, said in before.items() for line in said]
    lines = [modeline(kind), *(f"# {line}" for line in head), commented(body, notes)]
    return "\n".join(lines)


def _of_schema(schema: dict, value: dict) -> dict[tuple, list[str]]:
    """Return an outline of each top key of ``schema``, by the path of the key or of the next one in ``value``."""
    comments: dict[tuple, list[str]] = {}
    waiting: list[str] = []
    for key, child in schema["properties"].items():
        waiting += _outline(key, child, schema.get("$defs", {}), value, 0)
        if key in value:
            for rule in _RULES_OF.get(key, ()):
                waiting += _wrapped(rule.sentence, 1)
            comments[(key,)], waiting = waiting, []
    return comments


def _outline(key: str, schema: dict, defs: dict, value: Any, depth: int) -> list[str]:
    """Return what a schema says of a key and of the keys below it, and which of them the draft ``value`` leaves out."""
    if "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    left_out = isinstance(value, dict) and key not in value
    description = schema.get("description", "")
    lines = _wrapped(f"{key}{' (where needed)' if left_out else ''}: {description}", depth)
    for word, said in zip(schema.get("enum", ()), schema.get("enumDescriptions", ()), strict=False):
        if f"{word}: " not in description:
            lines += _wrapped(f"{word}: {said}", depth + 1)
    below = value.get(key) if isinstance(value, dict) else None
    first = below[0] if isinstance(below, list) and below else below
    for inner, child in schema.get("items", schema).get("properties", {}).items():
        lines += _outline(inner, child, defs, first, depth + 1)
    return lines


def _wrapped(words: str, depth: int) -> list[str]:
    indent = "  " * depth
    return textwrap.wrap(
        words,
        yaml_writer.WIDTH - 4,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
