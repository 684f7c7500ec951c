"""The canonical form of a YAML file of the checkout: the same value and the same comments, written one way."""

import re
from pathlib import Path
from typing import NamedTuple

from ahq.core import strict_yaml
from ahq.core.strict_yaml import KEY, Document
from ahq.corpus import canonical_reader, yaml_writer

# What the first line of each kind of file tells an editor.
SCHEMA_SEEN_FROM = {
    "response": "../response.schema.json",
    "query": "../../../schemas/query.schema.json",
    "codebook": "../../../schemas/codebook.schema.json",
    "findings": "../../../schemas/findings.schema.json",
}
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


class CannotFormat(Exception):
    """The file is left as it is: it cannot be read, or our writer has no form for a value of it."""


class Comment(NamedTuple):
    """A comment: the value that it stands before or behind, and its text with the ``#``."""

    path: tuple
    text: str
    behind: bool


def kind_of(path: Path) -> str | None:
    """Return which schema a file is written by, from its name and its folder; ``None`` for no file of ours."""
    if path.parent.name == "responses" and path.suffix == ".yaml":
        return "response"
    return path.stem if path.suffix == ".yaml" and path.stem in SCHEMA_SEEN_FROM else None


def modeline(kind: str) -> str:
    """Return the first line of a file, by which editors find its schema."""
    return f"# yaml-language-server: $schema={SCHEMA_SEEN_FROM[kind]}"


def read(text: str, kind: str) -> Document:
    """Read a file of a kind: what ``strict_yaml.read`` returns, sooner where the text is in canonical form without comments."""
    if kind in SCHEMA_SEEN_FROM:
        value = canonical_reader.read(text, modeline(kind), yaml_writer.shape_of(kind))
        if value is not None:
            return Document(value, [], is_canonical=True)
    return strict_yaml.read(text)


def written(value: dict, kind: str) -> str:
    """Return a whole file: the line for editors, and the value in canonical form."""
    return f"{modeline(kind)}\n{yaml_writer.dump(value, kind)}"


def canonical(text: str, kind: str, value: dict | None = None) -> str:
    """Return ``text`` in canonical form; with ``value``, that value with the comments of ``text``.

    Raises CannotFormat.
    """
    document = strict_yaml.read(text)
    if document.faults or not isinstance(document.value, dict):
        raise CannotFormat
    return in_form(text, kind, document.value if value is None else value)


def in_form(text: str, kind: str, wanted: dict) -> str:
    """Return ``wanted`` in canonical form, with the comments of ``text``. Raises CannotFormat."""
    body = yaml_writer.dump(wanted, kind)
    head = modeline(kind)
    rest = text.removeprefix("\ufeff").removeprefix(head)
    result = f"{head}\n{commented(body, comments_of(rest)) if '#' in rest else body}"
    if result != text and strict_yaml.read(result).value != wanted:
        raise CannotFormat
    return result


def commented(body: str, comments: list[Comment]) -> str:
    """Return YAML with its comments: each above the value of its path or behind it; of no such value, at the end."""
    if not comments:
        return body
    places: dict = {}
    strict_yaml.read(body, places)
    lines = body.split("\n")
    before: dict[int, list[str]] = {}
    for comment in comments:
        line = _line(comment.path, places, len(lines)) - 1
        if comment.behind and not re.search(r"(^|\s)[|>][-+0-9]*$", lines[line]):
            lines[line] += f"  {comment.text}"
        else:
            indent = len(lines[line]) - len(lines[line].lstrip(" "))
            before.setdefault(line, []).append(f"{' ' * indent}{comment.text}")
    return "\n".join(part for number, line in enumerate(lines) for part in (*before.get(number, ()), line))


def _line(path: tuple, places: dict, end: int) -> int:
    return _place(path, places)[0] if path and path in places else end


def _place(path: tuple, places: dict) -> tuple[int, int]:
    """Return the place of the key of a value, or of the value where it has none."""
    return places.get((*path, KEY)) or places[path]


def comments_of(text: str) -> list[Comment]:
    """Return the comments of a text, each with the path of the value that it belongs to."""
    places: dict = {}
    outside = _without(text, strict_yaml.scalars(text, places))
    values = (path for path in places if path and path[-1] != KEY)
    starts = sorted((_place(path, places), len(path), path) for path in values)
    found = []
    for number, line in enumerate(outside.split("\n"), 1):
        match = _COMMENT.search(line)
        if match is None:
            continue
        behind = bool(line[: match.start()].strip())
        own = [path for (at, _), _, path in starts if (at == number if behind else at > number)]
        found.append(Comment(own[-1 if behind else 0] if own else (), match.group().rstrip(), behind))
    return found


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """Return ``text`` with every scalar blanked, but for the head of a block (``|-  # why``)."""
    parts, at = [], 0
    for start, end in spans:
        if text[start] in "|>":
            start = text.index("\n", start)
        parts += [text[at:start], re.sub(r"[^\n]", "x", text[start:end])]
        at = end
    return "".join((*parts, text[at:]))
