"""Reading what is in canonical form a line at a time, several times as quickly as all of YAML is read.

The form is narrow: one key a line, indented by two spaces, and long texts as blocks. Whatever is accepted here is what our
writer writes for the value that was read, line by line; all else, sound or not, is left to the strict reader of YAML. So
what is read here is what that would read, and is in canonical form. Values that are rare, such as fractions, are read by
the strict reader too, each alone.
"""

import re
import sys
from functools import lru_cache
from typing import Any, NamedTuple

from ahq.core import strict_yaml
from ahq.core.text import hides_something
from ahq.corpus import yaml_writer
from ahq.corpus.yaml_writer import LITERAL, QUOTED, UNFOLDED, WIDTH, Shape

DEEPEST = 8  # columns of indentation; whether a file with more has too many levels is for the strict reader to say
_KEY = re.compile(r"( *)(- )?([A-Za-z][A-Za-z0-9_-]{0,99}):(?: (.+))?")  # libyaml takes no key of more than 1,024
_ELEMENT = re.compile(r"( *)- (.+)")
_WORDS = {"true": True, "false": False, "null": None}
_INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")
_ENTRY = re.compile(r'([A-Za-z][A-Za-z0-9_-]*)|"([^"\\]*)"|(0|[1-9][0-9]{0,8})')
_HEADS = frozenset(("|-", "|", ">-"))
_BELOW = "below"


class _Line(NamedTuple):
    """A line with a key or an element: the column of that, and whether a dash stands before it.

    ``head`` is the head of a block that follows, such as ``|-``, or "below" where a mapping or a list does; without one,
    ``value`` is the whole value. An element that is no mapping has no ``key``.
    """

    column: int
    dash: bool
    key: str | None
    head: str | None
    value: Any = None


class _Other(Exception):
    """The text is not in canonical form, or is left to the strict reader."""


_NONE = _Line(-1, False, None, None)
_ANY = Shape({})  # what stands on one line is written the same in every place


def read(text: str, first: str, shape: Shape) -> dict[str, Any] | None:
    """Return the mapping of a text in canonical form whose first line is ``first``; ``None`` for any other text."""
    lines = text.split("\n")
    if lines[0] != first or lines[-1] or hides_something(text.encode("utf-8", "surrogatepass")):
        return None
    reader = _Reader(lines)
    try:
        value = reader.mapping(0, shape)
    except _Other:
        return None
    return value if reader.at == len(lines) - 1 else None


class _Reader:
    """Reads from line ``at`` on, and leaves ``at`` behind what it has read. Its methods raise _Other."""

    def __init__(self, lines: list[str]):
        self.lines = lines
        self.at = 1

    def mapping(self, column: int, shape: Shape) -> dict[str, Any]:
        """Read a mapping whose keys stand in a column, the first of them perhaps behind a dash."""
        lines, at = self.lines, self.at
        found: dict[str, Any] = {}
        at_column, _, key, head, value = _line(lines[at])
        if at_column != column:
            raise _Other
        while True:
            if key is None or key in found:
                raise _Other
            at += 1
            if head is None:
                found[key] = value if type(value) is not list else [*value]
            else:
                self.at = at
                below = head is _BELOW
                found[key] = self.below(key, column, shape.below(key)) if below else self.block(key, head, column)
                at = self.at
            at_column, dash, key, head, value = _line(lines[at])
            if at_column != column or dash:
                break
        self.at = at
        if not shape.is_in_order(found):
            raise _Other
        return found

    def below(self, key: str, column: int, shape: Shape) -> dict[str, Any] | list[Any]:
        """Read what stands below a key: a mapping, or a list with its dashes in the column of the key."""
        start, line = self.at, _line(self.lines[self.at])
        if not line.dash:
            return self.mapping(column + 2, shape)
        found: list[Any] = []
        holds_words = False
        while line.dash and line.column == column + 2:
            if line.key is not None:
                found.append(self.mapping(column + 2, shape.items))
            else:
                holds_words = True
                self.at += 1
                found.append(line.value if line.head is None else self.text(line.head, column))
            line = _line(self.lines[self.at])
        if not found:
            raise _Other
        head = f"{' ' * column}{key}:"
        if holds_words and yaml_writer.sequence(head, found, shape.items, column) != [
            head,
            *self.lines[start : self.at],
        ]:
            raise _Other
        return found

    def block(self, key: str, head: str, column: int) -> str:
        """Read the text of a block below a key."""
        start = self.at
        value = self.text(head, column)
        if head == "|-" and key in LITERAL:
            return value
        room = WIDTH - column - len(key) - 2
        if yaml_writer.string(key, value, column + 2, room) != [head, *self.lines[start : self.at]]:
            raise _Other
        return value

    def text(self, head: str, column: int) -> str:
        """Read the text of a block, two columns right of ``column``."""
        lines, start, last = self.lines, self.at, len(self.lines) - 1
        indent = " " * (column + 2)
        end = start
        while (line := lines[end]).startswith(indent) or (not line and end < last):
            end += 1
        self.at = end
        text = "\n".join(lines[start:end])[column + 2 :].replace(f"\n{indent}", "\n")
        if not text or text[0] in " \n" or text[-1] in " \n" or " \n" in text:
            raise _Other
        return text if head == "|-" else f"{text}\n" if head == "|" else text.replace("\n", " ")


@lru_cache(maxsize=8192)  # but for quotes and notes, a line stands in many records
def _line(line: str) -> _Line:
    """Return what a line says, where our writer would write it so."""
    match = _KEY.fullmatch(line)
    if match is None:
        return _element(line)
    indent, dash, key, written = match.groups()
    column = len(indent) + (2 if dash else 0)
    if column > DEEPEST:
        return _NONE
    if written is None or written in _HEADS:
        return _Line(column, bool(dash), key, written or _BELOW)
    value = _verbatim(key, written, WIDTH - column - 1)
    if value is None:
        try:
            value = _value(written)
        except _Other:
            return _NONE
        head = f"{' ' * column}{key}:"
        if yaml_writer.entry(head, key, value, _ANY, column) != [f"{head} {written}"]:
            return _NONE
    return _Line(column, bool(dash), key, None, value)


def _element(line: str) -> _Line:
    """Return what the line of an element that is no mapping says; whether our writer would write it so is asked of the list."""
    match = _ELEMENT.fullmatch(line)
    if match is None or len(match[1]) + 2 > DEEPEST:
        return _NONE
    column, written = len(match[1]) + 2, match[2]
    if written in _HEADS:
        return _Line(column, True, None, written)
    try:
        value = _verbatim("", written, sys.maxsize) or _value(written)
    except _Other:
        return _NONE
    return _NONE if isinstance(value, list) else _Line(column, True, None, None, value)


def _value(written: str) -> Any:
    """Return the value that stands on one line: what is frequent is read here, the rest by the strict reader. Raises _Other."""
    if written in _WORDS:
        return _WORDS[written]
    if _INTEGER.fullmatch(written):
        return int(written)
    found = _list(written) if written[0] == "[" else None
    if found:
        return found
    document = strict_yaml.read(f"- {written}")
    if document.faults or isinstance(document.value[0], dict):
        raise _Other
    return document.value[0]


def _list(written: str) -> list[Any] | None:
    """Return a list of words, texts and whole numbers that stands on one line; ``None`` for any other."""
    found: list[Any] = []
    at = 1
    while match := _ENTRY.match(written, at):
        word, text, number = match.groups()
        if word and yaml_writer.is_unsafe(word):
            return None
        found.append(int(number) if number else word or text)
        at = match.end()
        if written[at:] == "]":
            return found
        if not written.startswith(", ", at):
            return None
        at += 2
    return None


def _verbatim(key: str, written: str, room: int) -> str | None:
    """Return a text that is written on one line as it is, perhaps in quotation marks; ``None`` for any other value."""
    quoted = written[0] == '"'
    value = written[1:-1] if quoted else written
    # A longer one may be folded, as `yaml_writer` does.
    if key in LITERAL or (len(key) + len(value) >= room and key not in UNFOLDED and key not in QUOTED):
        return None
    if not quoted:
        return value if key not in QUOTED and yaml_writer.is_plain(value) else None
    if '"' in value or "\\" in value:
        return None
    return value if yaml_writer.on_one_line(value, key in QUOTED) == written else None
