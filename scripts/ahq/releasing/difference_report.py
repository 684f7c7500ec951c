"""The difference between two versions of the tables, for a terminal, for a reviewer on the web, for a program."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from ahq.core import versions
from ahq.core.problems import Problem, as_text, counted
from ahq.core.text import visible
from ahq.releasing.differences import Difference, Row, TableDifference
from ahq.releasing.for_reviewers import Matter, Passage

AROUND = 30  # characters shown on both sides of what changed in a text
MOST_ROWS = 40  # of a table, for people; a program gets all
MOST_CHARACTERS = 200
SIGNS = {"added": "+", "removed": "-", "changed": "~"}


class Report(NamedTuple):
    """What a change does: to the rows (``None`` where the tables could not be built) and to the problems."""

    base: str
    version: str
    difference: Difference | None
    brought: list[Problem]
    known: list[Problem]
    matters: list[Matter] = []  # noqa: RUF012 - nobody changes it
    passages: list[Passage] = []  # noqa: RUF012


def verdict(report: Report) -> str:
    """Return the whole in a sentence or three."""
    parts = [_problems(report), _rows(report.difference)]
    if report.matters:
        parts.insert(0, f"Needs a maintainer: {counted(len(report.matters), 'matter')}.")
    if report.difference and report.difference.level != "none":
        level = report.difference.level
        parts.append(f"Version level: {level} ({report.version} → {versions.least(report.version, level)} or higher).")
    return " ".join(parts)


def _problems(report: Report) -> str:
    brought, known = len(report.brought), len(report.known)
    said = counted(brought, "new problem").capitalize()
    return f"{said}{f', {known} pre-existing' if known else ''}."


def _rows(difference: Difference | None) -> str:
    if difference is None:
        return "The tables cannot be built until the problems are corrected."
    if not difference.tables:
        return "No published row differs."
    kinds = [f"{sum(t.count(kind) for t in difference.tables):,} {kind}" for kind in SIGNS]
    tables = len(difference.tables)
    return f"Rows: {', '.join(kinds)}, in {counted(tables, 'table')}."


def as_terminal(report: Report) -> str:
    """Return the report as plain text, verdict first."""
    lines = [verdict(report)]
    if report.difference:
        lines += [f"  {report.difference.level}: {reason}" for reason in report.difference.reasons]
    for table in report.difference.tables if report.difference else ():
        lines += ["", f"{table.name}: {counts(table)}"]
        lines += [f"  ! {said} ({level})" for said, level in table.schema]
        for row in table.rows[:MOST_ROWS]:
            lines.append(f"  {SIGNS[row.kind]} {'/'.join(row.key)}")
            lines += [f"      {field}: {_shown(row, old, new)}" for field, old, new in row.cells]
        lines += _rest(table)
    shown = "\n".join([*lines, *_matters(report), *_passages(report)]) + "\n"
    if report.brought:
        shown += f"\nnew problems:\n{as_text(report.brought)}"
    if report.known:
        shown += f"\npre-existing problems:\n{as_text(report.known)}"
    return "\n".join(map(visible, shown.split("\n")))


def _matters(report: Report) -> list[str]:
    lines = [f"  {matter.path}: {matter.said}" for matter in report.matters[:MOST_ROWS]]
    return ["", "needs a maintainer:", *lines, *_more(len(report.matters))] if lines else []


def _passages(report: Report) -> list[str]:
    lines = [
        line
        for passage in report.passages[:MOST_ROWS]
        for line in (
            f"  {passage.path}: {passage.question}",
            f"      here:   {_cut(passage.said)}",
            *([f"      source: {_cut(passage.source)}"] if passage.source else []),
        )
    ]
    return ["", "only reading can tell (docs/reviewing.md):", *lines, *_more(len(report.passages))] if lines else []


def _more(count: int) -> list[str]:
    return [f"  … and {count - MOST_ROWS:,} more; FORMAT=json has all"] if count > MOST_ROWS else []


def counts(table: TableDifference) -> str:
    """Return in words how many rows of a table differ, by kind."""
    return ", ".join(f"{table.count(kind):,} {kind}" for kind in SIGNS if table.count(kind)) or "its schema"


def _rest(table: TableDifference) -> list[str]:
    rest = len(table.rows) - MOST_ROWS
    return [f"  … and {rest:,} more rows; FORMAT=json has all"] if rest > 0 else []


def _shown(row: Row, old: str, new: str) -> str:
    if row.kind != "changed":
        return json.dumps(_cut(new or old), ensure_ascii=False)
    before, after = (json.dumps(text, ensure_ascii=False) for text in excerpts(old, new))
    return f"{before} → {after}"


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Return what differs between two texts, with some characters around it."""
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - start
    end = next((i for i in range(most) if old[-1 - i] != new[-1 - i]), most)
    first = max(0, start - AROUND)

    def excerpt(text: str) -> str:
        shown = _cut(text[first : len(text) - max(0, end - AROUND)])
        return f"{'…' if first else ''}{shown}{'…' if end > AROUND else ''}"

    return excerpt(old), excerpt(new)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def as_markdown(report: Report) -> str:
    """Return the report as GitHub Markdown: verdict first, details folded, and the command that gives it again."""
    parts = [f"**{verdict(report)}**"]
    if report.difference and report.difference.reasons:
        parts.append("\n".join(f"- {report.difference.level}: {code(reason)}" for reason in report.difference.reasons))
    if report.matters:
        lines = [f"- {code(matter.path)}: {code(matter.said)}" for matter in report.matters[:MOST_ROWS]]
        parts.append(
            "\n".join(["**Needs a maintainer**", "", *lines, *(m.strip() for m in _more(len(report.matters)))])
        )
    parts += _folded_problems("New problems", report.brought, " open")
    parts += _table_of_passages(report.passages)
    parts += _folded_problems("Pre-existing problems", report.known, "")
    for table in report.difference.tables if report.difference else ():
        parts.append(_folded(f"<code>{table.name}</code>: {counts(table)}", "\n".join(_table_lines(table))))
    parts.append(f"Seen again with `make diff BASE={report.base}`.")
    return "\n\n".join(parts) + "\n"


def _folded(summary: str, body: str, open_: str = "") -> str:
    return f"<details{open_}><summary>{summary}</summary>\n\n{body}\n\n</details>"


def _folded_problems(title: str, problems: list[Problem], open_: str) -> list[str]:
    if not problems:
        return []
    lines = [f"- {code(str(p))}{f' → {code(p.help)}' if p.help else ''}" for p in problems[:MOST_ROWS]]
    if len(problems) > MOST_ROWS:
        lines.append(f"- … and {len(problems) - MOST_ROWS} more")
    return [_folded(f"{title}: {len(problems)}", "\n".join(lines), open_)]


def _table_of_passages(passages: list[Passage]) -> list[str]:
    if not passages:
        return []
    lines = ["| record | to be judged | here | the source |", "|---|---|---|---|"]
    lines += [
        f"| {code(passage.path)} | {code(passage.question)} | {code(_cut(passage.said))} | {code(_cut(passage.source))} |"
        for passage in passages[:MOST_ROWS]
    ]
    lines += [f"\n{line.strip()}" for line in _more(len(passages))]
    return ["\n".join(["**Only reading can tell** (docs/reviewing.md)", "", *lines])]


def _table_lines(table: TableDifference) -> Iterator[str]:
    yield from (f"- {code(said)} ({level})" for said, level in table.schema)
    if table.schema:
        yield ""
    yield "| | row | column | before | after |"
    yield "|---|---|---|---|---|"
    for row in table.rows[:MOST_ROWS]:
        for place, (field, old, new) in enumerate(row.cells):
            sign, key = (SIGNS[row.kind], code("/".join(row.key))) if place == 0 else ("", "")
            old, new = excerpts(old, new) if row.kind == "changed" else (_cut(old), _cut(new))
            yield f"| {sign} | {key} | {field} | {code(old)} | {code(new)} |"
    yield from (f"\n{line.strip()}" for line in _rest(table))


def code(text: str) -> str:
    """Return text of anybody as a code span: no mark-up, no link and no mention of it comes alive, also in a table."""
    if not text:
        return ""
    shown = "".join(c if c.isprintable() else "⏎" if c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
    fence = "`"
    while fence in shown:
        fence += "`"
    return f"{fence} {shown} {fence}".replace("|", "\\|")


def as_json(report: Report) -> str:
    """Return the whole report as JSON; ``changes`` has a row for each value that differs."""
    difference = report.difference
    value = {
        "base": report.base,
        "verdict": verdict(report),
        "level": difference.level if difference else None,
        "reasons": difference.reasons if difference else [],
        "changes": [change._asdict() for change in difference.changes()] if difference else None,
        "problems": {
            "brought": [problem._asdict() for problem in report.brought],
            "known": [problem._asdict() for problem in report.known],
        },
        "needs_a_maintainer": [matter._asdict() for matter in report.matters],
        "to_be_read": [passage._asdict() for passage in report.passages],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
