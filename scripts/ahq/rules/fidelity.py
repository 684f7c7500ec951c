"""T: fidelity. The text of the record is the text of the source, word by word, nothing else."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahq.core import text
from ahq.core.strict_yaml import Path
from ahq.corpus import record
from ahq.rules.base import WHOLE_FILE, Example, Place, Rule, Subject, Violation, rule

TOO_MANY = 4000  # words that differ; beyond that no finer comparison helps anybody


@rule(
    "T01",
    "record",
    "source_lines are lines of the source, within its responses.",
    why="a record can be compared only with the lines that it was taken from",
    repair="count the lines of the archived file",
    example=Example("lines 1 to 95 are not within the responses, lines 87 to 95", "HR", "first: 92", "first: 1"),
)
def source_lines_are_in_source(subject: Subject) -> Iterator[Violation]:
    if not subject.holds("source_lines"):
        return
    lines = subject.value["source_lines"]
    length = len(subject.query.source.lines)
    first = subject.query.value["source"]["responses_first_line"]
    if not first <= lines["first"] <= length or not first <= lines["last"] <= length:
        span = f"{lines['first']} to {lines['last']}"
        yield Violation(("source_lines",), f"lines {span} are not within the responses, lines {first} to {length}")
    elif lines["last"] < lines["first"]:
        said = f"the last line, {lines['last']}, is before the first, {lines['first']}"
        yield Violation(("source_lines",), said, "exchange the two")


class Difference(NamedTuple):
    """Words that source and record do not share; ``before`` is the number of words of the record before them, ``at`` of the source."""

    source: tuple[str, ...]
    record: tuple[str, ...]
    before: int
    at: int

    @property
    def pair(self) -> tuple[str, str]:
        """What the source has, and what the record has."""
        return " ".join(self.source), " ".join(self.record)


class Span(NamedTuple):
    """Where the words of a value of the record are among all of its words."""

    path: Path
    first: int
    length: int


@rule(
    "T02",
    "record",
    "Label, dissemination flag, markers and texts of a record are the words of its lines in the source: nothing lost, added or changed.",
    why="a wrong word here is a sentence that a state never said",
    repair="put back the words of the source; a defect of the source stays and gets a note",
    example=Example(
        'the source has "findings." here, and the record has "finding."', "HR", "No findings.", "No finding."
    ),
)
def words_are_those_of_the_source(subject: Subject) -> Iterator[Violation]:
    if not can_be_compared(subject):
        return
    if not differences(subject):
        return
    declared, spans = _declared(subject), _spans(subject)
    for difference in differences(subject):
        if difference.pair in declared:
            declared.remove(difference.pair)
        elif not _is_told(subject, difference, spans):
            yield _violation(subject, difference, spans)


def can_be_compared(subject: Subject) -> bool:
    """Return whether the record has the shape by which its words are compared with lines that are in the source."""
    shape = subject.shape
    return (
        subject.holds("source_lines")
        and shape.free(("respondent", "label"))
        and shape.free(("wider_dissemination",))
        and shape.free(("printed_instead",))
        and shape.free_in_each("differences", "source")
        and shape.free_in_each("differences", "record")
        and shape.free_in_each("answers", "marker")
        and shape.free_in_each("answers", "text")
    )


def _declared(subject: Subject) -> list[tuple[str, str]]:
    known = subject.value.get("differences", ())
    return [(" ".join(d["source"].split()), " ".join(d["record"].split())) for d in known]


def differences(subject: Subject) -> list[Difference]:
    """Return where the words of source and record differ, declared or not."""
    if subject.differences is None:
        subject.differences = _compare(subject)
    return subject.differences


def _compare(subject: Subject) -> list[Difference]:
    lines = subject.value["source_lines"]
    archived = subject.query.source.joined(lines["first"], lines["last"])
    recorded = record.printed_text(subject.value)
    if archived == recorded:
        return []
    source, printed = text.words(archived), text.words(recorded)
    start = _shared(source, printed)
    end = _shared(source[start:][::-1], printed[start:][::-1])
    return _aligned(source[start : len(source) - end], printed[start : len(printed) - end], start)


def _shared(first: list[str], second: list[str]) -> int:
    """Return how many words both lists begin with."""
    for count, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return count
    return min(len(first), len(second))


def _aligned(source: list[str], printed: list[str], start: int) -> list[Difference]:
    if len(source) + len(printed) > TOO_MANY:
        return [Difference(tuple(source), tuple(printed), start, start)]
    from difflib import SequenceMatcher  # only needed once something differs

    steps = SequenceMatcher(None, source, printed, autojunk=False).get_opcodes()
    return [
        Difference(tuple(source[a:b]), tuple(printed[c:d]), start + c, start + a)
        for tag, a, b, c, d in steps
        if tag != "equal"
    ]


def _spans(subject: Subject) -> list[Span]:
    """Return the values of a record whose words are compared, in the order of ``record.printed_text``."""
    found = [Span(("respondent", "label"), 0, len(subject.value["respondent"]["label"].split()))]
    found.append(Span(("wider_dissemination",), found[0].length, 1))
    at = found[0].length + 1
    if "printed_instead" in subject.value:
        found.append(Span(("printed_instead",), at, len(subject.value["printed_instead"].split())))
        at += found[-1].length
    for index, answer in enumerate(subject.value.get("answers", ())):
        for key in ("marker", "text"):
            if key in answer:
                count = len(answer[key].split())
                found.append(Span(("answers", index, key), at, count))
                at += count
    return found


def _is_told(subject: Subject, difference: Difference, spans: list[Span]) -> bool:
    """Return whether another rule says it: that the label is none of the query's, or that there are answers at all."""
    end = difference.before + len(difference.record)
    label, flag = spans[:2]
    if difference.record and end <= label.length:
        return not subject.holds("respondent", "label")
    if not subject.holds("printed_instead"):  # what stands there is no such sentence
        return (
            spans[2].path == ("printed_instead",)
            and spans[2].first <= difference.before < spans[2].first + spans[2].length
        )
    silent = not subject.value["wider_dissemination"] and bool(subject.value.get("answers"))
    return silent and bool(difference.record) and difference.before > flag.first


def _violation(subject: Subject, difference: Difference, spans: list[Span]) -> Violation:
    said, help_ = _in_words(difference)
    flag = spans[1]
    if difference.before == flag.first and difference.pair in (("Yes", "No"), ("No", "Yes")):
        said = f'the source prints "{difference.source[0]}" for wider dissemination, and the record says otherwise'
        help_ = f"write {'true' if difference.source == ('Yes',) else 'false'}"
    if not difference.record and difference.before in (0, spans[-1].first + spans[-1].length):
        help_ += "; if it is of another response, correct source_lines"
    span = next((span for span in spans if difference.before < span.first + span.length), None)
    concerns = _concerned(difference, spans)
    if span is None:
        where: Place | Path = spans[-1].path[:2] if len(spans) > 2 else WHOLE_FILE
        return Violation(where, said, help_, concerns=concerns)
    if span.path[0] != "answers":
        return Violation(span.path, said, help_, concerns=concerns)
    offset = _start_of_word(subject.value["answers"][span.path[1]][span.path[2]], difference.before - span.first)
    return Violation(span.path, said, help_, offset=offset, concerns=concerns)


def _start_of_word(words: str, index: int) -> int:
    return [match.start() for match in re.finditer(r"\S+", words)][index]


def _concerned(difference: Difference, spans: list[Span]) -> tuple[Path, ...]:
    """Return the values whose words differ; of words that the record lacks, those that they may belong to."""
    first, end = difference.before, difference.before + len(difference.record)
    if difference.record:
        return tuple(span.path for span in spans if span.first < end and first < span.first + span.length)
    near = [span.path for span in spans if span.first <= first <= span.first + span.length]
    indices = {path[1] for path in near if path[0] == "answers"}
    return (*near, *(("answers", index, "marker") for index in sorted(indices)))


def lost_before(subject: Subject) -> list[int]:
    """Return each number of answers after which the record lacks words of the source that may be an answer of their own."""
    if not can_be_compared(subject):
        return []
    spans = _spans(subject)
    starts: dict[int, int] = {}
    for span in (span for span in spans if span.path[0] == "answers"):
        starts.setdefault(span.first, span.path[1])
    starts.setdefault(spans[-1].first + spans[-1].length, len(subject.value.get("answers", ())))
    declared = _declared(subject)
    lost = (d.before for d in differences(subject) if not d.record and d.pair not in declared)
    return [starts[index] for index in lost if index in starts]


def _in_words(difference: Difference) -> tuple[str, str]:
    source, printed = (text.shorten(words, 80) for words in difference.pair)
    if not printed:
        help_ = f'add "{source}"'
        if all(word.isdigit() for word in difference.source):
            help_ += "; if it is the number of a page, declare it under `differences`"
        return f'the source has "{source}" here, and the record has nothing', _unseen(difference) or help_
    if not source:
        help_ = "delete it; a remark of your own goes into a note"
        if set(printed) <= {"|", " "}:
            help_ = "delete it: bars are mark-up of the source, and no part of its text"
        return f'the record has "{printed}" here, and the source has nothing', help_
    odd = text.foreign(" ".join(difference.record), " ".join(difference.source))
    said = f'the source has "{source}" here, and the record has "{printed}"{odd}'
    return said, _unseen(difference) or f'write "{source}"'


def _unseen(difference: Difference) -> str:
    """Return what to do where the archived text has a character that no record may hold."""
    hidden = text.HIDDEN.search(" ".join(difference.source))
    if hidden is None:
        return ""
    return f"leave {text.name_of(hidden.group())} out of the archived text: no record may hold it"


@rule(
    "T03",
    "record",
    "Every declared difference is found between source and record.",
    why="a difference that is no longer needed would hide the next one that looks like it",
    repair="delete the entry",
    example=Example(
        "the source and the record do not differ in this way",
        "HR",
        "answers:\n",
        "differences:\n- kind: litter\n  source: one\n  record: two\n  reason: nothing of the kind is there\nanswers:\n",
    ),
)
def differences_are_needed(subject: Subject) -> Iterator[Violation]:
    declared = _declared(subject) if can_be_compared(subject) else []
    if not declared:
        return
    found = [difference.pair for difference in differences(subject)]
    for index, pair in enumerate(declared):
        if pair in found:
            found.remove(pair)
        else:
            yield Violation(("differences", index), "the source and the record do not differ in this way")


class Kind(NamedTuple):
    """A kind of difference that may be declared, and in words what it is."""

    name: str
    sentence: str


LITTER = Kind("litter", "marks without a letter or a digit, which the record leaves out")
PAGE_NUMBER = Kind("page-number", "a number alone at the edge of a line, which the record leaves out")
JOINED_WORDS = Kind("joined-words", "the same characters, with other spaces between them")
NOT_DISSEMINATED = Kind("not-disseminated", "words printed for a respondent that did not agree to dissemination")
KINDS = (LITTER, PAGE_NUMBER, JOINED_WORDS, NOT_DISSEMINATED)
MOST_WORDS = 6  # that a declared difference has on either side
NEGATIONS = frozenset("no not none never nor neither nothing nobody nowhere without cannot".split())


@rule(
    "T04",
    "record",
    "A declared difference is litter, a page number or the spaces between joined words; label, flag, other words and a negation never differ.",
    why="what a state said could be declared away, or put in its place",
    repair="put back the words of the source; a defect of the source stays and gets a note",
    example=Example(
        'the source has "Yes.", the record nothing: words of an answer cannot be declared away',
        "HR",
        'answers:\n- item: "1"\n  marker: "1. 1."\n  assignment: printed\n  status: answered\n  text: |-\n    Yes. Police',
        "differences:\n- kind: litter\n  source: Yes.\n  record: ''\n  reason: Litter of the conversion.\n"
        'answers:\n- item: "1"\n  marker: "1. 1."\n  assignment: printed\n  status: answered\n  text: |-\n    Police',
    ),
)
def differences_are_of_the_source_s_form(subject: Subject) -> Iterator[Violation]:
    declared = _declared(subject) if can_be_compared(subject) else []
    if not declared:
        return
    flag = _spans(subject)[1]
    waiting: list[tuple[str, str] | None] = list(declared)
    for difference in differences(subject):
        if difference.pair not in waiting:
            continue
        index = waiting.index(difference.pair)
        waiting[index] = None
        where = ("differences", index)
        if difference.before <= flag.first and not _is_litter(difference):
            said = "this is of the label or of the flag of dissemination, which never differ from the source"
            yield Violation(where, said, concerns=(("wider_dissemination",),))
            continue
        kind, declared_kind = kind_of(subject, difference), subject.value["differences"][index].get("kind")
        if kind is None:
            yield Violation(where, _not_of_form(subject, difference))
        elif declared_kind and kind.name != declared_kind:  # that it is missing is told before
            yield Violation((*where, "kind"), f"this is {kind.name}: {kind.sentence}", f"write {kind.name}")


def _not_of_form(subject: Subject, difference: Difference) -> str:
    source, printed = (text.shorten(words, 80) for words in difference.pair)
    said = f'the source has "{source}"' if source else "the source has nothing"
    said += f', the record "{printed}"' if printed else ", the record nothing"
    if not subject.value["wider_dissemination"]:
        return f"{said}: no words can be added to a record that is not disseminated"
    return f"{said}: words of an answer cannot be declared away"


def kind_of(subject: Subject, difference: Difference) -> Kind | None:
    """Return the kind of a difference; ``None`` where it may not be declared, or only behind label and flag."""
    source, printed = difference.source, difference.record
    if not subject.value["wider_dissemination"] and not _is_litter(difference):
        return None if printed else NOT_DISSEMINATED
    if max(len(source), len(printed)) > MOST_WORDS:
        return None
    if _is_litter(difference):
        return LITTER
    if not printed and len(source) == 1 and _is_page_number(subject, difference):
        return PAGE_NUMBER
    if "".join(source) == "".join(printed) and _negations(source) == _negations(printed):
        return JOINED_WORDS
    return None


def _is_litter(difference: Difference) -> bool:
    return not difference.record and not any(character.isalnum() for character in "".join(difference.source))


def _is_page_number(subject: Subject, difference: Difference) -> bool:
    (word,) = difference.source
    if not word.isdecimal() or len(word) > 3:
        return False
    lines, at = subject.value["source_lines"], 0
    for line in range(lines["first"], lines["last"] + 1):
        count = len(subject.query.source.words(line, line))
        if difference.at in (at, at + count - 1) and count:
            return True
        at += count
    return False


def _negations(words: Sequence[str]) -> list[str]:
    plain = [word.casefold().strip(_MARKS) for word in words]
    return [word for word in plain if word in NEGATIONS or word.endswith(("n't", "n’t"))]


_MARKS = ".,;:!?()[]\"'“”‘’«»–—-"


RULES: tuple[Rule[Subject], ...] = (
    source_lines_are_in_source,
    words_are_those_of_the_source,
    differences_are_needed,
    differences_are_of_the_source_s_form,
)
