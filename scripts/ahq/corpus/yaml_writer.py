"""Write a value as YAML in the one canonical form of the records.

Keys in the order of the JSON Schema; answers as literal blocks; our own prose folded at 100 columns;
items and markers in quotation marks; everything else plain where that is read the same by every
tool. No escapes: a text that would need one becomes a literal block.
"""

import json
import re
from functools import cache, cached_property, lru_cache
from typing import Any

from ahq.core.json_schema import schema

WIDTH = 100
LITERAL = frozenset({"text", "closing", "disclaimer"})
UNFOLDED = frozenset({"quote", "source", "record"})  # a reader compares these with the source
QUOTED = frozenset({"item", "marker", "parent"})
_PLAIN = re.compile(r"[A-Za-zÀ-ɏ(][^\n]*|[0-9]{4}-[a-z][a-z0-9-]*")
_WORDS = frozenset(("true", "false", "null", "True", "False", "Null", "TRUE", "FALSE", "NULL"))  # to some tools no text


def dump(value: dict, kind: str) -> str:
    """Return ``value`` as YAML text. ``kind`` is response, query or codebook: whose schema orders it."""
    return "\n".join((*_mapping(value, shape_of(kind), 0), ""))


class Shape:
    """What a schema says of the values in one place: the order of their keys, and the shapes below."""

    def __init__(self, schema: Any):
        schema = schema if isinstance(schema, dict) else {}
        self._known: dict[str, Any] = schema.get("properties", {})
        self._others = schema.get("additionalProperties") or {}
        self._items = schema.get("items", {})
        self._below: dict[str, Shape] = {}
        self._orders: dict[tuple[str, ...], tuple[str, ...]] = {}

    def in_order(self, value: dict[str, Any]) -> tuple[str, ...]:
        """Return the keys of a mapping: those of its schema in the order of that, then the others as they stand."""
        return self._ordered(tuple(value))

    def is_in_order(self, value: dict[str, Any]) -> bool:
        """Return whether the keys of a mapping stand in their order."""
        keys = tuple(value)
        return self._ordered(keys) == keys

    def _ordered(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        if not self._known:
            return keys
        found = self._orders.get(keys)
        if found is None:
            found = (*(key for key in self._known if key in keys), *(key for key in keys if key not in self._known))
            self._orders[keys] = found
        return found

    def below(self, key: str) -> "Shape":
        """Return the shape of what a key of a mapping has."""
        if key not in self._below:
            known = self._known.get(key)
            self._below[key] = Shape(known if isinstance(known, dict) and known else self._others)
        return self._below[key]

    @cached_property
    def items(self) -> "Shape":
        """The shape of the elements of a list."""
        return Shape(self._items)


@cache
def shape_of(kind: str) -> Shape:
    """Return the shape of a file, by the schema of its kind."""
    return Shape(schema(kind))


def _mapping(value: dict, shape: Shape, indent: int) -> list[str]:
    lines: list[str] = []
    start, room = " " * indent, WIDTH - indent - 1
    for key in shape.in_order(value):
        child = value[key]
        if type(child) is str and key not in LITERAL and len(key) + len(child) < room:  # the most by far
            line = on_one_line(child, key in QUOTED)
            if line is not None:
                lines.append(f"{start}{key}: {line}")
                continue
        lines += entry(f"{start}{key}:", key, child, shape.below(key), indent)
    return lines


def entry(head: str, key: str, value: Any, shape: Shape, indent: int) -> list[str]:
    """Return the lines of a value behind or below its ``key``, whose line begins with ``head``."""
    if isinstance(value, dict):
        return [head, *_mapping(value, shape, indent + 2)] if value else [f"{head} {{}}"]
    if isinstance(value, list):
        return sequence(head, value, shape.items, indent)
    if not isinstance(value, str):
        return [f"{head} {json.dumps(value)}"]
    first, *rest = string(key, value, indent + 2, WIDTH - len(head) - 1)
    return [f"{head} {first}", *rest]


def sequence(head: str, values: list, shape: Shape, indent: int) -> list[str]:
    """Return the lines of a list whose key is in the line ``head``; ``shape`` is that of its elements."""
    if not values:
        return [f"{head} []"]
    if not any(isinstance(v, dict | list) for v in values):
        plain = [_flow(v) for v in values]
        line = f"{head} [{', '.join(map(str, plain))}]"
        if None not in plain and len(line) <= WIDTH:
            return [line]
    lines = [head]
    for value in values:
        lines += _element(value, shape, indent)
    return lines


def _element(value: Any, shape: Shape, indent: int) -> list[str]:
    if isinstance(value, dict):
        lines = _mapping(value, shape, indent + 2)
        lines[0] = f"{' ' * indent}- {lines[0][indent + 2 :]}"
        return lines
    if isinstance(value, str):
        first, *rest = string("", value, indent + 2, WIDTH)
        return [f"{' ' * indent}- {first}", *rest]
    return [f"{' ' * indent}- {json.dumps(value)}"]


@lru_cache(maxsize=4096, typed=True)  # 1 is not true
def _flow(value: Any) -> str | None:
    if not isinstance(value, str):
        return json.dumps(value)
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", value) and not is_unsafe(value):
        return value
    return f'"{value}"' if '"' not in value and "\\" not in value and "\n" not in value else None


def string(key: str, value: str, indent: int, room: int) -> list[str]:
    """Return a text: what stands behind its key, where there is ``room`` for so many characters, and the lines below."""
    if key in LITERAL or "\n" in value:
        return _literal(value, indent)
    if len(value) > room and key not in UNFOLDED and key not in QUOTED and value == " ".join(value.split()):
        return [">-", *(f"{' ' * indent}{line}" for line in _folded(value, WIDTH - indent))]
    line = on_one_line(value, key in QUOTED)
    return _literal(value, indent) if line is None else [line]


def _folded(value: str, width: int) -> list[str]:
    """Return the lines of a text whose words stand one space apart, each as full as it can be. textwrap does the same, slowly."""
    lines, start = [], 0
    while len(value) - start > width:
        end = value.rfind(" ", start, start + width + 1)
        if end < 0:  # a word that is wider stands alone
            end = value.find(" ", start)
        if end < 0:
            break
        lines.append(value[start:end])
        start = end + 1
    return [*lines, value[start:]]


@lru_cache(maxsize=4096)  # the same codes and items stand in every record
def on_one_line(value: str, quoted: bool) -> str | None:
    """Return a text as it stands behind its key; ``None`` where that would need an escape or a second line."""
    if "\n" in value:
        return None
    if '"' in value or "\\" in value:
        return value if is_plain(value) else None
    return value if not quoted and is_plain(value) else f'"{value}"'


def is_plain(value: str) -> bool:
    """Return whether a text is written as it is, without quotation marks."""
    return bool(_PLAIN.fullmatch(value)) and not is_unsafe(value)


def is_unsafe(value: str) -> bool:
    """Return whether a text that is not quoted would be read as something else than itself."""
    return ": " in value or " #" in value or value[-1:] == ":" or value != value.strip() or value in _WORDS


def _literal(value: str, indent: int) -> list[str]:
    chomp = "" if value.endswith("\n") else "-"
    body = value[:-1] if value.endswith("\n") else value
    hint = "2" if body[:1] in (" ", "") or body[:1] == "\n" else ""
    return [f"|{hint}{chomp}", *(f"{' ' * indent}{line}" if line else "" for line in body.split("\n"))]
