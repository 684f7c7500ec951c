"""What a change asks of people: matters that need a maintainer, and passages that only reading against the source can judge."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ahq.core import text
from ahq.core.checkout import Checkout, record_paths
from ahq.core.digests import sha256
from ahq.core.errors import CannotRun
from ahq.corpus import reading
from ahq.corpus.codebook import Variable
from ahq.corpus.query import Head, Query
from ahq.corpus.record import Answer, Coding, Record

AROUND = 12  # words of the source shown before the place where an answer begins, and behind it


class Matter(NamedTuple):
    """What a maintainer decides: the file, and in words what became of it."""

    path: str
    said: str


class Passage(NamedTuple):
    """A place to be read: the record, what is to be judged, what the change says, and the words of the source."""

    path: str
    question: str
    said: str
    source: str


class State(NamedTuple):
    """A checkout as far as it can be read: the heads of its queries, the whole queries, their records by country."""

    heads: dict[str, Head]
    queries: dict[str, Query]
    records: dict[str, dict[str, Record]]
    sources: dict[str, str]
    coding: dict[str, dict[str, str]]
    countries: dict[str, dict[str, str]]


def state(checkout: Checkout) -> State:
    """Read a checkout; what cannot be read is left out, and the check says so."""
    lists = reading.read_lists(checkout)
    found = State({}, {}, {}, {}, {}, lists.countries)
    for folder in checkout.query_folders():
        read = reading.read_query(folder, checkout, lists)
        if read.head.value:
            found.heads[folder.name] = read.head.value
        if read.source and read.source.data is not None:
            found.sources[folder.name] = sha256(read.source.data)
        if read.query:
            found.queries[folder.name] = read.query
        found.coding[folder.name] = {
            path: sha256(data) for path, data in reading.read_frozen_files(folder, checkout).items()
        }
        typed = (reading.read_record(path, checkout).value for path in record_paths(folder))
        found.records[folder.name] = {one.respondent.country: one for one in typed if one}
    return found


def matters(old: State, new: State) -> list[Matter]:
    """Return what of a change needs a maintainer; a query that is new needs none before its first review."""
    found: list[Matter] = []
    for id_ in sorted(old.heads):
        folder = f"data/queries/{id_}"
        if id_ not in new.heads:
            found.append(Matter(f"{folder}/query.yaml", "the query is gone, or cannot be read"))
            continue
        found += _of_source(id_, old, new)
        found += (Matter(f"{folder}/query.yaml", said) for said in _of_head(old.heads[id_], new.heads[id_]))
        found += (Matter(f"{folder}/query.yaml", said) for said in _of_questions(old.heads[id_], new.heads[id_]))
        if id_ in old.queries and id_ in new.queries:
            books = (state_.queries[id_].codebook.variables for state_ in (old, new))
            found += (Matter(f"{folder}/codebook.yaml", said) for said in _of_codebook(*books))
        found += _of_coding(folder, old.coding.get(id_, {}), new.coding.get(id_, {}))
        found += _of_records(folder, old.records.get(id_, {}), new.records.get(id_, {}))
    return found + [
        Matter("data/reference/countries.csv", said) for said in _of_countries(old.countries, new.countries)
    ]


def _of_source(id_: str, old: State, new: State) -> Iterator[Matter]:
    if id_ in old.sources and old.sources[id_] != new.sources.get(id_):
        path = new.heads[id_].source.path
        both = old.heads[id_].source.sha256 != new.heads[id_].source.sha256
        yield Matter(path, "the archived source was changed" + (", and its hash with it" if both else ""))


_FIELDS = (
    "title", "requested_by", "request_date", "request_date_printed", "policy_area", "respondents", "respondents_total",
    "disclaimer", "background", "rights",
)  # fmt: skip


def _of_head(old: Head, new: Head) -> Iterator[str]:
    for field in _FIELDS:
        if getattr(old, field, None) != getattr(new, field, None):
            yield f"{field} was changed"
    for field in ("path", "responses_first_line", "stray_lines", "left_out"):
        if getattr(old.source, field) != getattr(new.source, field):
            yield f"source: {field} was changed"


def _of_questions(old: Head, new: Head) -> Iterator[str]:
    before, after = ({question.item: question for question in head.questions} for head in (old, new))
    moved = {question.text: item for item, question in before.items()}
    for item in dict.fromkeys((*before, *after)):
        one, other = before.get(item), after.get(item)
        if other is None:
            yield f"question {item} is gone"
        elif one is None:
            yield f"question {item} is new"
        elif (one.text, one.closing) != (other.text, other.closing):
            place = moved.get(other.text)
            yield (
                f"question {item} has the text that {place} had"
                if place
                else f"the text of question {item} was changed"
            )
    common = [item for item in before if item in after]
    if common != [item for item in after if item in before]:
        yield "the questions are in another order"


def _of_codebook(old: dict[str, Variable], new: dict[str, Variable]) -> Iterator[str]:
    for id_, variable in old.items():
        other = new.get(id_)
        if other is None:
            yield f"the variable {id_} is gone, of which codings are published"
            continue
        if (variable.label, variable.whole_rule, variable.type, variable.item_list) != (
            (other.label, other.whole_rule, other.type, other.item_list)
        ):
            yield f"the definition of {id_} was changed under published codings"
        changed = [code for code, said in variable.codes.items() if other.codes.get(code) != said]
        if changed:
            yield f"codes of {id_} were changed under published codings: {text.first_of(changed)}"


def _of_coding(folder: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Matter]:
    for path, kept in old.items():
        if new.get(path) != kept:
            yield Matter(
                f"{folder}/{path}", "a published pass or decision was " + ("changed" if path in new else "deleted")
            )


def _of_records(folder: str, old: dict[str, Record], new: dict[str, Record]) -> Iterator[Matter]:
    for country, before in old.items():
        path, after = f"{folder}/responses/{country}.yaml", new.get(country)
        if after is None:
            yield Matter(path, "a published record is gone, or cannot be read")
            continue
        said = [
            f"{name} was changed"
            for name in ("label", "attribution", "basis")
            if getattr(before.respondent, name) != getattr(after.respondent, name)
        ]
        if before.wider_dissemination != after.wider_dissemination:
            said.append("wider_dissemination was changed")
        if before.texts() and not after.texts():
            said.append("the respondent loses all its text")
        if (after.differences, after.source_lines) != (before.differences, before.source_lines):
            said.append("declared differences or lines of the source were changed")
        yield from (Matter(path, one) for one in said)


def _of_countries(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> Iterator[str]:
    for code in sorted(old.keys() | new.keys()):
        if old.get(code) != new.get(code):
            yield f"the line of {code} " + ("was changed" if code in old and code in new else "is new or gone")


def passages(old: State, new: State) -> list[Passage]:
    """Return the places of changed records that no rule can judge, each beside the words of the source."""
    return [
        Passage(f"data/queries/{id_}/responses/{country}.yaml", *found)
        for id_, records in sorted(new.records.items())
        if id_ in new.queries
        for country, record in sorted(records.items())
        if record != (before := old.records.get(id_, {}).get(country))
        for found in _of_record(new.queries[id_], before, record)
    ]


Found = tuple[str, str, str]  # what is to be judged, what the change says, the words of the source


def _of_record(query: Query, old: Record | None, new: Record) -> Iterator[Found]:
    source = query.source.words(new.source_lines.first, new.source_lines.last)
    if new.respondent.basis and (old is None or old.respondent.basis != new.respondent.basis):
        yield "Is the basis true?", new.respondent.basis, " ".join(source[: 2 * AROUND])
    yield from _of_answers(source, old, new)
    yield from _of_codings(old, new)
    if new.review.status == "reviewed" and (old is None or old.review != new.review):
        said = f"reviewed {new.review.date}" + (f", before {old.review.date}" if old and old.review.date else "")
        yield "Did this review take place?", said, ""


def _of_answers(source: list[str], old: Record | None, new: Record) -> Iterator[Found]:
    known = {
        (answer.item, answer.marker, answer.text, answer.status): answer.note for answer in (old.answers if old else ())
    }
    at = len(new.respondent.label.split()) + 1
    for answer in new.answers:
        key = (answer.item, answer.marker, answer.text, answer.status)
        begins = at + len((answer.marker or "").split())
        around = " ".join([*source[max(0, at - AROUND) : at], "▮", *source[at : begins + AROUND]])
        if key not in known:
            yield (
                _asked(answer),
                f"{answer.item} ({answer.status}): {text.shorten(answer.text or 'nothing', 200)}",
                around,
            )
        if answer.note and known.get(key) != answer.note:
            yield f"Is the note on {answer.item} true?", answer.note, around
        at = begins + len((answer.text or "").split())


def _asked(answer: Answer) -> str:
    if answer.assignment == "inferred":
        return f"Does the answer to {answer.item} begin here, where no number is printed?"
    return f"Is this the answer to {answer.item}, and its status right?"


def _of_codings(old: Record | None, new: Record) -> Iterator[Found]:
    known = {coding.variable: coding for coding in (old.codings if old else ())}
    for coding in new.codings:
        before = known.get(coding.variable)
        quotes = " … ".join(quote.quote for quote in coding.evidence)
        if before is None or (before.codes, before.number, before.evidence) != (
            coding.codes,
            coding.number,
            coding.evidence,
        ):
            was = f"{_codes(before)} → " if before else ""
            yield f"Is {coding.variable} coded rightly?", f"{was}{_codes(coding)}", quotes
        if coding.note and (before is None or before.note != coding.note):
            yield f"Is the note on {coding.variable} true?", coding.note, quotes


def _codes(coding: Coding) -> str:
    return str(coding.number) if coding.number is not None else ", ".join(coding.codes)


def of(old: Path, checkout: Checkout) -> tuple[list[Matter], list[Passage]]:
    """Return matters and passages of the change from the data below the folder ``old`` to a checkout."""
    try:
        before, after = state(Checkout(old)), state(checkout)
    except (CannotRun, KeyError):
        return [Matter("data/reference", "the lists cannot be read, so that nothing can be said of the rest")], []
    return matters(before, after), passages(before, after)
