"""Records as rows of the tidy tables. Pure functions; cells are text, numbers, truth or nothing."""

from collections.abc import Iterable, Iterator
from typing import Any

from ahq.corpus import record as records
from ahq.corpus.codebook import Variable
from ahq.corpus.coding_passes import Correction
from ahq.corpus.query import NOT_CODED, Head, Query, ancestors, answerable
from ahq.corpus.record import Answer, Record
from ahq.tables.mentions import Names, links

# An item of several segments has the status that says most.
BY_WEIGHT = ("answered", "placeholder", "question-repeated", records.NOT_ANSWERED)

Row = tuple[Any, ...]  # cells in the order of the columns of a table's schema
Key = tuple[str, str]  # query and country


def of_query(query: Query) -> dict[str, list[Row]]:
    """Return the rows that a query itself gives: queries, questions, variables, codes."""
    head = query.head
    background = "\n".join(f"{p.marker or ''} {p.text}".strip() for p in head.background)
    return {
        "queries": [
            (query.id, head.title, head.requested_by, head.request_date, head.reply_date, head.compilation_date,
             head.request_printed, head.policy_area, head.respondents_printed, len(head.respondents),
             head.respondents_total, len(head.in_table), head.respondents_note, *_coding(head), *_about(head),
             background or None, head.disclaimer, head.source.path, head.source.sha256)
        ],
        "questions": [
            (query.id, item, q.parent, place, q.kind, "\n".join(filter(None, (q.text, q.closing))))
            for place, (item, q) in enumerate(query.items.items(), 1)
        ],
        "variables": [
            (query.id, v.id, place, ";".join(v.item_list), v.type, v.label, v.whole_rule or None)
            for place, v in enumerate(query.codebook.variables.values(), 1)
        ],
        "codes": [row for v in query.codebook.variables.values() for row in _codes(query, v)],
    }  # fmt: skip


def _coding(head: Head) -> Row:
    coding = head.coding
    if coding is None:
        return 0, None, None, NOT_CODED
    return coding.passes, coding.coders, coding.adjudicated, coding.note


def _about(head: Head) -> Row:
    concepts = (str(concept.id) for concept in head.subjects.eurovoc)
    lists = (head.other_parts, head.other_editions, head.subjects.keywords, concepts)
    return "\n".join(head.notes) or None, *(";".join(one) or None for one in lists)


def _codes(query: Query, variable: Variable) -> Iterator[Row]:
    missing = {code: row["definition"] for code, row in query.reference.missing_codes.items()}
    both = [(c, d, False) for c, d in variable.codes.items()] + [(c, d, True) for c, d in missing.items()]
    for place, (code, definition, is_missing) in enumerate(both, 1):
        yield query.id, variable.id, code, place, definition, is_missing


def of_record(query: Query, record: Record, names: Names) -> dict[str, list[Row]]:
    """Return the rows that one record gives, by table."""
    key = (query.id, record.respondent.country)
    texts = record.texts()
    return {
        "responses": [key + _response(record, texts)],
        "answers": list(_answers(key, query, record, texts)),
        "differences": [(*key, place, *one) for place, one in enumerate(record.differences, 1)],
        "question_spans": list(_question_spans(key, record)),
        "codings": list(_codings(key, query, record)),
        "evidence": list(_evidence(key, record, texts)),
        "alternatives": list(_alternatives(key, record)),
        "mentions": list(_mentions(key, texts, names)),
        "links": [(*key, item, s.start, s.found) for item, text in texts.items() for s in links(text)],
    }


def _response(record: Record, texts: dict[str, str]) -> Row:
    respondent, lines = record.respondent, record.source_lines
    words = sum(len(text.split()) for text in texts.values())
    return (
        respondent.label, respondent.attribution, respondent.basis, record.wider_dissemination,
        record.printed_instead, len(texts), words, len(record.differences), record.review.status, lines.first, lines.last,
    )  # fmt: skip


def _answers(key: Key, query: Query, record: Record, texts: dict[str, str]) -> Iterator[Row]:
    segments: dict[str, list[Answer]] = {}
    for answer in record.answers:
        segments.setdefault(answer.item, []).append(answer)
    statuses = _statuses(query, record, segments)
    for place, item in enumerate(answerable(query.items), 1):
        own = segments.get(item, ())
        text = texts.get(item)
        assignment = None
        if text is not None:
            assignment = "inferred" if any(s.assignment == "inferred" for s in own) else "printed"
        marker = "\n".join(s.marker for s in own if s.marker is not None) or None
        note = "\n".join(dict.fromkeys(s.note for s in own if s.note is not None)) or None
        yield (*key, item, place, statuses[item], assignment, marker, text, len((text or "").split()), note)


def _statuses(query: Query, record: Record, segments: dict[str, list[Answer]]) -> dict[str, str]:
    """Return the status of every item: its own, or what the items above or below say for it."""
    items = answerable(query.items)
    if not record.wider_dissemination:
        return dict.fromkeys(items, records.NOT_DISSEMINATED)
    own = {item: _status(segments[item]) for item in items if item in segments}
    above = {item: ancestors(query.items, item) for item in items}
    in_parts = {each for item, status in own.items() if status != records.NOT_ANSWERED for each in above[item]}
    spoken = {item for item, status in own.items() if status not in records.WITHOUT_ANSWER}
    return {item: own.get(item) or _elsewhere(item in in_parts, spoken.intersection(above[item])) for item in items}


def _elsewhere(in_parts: bool, spoken_above: set[str]) -> str:
    """Return the status of an item without words of its own; words below it are nearer than those above."""
    if in_parts:
        return records.IN_PARTS
    return records.IN_PARENT if spoken_above else records.NOT_ANSWERED


def _status(segments: list[Answer]) -> str:
    return min((segment.status for segment in segments), key=BY_WEIGHT.index)


def _codings(key: Key, query: Query, record: Record) -> Iterator[Row]:
    if not record.wider_dissemination:
        for variable in query.codebook.variables:
            yield (*key, variable, records.NOT_DISSEMINATED, None, None)
    for coding in record.codings:
        for code in coding.codes:
            yield (*key, coding.variable, code, coding.number, coding.note)


def _evidence(key: Key, record: Record, texts: dict[str, str]) -> Iterator[Row]:
    for coding in record.codings:
        only = next(iter(coding.codes), None)
        for number, quote in enumerate(coding.evidence, 1):
            start = texts[quote.item].index(quote.quote)
            end = start + len(quote.quote)
            code = only if quote.code is None else quote.code
            yield (*key, coding.variable, number, code, quote.item, quote.quote, start, end)


def _question_spans(key: Key, record: Record) -> Iterator[Row]:
    lengths: dict[str, int] = {}  # of the segments of an item that came before, each with the line break behind it
    for answer in record.answers:
        if answer.text is None:
            continue
        before = lengths.get(answer.item, 0)
        for one in answer.question_text:
            start = before + one.start(answer.text)
            yield (*key, answer.item, start, start + len(one.quote), one.item)
        lengths[answer.item] = before + len(answer.text) + 1


def _alternatives(key: Key, record: Record) -> Iterator[Row]:
    for coding in record.codings:
        for number, other in enumerate(coding.alternatives, 1):
            for code in other.codes:
                yield (*key, coding.variable, number, code, other.number, other.reason)


def of_corrections(query_id: str, corrections: Iterable[Correction]) -> list[Row]:
    """Return the rows of the table ``corrections`` for one query."""
    return [
        (
            query_id,
            one.country,
            one.variable,
            one.date,
            ";".join(sorted(one.old)),
            ";".join(sorted(one.new)),
            one.reason,
        )
        for one in corrections
    ]


def _mentions(key: Key, texts: dict[str, str], names: Names) -> Iterator[Row]:
    for item, text in texts.items():
        for span in names.spans(text, links(text)):
            yield (*key, item, span.start, span.end, span.found, text[span.start : span.end])
