"""N: the answers of a record: each against its own status, marker and text, and all of them against the questionnaire.

Some are asked before the text is compared with the source, and some after it: those which a lost word would break too.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ahq.core import text
from ahq.core.strict_yaml import Path
from ahq.corpus import enumerators, record, repeats
from ahq.corpus.query import HEADING, parts_of
from ahq.rules import fidelity
from ahq.rules.base import Example, Rule, Subject, Violation, rule

_OF_AN_ANSWER = ("marker", "assignment", "text", "question_text")
_NOT_DISSEMINATED = re.compile(
    r"\bnot\b.{0,40}\b(?:disseminat|publi|public|distribut|circulat)|\bwider dissemination\b", re.IGNORECASE | re.DOTALL
)
# With small letters and without a full stop.
PLACEHOLDERS = frozenset({"n/a", "n.a", "na", "-", "–", "—", "/"})


@rule(
    "N05",
    "record",
    "Every item is in the questionnaire.",
    why="an answer to an item that nobody asked about would be lost in the tables",
    repair="see the items in query.yaml",
    example=Example('the item "8" is not in the questionnaire', "HR", 'item: "7"', 'item: "8"'),
    fixable=True,
)
def items_are_known(subject: Subject) -> Iterator[Violation]:
    known = subject.query.items
    for index, answer in subject.entries("answers", "item"):
        item, where = answer["item"], ("answers", index, "item")
        if item not in known:
            yield Violation(where, *_unknown_item(item, known), subject.respelling(where, item, known))
        elif known[item].kind == HEADING:
            said = f'the item "{item}" is a heading, which asks nothing'
            help_ = f"write the item of the question below it, or make {item} a question in query.yaml"
            yield Violation(where, said, help_)


def _unknown_item(item: str, known: Iterable[str]) -> tuple[str, str]:
    """Return what is said of an item that the questionnaire does not have, and which may be meant."""
    return f'the item "{text.shorten(item)}" is not in the questionnaire', text.did_you_mean(item, known)


@rule(
    "N08",
    "record",
    "An answer has a text; an item that is not answered has a note and nothing else; a repeated question has a note.",
    why="where a state said nothing, a reader must see why",
    repair="correct the status or the text",
    example=Example(
        "the item is not-answered, but it has marker, assignment and text",
        "HR",
        "status: placeholder",
        "status: not-answered",
    ),
)
def status_fits_text(subject: Subject) -> Iterator[Violation]:
    for index, answer in subject.entries("answers", "status"):
        where, status = ("answers", index), answer["status"]
        if status == record.NOT_ANSWERED and (needless := [key for key in _OF_AN_ANSWER if key in answer]):
            said = f"the item is {status}, but it has {text.all_of(needless)}"
            yield Violation((*where, "status"), said, "correct the status, or delete them and add a note")
            continue
        if status != record.NOT_ANSWERED and "text" not in answer and subject.shape.free((*where, "text")):
            said = f"the status is {status}, but there is no text"
            yield Violation(where, said, concerns=((*where, "text"),))
        if status in record.WITHOUT_ANSWER and "note" not in answer and subject.shape.free((*where, "note")):
            said = f"the item is {status} and no note says why"
            yield Violation(where, said, "add a note on what the source prints")


@rule(
    "N11",
    "record",
    'A placeholder is "N/A", "n.a." or a dash alone, and these alone are placeholders.',
    why='counts of answers must not count "N/A"',
    repair="correct the status",
    example=Example(
        '"N/a" is only a placeholder, but the status is answered',
        "HR",
        "status: placeholder",
        "status: answered",
    ),
)
def placeholders_say_nothing(subject: Subject) -> Iterator[Violation]:
    for index, answer in subject.entries("answers", "status", "text"):
        printed, status = answer.get("text"), answer["status"]
        empty = printed is not None and printed.casefold().strip(" .") in PLACEHOLDERS
        if printed is None or status not in ("answered", "placeholder") or empty == (status == "placeholder"):
            continue
        wanted, much = ("placeholder", "only") if empty else ("answered", "more than")
        said = f'"{text.shorten(printed)}" is {much} a placeholder, but the status is {status}'
        yield Violation(("answers", index, "status"), said, f"write {wanted}")


@rule(
    "N10",
    "record",
    "The words of an answer and of its marker are separated by single spaces, as in the source.",
    why="quotes and positions count characters, so that a line break or a second space would move them",
    repair="join the lines; delete the spaces that are too many",
    example=Example("more than one space between two words", "HR", "No findings.", "No  findings."),
)
def words_are_separated_by_single_spaces(subject: Subject) -> Iterator[Violation]:
    for index, answer in subject.entries("answers", "marker", "text"):
        for key in ("marker", "text"):
            words = answer.get(key, "")
            # No white space but the ordinary space is printable.
            if not words.isprintable() or "  " in words or words.strip(" ") != words:
                yield from _needless_space(("answers", index, key), words)


def _needless_space(path: tuple[str | int, ...], words: str) -> Iterator[Violation]:
    """Yield the first white space of a text that is not one space between two words."""
    for offset, character in enumerate(words):
        if not character.isspace():
            continue
        if character == " " and 0 < offset < len(words) - 1 and not words[offset + 1].isspace():
            continue
        said, help_ = _in_words(character, offset, words)
        yield Violation(path, said, help_, offset=offset)
        return


def _in_words(character: str, offset: int, words: str) -> tuple[str, str]:
    if character == "\n":
        return "a line break within the answer", "join the lines: the source breaks them for its page alone"
    if character != " ":
        return f"{text.name_of(character)} between two words", "write an ordinary space in its place"
    if offset == 0 or not words[offset:].strip():
        return f"a space at the {'end' if offset else 'start'} of the text", "delete it"
    return "more than one space between two words", "delete the spaces that are too many"


@rule(
    "N13",
    "record",
    "A marker is an enumerator as compilations print them, of the item that it stands before; one that names another item has a note.",
    why="a word in the marker would be taken out of the answer, and an enumerator says to which question an answer belongs",
    repair='write the enumerator alone ("1.", "4. a)"), and everything else into the text',
    example=Example(
        '"2. 2. No" is no enumerator',
        "HR",
        '  marker: "2. 2."\n  assignment: printed\n  status: answered\n  text: |-\n    No findings.\n',
        '  marker: "2. 2. No"\n  assignment: printed\n  status: answered\n  text: |-\n    findings.\n',
    ),
)
def markers_are_enumerators(subject: Subject) -> Iterator[Violation]:
    for index, answer in subject.entries("answers", "item", "marker"):
        marker = answer.get("marker")
        if marker is None or not all(subject.holds("answers", index, key) for key in ("item", "marker")):
            continue
        where, shown = ("answers", index, "marker"), text.shorten(marker)
        steps = enumerators.steps(marker)
        if steps is None:
            yield Violation(where, f'"{shown}" is no enumerator')
        elif not enumerators.names(steps, answer["item"]) and "note" not in answer:
            said = f'the enumerator "{shown}" is not that of item {answer["item"]}, and no note says why it stands here'
            yield Violation(where, said, "correct the item, or say in a note what the source prints")


@rule(
    "N14",
    "record",
    "An answer with the status question-repeated has words of the question alone, and no coding quotes it.",
    why="an answer that is called a repeated question is set apart, as if the state had said nothing",
    repair="write answered",
    example=Example(
        "the status is question-repeated, but the text has words that the question does not have: No findings",
        "HR",
        "status: answered\n  text: |-\n    No findings.\n",
        "status: question-repeated\n  note: The question once more.\n  text: |-\n    No findings.\n",
    ),
)
def repeated_questions_are_those_of_the_query(subject: Subject) -> Iterator[Violation]:
    for index, answer in subject.entries("answers", "item", "status", "text"):
        item = answer["item"]
        if answer["status"] != "question-repeated" or "text" not in answer or item not in subject.query.items:
            continue
        where = ("answers", index, "status")
        own = repeats.own_words(answer["text"], subject.query.items, item)
        quotes = [quoted for quoted in subject.quotes if quoted.quote["item"] == item] if subject.has_query else []
        if own:
            said = f"the text has words that the question does not have: {text.shorten(' '.join(own))}"
            yield Violation(where, f"the status is question-repeated, but {said}")
        elif any(quoted.quote["quote"] in answer["text"] for quoted in quotes):
            said = f'a quote of "{quotes[0].variable.id}" rests on it'
            yield Violation(where, f"the status is question-repeated, but {said}")


@rule(
    "N09",
    "record",
    "A segment with a marker is printed, one without is inferred.",
    why="where no enumerator is printed, that the answer belongs to this item is our reading",
    repair="correct the assignment",
    example=Example(
        "the answer has a marker, but its assignment is inferred", "HR", "assignment: printed", "assignment: inferred"
    ),
)
def assignment_fits_marker(subject: Subject) -> Iterator[Violation]:
    for index, answer in subject.entries("answers", "marker", "assignment", "status"):
        where = ("answers", index)
        if "text" not in answer or (
            subject.marks and not (subject.holds(*where, "marker") and subject.holds(*where, "status"))
        ):
            continue
        assignment = answer.get("assignment")
        needed = "printed" if "marker" in answer else "inferred"
        if assignment != needed:
            have = "has a marker" if "marker" in answer else "has no marker"
            said = f"the answer {have}, but its assignment is {assignment or 'not given'}"
            yield Violation((*where, "assignment"), said, f"write {needed}")


@rule(
    "N06",
    "record",
    "Every numbered question has an answer, an answer to a part, or an entry that says that it has none.",
    why="item nonresponse must be told from an answer that we lost",
    repair="add the missing entry",
    example=Example(
        "question 7 has no answer here",
        words='a question that the source leaves out, without an entry "not-answered"',
    ),
)
def every_question_is_accounted_for(subject: Subject) -> Iterator[Violation]:
    if not subject.holds("wider_dissemination") or not subject.value["wider_dissemination"]:
        return
    for number in unaccounted(subject):
        if not _may_be_misplaced(subject, number):
            help_ = f'add `- item: "{number}"` with `status: not-answered` and a note'
            yield Violation(("answers",), f"question {number} has no answer here", help_)


def unaccounted(subject: Subject) -> list[str]:
    """Return the numbered questions of which no answer has the item, nor that of a part."""
    have = {answer["item"] for _, answer in subject.entries("answers", "item")}
    parts = parts_of(subject.query.items).items()
    return [number for number, below in parts if number not in have and not have.intersection(below)]


def _may_be_misplaced(subject: Subject, number: str) -> bool:
    """Return whether the answer to a question may be one with a wrong item, or among words lost from the source.

    It may be where such an answer, or such words, stand between the answers to what was asked before and after it.
    """
    order = list(subject.query.items)
    items = [answer.get("item") for _, answer in subject.entries("answers")]
    gaps = [(index, index + 1) for index in range(len(items)) if not subject.holds("answers", index, "item")]
    gaps += [(index, index) for index in fidelity.lost_before(subject)]
    for first, behind in gaps:
        before = [order.index(item) for item in items[:first] if item in order]
        after = [order.index(item) for item in items[behind:] if item in order]
        if (before or [-1])[-1] <= order.index(number) <= (after or [len(order)])[0]:
            return True
    return not subject.shape.untouched(("answers",))


@rule(
    "N07",
    "record",
    "A response that is not disseminated has no text.",
    why="the state did not agree that its answers are published",
    repair="delete them, or correct wider_dissemination",
    example=Example(
        "the respondent did not agree to wider dissemination, but the record has answers",
        words="a record with `wider_dissemination: false`, as the source prints it, and with answers",
    ),
)
def silence_is_kept(subject: Subject) -> Iterator[Violation]:
    if not subject.holds("wider_dissemination") or subject.value["wider_dissemination"]:
        return
    kept = [key for key in ("answers", "codings") if subject.value.get(key)]
    if kept:
        said = f"the respondent did not agree to wider dissemination, but the record has {text.all_of(kept)}"
        yield Violation((kept[0],), said)


@rule(
    "N15",
    "record",
    "A passage under question_text is in the text of its answer, once or at the occurrence that is given, and names the item that it repeats.",
    why="its position is published, so that the state's own words can be told from those of the questionnaire",
    repair="copy the passage again, or delete the entry",
    example=Example(
        'the text does not have "No findings at all."',
        "HR",
        "  status: answered\n  text: |-\n    No findings.\n",
        "  status: answered\n  text: |-\n    No findings.\n  question_text:\n"
        '  - item: "2"\n    quote: No findings at all.\n',
    ),
)
def repeated_passages_stand_in_the_text(subject: Subject) -> Iterator[Violation]:
    for index, answer in subject.entries("answers", "item", "text", "question_text"):
        where: Path = ("answers", index, "question_text")
        if not subject.holds("answers", index, "text") or "question_text" not in answer:
            continue
        if "text" not in answer:
            yield Violation(where, "the answer has no text that could repeat a question", "delete it")
            continue
        end = 0
        for number, passage in enumerate(answer["question_text"]):
            path = (*where, number)
            if passage["item"] not in subject.query.items:
                yield Violation((*path, "item"), *_unknown_item(passage["item"], subject.query.items))
            if said := _wrong_place(passage, answer["text"]):
                yield Violation((*path, "quote"), *said)
                continue
            start = record.Repeated(**passage).start(answer["text"])
            if start < end:
                said = ("it begins before the end of the passage above it", "write each passage once, in their order")
                yield Violation((*path, "quote"), *said)
            end = start + len(passage["quote"])


def _wrong_place(passage: dict[str, Any], words: str) -> tuple[str, str] | None:
    """Return what is wrong with the place of a passage, and what would be right; ``None`` where it can be found."""
    quote = passage["quote"]
    shown, count = text.shorten(quote), record.count_of(quote, words)
    if count == 0:
        return f'the text does not have "{shown}"', "copy it from the text, character by character"
    if "occurrence" not in passage:
        several = f"make it longer, or say which it is: `occurrence: 1` to {count}"
        return (f'"{shown}" stands {count} times in the text', several) if count > 1 else None
    if count == 1:
        return f'"{shown}" stands once in the text, and needs no `occurrence`', "delete `occurrence`"
    if passage["occurrence"] > count:
        return f'"{shown}" stands {count} times in the text, not {passage["occurrence"]}', f"write 1 to {count}"
    return None


@rule(
    "N16",
    "record",
    "printed_instead holds the sentence which says that a response is not disseminated, and nothing else; a disseminated response has no such key.",
    why="the words of a state may never pass for the sentence of the form, nor that sentence for an answer",
    repair="copy the sentence from the source; words of the state are not published",
    example=Example(
        "the response is disseminated, so it has no printed_instead",
        "HR",
        "wider_dissemination: true\n",
        "wider_dissemination: true\nprinted_instead: This response is not disseminated further.\n",
    ),
)
def only_the_fixed_sentence_stands_instead(subject: Subject) -> Iterator[Violation]:
    printed = subject.value.get("printed_instead")
    if printed is None or not subject.holds("printed_instead") or not subject.holds("wider_dissemination"):
        return
    if subject.value["wider_dissemination"]:
        said = "the response is disseminated, so it has no printed_instead"
        yield Violation(("printed_instead",), said, "put the words under the item that they answer")
    elif not _NOT_DISSEMINATED.search(printed):
        said = f'"{text.shorten(printed)}" does not say that the response is not disseminated'
        yield Violation(("printed_instead",), said)


BEFORE_FIDELITY: tuple[Rule[Subject], ...] = (
    items_are_known,
    status_fits_text,
    placeholders_say_nothing,
    words_are_separated_by_single_spaces,
    only_the_fixed_sentence_stands_instead,
    repeated_questions_are_those_of_the_query,
)
AFTER_FIDELITY: tuple[Rule[Subject], ...] = (
    markers_are_enumerators,
    assignment_fits_marker,
    every_question_is_accounted_for,
    silence_is_kept,
    repeated_passages_stand_in_the_text,
)
RULES = (*BEFORE_FIDELITY, *AFTER_FIDELITY)
