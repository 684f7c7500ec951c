"""CHANGELOG.md: the entry of a version, and the draft of the next one from what differs in the rows."""

import re
from pathlib import Path
from typing import NamedTuple

from ahq.core.versions import changes_name
from ahq.releasing.difference_report import code, counts, excerpts
from ahq.releasing.differences import Difference, Row, TableDifference

_HEAD = re.compile(r"^## (\S+) — ([0-9]{4}-[0-9]{2}-[0-9]{2})$", re.MULTILINE)
LISTED = 20  # changed rows of a table that an entry lists one by one; of more it gives the number


class Entry(NamedTuple):
    """What the changelog says of one version, and the day of it."""

    version: str
    date: str
    line: int
    text: str


def entries(text: str) -> list[Entry]:
    """Return the entries of a changelog, newest first as they stand."""
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [
        Entry(head[1], head[2], text.count("\n", 0, head.start()) + 1, text[head.end() : end].strip())
        for head, end in zip(heads, ends, strict=True)
    ]


def entry(path: Path, version: str) -> Entry | None:
    """Return the entry of a version, or ``None``. Raises OSError."""
    return next((found for found in entries(path.read_text("utf-8")) if found.version == version), None)


def draft(version: str, date: str, difference: Difference) -> str:
    """Return an entry that leaves no table out: what was added, removed and corrected."""
    lines = [f"## {version} — {date}", ""]
    for table in difference.tables:
        lines += _of_table(table)
    if not difference.tables:
        lines.append("- No published row differs.")
    lines += ["", f"Every value that differs stands in `{changes_name(version)}` of the release."]
    return "\n".join(lines) + "\n"


def head(table: TableDifference) -> str:
    """Return how an entry counts the rows of a table; a release needs these words in its entry."""
    return f"`{table.name}`: {counts(table)}"


def _of_table(table: TableDifference) -> list[str]:
    lines = [f"- {head(table)}"]
    lines += [f"  - {said}" for said, _ in table.schema]
    changed = [row for row in table.rows if row.kind == "changed"]
    if len(changed) <= LISTED:
        lines += [f"  - {_sentence(row)}" for row in changed]
    return lines


def _sentence(row: Row) -> str:
    cells = []
    for field, old, new in row.cells:
        before, after = excerpts(old, new)
        cells.append(f"{field} {code(before) or 'empty'} → {code(after) or 'empty'}")
    return f"{'/'.join(row.key)}: {'; '.join(cells)}"


def insert(text: str, entry_: str) -> str:
    """Return the changelog with a new entry before the newest one."""
    first = _HEAD.search(text)
    place = first.start() if first else len(text)
    return f"{text[:place]}{entry_}\n{text[place:]}"
