"""Problems as values: what is wrong, where, and what would be right; and how they are shown.

A problem may speak in words of the file that it is about, and of its name. What is shown holds no
control code, and no line of it is a command of GitHub.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ahq.core.text import visible

MOST_SHOWN = 1_000  # as text: nobody reads more, and a hundred thousand files with problems are told in bounded space
GITHUB_LIMIT = 10  # GitHub drops annotations past ten a step without a word


class Edit(NamedTuple):
    """A change of the text of a file: what stands from a place up to another (exclusive) becomes ``replacement``.

    Lines and columns count code points from 1, and lines end with LF alone.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    replacement: str


class Repair(NamedTuple):
    """The edits that solve a problem, and in words what they do. ``safe``: no other repair can be meant."""

    edits: tuple[Edit, ...]
    done: str
    safe: bool = True


class Problem(NamedTuple):
    """One problem at one place. ``line`` and ``column`` count from 1; 0 means the whole file.

    ``help`` says what would be right; ``repair`` does it, where that is an edit.
    """

    path: str
    line: int
    column: int
    rule: str
    message: str
    help: str = ""
    repair: Repair | None = None

    def __str__(self) -> str:
        return f"{self.path}:{self.line or 1}:{self.column or 1}: {self.rule} {self.message}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, ``1 problem``, ``2,345 problems``, ``no problem``."""
    return f"no {noun}" if number == 0 else f"{number:,} {noun}{'' if number == 1 else 's'}"


def as_text(problems: list[Problem], lines_of: Callable[[str], list[str]] | None = None) -> str:
    """Return a line a problem, for at most ``MOST_SHOWN``; with ``lines_of(path)``, the line itself with a mark under it."""
    shown = []
    for problem in problems[:MOST_SHOWN]:
        shown.append(str(problem))
        if lines_of and problem.line:
            shown.extend(_excerpt(lines_of(problem.path), problem))
        if problem.help:
            shown.append(f"    help: {problem.help}")
    if len(problems) > MOST_SHOWN:
        shown.append(f"and {counted(len(problems) - MOST_SHOWN, 'more problem')}; FORMAT=json lists all")
    return "".join(f"{inert(line)}\n" for line in shown)


def lines_below(root: Path) -> Callable[[str], list[str]]:
    """Return the function that gives the lines of a file below ``root``, as ``as_text`` takes it."""

    def lines_of(name: str) -> list[str]:
        try:
            return (root / name).read_bytes()[: 1 << 20].decode("utf-8", "replace").split("\n")
        except OSError:
            return []

    return lines_of


def inert(line: str) -> str:
    """Return one line that neither a terminal nor GitHub obeys: it takes ``::x`` at the start and ``##[x`` anywhere."""
    shown = visible(line).replace("##[", "## [")
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def _excerpt(lines: list[str], problem: Problem, width: int = 88) -> list[str]:
    if problem.line > len(lines):
        return []
    line = lines[problem.line - 1]
    start = max(0, min(problem.column - 1 - width // 2, len(line) - width))
    cut = visible(line[start : start + width])
    if not cut.strip():
        return []
    return [f"    | {cut}", f"    | {' ' * (problem.column - 1 - start)}^"]


def as_json(problems: list[Problem]) -> str:
    """Return the problems as a JSON array of objects, one a line."""
    rows = ",\n".join(_json(p) for p in problems)
    return f"[\n{rows}\n]\n" if rows else "[]\n"


def _json(problem: Problem) -> str:
    value = problem._asdict()
    if problem.repair:
        value["repair"] = problem.repair._asdict() | {"edits": [edit._asdict() for edit in problem.repair.edits]}
    shown = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in shown)


def as_github(problems: list[Problem]) -> str:
    """Return the full list, then GitHub workflow annotations for the first ten."""
    annotations = "".join(_annotation(problem) for problem in problems[:GITHUB_LIMIT])
    return as_text(problems) + annotations


def _annotation(problem: Problem) -> str:
    place = f"file={_property(problem.path)},line={problem.line or 1},col={problem.column or 1}"
    body = f"{problem.message} ({problem.help})" if problem.help else problem.message
    return f"::error {place},title={_property(problem.rule)}::{_escape(body)}\n"


def _escape(text: str) -> str:
    """Return text as it may stand in a command: its line breaks escaped, every other control code marked."""
    lines = text.replace("%", "%25").replace("\r", "%0D").split("\n")
    return "%0A".join(map(visible, lines))


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
