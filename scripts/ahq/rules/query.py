"""Q: the query. Its head, its questionnaire, its codebook, and its records taken together."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from ahq.core import text
from ahq.core.problems import counted
from ahq.core.strict_yaml import Path
from ahq.corpus import dates, enumerators
from ahq.corpus.code_lists import country_of, listed_as
from ahq.corpus.codebook import Codebook
from ahq.corpus.query import Query, answerable, is_below, labels_in_table, request_sentence, respondents_sentence
from ahq.corpus.source import Source
from ahq.rules import heads
from ahq.rules.base import Example, Rule, Violation, rule
from ahq.rules.marks import Marks


class QuerySubject:
    """One query folder. ``records`` maps the name of each record file to its value.

    Violations say in which file they are by the first step of their path: ``query``, ``codebook``
    or the name of a record file. ``unsure`` are the records whose lines or words are wrong by rules of their own.
    """

    def __init__(
        self,
        folder: str,
        query: Query,
        codebook_value: dict[str, Any] | None,
        records: dict[str, dict[str, Any]],
        unsure: Iterable[str] = (),
    ):
        self.folder = folder
        self.query = query
        self.codebook_value = codebook_value
        self.records = records
        self.unsure = frozenset(unsure)
        self.marks = Marks()

    @cached_property
    def head_fit(self) -> heads.Fit:
        """How the fields of query.yaml and the head of the source fit."""
        return fit_of(self.query.value, self.query.source)

    @property
    def have_codings(self) -> str:
        """How many records are coded, as "1 record has codings"; empty where none is."""
        coded = sum(bool(record.get("codings")) for record in self.records.values())
        return f"{counted(coded, 'record')} {'has' if coded == 1 else 'have'} codings" if coded else ""


@rule(
    "Q01",
    "query",
    "The id of a query is the name of its folder.",
    why="tables and paths name a query by its id",
    repair="rename the folder, or correct the id",
    example=Example(
        'the id is "2016-social-media" and the folder is 2016-social-media-migrant-smuggling',
        "query.yaml",
        "id: 2016-social-media-migrant-smuggling",
        "id: 2016-social-media",
    ),
)
def id_is_the_folder(subject: QuerySubject) -> Iterator[Violation]:
    id_ = subject.query.value["id"]
    if id_ != subject.folder:
        yield Violation(("query", "id"), f'the id is "{id_}" and the folder is {subject.folder}')
    if subject.codebook_value and subject.codebook_value["query"] not in (subject.folder, id_):
        said = f'the query is "{subject.codebook_value["query"]}" and the folder is {subject.folder}'
        yield Violation(("codebook", "query"), said)


@rule(
    "Q02",
    "query",
    "The archived source is, byte for byte, the one whose hash is in query.yaml.",
    why="every text is proved against this file, so that it must never change unseen",
    repair="restore the file from the history; a new source is a new query",
    example=Example(
        "the file does not have the hash in query.yaml: it is not the one that was archived",
        words="a source in data/sources that was changed by one letter",
    ),
)
def source_is_the_archived_one(subject: QuerySubject) -> Iterator[Violation]:
    archived = subject.query.source.sha256
    if archived != subject.query.value["source"]["sha256"]:
        said = "the file does not have the hash in query.yaml: it is not the one that was archived"
        help_ = f"restore the file from the history; a new source is a new query, and its hash is {archived}"
        yield Violation(("query", "source", "sha256"), said, help_)


@rule(
    "Q03",
    "query",
    "Every text of the head is, from its first to its last word, one that the head of the source prints.",
    why="title, questions and disclaimer are quoted as what the network printed",
    repair="put back the words of the source",
    example=Example(
        'the head of the source does not have "Requested by Salvatore Sofia on 18th April 2016" as it stands here',
        "query.yaml",
        "requested_by: Salvatore SOFIA",
        "requested_by: Salvatore Sofia",
    ),
)
def head_is_that_of_the_source(subject: QuerySubject) -> Iterator[Violation]:
    value, fit = subject.query.value, subject.head_fit
    texts = dict(printed_texts(value))
    for path in fit.lost:
        said = f'the head of the source does not have "{text.shorten(texts[path])}" as it stands here'
        yield Violation(("query", *path), said)
    for rest in [] if fit.lost else fit.rest:
        shown = f'"{text.shorten(rest.text, 80)}"'
        if rest.after is not None:
            yield Violation(("query", *rest.after), f"this text goes on in the source: {shown}", f"add {shown}")
        elif rest.before is not None:
            said = f"this text begins earlier in the source: {shown}"
            yield Violation(("query", *rest.before), said, f"put {shown} before it")


@rule(
    "Q11",
    "query",
    "Every line of the head of the source is in a field of query.yaml, or left out with a reason; a line that the conversion tore away is an enumerator alone.",
    why="nobody would notice a question or a caveat that is left out",
    repair="copy it into the field that it belongs to, or declare the whole line under `left_out`, with the reason",
    example=Example(
        'line 53 of the head is in no field: "Please provide justifications for your answer(s)."',
        "query.yaml",
        "  closing: |-\n    Please provide justifications for your answer(s).\n",
        "",
    ),
)
def head_is_accounted_for(subject: QuerySubject) -> Iterator[Violation]:
    source, fit = subject.query.value["source"], subject.head_fit
    declared = [" ".join(entry["text"].split()) for entry in source.get("left_out", ())]
    waiting: list[str | None] = list(declared)
    for rest in [] if fit.lost else fit.rest:
        if rest.is_whole_line and rest.text in waiting:
            waiting[waiting.index(rest.text)] = None
        elif rest.is_whole_line:
            said = f'line {rest.line} of the head is in no field: "{text.shorten(rest.text, 80)}"'
            yield Violation(("query", "source"), said)
    for index, words in enumerate(waiting) if not fit.lost else ():
        if words is not None:
            said = f'left_out matches no line of the head that is still in no field: "{text.shorten(words, 80)}"'
            yield Violation(
                ("query", "source", "left_out", index), said, "write the words of one whole line, or delete it"
            )
    for index, line in enumerate(source.get("stray_lines", ())):
        printed = " ".join(subject.query.source.words(line, line))
        if line >= source["responses_first_line"] or not enumerators.steps(printed):
            said = f'line {line} of the head does not hold an enumerator alone: "{text.shorten(printed)}"'
            yield Violation(("query", "source", "stray_lines", index), said, "delete it from the list")


@rule(
    "Q12",
    "query",
    "The title comes first, then the questions in the order of the source, each after the enumerator of its item; where the source prints another enumerator, a note says so.",
    why="two questions that change places put every answer under the wrong one",
    repair="put each question under the number that the source prints before it",
    example=Example(
        'the source prints "a." before this question, and its item is 6c',
        "query.yaml",
        '- item: "6a"',
        '- item: "6c"',
    ),
)
def questions_are_in_their_order(subject: QuerySubject) -> Iterator[Violation]:
    fit, before = subject.head_fit, 0
    title: Path = ("title",)
    if title in fit.stand and fit.stand[title].start != min(stands.start for stands in fit.stand.values()):
        yield Violation(
            ("query", *title), "the source prints other fields before this text, and the title stands first"
        )
    for index, question in enumerate(subject.query.value["questions"]):
        path: Path = ("questions", index, "text")
        if path not in fit.stand:
            continue
        start, printed = fit.stand[path].start, fit.enumerator_before(path)
        if start < before:
            yield Violation(
                ("query", *path), "the source prints this question before the one that stands above it here"
            )
        elif (
            printed
            and "note" not in question
            and not enumerators.names(enumerators.steps(printed) or (), question["item"])
        ):
            said = f'the source prints "{printed}" before this question, and its item is {question["item"]}'
            yield Violation(("query", "questions", index, "item"), said)
        before = max(before, start)


@rule(
    "Q13",
    "query",
    "A date field has the date that the source prints; where none can be read there, the field is left out.",
    why="queries are ordered and counted by it",
    repair="write the printed day as YYYY-MM-DD",
    example=Example(
        'the source prints "18th April 2016", which is 2016-04-18, but the date here is 2015-04-18',
        "query.yaml",
        'request_date: "2016-04-18"',
        'request_date: "2015-04-18"',
    ),
)
def days_agree(subject: QuerySubject) -> Iterator[Violation]:
    value = subject.query.value
    for key in ("request_date", "reply_date", "compilation_date"):
        printed, day = value.get(f"{key}_printed") or "", value.get(key)
        found = dates.find(printed)
        if found is not None and day is not None and found != day:
            said = f'the source prints "{text.shorten(printed)}", which is {found}, but the date here is {day}'
            yield Violation(("query", key), said)
        elif day is not None and not printed:
            yield Violation(("query", key), f"there are no printed words for this date; put them under {key}_printed")
        elif found is not None and day is None:
            yield Violation(("query", f"{key}_printed"), f"the day {found} is printed, and {key} is left out")


def fit_of(value: dict[str, Any], source: Source) -> heads.Fit:
    """Return how the fields of a mapping with the keys of query.yaml, and the head of a source, fit."""
    fields = (heads.Field(path, text.words(words)) for path, words in printed_texts(value))
    return heads.fit(fields, _head_words(value, source))


def _head_words(value: dict[str, Any], source: Source) -> heads.Words:
    stray = set(value["source"].get("stray_lines", ()))
    last = value["source"]["responses_first_line"] - 1
    texts: list[str] = []
    lines: list[int] = []
    for line in range(1, last + 1):
        if line not in stray:
            found = source.words(line, line)
            texts += found
            lines += [line] * len(found)
    return heads.Words(texts, lines)


def printed_texts(value: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield path and words of every text of ``query.yaml`` that the source prints."""
    yield ("title",), value["title"]
    yield from _sentence(("requested_by", "request_printed"), value, request_sentence(value))
    for key in ("compilation_date_printed", "policy_area"):
        if key in value:
            yield (key,), value[key]
    yield from _sentence(("respondents", "respondents_printed"), value, respondents_sentence(value))
    yield ("disclaimer",), value["disclaimer"]
    for index, paragraph in enumerate(value.get("background", ())):
        marker = paragraph.get("marker", "")
        yield ("background", index, "text"), f"{marker} {paragraph['text']}"
    for index, question in enumerate(value["questions"]):
        yield ("questions", index, "text"), question["text"]
        if "closing" in question:
            yield ("questions", index, "closing"), question["closing"]
    if "reply_date_printed" in value:
        yield ("reply_date_printed",), value["reply_date_printed"]


def _sentence(keys: tuple[str, str], value: dict[str, Any], words: str | None) -> Iterator[tuple[Path, str]]:
    """Yield a printed sentence at the second of two keys, or where that is not there at the first."""
    if words is not None:
        yield (keys[1] if keys[1] in value else keys[0],), words


@rule(
    "Q04",
    "query",
    "As many respondents are listed as the head counts.",
    why="nobody would notice a respondent that is missing from the list",
    repair="copy the list again",
    example=Example(
        "3 respondents are listed, the total is 4", words="a source that prints another total than it has respondents"
    ),
)
def respondents_are_counted(subject: QuerySubject) -> Iterator[Violation]:
    value = subject.query.value
    listed, total = len(value["respondents"]), value.get("respondents_total")
    fits = total in (None, listed) and "not_in_table" not in value and "not_listed" not in value
    if not subject.marks.free(("query", "respondents")):
        return
    if not fits and "respondents_note" not in value:
        said = f"{listed} respondents are listed, the total is {total}"
        if total in (None, listed):
            said = f"{listed} respondents are listed, and the table has {len(labels_in_table(value))}"
        where = "respondents_total" if "respondents_total" in value else "respondents"
        yield Violation(
            ("query", where), said, "copy the list again; if the source prints it so, say so in respondents_note"
        )
    elif fits and "respondents_note" in value:
        yield Violation(("query", "respondents_note"), "list, total and table have the same number", "delete the note")


@rule(
    "Q15",
    "query",
    "The requester, the date and each respondent are as the printed sentence has them, and it names no other respondent.",
    why="names and days are counted as data; the sentence shows what the source prints",
    repair="correct the one or the other",
    example=Example(
        'the sentence does not have "Austria"',
        words="a list of respondents that has one more than the printed sentence",
    ),
)
def sentences_have_what_was_taken_from_them(subject: QuerySubject) -> Iterator[Violation]:
    value = subject.query.value
    parts = [("request_printed", key) for key in ("requested_by", "request_date_printed")]
    for whole, key in parts:
        if whole in value and key in value and not _has(value[whole], value[key]):
            yield Violation(("query", key), f'the sentence does not have "{text.shorten(value[key])}"')
    if "respondents_printed" not in value:
        return
    rest = value["respondents_printed"]
    for index, label in enumerate(value["respondents"]):
        if not _has(rest, label):
            yield Violation(("query", "respondents", index), f'the sentence does not have "{text.shorten(label)}"')
        rest = re.sub(rf"(?<!\w){re.escape(label)}(?!\w)", ",", rest, count=1)
    names = subject.query.reference.labels
    for left in re.split(r",|;|\band\b|\bplus\b|&|:|\bfrom\b|\(", rest):
        if left.strip() and country_of(left.strip(" ."), names).whole:
            said = f'the sentence lists "{left.strip(" .")}", and respondents does not'
            yield Violation(("query", "respondents"), said)


def _has(sentence: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(' '.join(words.split()))}(?!\w)", " ".join(sentence.split())) is not None


def _records_by_respondent(subject: QuerySubject) -> dict[str, list[str]]:
    expected, names = labels_in_table(subject.query.value), subject.query.reference.labels
    found: dict[str, list[str]] = {}
    for name, record in subject.records.items():
        label = record["respondent"]["label"]
        found.setdefault(listed_as(label, expected, names) or label, []).append(name)
    return found


@rule(
    "Q05",
    "query",
    "Every respondent that the table of responses has, listed or not, has exactly one record; a listed one that the table does not have has none.",
    why="a response that is left out, or counted twice, falsifies every count",
    repair="add the missing record, delete the second one, or correct its label",
    example=Example('"Croatia" has no record', words="a query whose record HR.yaml was deleted"),
)
def each_respondent_has_one_record(subject: QuerySubject) -> Iterator[Violation]:
    have, value = _records_by_respondent(subject), subject.query.value
    for index, label in enumerate(value.get("not_in_table", ())):
        if label not in value["respondents"]:
            yield Violation(("query", "not_in_table", index), f'"{text.shorten(label)}" is not among the respondents')
    for respondent in labels_in_table(value):
        names = have.get(respondent, [])
        key = "respondents" if respondent in value["respondents"] else "not_listed"
        where = ("query", key, value[key].index(respondent))
        if not names and subject.marks.free(where):
            help_ = "`make new` begins one; a respondent without a row in the table stands in not_in_table too"
            yield Violation(where, f'"{respondent}" has no record', help_)
        for name in names[1:]:
            said = f'"{respondent}" has a second record; the first is {names[0]}'
            yield Violation((name, "respondent", "label"), said)


@rule(
    "Q06",
    "query",
    "Every line of the responses belongs to one record.",
    why="a line that no record has is an answer that is lost",
    repair="correct source_lines",
    example=Example(
        "lines of the source that no record has: 96",
        words="a line of the source after the last response, or between two",
    ),
)
def lines_belong_to_one_record(subject: QuerySubject) -> Iterator[Violation]:
    source = subject.query.source
    one_each = all(len(names) == 1 for names in _records_by_respondent(subject).values())
    if not one_each or len(subject.records) != len(labels_in_table(subject.query.value)):
        return  # Q05 says so
    owner: dict[int, str] = {}
    for name, record in subject.records.items():
        lines = record["source_lines"]
        for line in range(lines["first"], min(lines["last"], len(source.lines)) + 1):
            if line in owner and source.words(line, line):
                if not subject.unsure.intersection((name, owner[line])):
                    said = f"line {line} of the source is claimed by {owner[line]} too"
                    yield Violation((name, "source_lines"), said)
                break
            owner.setdefault(line, name)
    first = subject.query.value["source"]["responses_first_line"]
    lost = [str(n) for n in range(first, len(source.lines) + 1) if n not in owner and source.words(n, n)]
    if lost and not subject.unsure:
        said = f"lines of the source that no record has: {text.first_of(lost)}"
        yield Violation(("query", "source"), said, "correct source_lines of the records")


@rule(
    "Q07",
    "query",
    "Items are unique, and a part stands after its question.",
    why="an item names one question in every table",
    repair="correct item, parent or kind",
    example=Example(
        'item "2b" cannot be of kind part with the parent 3',
        "query.yaml",
        '- item: "2b"\n  parent: "2"',
        '- item: "2b"\n  parent: "3"',
    ),
)
def parts_have_parents(subject: QuerySubject) -> Iterator[Violation]:
    seen: set[str] = set()
    for index, question in enumerate(subject.query.value["questions"]):
        item, parent = question["item"], question.get("parent")
        where = ("query", "questions", index)
        if item in seen:
            yield Violation((*where, "item"), f'duplicate item "{item}"')
        elif not _stands_right(question["kind"], item, parent):
            said = f'item "{item}" cannot be of kind {question["kind"]} with {f"the parent {parent}" if parent else "no parent"}'
            yield Violation((*where, "item"), said)
        elif parent is not None and parent not in seen:
            yield Violation((*where, "parent"), f'the parent "{parent}" does not stand before it')
        seen.add(item)


def _stands_right(kind: str, item: str, parent: str | None) -> bool:
    """Return whether an item is one step below its parent; without one it is a number, and neither part nor option."""
    if parent is None:
        return kind in ("question", "heading") and re.fullmatch(r"[0-9.]+", item) is not None
    return is_below(item, parent) and (kind in ("part", "option") or item[-1].isdigit())


@rule(
    "Q08",
    "query",
    "The codebook codes items of this query, by lists of codes that exist.",
    why="a variable that asks about no item could not be coded from anything",
    repair="correct the codebook",
    example=Example('the item "8" is not in the questionnaire', "codebook.yaml", 'items: ["7"]', 'items: ["8"]'),
)
def codebook_is_of_this_query(subject: QuerySubject) -> Iterator[Violation]:
    value = subject.codebook_value
    if value is None:
        return
    lists = {"platforms", *value.get("code_lists", {})}
    ids = [variable["id"] for variable in value["variables"]]
    for index, variable in enumerate(value["variables"]):
        where = ("codebook", "variables", index)
        if variable["id"] in ids[:index]:
            yield Violation((*where, "id"), f'duplicate variable "{variable["id"]}"')
        for position, item in enumerate(variable["items"]):
            known = answerable(subject.query.items)
            if item not in known:
                is_heading = item in subject.query.items
                said = f'the item "{item}" is {"a heading" if is_heading else "not in the questionnaire"}'
                yield Violation((*where, "items", position), said, text.did_you_mean(item, known))
        codes = variable.get("codes")
        if isinstance(codes, str) and codes not in lists:
            said = f'the list of codes "{codes}" is not known'
            yield Violation((*where, "codes"), said, text.did_you_mean(codes, lists))


@rule(
    "Q09",
    "query",
    "Filters and combinations name variables and codes of the codebook.",
    why="a filter that names no code would never hold, and nobody would notice",
    repair="correct the codebook",
    example=Example(
        'the variable "monitorin" is not in the codebook',
        "codebook.yaml",
        "    variable: monitoring\n",
        "    variable: monitorin\n",
    ),
)
def codebook_refers_to_itself(subject: QuerySubject) -> Iterator[Violation]:
    book = subject.query.codebook
    missing = subject.query.reference.missing_codes
    for index, variable in enumerate(book.variables.values()):
        pairs = [(variable.filter.variable, variable.filter.code)] if variable.filter else []
        yield from _unknown_pairs(book, pairs, ("codebook", "variables", index, "filter"))
        for code in variable.codes:
            if code in missing:
                said = f'"{code}" is a missing code; it cannot be a code too'
                yield Violation(("codebook", "variables", index, "codes"), said)
    for index, combination in enumerate(book.combinations):
        yield from _unknown_pairs(book, (combination.first, combination.second), ("codebook", "combinations", index))


def _unknown_pairs(book: Codebook, pairs: Iterable[tuple[str, str]], where: Path) -> Iterator[Violation]:
    for variable, code in pairs:
        if variable not in book.variables:
            said = f'the variable "{variable}" is not in the codebook'
            yield Violation(where, said, text.did_you_mean(variable, book.variables))
        elif code not in book.variables[variable].codes:
            said = f'"{code}" is not a code of "{variable}"'
            yield Violation(where, said, text.did_you_mean(code, book.variables[variable].codes))


@rule(
    "Q10",
    "query",
    "A query whose responses are coded has a codebook.",
    why="without it, no value means anything",
    repair="restore codebook.yaml from the history, or delete the codings",
    example=Example(
        "there is no codebook.yaml, but 3 records have codings", words="a query whose codebook.yaml was deleted"
    ),
)
def coded_query_has_a_codebook(subject: QuerySubject) -> Iterator[Violation]:
    if subject.have_codings and subject.codebook_value is None:
        yield Violation(("query",), f"there is no codebook.yaml, but {subject.have_codings}")


@rule(
    "Q14",
    "query",
    "What query.yaml says about the coding agrees with the files: a codebook, the number of passes, an adjudication file where it says that there was one.",
    why="every document says of a query how it was coded, and takes it from there",
    repair="correct coding in query.yaml; a query that is not coded has none",
    example=Example(
        "query.yaml does not say how the answers were coded, but 2 records have codings",
        words="a coded query whose query.yaml has no key coding",
    ),
)
def coding_is_what_is_there(subject: QuerySubject) -> Iterator[Violation]:
    coding = subject.query.value.get("coding")
    if coding is None:
        if subject.have_codings and subject.codebook_value is not None:
            help_ = "add coding to query.yaml: passes, coders, adjudicated, by, date, method"
            yield Violation(
                ("query",), f"query.yaml does not say how the answers were coded, but {subject.have_codings}", help_
            )
        return
    if subject.codebook_value is None:
        if not subject.have_codings:  # otherwise Q10 says so
            yield Violation(("query", "coding"), "it says how the answers were coded, and there is no codebook.yaml")
        return
    yield from _passes_as_kept(coding, subject.query.value.get("coding_files", ()))
    if not text.is_day(coding["date"]):
        yield Violation(("query", "coding", "date"), f"{coding['date']} is not a day of the calendar")
    yield from _reviews_that_differ(coding, subject.records)


def _reviews_that_differ(coding: dict[str, Any], records: dict[str, dict[str, Any]]) -> Iterator[Violation]:
    for name, record in records.items():
        for key in ("passes", "adjudicated") if record.get("codings") else ():
            said = record["review"].get(key)
            if said is not None and said != coding[key]:
                shown = f'{key} is {_shown(said)}, and "coding" of query.yaml has {_shown(coding[key])}'
                yield Violation((name, "review", key), shown, f"correct one of them, or leave out {key} here")


def _shown(value: bool | int) -> str:
    return str(value).lower()


def _passes_as_kept(coding: dict[str, Any], files: Iterable[dict[str, str]]) -> Iterator[Violation]:
    kept = sum("/pass-" in file["path"] for file in files)
    decided = any("/adjudication" in file["path"] for file in files)
    lost_between = kept < 2 and decided  # K05 says so
    if not lost_between and (coding["passes"] < kept or (1 < coding["passes"] != kept)):
        said = f"passes is {coding['passes']}, and coding_files names {kept}"
        yield Violation(("query", "coding", "passes"), said, "each of several passes is kept as coding/pass-1.csv, …")
    if coding["adjudicated"] and coding["passes"] == 1:
        yield Violation(("query", "coding", "adjudicated"), "one pass has nothing to adjudicate")
    if not coding["adjudicated"] and decided:
        yield Violation(("query", "coding", "adjudicated"), "it is false, and there is coding/adjudication.csv")


OF_THE_HEAD: tuple[Rule[QuerySubject], ...] = (
    id_is_the_folder,
    source_is_the_archived_one,
    head_is_that_of_the_source,
    head_is_accounted_for,
    questions_are_in_their_order,
    days_agree,
    respondents_are_counted,
    sentences_have_what_was_taken_from_them,
)
OF_ALL_RECORDS: tuple[Rule[QuerySubject], ...] = (each_respondent_has_one_record, lines_belong_to_one_record)
OF_THE_CODEBOOK: tuple[Rule[QuerySubject], ...] = (
    parts_have_parents,
    codebook_is_of_this_query,
    codebook_refers_to_itself,
    coded_query_has_a_codebook,
    coding_is_what_is_there,
)
OF_ONE_RECORD = (id_is_the_folder, coded_query_has_a_codebook)  # what a record that is checked alone could not say
ALONE = OF_THE_HEAD + OF_THE_CODEBOOK  # what can be asked without all records
RULES = OF_THE_HEAD + OF_ALL_RECORDS + OF_THE_CODEBOOK
