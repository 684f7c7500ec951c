"""The data of each page as JSON. Keys are the columns of the published tables; docs/site.md describes each form."""

import json

from ahq.site.model import Answer, Coding, Country, Entity, Evidence, Question, Response, Variable
from ahq.site.render import File, Site
from ahq.site.views import CodeCount, QueryView


def file(path: str, data: dict) -> File:
    """Return data as a file of JSON: UTF-8, on one line."""
    return File(path, f"{json.dumps(data, ensure_ascii=False)}\n".encode())


def query(view: QueryView, site: Site) -> dict:
    """Return a query: its head, questions, respondents, and every code."""
    head = {("query_id" if name == "id" else name): value for name, value in view.head._asdict().items() if value}
    return {
        **_about(view, site),
        **head,
        "questions": [_question(one) for one in view.query.questions],
        "responses": [_response(view, one) for one in view.query.responses],
        "variables": [_variable(one) for one in view.query.variables],
        "codings": [
            {**_state(view, country), "variable_id": variable, **_coding(one)}
            for (country, variable), found in view.query.codings.items()
            for one in found
        ],
    }


def question(view: QueryView, one: Question, site: Site) -> dict:
    """Return a question with the answer of each respondent."""
    found = [answer for response in view.query.responses if (answer := view.answer(response, one))]
    return {**_about(view, site), **_question(one), "answers": [_answer(view, answer) for answer in found]}


def response(view: QueryView, one: Response, site: Site) -> dict:
    """Return a response: its answers in the order of the questionnaire, and its codes."""
    answers = [answer for item in view.answerable if (answer := view.answer(one, item))]
    codings = [
        {"variable_id": variable.id, **_coding(coding)}
        for variable in view.query.variables
        for coding in view.cell(one, variable).codings
    ]
    return {
        **_about(view, site),
        **_response(view, one),
        "answers": [_answer(view, answer) for answer in answers],
        "codings": codings,
    }


def variable(view: QueryView, one: Variable, counts: list[CodeCount], site: Site) -> dict:
    """Return a variable: each code with its definition and states, and every quote."""
    reliability = view.query.reliability.get(one.id)
    return {
        **_about(view, site),
        **_variable(one),
        "codes": [
            {
                "code": count.code.code,
                "label": count.code.definition,
                "is_missing": count.code.is_missing,
                "country_codes": [state.code for state in count.states],
                "inferred_country_codes": [state.code for state in count.states if state.is_inferred],
                "of": count.of,
            }
            for count in counts
        ],
        "reliability": reliability._asdict() if reliability else None,
        "evidence": [_evidence(view, quote) for quote in view.query.evidence if quote.variable == one.id],
    }


def country(one: Country, rows: list[dict], site: Site) -> dict:
    """Return a state with its responses."""
    return {"version": site.version, "country_code": one.code, "name": one.name, "responses": rows}


def entity(one: Entity, rows: list[dict], site: Site) -> dict:
    """Return an entity with its mentions."""
    return {"version": site.version, "entity_id": one.id, "name": one.name, "kind": one.kind, "mentions": rows}


def _about(view: QueryView, site: Site) -> dict:
    return {"version": site.version, "query_id": view.head.id, "disclaimer": view.head.disclaimer}


def _question(one: Question) -> dict:
    return {"item": one.item, "parent_item": one.parent, "kind": one.kind, "text": one.text}


def _response(view: QueryView, one: Response) -> dict:
    return {
        **_state(view, one.country),
        "name": view.countries[one.country].name,
        "printed_label": one.label,
        "attribution_basis": one.basis,
        "wider_dissemination": one.disseminated,
        "source_line_start": int(one.line_start),
        "source_line_end": int(one.line_end),
    }


def _state(view: QueryView, country: str) -> dict:
    """Return the state that words or a code are put to, and whether the compilation prints it."""
    return {
        "country_code": country,
        "country_attribution": "inferred" if view.states[country].is_inferred else "printed",
    }


def _answer(view: QueryView, one: Answer) -> dict:
    return {
        **_state(view, one.country),
        "item": one.item,
        "status": one.status,
        "assignment": one.assignment,
        "marker": one.marker,
        "text": one.text,
        "source_note": one.note,
        "evidence": [_evidence(view, quote) for quote in view.quotes(one)],
    }


def _evidence(view: QueryView, one: Evidence) -> dict:
    return {
        **_state(view, one.country),
        "variable_id": one.variable,
        "evidence_number": int(one.number),
        "code": one.code,
        "item": one.item,
        "quote": one.quote,
        "char_start": one.start,
        "char_end": one.end,
    }


def _variable(one: Variable) -> dict:
    return {"variable_id": one.id, "items": list(one.items), "type": one.type, "label": one.label, "rule": one.rule}


def _coding(one: Coding) -> dict:
    return {"code": one.code, "value_number": float(one.number) if one.number else None, "note": one.note}
