"""N: the record against its neighbours: file, folder, query, questionnaire, countries."""

from pathlib import PurePosixPath

from ahq.core import text
from ahq.corpus import record
from ahq.corpus.query import parts_of
from ahq.rules.base import Example, Subject, Violation, rule

# With small letters and without a full stop.
PLACEHOLDERS = frozenset({"n/a", "n.a", "na", "-", "–", "—", "/"})


@rule(
    "N01",
    "The file is named by its country.",
    "rename the file, or correct the country",
    example=Example("HR", "  country: HR", "  country: HU"),
)
def file_is_named_by_country(subject: Subject):
    path = PurePosixPath(subject.path)
    country, known = subject.value["respondent"]["country"], subject.query.reference.countries
    if path.name != f"{country}.yaml" and country in known:
        rename = f"rename the file to {country}.yaml" if country in known else ""
        mend = f"write {path.stem}" if path.stem in known else ""
        help_ = (
            " or ".join(filter(None, (mend, rename))) or "name the file by its country, which has two capital letters"
        )
        yield Violation(("respondent", "country"), f'country is "{country}" and the file is {path.name}', help_)


@rule(
    "N02",
    "The folder is named by the query.",
    "move the file, or correct the query",
    example=Example("HR", "query: 2016-social-media-migrant-smuggling", "query: 2015-social-media-migrant-smuggling"),
)
def folder_is_named_by_query(subject: Subject):
    query = subject.value["query"]
    if subject.folder and query != subject.folder:
        yield Violation(("query",), f'query is "{query}" and the folder is {subject.folder}')


@rule(
    "N03",
    "The country is in data/reference/countries.csv.",
    "use the ISO 3166-1 code: GR, not EL; GB, not UK",
    example=Example("HR", "  country: HR", "  country: UK"),
)
def country_is_known(subject: Subject):
    known = subject.query.reference.countries
    country = subject.value["respondent"]["country"]
    if country not in known:
        otherwise = {row[column]: code for code, row in known.items() for column in ("eu_code", "alpha3", "name")}
        meant = f'did you mean "{otherwise[country]}"?' if country in otherwise else text.did_you_mean(country, known)
        yield Violation(
            ("respondent", "country"), f'the country "{country}" is not known{text.foreign(country)}', meant
        )


@rule(
    "N04",
    "The label is one of the query's respondents.",
    "copy the label from the source",
    example=Example("HR", "label: Croatia", "label: Kroatia"),
)
def label_is_a_listed_respondent(subject: Subject):
    # The source itself may cut a label; the head lists the respondents whole.
    label = subject.value["respondent"]["label"]
    listed = subject.query.value["respondents"]
    if not any(name.startswith(label) for name in listed):
        meant = text.did_you_mean(label, listed)
        yield Violation(("respondent", "label"), f'"{label}" is not among the respondents of the query', meant)


@rule(
    "N05",
    "Every item is in the questionnaire.",
    "see the items in query.yaml",
    example=Example("HR", 'item: "7"', 'item: "8"'),
)
def items_are_known(subject: Subject):
    for index, answer in enumerate(subject.value.get("answers", ())):
        if isinstance(answer["item"], str) and answer["item"] not in subject.query.items:
            help_ = text.did_you_mean(answer["item"], subject.query.items)
            subject.settle(("answers", index))
            yield Violation(
                ("answers", index, "item"),
                f'the item "{answer["item"]}" is not in the questionnaire{text.foreign(answer["item"])}',
                help_,
            )


@rule(
    "N06",
    "Every numbered question has an answer, an answer to a part, or an entry that says that it has none.",
    "add the missing entry",
    example=Example("HR", 'item: "7"', 'item: "6"'),
)
def every_question_is_accounted_for(subject: Subject):
    if not subject.value["wider_dissemination"]:
        return
    have = {str(answer["item"]) for answer in subject.value.get("answers", ())}
    if subject.unsettled_answers or subject.lost_words or not have <= subject.query.items.keys():
        return  # the answer is here, under a wrong item, or its text is still lost
    for number, parts in parts_of(subject.query.items).items():
        if number not in have and not have.intersection(parts):
            message = f"question {number} has no answer here"
            yield Violation(("answers",), message, f'add `- item: "{number}"` with `status: not-answered` and a note')


@rule(
    "N07",
    "A response that is not disseminated has no text.",
    "delete them, or correct wider_dissemination",
    example=Example("BE", "review:\n", "codings:\n- variable: monitoring\n  missing: not-mentioned\nreview:\n"),
)
def silence_is_kept(subject: Subject):
    if subject.value["wider_dissemination"] or subject.unsettled_answers or subject.lost_words:
        return
    for key in ("answers", "codings"):
        if subject.value.get(key):
            yield Violation((key,), f"the respondent did not agree to wider dissemination, but {key} stand here")


@rule(
    "N08",
    "An answer has a text; an item that is not answered has a note and nothing else; a repeated question has a note.",
    "correct the status, or the text",
    example=Example("HR", "status: placeholder", "status: not-answered"),
)
def status_fits_text(subject: Subject):
    for index, answer in enumerate(subject.value.get("answers", ())):
        where = ("answers", index)
        if answer["status"] == record.NOT_ANSWERED:
            for key in ("text", "marker", "assignment"):
                if key in answer:
                    yield Violation((*where, key), f"the item is not-answered, but it has the key {key}")
        elif "text" not in answer:
            yield Violation(where, f"the status is {answer['status']}, but there is no text")
        if answer["status"] in record.WITHOUT_ANSWER and "note" not in answer:
            said = f"the item is {answer['status']} and no note says why"
            yield Violation(where, said, "add a note on what the source prints")


@rule(
    "N11",
    'A placeholder is "N/A", "n.a." or a dash alone, and these alone are placeholders.',
    "correct the status",
    example=Example("HR", "status: placeholder", "status: answered"),
)
def placeholders_say_nothing(subject: Subject):
    for index, answer in enumerate(subject.value.get("answers", ())):
        printed, status = answer.get("text"), answer["status"]
        empty = printed is not None and printed.casefold().strip(" .") in PLACEHOLDERS
        if printed is None or status not in ("answered", "placeholder") or empty == (status == "placeholder"):
            continue
        wanted, much = ("placeholder", "only") if empty else ("answered", "more than")
        said = f'"{text.shorten(printed)}" says {much} that there is nothing to say, but the status is {status}'
        yield Violation(("answers", index, "status"), said, f"write {wanted}")


@rule(
    "N09",
    "A segment with a marker is printed, one without is inferred.",
    "correct the assignment",
    example=Example("HR", "assignment: printed", "assignment: inferred"),
)
def assignment_fits_marker(subject: Subject):
    for index, answer in enumerate(subject.value.get("answers", ())):
        if "text" not in answer or index in subject.unsettled_answers:
            continue
        assignment = answer.get("assignment")
        needed = "printed" if "marker" in answer else "inferred"
        if assignment != needed:
            have = "has a marker" if "marker" in answer else "has no marker"
            yield Violation(
                ("answers", index, "assignment"),
                f"the answer {have}, but its assignment is {assignment}",
                f"write {needed}",
            )


@rule(
    "N10",
    "The words of an answer and of its marker are separated by single spaces, as in the source.",
    "join the lines; delete the extra spaces",
    example=Example("HR", "No findings.", "No  findings."),
)
def text_is_one_line(subject: Subject):
    for index, answer in enumerate(subject.value.get("answers", ())):
        for key in ("marker", "text"):
            words = answer.get(key, "")
            if " ".join(words.split()) == words:
                continue
            subject.settle(("answers", index))
            if not _ends_a_line_with_spaces(subject, words):
                offset = _first_needless(words)
                where, odd = subject.place_in(("answers", index, key), offset), text.foreign(words[offset])
                yield Violation(where, f"white space that the source does not have{odd}")


def _ends_a_line_with_spaces(subject: Subject, words: str) -> bool:
    """Return whether nothing is wrong with words but spaces at the end of their line, of which another rule tells."""
    return " ".join(words.split()) == words.rstrip(" ") and " \n" in subject.text


def _first_needless(words: str) -> int:
    return next(
        i
        for i in range(len(words))
        if words[i].isspace() and (i + 1 == len(words) or words[i + 1].isspace() or words[i] != " " or i == 0)
    )


RULES = (
    file_is_named_by_country,
    folder_is_named_by_query,
    country_is_known,
    label_is_a_listed_respondent,
    items_are_known,
    every_question_is_accounted_for,
    silence_is_kept,
    status_fits_text,
    assignment_fits_marker,
    text_is_one_line,
    placeholders_say_nothing,
)
