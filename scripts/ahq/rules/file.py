"""F: the file. Its bytes, its characters and its YAML."""

import re
from pathlib import Path

from ahq.core import strict_yaml, text
from ahq.core.checkout import Checkout
from ahq.core.files import MAX_BYTES, Unusable, read_bytes
from ahq.core.problems import Edit, Problem
from ahq.core.text import shorten
from ahq.rules.base import Example, Place, Rule, Subject, Violation, rule

CAN_BE_READ = Rule(
    "F00",
    "A file is a regular file of the checkout, in its place, and not over its limit.",
    "put the file itself in its place",
    example="a link in the place of a record",
)


def read(path: Path, checkout: Checkout, limit: int = MAX_BYTES) -> tuple[bytes | None, list[Problem]]:
    """Return the bytes of a file of the checkout, or ``None`` and the problem that kept it from us."""
    try:
        return read_bytes(checkout, path, limit), []
    except Unusable as error:
        return None, [CAN_BE_READ.problem(error.name, error.message, error.help)]


VISIBLE = bytes([0x0A, *range(0x20, 0x7F)])


def _place(subject: Subject, offset: int) -> Place:
    line = subject.text.count("\n", 0, offset) + 1
    return Place(line, offset - (subject.text.rfind("\n", 0, offset) + 1) + 1)


@rule("F01", "A record has at most 1 MiB.", "one record a country; is this the right file?")
def not_too_big(subject: Subject):
    if len(subject.data) > MAX_BYTES:
        size = f"{len(subject.data):,} bytes; a record has at most {MAX_BYTES:,}"
        yield Violation(Place(0, 0), f"the file is too big: {size}")


@rule("F02", "A record is UTF-8.", "save the file with the encoding UTF-8")
def is_utf8(subject: Subject):
    if wrong := text.not_utf8(subject.data):
        line, column, said = wrong
        yield Violation(Place(line, column), said)


@rule("F03", "A record has no byte order mark.", 'save as "UTF-8" without BOM')
def has_no_bom(subject: Subject):
    if subject.data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        edits = (Edit(0, 1, "", "removed the byte order mark"),) if subject.text.startswith("\ufeff") else ()
        yield Violation(Place(1, 1), "the file begins with a byte order mark", edits=edits)


@rule("F04", "Lines end with LF alone.", "set the line ends to LF (Unix)")
def has_unix_lines(subject: Subject):
    if b"\r\n" in subject.data:
        ends = [match.start() for match in re.finditer("\r\n", subject.text)]
        edits = tuple(Edit(start, start + 1, "", "ended the lines with LF") for start in ends)
        yield Violation(_place(subject, ends[0]), "a carriage return ends this line", edits=edits)


@rule("F13", "The last line ends with a line end.", "press Enter at the end of the file")
def ends_with_newline(subject: Subject):
    if subject.data and not subject.data.endswith(b"\n"):
        lines = subject.text.split("\n")
        end = Edit(len(subject.text), len(subject.text), "\n", "ended the last line")
        yield Violation(Place(len(lines), len(lines[-1]) + 1), "the last line has no line end", edits=(end,))


@rule(
    "F14",
    "No line ends with spaces.",
    "delete them",
    example=Example("HR", "wider_dissemination: true", "wider_dissemination: true  "),
)
def has_no_trailing_space(subject: Subject):
    if b" \n" not in subject.data and b" \r\n" not in subject.data:
        return
    sound = not subject.document.faults
    blocks = [span for span in strict_yaml.scalars(subject.text, {}) if subject.text[span[0]] in "|>"] if sound else []
    start = 0
    for number, line in enumerate(subject.text.split("\n"), 1):
        whole = line.removesuffix("\r")
        if whole.endswith(" "):
            kept = len(whole.rstrip(" "))
            edit = Edit(start + kept, start + len(whole), "", "removed the spaces at the ends of lines")
            of_a_text = not sound or any(
                first < edit.start < last for first, last in blocks
            )  # which nobody but its author changes
            yield Violation(Place(number, kept + 1), "this line ends with spaces", edits=() if of_a_text else (edit,))
        start += len(line) + 1


@rule(
    "F05",
    "Every character can be seen: no tab, no bidirectional, zero-width or other control character, no line separator but LF.",
    "delete the character, or put a space in its place",
    example=Example("HR", "label: Croatia", "label: Cro\u200batia"),
)
def shows_all_characters(subject: Subject):
    # What is left without the visible ASCII characters is little, and quick to search.
    rest = subject.data.translate(None, VISIBLE).decode("utf-8", "replace")
    if rest and text.HIDDEN.search(rest):
        yield from _hidden(subject)
    if "\\" in subject.text and subject.value is not None:
        yield from _hidden_by_escapes(subject.value, ())


def _hidden(subject: Subject):
    # A carriage return before a line end and a BOM at the start have rules of their own.
    for number, line in enumerate(subject.text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n"), 1):
        for match in text.HIDDEN.finditer(line):
            message = f"the character {text.name_of(match.group())} cannot be seen here"
            help_ = "put spaces in its place; lines are indented by two of them" if match.group() == "\t" else ""
            yield Violation(Place(number, match.start() + 1), message, help_)


def _hidden_by_escapes(value, path: tuple):
    if isinstance(value, str):
        for match in text.HIDDEN.finditer(value):
            yield Violation(path, f"an escape hides the character {text.name_of(match.group())}")
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _hidden_by_escapes(key, path)
            yield from _hidden_by_escapes(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _hidden_by_escapes(child, (*path, index))


def _faults(*kinds: str):
    def check(subject: Subject):
        for fault in subject.document.faults:
            if fault.kind in kinds:
                help_ = next((help_ for said, help_ in _HELP.items() if said in fault.message), "")
                if fault.kind == "syntax" and _CONFLICT.search(subject.text):
                    help_ = "a merge was not finished: keep one side, and delete the lines <<<<<<<, ======= and >>>>>>>"
                yield Violation(Place(fault.line, fault.column), fault.message, help_)

    return check


_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
# What is meant by what the reader says.
_HELP = {
    "mapping values are not allowed": (
        'a value that holds ": " goes in quotation marks; a key stands under its neighbours, with a space after its colon'
    ),
    "could not find expected ':'": "indent the line like the text that it belongs to, or write `key: value`",
    "did not find expected key": (
        "indent the line like its neighbours; above it, close each quotation mark, and put a space after each dash"
    ),
    "did not find expected '-' indicator": 'begin the entry with "- ", or indent the line like its neighbours',
    "did not find expected ',' or": "close the list with ], or the quotation mark before it",
    "an empty value": "write the value, or delete the line",
    "second YAML document": "delete the line ---",
}


@rule("F12", "The document has keys and values.", "start from a record that is like it")
def is_mapping(subject: Subject):
    value = subject.value
    if not subject.document.faults and not isinstance(value, dict):
        shown = shorten(repr(value))
        yield Violation(Place(1, 1), f"the document is {shown}; a record has keys and values")


BYTES = (
    not_too_big,
    is_utf8,
    has_no_bom,
    has_unix_lines,
    shows_all_characters,
)
is_yaml = rule(
    "F06",
    "A record is YAML 1.2.",
    'a value that begins with a special character, or holds ": " or " #", goes in quotation marks; a long text goes under `|-`, indented',
    example=Example("HR", "label: Croatia", "label: [Croatia"),
)(_faults("syntax"))
holds_one_document = rule(
    "F07",
    "A file holds one document, and it is not empty.",
    "start from a record that is like it",
    example=Example("HR", "wider_dissemination: true", "---\nwider_dissemination: true"),
)(_faults("empty", "several-documents"))
keys_stand_once = rule(
    "F08",
    "No key stands twice in one place.",
    "delete one of the two; if a new entry of a list begins here, begin it with a dash",
    example=Example("HR", "  country: HR", "  country: HR\n  country: HU"),
)(_faults("duplicate-key"))
values_are_written_out = rule(
    "F09",
    "No anchors, aliases, tags or directives: a value is written where it stands.",
    "write the value out; a word that begins with & * or ! goes in quotation marks",
    example=Example("HR", "label: Croatia", "label: &c Croatia"),
)(_faults("anchor", "tag"))
keys_are_plain_words = rule(
    "F10",
    "Keys are plain words, and nothing is nested deeper than the schema needs.",
    "compare with another record, or start from a record that is like it",
    example=Example("HR", "label: Croatia", "label: [[[[[[[[[[[[[[Croatia]]]]]]]]]]]]]]"),
)(_faults("key", "too-deep"))
values_are_unambiguous = rule(
    "F11",
    "A value reads the same in every tool: true, false, a plain decimal number, or text.",
    "put it in quotation marks if it is text; write true, false or a plain number if it is not",
    example=Example("HR", "wider_dissemination: true", "wider_dissemination: True"),
)(_faults("ambiguous", "number"))

YAML = (
    is_yaml,
    holds_one_document,
    keys_stand_once,
    values_are_written_out,
    keys_are_plain_words,
    values_are_unambiguous,
    is_mapping,
    ends_with_newline,
    has_no_trailing_space,
)

# What is wrong with the form alone: the file can be read all the same.
FORM = (has_no_bom, has_unix_lines, ends_with_newline, has_no_trailing_space)
