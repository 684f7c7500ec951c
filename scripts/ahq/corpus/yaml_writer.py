"""Write a value as YAML in the one canonical form of the records.

Keys in the order of the JSON Schema; answers as literal blocks; our own prose folded at 100 columns;
items and markers in quotation marks; everything else plain where that is read the same by every
tool. No escapes: a text that would need one becomes a literal block.
"""

import json
import re
import textwrap
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ahq.core.json_schema import schema

WIDTH = 100
LITERAL = frozenset({"text", "closing", "disclaimer"})
UNFOLDED = frozenset({"quote", "source", "record"})  # a reader compares these with the source
QUOTED = frozenset({"item", "marker", "parent"})
_PLAIN = re.compile(r"[A-Za-zÀ-ɏ(][^\n]*|[0-9]{4}-[a-z][a-z0-9-]*")
_UNSAFE = re.compile(r": |:$| #|^\s|\s$|^(true|false|null|True|False|Null|TRUE|FALSE|NULL)$")


def dump(value: dict, kind: str) -> str:
    """Return ``value`` as YAML text. ``kind`` is response, query or codebook: whose schema orders it."""
    return "\n".join((*_mapping(value, schema(kind), 0), ""))


def _mapping(value: dict, schema: dict, indent: int) -> list[str]:
    known: Mapping[str, Any] = schema.get("properties", {})
    others = schema.get("additionalProperties") or {}
    lines: list[str] = []
    for key in _in_order(value, known):
        head, child = f"{' ' * indent}{key}:", value[key]
        if type(child) is str and key not in LITERAL and len(head) + len(child) < WIDTH:  # the most by far
            line = _on_one_line(child, key in QUOTED)
            if line is not None:
                lines.append(f"{head} {line}")
                continue
        child_schema = known.get(key)
        if not isinstance(child_schema, dict) or not child_schema:
            child_schema = others
        lines += _entry(head, key, child, child_schema, indent)
    return lines


def _in_order(value: Mapping[str, Any], known: Mapping[str, Any]) -> list[str]:
    """Return the keys of a mapping: those of its schema in the order of that, then the others as they stand."""
    found = [key for key in known if key in value]
    return found if len(found) == len(value) else [*found, *(key for key in value if key not in known)]


def _entry(head: str, key: str, value: Any, schema: Any, indent: int) -> list[str]:
    schema = schema if isinstance(schema, dict) else {}
    if isinstance(value, dict):
        return [head, *_mapping(value, schema, indent + 2)] if value else [f"{head} {{}}"]
    if isinstance(value, list):
        return _sequence(head, key, value, schema.get("items", {}), indent)
    if not isinstance(value, str):
        return [f"{head} {json.dumps(value)}"]
    first, *rest = _string(key, value, indent + 2, WIDTH - len(head) - 1)
    return [f"{head} {first}", *rest]


def _sequence(head: str, key: str, values: list, schema: dict, indent: int) -> list[str]:
    if not values:
        return [f"{head} []"]
    if not any(isinstance(v, dict | list) for v in values):
        plain = [_flow(v) for v in values]
        line = f"{head} [{', '.join(map(str, plain))}]"
        if None not in plain and len(line) <= WIDTH:
            return [line]
    lines = [head]
    for value in values:
        lines += _element(value, schema, indent)
    return lines


def _element(value: Any, schema: dict, indent: int) -> list[str]:
    if isinstance(value, dict):
        lines = _mapping(value, schema, indent + 2)
        lines[0] = f"{' ' * indent}- {lines[0][indent + 2 :]}"
        return lines
    if isinstance(value, str):
        first, *rest = _string("", value, indent + 2, WIDTH)
        return [f"{' ' * indent}- {first}", *rest]
    return [f"{' ' * indent}- {json.dumps(value)}"]


@lru_cache(maxsize=4096, typed=True)  # 1 is not true
def _flow(value: Any) -> str | None:
    if not isinstance(value, str):
        return json.dumps(value)
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", value) and not _UNSAFE.search(value):
        return value
    return f'"{value}"' if '"' not in value and "\\" not in value and "\n" not in value else None


def _string(key: str, value: str, indent: int, room: int) -> list[str]:
    if key in LITERAL or "\n" in value:
        return _literal(value, indent)
    if len(value) > room and key not in UNFOLDED and key not in QUOTED and value == " ".join(value.split()):
        wrapped = textwrap.wrap(value, WIDTH - indent, break_long_words=False, break_on_hyphens=False)
        return [">-", *(f"{' ' * indent}{line}" for line in wrapped)]
    line = _on_one_line(value, key in QUOTED)
    return _literal(value, indent) if line is None else [line]


@lru_cache(maxsize=4096)  # the same codes and items stand in every record
def _on_one_line(value: str, quoted: bool) -> str | None:
    """Return a text as it stands behind its key; ``None`` where that would need an escape or a second line."""
    if "\n" in value:
        return None
    if '"' in value or "\\" in value:
        return value if _is_plain(value) else None
    return value if not quoted and _is_plain(value) else f'"{value}"'


def _is_plain(value: str) -> bool:
    return bool(_PLAIN.fullmatch(value)) and not _UNSAFE.search(value)


def _literal(value: str, indent: int) -> list[str]:
    chomp = "" if value.endswith("\n") else "-"
    body = value[:-1] if value.endswith("\n") else value
    hint = "2" if body[:1] in (" ", "") or body[:1] == "\n" else ""
    return [f"|{hint}{chomp}", *(f"{' ' * indent}{line}" if line else "" for line in body.split("\n"))]
