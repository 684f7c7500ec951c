"""Records as rows of the tidy tables. Pure functions; cells are text, numbers, truth or nothing."""

from ahq.corpus import record as records
from ahq.corpus.query import Query, parts_of
from ahq.tables.mentions import Names, links

NOT_CODED = "not-disseminated"


def of_query(query: Query) -> dict[str, list[tuple]]:
    """Return the rows that a query itself gives: queries, questions, variables, codes."""
    value = query.value
    background = "\n".join(f"{p.get('marker', '')} {p['text']}".strip() for p in value["background"])
    return {
        "queries": [
            (query.id, value["title"], value["requested_by"], value["request_date"], value["policy_area"],
             value["respondents_total"], background, value["disclaimer"], value["source"]["path"], value["source"]["sha256"])
        ],
        "questions": [
            (query.id, item, q.get("parent"), place, q["kind"], "\n".join(filter(None, (q["text"], q.get("closing")))))
            for place, (item, q) in enumerate(query.items.items(), 1)
        ],
        "variables": [
            (query.id, v.id, place, ";".join(v.item_list), v.type, v.label, v.whole_rule or None)
            for place, v in enumerate(query.codebook.variables.values(), 1)
        ],
        "codes": [row for v in query.codebook.variables.values() for row in _codes(query, v)],
    }  # fmt: skip


def _codes(query: Query, variable):
    missing = {code: row["definition"] for code, row in query.reference.missing_codes.items()}
    both = [(c, d, False) for c, d in variable.codes.items()] + [(c, d, True) for c, d in missing.items()]
    for place, (code, definition, is_missing) in enumerate(both, 1):
        yield query.id, variable.id, code, place, definition, is_missing


def of_record(query: Query, record: dict, names: Names) -> dict[str, list[tuple]]:
    """Return the rows that one record gives, by table."""
    key = (query.id, record["respondent"]["country"])
    texts = records.answers_by_item(record)
    return {
        "responses": [key + _response(record, texts)],
        "answers": list(_answers(key, query, record, texts)),
        "codings": list(_codings(key, query, record)),
        "evidence": list(_evidence(key, record, texts)),
        "mentions": list(_mentions(key, texts, names)),
        "references": [(*key, item, s.start, s.found) for item, text in texts.items() for s in links(text)],
        "wide": [key + _wide(query, record)],
    }


def _response(record: dict, texts: dict) -> tuple:
    respondent = record["respondent"]
    words = sum(len(text.split()) for text in texts.values())
    lines = record["source_lines"]
    return (
        respondent["label"], respondent["attribution"], respondent.get("basis"), record["wider_dissemination"],
        len(texts), words, len(record.get("differences", ())), record["review"]["status"], lines["first"], lines["last"],
    )  # fmt: skip


def _answers(key: tuple, query: Query, record: dict, texts: dict):
    segments: dict[str, list[dict]] = {}
    for answer in record.get("answers", ()):
        segments.setdefault(answer["item"], []).append(answer)
    statuses = _statuses(query, record, segments)
    for place, item in enumerate(query.items, 1):
        own = segments.get(item, ())
        text = texts.get(item)
        assignment = None
        if text is not None:
            assignment = "inferred" if any(s.get("assignment") == "inferred" for s in own) else "printed"
        marker = "\n".join(s["marker"] for s in own if "marker" in s) or None
        note = "\n".join(dict.fromkeys(s["note"] for s in own if "note" in s)) or None
        yield (*key, item, place, statuses[item], assignment, marker, text, len((text or "").split()), note)


def _statuses(query: Query, record: dict, segments: dict) -> dict[str, str]:
    """Return the status of every item: its own, or what its question or its parts say for it."""
    if not record["wider_dissemination"]:
        return dict.fromkeys(query.items, records.NOT_DISSEMINATED)
    found = {}
    for number, parts in parts_of(query.items).items():
        own = {item: segments[item][0]["status"] for item in (number, *parts) if item in segments}
        spoken = own.get(number) not in (None, *records.WITHOUT_ANSWER)
        for part in parts:
            found[part] = own.get(part, records.IN_PARENT if spoken else records.NOT_ANSWERED)
        found[number] = own.get(number, records.IN_PARTS if own else records.NOT_ANSWERED)
    return found


def _codings(key: tuple, query: Query, record: dict):
    if not record["wider_dissemination"]:
        for variable in query.codebook.variables:
            yield (*key, variable, NOT_CODED, None, None)
    for coding in record.get("codings", ()):
        for code in records.codes_of(coding):
            yield (*key, coding["variable"], code, coding.get("number"), coding.get("note"))


def _evidence(key: tuple, record: dict, texts: dict):
    for coding in record.get("codings", ()):
        codes = records.codes_of(coding)
        for number, quote in enumerate(coding.get("evidence", ()), 1):
            start = texts[quote["item"]].index(quote["quote"])
            end = start + len(quote["quote"])
            code = quote.get("code", codes[0])
            yield (*key, coding["variable"], number, code, quote["item"], quote["quote"], start, end)


def _mentions(key: tuple, texts: dict, names: Names):
    for item, text in texts.items():
        for span in names.spans(text, links(text)):
            yield (*key, item, span.start, span.end, span.found, text[span.start : span.end])


def _wide(query: Query, record: dict) -> tuple:
    coded = {coding["variable"]: coding for coding in record.get("codings", ())}
    cells: list = []
    for variable in query.codebook.variables.values():
        coding = coded.get(variable.id, {"missing": NOT_CODED} if not record["wider_dissemination"] else {})
        if variable.type == "percent":
            cells += [coding.get("number"), coding.get("missing")]
        else:
            cells.append(";".join(records.codes_of(coding)))
    return tuple(cells)
