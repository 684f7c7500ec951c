"""F: the file. Its bytes, its characters and its YAML."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ahq.core import strict_yaml, text
from ahq.core.checkout import Checkout
from ahq.core.files import MAX_BYTES, Unusable, read_bytes
from ahq.core.problems import Edit, Problem, Repair
from ahq.core.text import shorten
from ahq.corpus import canonical_form
from ahq.rules.base import WHOLE_FILE, Check, Example, Place, Rule, Subject, Violation, rule

CAN_BE_READ: Rule[Any] = Rule(
    "F00",
    "file",
    "Each file is a regular file in its place, no link and no folder, and can be read.",
    "a link could lead out of the checkout, and what cannot be read cannot be checked",
    "put the file itself in its place",
    Example("there is no such file", words="a record that is named to `make validate` and does not exist"),
    asked_in="scripts/ahq/core/files.py",
)


def read(path: Path, checkout: Checkout, limit: int = MAX_BYTES) -> tuple[bytes | None, list[Problem]]:
    """Return the bytes of a file of the checkout, or ``None`` and the problem that kept it from us."""
    try:
        return read_bytes(checkout, path, limit), []
    except Unusable as error:
        return None, [unreadable(error)]


def unreadable(error: Unusable) -> Problem:
    """Return the problem of a file that cannot be read."""
    return CAN_BE_READ.problem(error.name, error.message, error.help)


def _is_utf16(data: bytes) -> bool:
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:400].count(0) > len(data[:400]) // 3


@rule(
    "F01",
    "file",
    "A record has at most 1 MiB.",
    why="a response is some pages of text; a bigger file is another file",
    repair="keep one response in a record; is this the right file?",
    example=Example(
        "the file is too big: 1,048,604 bytes; a record has at most 1,048,576", words="a file of more than 1 MiB"
    ),
)
def is_small_enough(subject: Subject) -> Iterator[Violation]:
    if len(subject.data) > MAX_BYTES:
        size = f"{len(subject.data):,} bytes; a record has at most {MAX_BYTES:,}"
        yield Violation(WHOLE_FILE, f"the file is too big: {size}")


@rule(
    "F02",
    "file",
    "A record is UTF-8.",
    why="in another encoding letters like š or ö are read as others",
    repair="save the file with the encoding UTF-8",
    example=Example("byte 0xEF is not UTF-8", words="a file saved as Latin-1"),
)
def is_utf8(subject: Subject) -> Iterator[Violation]:
    if wrong := text.not_utf8(subject.data):
        line, column, said = wrong
        if _is_utf16(subject.data):
            yield Violation(Place(1, 1), "the file is saved as UTF-16")
        else:
            yield Violation(Place(line, column), said)


@rule(
    "F03",
    "file",
    "A record has no byte order mark.",
    why="many tools take the mark for a letter of the first line",
    repair='save as "UTF-8" without BOM',
    example=Example("the file begins with a byte order mark", words='a file saved as "UTF-8 with BOM"'),
    fixable=True,
)
def has_no_bom(subject: Subject) -> Iterator[Violation]:
    if subject.data.startswith(b"\xef\xbb\xbf"):
        repair = Repair((Edit(1, 1, 1, 2, ""),), "removed the byte order mark")
        yield Violation(Place(1, 1), "the file begins with a byte order mark", repair=repair)


@rule(
    "F04",
    "file",
    "Lines end with LF alone.",
    why="with other line ends every line of the file counts as changed",
    repair="set the line ends to LF (Unix)",
    example=Example("a carriage return ends this line", words="a file saved with the line ends of Windows"),
    fixable=True,
)
def has_unix_lines(subject: Subject) -> Iterator[Violation]:
    if b"\r\n" not in subject.data:
        return
    edits = tuple(
        Edit(number, len(line), number, len(line) + 1, "")
        for number, line in enumerate(subject.lines[:-1], 1)
        if line.endswith("\r")
    )
    where = Place(edits[0].line, edits[0].column)
    yield Violation(where, "a carriage return ends this line", repair=Repair(edits, "ended the lines with LF"))


@rule(
    "F13",
    "file",
    "The last line ends with a line end.",
    why="without one, whoever adds a line changes the last one too",
    repair="press Enter at the end of the file",
    example=Example("the last line has no line end", words="a file whose last line was not ended"),
    fixable=True,
)
def ends_with_newline(subject: Subject) -> Iterator[Violation]:
    if subject.data and not subject.data.endswith(b"\n") and not _is_utf16(subject.data):
        end = Place(len(subject.lines), len(subject.lines[-1]) + 1)
        repair = Repair((Edit(*end, *end, "\n"),), "ended the last line")
        yield Violation(end, "the last line has no line end", repair=repair)


@rule(
    "F14",
    "file",
    "No line ends with spaces.",
    why="nobody sees them, and in an answer they would count as its text",
    repair="delete them",
    example=Example("spaces at the end of the line", "HR", "wider_dissemination: true", "wider_dissemination: true  "),
    fixable=True,
)
def has_no_trailing_space(subject: Subject) -> Iterator[Violation]:
    if b" \n" not in subject.data and b" \r\n" not in subject.data and not subject.data.endswith(b" "):
        return
    in_blocks = _lines_of_blocks(subject)
    for number, line in enumerate(subject.lines, 1):
        whole = line.removesuffix("\r")
        if whole.endswith(" "):
            start = len(whole.rstrip(" ")) + 1
            edit = Edit(number, start, number, len(whole) + 1, "")
            is_text = number in in_blocks  # if it is that of an answer, N10 says so
            repair = None if is_text else Repair((edit,), "removed the spaces at the end of the line")
            yield Violation(Place(number, start), "spaces at the end of the line", repair=repair, weak=is_text)


def _lines_of_blocks(subject: Subject) -> set[int] | range:
    """Return the lines in which a space at the end is text: those of literal and folded blocks; all of unsound YAML."""
    if subject.document.faults:
        return range(len(subject.lines) + 1)
    found: set[int] = set()
    at, line = 0, 1
    for start, end in strict_yaml.scalars(subject.text, {}):
        line += subject.text.count("\n", at, start)
        at = start
        if subject.text[start] in "|>":
            found.update(range(line + 1, line + 1 + subject.text.count("\n", start, end)))
    return found


@rule(
    "F05",
    "file",
    "Every character can be seen: no tab, no bidirectional, zero-width or other control character, no line separator but LF.",
    why="what nobody sees can change what a text says, and no reviewer would notice",
    repair="delete the character, or write a space in its place",
    example=Example(
        "the character U+200B ZERO WIDTH SPACE is invisible", "HR", "label: Croatia", "label: Cro\u200batia"
    ),
)
def shows_all_characters(subject: Subject) -> Iterator[Violation]:
    if text.hides_something(subject.data) and not _is_utf16(subject.data):
        yield from _hidden(subject)
    if "\\" in subject.text and subject.value is not None:
        yield from _hidden_by_escapes(subject.value, ())


def _hidden(subject: Subject) -> Iterator[Violation]:
    # A carriage return before a line end and a BOM at the start have rules of their own.
    for number, line in enumerate(subject.text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n"), 1):
        for match in text.HIDDEN.finditer(line):
            where = Place(number, match.start() + 1)
            if match.group() == "\t":
                yield Violation(where, "a tab is here", "write spaces; lines are indented by two of them")
            else:
                yield Violation(where, f"the character {text.name_of(match.group())} is invisible")


def _hidden_by_escapes(value: Any, path: strict_yaml.Path) -> Iterator[Violation]:
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


def _faults(*kinds: str) -> Check[Subject]:
    def check(subject: Subject) -> Iterator[Violation]:
        before: strict_yaml.Fault | None = None
        for fault in subject.document.faults:
            if fault.kind in kinds:
                begins, before = not _goes_on(subject, before, fault), fault
                if begins:
                    yield _indented_by_no_space(subject, fault) or Violation(
                        Place(fault.line, fault.column), fault.message, _help(subject, fault)
                    )

    return check


def _goes_on(subject: Subject, before: strict_yaml.Fault | None, fault: strict_yaml.Fault) -> bool:
    """Return whether a duplicate key only goes on with an entry that an earlier one began: the dash of that is missing."""
    if before is None or fault.kind != "duplicate-key" or before.column != fault.column:
        return False
    indent = " " * (fault.column - 1)
    between = subject.lines[before.line : fault.line - 1]
    return all(line.startswith(f"{indent} ") or not line.strip() for line in between)


def _help(subject: Subject, fault: strict_yaml.Fault) -> str:
    if fault.kind == "syntax" and _CONFLICT.search(subject.text):
        return "a merge was not finished: keep one side, and delete the lines <<<<<<<, ======= and >>>>>>>"
    return next((help_ for said, help_ in _HELP.items() if said in fault.message), "")


def _indented_by_no_space(subject: Subject, fault: strict_yaml.Fault) -> Violation | None:
    """Return the line before a syntax fault that begins with white space that is no space: YAML takes it for a letter."""
    if fault.kind != "syntax":
        return None
    for number in range(min(fault.line, len(subject.lines)), 0, -1):
        if match := _ODD_INDENT.match(subject.lines[number - 1]):
            said = f"the line begins with {text.name_of(match.group(1))}"
            return Violation(Place(number, match.start(1) + 1), said, "write ordinary spaces")
    return None


_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_ODD_INDENT = re.compile(r" *([^\S \r])")
# What is meant by what the reader says.
_HELP = {
    "mapping values are not allowed": (
        'a value that holds ": " goes in quotation marks; a key has the indentation of the other keys, and a space after its colon'
    ),
    "could not find expected ':'": "indent the line like the text that it belongs to, or write `key: value`",
    "did not find expected key": (
        "indent the line like those beside it; above it, close each quotation mark, and put a space after each dash"
    ),
    "did not find expected '-' indicator": 'begin the entry with "- ", or indent the line like those beside it',
    "did not find expected ',' or": "close the list with ], or the quotation mark before it",
    "an empty value": "write the value, or delete the line",
    "second YAML document": "delete the line ---",
    'the key "note" is a duplicate': "put both sentences into one note",
}

is_yaml = rule(
    "F06",
    "file",
    "A record is YAML 1.2.",
    why="what is no YAML cannot be read at all",
    repair='put a value that begins with a special character, or holds ": " or " #", in quotation marks; put a long text under `|-`, indented',
    example=Example(
        "while parsing a flow sequence: did not find expected ',' or ']'", "HR", "label: Croatia", "label: [Croatia"
    ),
)(_faults("syntax"))
holds_one_document = rule(
    "F07",
    "file",
    "A file holds one document, and it is not empty.",
    why="a tool that reads the first document alone would lose the rest in silence",
    repair="start from a record that is like it",
    example=Example(
        "a second YAML document begins here", "HR", "wider_dissemination: true", "---\nwider_dissemination: true"
    ),
)(_faults("empty", "several-documents"))
has_no_duplicate_key = rule(
    "F08",
    "file",
    "No key has a duplicate.",
    why="of two values, tools keep one and drop the other in silence",
    repair="delete one of the two; if a new entry of a list begins here, begin it with a dash",
    example=Example('the key "country" is a duplicate', "HR", "  country: HR", "  country: HR\n  country: HU"),
)(_faults("duplicate-key"))
values_are_written_out = rule(
    "F09",
    "file",
    "No anchors, aliases, tags or directives: each value is written out in its place.",
    why="a reader sees what a value is without looking elsewhere, and no file can grow or run when it is read",
    repair="write the value out; put a word that begins with & * or ! in quotation marks",
    example=Example("the anchor &c is not allowed", "HR", "label: Croatia", "label: &c Croatia"),
)(_faults("anchor", "tag"))
keys_are_plain_words = rule(
    "F10",
    "file",
    "Keys are plain words, and nothing is nested deeper than the schema needs.",
    why="no value of a record is deeper, and a bracket too many hides what is meant",
    repair="compare with another record, or start from a record that is like it",
    example=Example(
        "nested deeper than 12 levels", "HR", "label: Croatia", "label: [[[[[[[[[[[[[[Croatia]]]]]]]]]]]]]]"
    ),
)(_faults("key", "too-deep"))
values_are_unambiguous = rule(
    "F11",
    "file",
    "A value reads the same in every tool: true, false, a plain decimal number, or text.",
    why="one tool reads NO or 1e5 as text, another as false or a number",
    repair="put it in quotation marks if it is text; write true, false or a plain number if it is not",
    example=Example(
        '"True" is read differently by different tools', "HR", "wider_dissemination: true", "wider_dissemination: True"
    ),
)(_faults("ambiguous", "number"))


@rule(
    "F12",
    "file",
    "The document has keys and values.",
    why="a record is found by its keys",
    repair="start from a record that is like it",
    example=Example("the document is ['a']; a record has keys and values", words="a file with a list and nothing else"),
)
def is_mapping(subject: Subject) -> Iterator[Violation]:
    value = subject.value
    if not subject.document.faults and not isinstance(value, dict):
        yield Violation(Place(1, 1), f"the document is {shorten(repr(value))}; a record has keys and values")


@rule(
    "F16",
    "file",
    "A file is written in its canonical form: the keys in the order of the schema, answers as literal blocks, our own prose folded.",
    why="a diff then shows what was changed and nothing else, whichever editor wrote the file",
    repair="run `make format FILES=<the file>`",
    example=Example(
        'the file is not in its canonical form, which has "label: Croatia" on this line',
        "HR",
        "label: Croatia",
        "label:   Croatia",
    ),
)
def has_its_canonical_form(subject: Subject) -> Iterator[Violation]:
    if subject.document.is_canonical or subject.kind not in canonical_form.SCHEMA_SEEN_FROM:
        return
    help_ = f"make format FILES={subject.path} writes it"
    try:
        wanted = canonical_form.in_form(subject.text, subject.kind, subject.value)
    except canonical_form.CannotFormat:
        yield Violation(Place(0, 0), "a value of this file has no canonical form", "compare it with another record")
        return
    if wanted != subject.text:
        line, there = _first_difference(subject.text, wanted)
        form = f'which has "{shorten(there.strip())}" on this line' if there else "which has no such line"
        yield Violation(Place(line, 1), f"the file is not in its canonical form, {form}", help_)


def _first_difference(text: str, wanted: str) -> tuple[int, str]:
    """Return the number of the first line that differs, and what would stand there; nothing behind the end."""
    pairs = zip_longest(text.split("\n"), wanted.split("\n"))
    return next((number, there or "") for number, (here, there) in enumerate(pairs, 1) if here != there)


BYTES: tuple[Rule[Subject], ...] = (
    is_small_enough,
    is_utf8,
    has_no_bom,
    has_unix_lines,
    ends_with_newline,
    has_no_trailing_space,
    shows_all_characters,
)
YAML: tuple[Rule[Subject], ...] = (
    is_yaml,
    holds_one_document,
    has_no_duplicate_key,
    values_are_written_out,
    keys_are_plain_words,
    values_are_unambiguous,
    is_mapping,
)
# The file is read all the same; `make fix` repairs it.
FORM: tuple[Rule[Subject], ...] = (has_no_bom, has_unix_lines, ends_with_newline, has_no_trailing_space)
CANONICAL: tuple[Rule[Subject], ...] = (has_its_canonical_form,)  # asked where nothing else is wrong with the form
RULES = (*BYTES, *YAML, *CANONICAL)
