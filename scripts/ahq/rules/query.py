"""Q: the query. Its head, its questionnaire, its codebook, and its records taken together."""

from ahq.core import text
from ahq.corpus.query import Query
from ahq.rules.base import Violation, rule


class QuerySubject:
    """One query folder. ``records`` maps the name of each record file to its value.

    Findings say in which file they are by the first step of their path: ``query``, ``codebook``
    or the name of a record file.
    """

    def __init__(self, folder: str, query: Query, codebook_value: dict | None, records: dict):
        self.folder = folder
        self.query = query
        self.codebook_value = codebook_value
        self.records = records


@rule("Q01", "The id of a query is the name of its folder.", "rename the folder, or correct the id")
def id_is_the_folder(subject: QuerySubject):
    if subject.query.value["id"] != subject.folder:
        yield Violation(("query", "id"), f'the id is "{subject.query.value["id"]}" and the folder is {subject.folder}')
    if subject.codebook_value and subject.codebook_value["query"] != subject.folder:
        yield Violation(
            ("codebook", "query"),
            f'the query is "{subject.codebook_value["query"]}" and the folder is {subject.folder}',
        )


@rule(
    "Q02",
    "The archived source is, byte for byte, the one whose hash stands in query.yaml.",
    "restore the file from the history; a new source is a new query",
)
def source_is_the_archived_one(subject: QuerySubject):
    source = subject.query.source
    if source is not None and source.sha256 != subject.query.value["source"]["sha256"]:
        message = f"the archived file has the hash {source.sha256}: it is not the one that was archived"
        yield Violation(("query", "source", "sha256"), message)


@rule(
    "Q03", "Every text of the head stands in the head of the source, word by word.", "put back the words of the source"
)
def head_is_the_source_s(subject: QuerySubject):
    value, source = subject.query.value, subject.query.source
    head = " ".join(_head_words(value, source))
    for path, words in printed_texts(value):
        if f" {' '.join(text.words(words))} " not in f" {head} ":
            message = f'the head of the source does not hold "{text.shorten(words)}" as it stands here'
            yield Violation(("query", *path), message)


def _head_words(value: dict, source) -> list[str]:
    stray = set(value["source"].get("stray_lines", ()))
    last = value["source"]["responses_first_line"] - 1
    return [word for line in range(1, last + 1) if line not in stray for word in source.words(line, line)]


def printed_texts(value: dict):
    """Yield path and words of every text of ``query.yaml`` that the source prints."""
    yield ("title",), value["title"]
    yield ("requested_by",), f"Requested by {value['requested_by']} on {value['request_date_printed']}"
    yield ("policy_area",), value["policy_area"]
    listed = f"Responses from {', '.join(value['respondents'])} ({value['respondents_total']} in total)"
    yield ("respondents",), listed
    yield ("disclaimer",), value["disclaimer"]
    for index, paragraph in enumerate(value["background"]):
        marker = paragraph.get("marker", "")
        yield ("background", index, "text"), f"{marker} {paragraph['text']}"
    for index, question in enumerate(value["questions"]):
        yield ("questions", index, "text"), question["text"]
        if "closing" in question:
            yield ("questions", index, "closing"), question["closing"]


@rule("Q04", "As many respondents are listed as the head counts.", "copy the list again")
def respondents_are_counted(subject: QuerySubject):
    value = subject.query.value
    listed = len(value["respondents"])
    if listed != value["respondents_total"]:
        yield Violation(
            ("query", "respondents_total"),
            f"{listed} respondents are listed, the total is {value['respondents_total']}",
        )


@rule("Q05", "Every listed respondent has one record.", "delete one, or correct its label")
def each_respondent_has_one_record(subject: QuerySubject):
    listed = subject.query.value["respondents"]
    have: dict[str, list] = {}
    for name, record in subject.records.items():
        label = record["respondent"]["label"]
        full = next((r for r in listed if r.startswith(label)), label)
        have.setdefault(full, []).append(name)
    for index, respondent in enumerate(listed):
        names = have.get(respondent, [])
        if not names:
            yield Violation(("query", "respondents", index), f'"{respondent}" has no record', "add one")
        for name in names[1:]:
            yield Violation(
                (name, "respondent", "label"), f'"{respondent}" has a second record; the first is {names[0]}'
            )


@rule("Q06", "Every line of the responses belongs to one record.", "correct source_lines")
def lines_are_shared_out(subject: QuerySubject):
    source = subject.query.source
    owner: dict[int, str] = {}
    for name, record in subject.records.items():
        lines = record["source_lines"]
        for line in range(lines["first"], min(lines["last"], len(source.lines)) + 1):
            if line in owner and source.words(line, line):
                yield Violation((name, "source_lines"), f"line {line} of the source is claimed by {owner[line]} too")
                break
            owner.setdefault(line, name)
    first = subject.query.value["source"]["responses_first_line"]
    lost = [n for n in range(first, len(source.lines) + 1) if n not in owner and source.words(n, n)]
    if lost:
        shown = ", ".join(map(str, lost[:8])) + (", …" if len(lost) > 8 else "")
        yield Violation(
            ("query", "source"),
            f"lines of the source that no record has: {shown}",
            "correct source_lines of the records",
        )


@rule("Q07", "Items are unique, and a part stands after its question.", "correct item, parent or kind")
def parts_have_parents(subject: QuerySubject):
    seen: dict[str, str] = {}
    for index, question in enumerate(subject.query.value["questions"]):
        item, parent = question["item"], question.get("parent")
        where = ("query", "questions", index)
        if item in seen:
            yield Violation((*where, "item"), f'the item "{item}" is a duplicate')
        if (question["kind"] == "question") == (parent is not None) or (parent and item[:-1] != parent):
            yield Violation((*where, "item"), f'item "{item}" of kind {question["kind"]} has the parent {parent}')
        if parent is not None and parent not in seen:
            yield Violation((*where, "parent"), f'the parent "{parent}" does not stand before it')
        seen[item] = question["kind"]


@rule("Q08", "The codebook codes items of this query, by lists of codes that exist.", "correct the codebook")
def codebook_is_of_this_query(subject: QuerySubject):
    value = subject.codebook_value
    if value is None:
        return
    lists = {"platforms", *value.get("code_lists", {})}
    ids = [variable["id"] for variable in value["variables"]]
    for index, variable in enumerate(value["variables"]):
        where = ("codebook", "variables", index)
        if variable["id"] in ids[:index]:
            yield Violation((*where, "id"), f'the variable "{variable["id"]}" is a duplicate')
        for position, item in enumerate(variable["items"]):
            if item not in subject.query.items:
                yield Violation(
                    (*where, "items", position),
                    f'the item "{item}" is not in the questionnaire',
                    text.did_you_mean(item, subject.query.items),
                )
        codes = variable.get("codes")
        if isinstance(codes, str) and codes not in lists:
            yield Violation(
                (*where, "codes"), f'the list of codes "{codes}" is not known', text.did_you_mean(codes, lists)
            )


@rule("Q09", "Filters and combinations name variables and codes of the codebook.", "correct the codebook")
def codebook_refers_to_itself(subject: QuerySubject):
    book = subject.query.codebook
    if book is None:
        return
    missing = subject.query.reference.missing_codes
    for index, variable in enumerate(book.variables.values()):
        pairs = [(variable.filter.variable, variable.filter.code)] if variable.filter else []
        yield from _unknown_pairs(book, pairs, ("codebook", "variables", index, "filter"))
        for code in variable.codes:
            if code in missing:
                yield Violation(
                    ("codebook", "variables", index, "codes"), f'"{code}" is a missing code; it cannot be a code too'
                )
    for index, combination in enumerate(book.combinations):
        yield from _unknown_pairs(book, (combination.first, combination.second), ("codebook", "combinations", index))


def _unknown_pairs(book, pairs, where: tuple):
    for variable, code in pairs:
        if variable not in book.variables:
            yield Violation(
                where, f'the variable "{variable}" is not in the codebook', text.did_you_mean(variable, book.variables)
            )
        elif code not in book.variables[variable].codes:
            yield Violation(
                where,
                f'"{code}" is not a code of "{variable}"',
                text.did_you_mean(code, book.variables[variable].codes),
            )


OF_THE_HEAD = (
    id_is_the_folder,
    source_is_the_archived_one,
    head_is_the_source_s,
    respondents_are_counted,
)
OF_ALL_RECORDS = (
    each_respondent_has_one_record,
    lines_are_shared_out,
)
OF_THE_CODEBOOK = (
    parts_have_parents,
    codebook_is_of_this_query,
    codebook_refers_to_itself,
)
ALONE = OF_THE_HEAD + OF_THE_CODEBOOK  # what can be asked without the records
RULES = OF_THE_HEAD + OF_ALL_RECORDS + OF_THE_CODEBOOK
