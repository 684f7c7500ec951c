"""YAML as this package reads it: strict YAML 1.2, from libyaml's events.

Editors read YAML 1.2 and PyYAML reads 1.1, so ``country: NO`` would be Norway in the one and
``False`` in the other. Here plain scalars are booleans only as ``true`` and ``false``, numbers
only as plain decimals, nothing only as ``null``; all else is a string. What editors and this
reader could understand differently (``True``, ``0x1F``, ``1e5``, ``~``) is a fault, not a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

yaml: Any  # imported once a text is read
MAX_DEPTH = 12
MAX_DIGITS = 15
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_AMBIGUOUS = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_WORDS = {"true": True, "false": False, "null": None}
# What a plain scalar must be, or begin with, to be anything but text.
_UNLIKE_TEXT = frozenset({*_WORDS, "True", "TRUE", "False", "FALSE", "Null", "NULL", "~", ""})
_LIKE_NUMBER = frozenset("0123456789+-.")

Path = tuple[Any, ...]  # keys and indices from the root of a document to a value
Places = dict[Path, tuple[int, int]]  # Path -> (line, column), both from 1; Path + (KEY,) is the place of the key
KEY = "\0key"
_Event = Any  # an event of libyaml; its type is asked by identity, which is quickest


class Fault(NamedTuple):
    """What the reader refuses: ``kind`` names it, the place counts from 1 (0 for the file as a whole)."""

    kind: str
    line: int
    column: int
    message: str
    help: str = ""


class Document(NamedTuple):
    """A value of JSON types only, or ``None`` with the faults that kept it from being read.

    ``is_canonical``: how it was read has shown that the text is in canonical form.
    """

    value: Any
    faults: list[Fault]
    is_canonical: bool = False


def read(text: str, places: Places | None = None) -> Document:
    """Read one YAML document from ``text``; fill ``places`` if it is given.

    Never raises for any text: what cannot be read is in ``faults``, in the order of the text.
    """
    _import_yaml()
    reader = _Reader(text, places)
    try:
        value = reader.document()
    except _TooDeep:
        value = None
    except yaml.YAMLError as error:
        value = None
        reader.faults.append(_syntax_fault(error))
    return Document(None if reader.faults else value, reader.faults)


@cache
def _import_yaml() -> None:
    """Import PyYAML once a text is read: that takes longer than to check a record, and most are read without it."""
    global yaml
    import yaml.cyaml


class _TooDeep(Exception):
    pass


class _Reader:
    def __init__(self, text: str, places: Places | None):
        self.event: Callable[[], _Event] = yaml.cyaml.CParser(text).get_event
        self.places = places
        self.faults: list[Fault] = []

    def fault(self, kind: str, event: _Event, message: str) -> None:
        mark = event.start_mark
        self.faults.append(Fault(kind, mark.line + 1, mark.column + 1, message))

    def document(self) -> Any:
        self.event()
        start = self.event()
        if type(start) is yaml.StreamEndEvent:
            self.fault("empty", start, "the file holds no YAML document")
            return None
        if start.version or start.tags:  # %YAML 1.1 would make false of NO in other tools
            self.fault("tag", start, "a directive (% at the start of a line) is not allowed")
        value = self.value(self.event(), (), MAX_DEPTH)
        self.event()
        extra = self.event()
        if type(extra) is not yaml.StreamEndEvent:
            self.fault("several-documents", extra, "a second YAML document begins here")
        return value

    def value(self, event: _Event, path: Path, depth: int) -> Any:
        kind = type(event)
        if kind is yaml.AliasEvent:
            self.fault("anchor", event, f"the alias *{event.anchor} is not allowed")
            return None
        self.refuse_properties(event)
        if self.places is not None:
            self.places[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        if kind is yaml.ScalarEvent:
            return self.plain(event) if event.implicit[0] else event.value
        if not depth:
            self.fault("too-deep", event, f"nested deeper than {MAX_DEPTH} levels")
            raise _TooDeep
        if kind is yaml.MappingStartEvent:
            return self.mapping(path, depth - 1)
        return self.sequence(path, depth - 1)

    def refuse_properties(self, event: _Event) -> None:
        if event.anchor is not None:
            self.fault("anchor", event, f"the anchor &{event.anchor} is not allowed")
        if event.tag is not None:
            self.fault("tag", event, f"the tag {event.tag} is not allowed")

    def mapping(self, path: Path, depth: int) -> dict:
        next_event, no_places = self.event, self.places is None
        mapping: dict = {}
        while type(event := next_event()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                self.fault("key", event, "a key must be a plain word")
                self.value(event, path, depth)
                self.value(next_event(), path, depth)
                continue
            key = event.value
            # Nearly all keys and values of a checked record are plain words: no call, no path for those.
            if not no_places or key in mapping or event.anchor is not None or event.tag is not None:
                self.key(event, key, mapping, path)
            event = next_event()
            if no_places and type(event) is yaml.ScalarEvent and event.anchor is None and event.tag is None:
                mapping[key] = self.plain(event) if event.implicit[0] else event.value
            else:
                mapping[key] = self.value(event, path if no_places else (*path, key), depth)
        return mapping

    def key(self, event: _Event, key: str, mapping: dict, path: Path) -> None:
        if key in mapping:
            self.fault("duplicate-key", event, f'the key "{key}" is a duplicate')
        if event.anchor is not None or event.tag is not None:
            self.refuse_properties(event)
        if self.places is not None:
            mark = event.start_mark
            self.places[(*path, key, KEY)] = (mark.line + 1, mark.column + 1)

    def sequence(self, path: Path, depth: int) -> list:
        no_places = self.places is None
        sequence: list = []
        while type(event := self.event()) is not yaml.SequenceEndEvent:
            inner = path if no_places else (*path, len(sequence))
            sequence.append(self.value(event, inner, depth))
        return sequence

    def plain(self, event: _Event) -> Any:
        text = event.value
        if text not in _UNLIKE_TEXT and text[0] not in _LIKE_NUMBER:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _DECIMAL.fullmatch(text):
            if len(text) > MAX_DIGITS:
                self.fault("number", event, f"the number {text[:20]}… has too many digits")
                return None
            if "." in text and float(text).is_integer():  # to some tools 3.0 is the whole number 3, to others not
                self.fault("ambiguous", event, f'"{text}" is read differently by different tools')
            return float(text) if "." in text else int(text)
        if text in _UNLIKE_TEXT or _AMBIGUOUS.fullmatch(text):
            shown = f'"{text}"' if text else "an empty value"
            self.fault("ambiguous", event, f"{shown} is read differently by different tools")
        return text


def _syntax_fault(error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    context = getattr(error, "context", None)
    message = f"{context}: {said}" if context else str(said)
    if mark is None:
        return Fault("syntax", 1, 1, message)
    return Fault("syntax", mark.line + 1, mark.column + 1, message)


def scalars(text: str, places: Places) -> list[tuple[int, int]]:
    """Return the span of each scalar of a sound ``text`` in code points, in order; fill ``places``."""
    read(text, places)
    next_event: Callable[[], _Event] = yaml.cyaml.CParser(text).get_event
    spans = []
    event = next_event()
    while (kind := type(event)) is not yaml.StreamEndEvent:
        if kind is yaml.ScalarEvent:
            spans.append((event.start_mark.index, event.end_mark.index))
        event = next_event()
    return spans
