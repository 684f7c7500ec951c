"""T: fidelity. The text of the record is the text of the source, word by word, nothing else."""

from ahq.core import text
from ahq.corpus import record
from ahq.rules.base import Example, Place, Subject, Violation, rule

TOO_MANY = 4000  # words that differ; beyond that no finer comparison helps anybody


@rule(
    "T01",
    "The lines named are lines of responses in the source.",
    "count the lines of the archived file",
    example=Example("HR", "first: 92", "first: 1"),
)
def source_lines_are_in_source(subject: Subject):
    lines = subject.value["source_lines"]
    length = len(subject.query.source.lines)
    first = subject.query.value["source"]["responses_first_line"]
    if not first <= lines["first"] <= length or not first <= lines["last"] <= length:
        span = f"{lines['first']} to {lines['last']}"
        yield Violation(("source_lines",), f"lines {span} are not within the responses, lines {first} to {length}")
    elif lines["last"] < lines["first"]:
        said = f"the last line, {lines['last']}, stands before the first, {lines['first']}"
        yield Violation(("source_lines",), said, "change the two")


@rule(
    "T03",
    "A declared difference exists.",
    "delete the entry",
    example=Example(
        "HR",
        "answers:\n",
        "differences:\n- source: one\n  record: two\n  reason: nothing of the kind is there\nanswers:\n",
    ),
)
def differences_are_needed(subject: Subject):
    declared = subject.value.get("differences", ())
    if not declared:
        return
    found = [(d.source, d.record) for d in _differences(subject)]
    for index, entry in enumerate(declared):
        pair = (" ".join(entry["source"].split()), " ".join(entry["record"].split()))
        if pair in found:
            found.remove(pair)
        else:
            yield Violation(("differences", index), "the source and the record no longer differ in this way")


class Difference:
    """A run of words that source and record do not share; ``index`` is its first word in the record."""

    def __init__(self, source: list[str], printed: list[str], index: int):
        self.source = " ".join(source)
        self.record = " ".join(printed)
        self.index = index


@rule(
    "T02",
    "Label, dissemination flag, markers and texts of a record are the words of its lines in the source: nothing lost, added or changed.",
    "put back the words of the source; a defect of the source stays and gets a note",
    example=Example("HR", "No findings.", "No finding."),
)
def words_are_those_of_the_source(subject: Subject):
    declared = [
        (" ".join(d["source"].split()), " ".join(d["record"].split())) for d in subject.value.get("differences", ())
    ]
    for difference in _differences(subject):
        pair = (difference.source, difference.record)
        if pair in declared:
            declared.remove(pair)
        elif difference.index or not _label_is_unknown(subject):
            subject.lost_words.append(difference.source)
            said, help_ = _in_words(difference)
            if not difference.record and difference.index in (0, len(record.printed_words(subject.value))):
                help_ += "; if it is of another response, correct source_lines"
            path, offset = _word_at(subject, difference.index)
            subject.settle(path)
            if difference.record:
                subject.settle(_word_at(subject, difference.index + len(difference.record.split()) - 1)[0])
            yield Violation(subject.place_in(path, offset) if path else Place(0, 0), said, help_)


def _label_is_unknown(subject: Subject) -> bool:
    """Return whether the label is no respondent's: then another rule says what it may be."""
    label = subject.value["respondent"]["label"]
    return not any(name.startswith(label) for name in subject.query.value["respondents"])


def _in_words(difference: Difference) -> tuple[str, str]:
    source, printed = text.shorten(difference.source, 80), text.shorten(difference.record, 80)
    if not printed:
        return f'the source has "{source}" here, and the record has nothing', f'add "{source}"'
    if not source:
        return (
            f'the record has "{printed}" here, and the source has nothing',
            "delete it; a remark of your own goes into a note",
        )
    odd = text.foreign(difference.record, difference.source)
    return f'the source has "{source}" here, and the record has "{printed}"{odd}', f'write "{source}"'


def _differences(subject: Subject) -> list[Difference]:
    if subject.differences is None:
        subject.differences = _compare(subject)
    return subject.differences


def _compare(subject: Subject) -> list[Difference]:
    lines = subject.value["source_lines"]
    source = subject.query.source.words(lines["first"], lines["last"])
    printed = record.printed_words(subject.value)
    if source == printed or lines["last"] < lines["first"]:
        return []
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
        return [Difference(source, printed, start)]
    from difflib import SequenceMatcher  # only needed once something differs

    steps = SequenceMatcher(None, source, printed, autojunk=False).get_opcodes()
    return [Difference(source[a:b], printed[c:d], start + c) for tag, a, b, c, d in steps if tag != "equal"]


def _word_at(subject: Subject, index: int) -> tuple[tuple, int]:
    """Return where word ``index`` of ``record.printed_words`` stands: the path of its text, and its offset there."""
    index -= len(subject.value["respondent"]["label"].split())
    if index < 0:
        return ("respondent", "label"), 0
    if index == 0:
        return ("wider_dissemination",), 0
    index -= 1
    answers = subject.value.get("answers", ())
    for position, answer in enumerate(answers):
        for key in ("marker", "text"):
            found = answer.get(key, "").split(" ")
            count = len(answer.get(key, "").split())
            if index < count:
                return ("answers", position, key), sum(len(word) + 1 for word in found[:index])
            index -= count
    return (("answers", len(answers) - 1), 0) if answers else ((), 0)


RULES = (
    source_lines_are_in_source,
    words_are_those_of_the_source,
    differences_are_needed,
)
