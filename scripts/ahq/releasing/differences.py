"""What differs between two versions of the tables: rows, cells, schemas; and which version level that is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from ahq.core.problems import counted
from ahq.core.versions import LEVELS
from ahq.publishing.data_package import Table

# What a row of these stands for has an id that others cite: more of them is a minor version, and a lost one is
# major. The rows of all other tables follow from a response, and change as it is corrected.
OF_IDS = frozenset({"queries", "questions", "countries", "responses", "variables", "codes", "entities"})
MEANING = ("name", "type", "format", "constraints", "categories")


class Change(NamedTuple):
    """One value that differs. ``field`` is empty where the table itself is new or gone, ``key`` for its schema.

    A row that was added has a change for each of its cells, those of its key too, with ``old`` empty; a removed
    one with ``new`` empty.
    """

    table: str
    key: tuple
    field: str
    old: str
    new: str


class Row(NamedTuple):
    """A row that differs: its key before (after, where it is added), and its changed cells."""

    kind: str  # added, removed or changed
    key: tuple
    cells: tuple  # (field, old, new)


class TableDifference(NamedTuple):
    """What differs in one table: ``schema`` in words, each with its level, and ``rows``."""

    name: str
    schema: list[tuple[str, str]]
    rows: list[Row]

    def count(self, kind: str) -> int:
        """Return the number of rows of a kind."""
        return sum(row.kind == kind for row in self.rows)


class Difference(NamedTuple):
    """What differs between two versions, table by table; ``level`` is the least that the version must rise."""

    tables: list[TableDifference]
    level: str
    reasons: list[str]

    def changes(self) -> Iterator[Change]:
        """Yield every changed value."""
        for table in self.tables:
            yield from (Change(table.name, (), said, "", level) for said, level in table.schema)
            for row in table.rows:
                yield from (Change(table.name, row.key, *cell) for cell in row.cells)


def compare(old: dict[str, Table], new: dict[str, Table]) -> Difference:
    """Compare two versions of the tables, each a mapping from name to table."""
    names = [*new, *(name for name in old if name not in new)]
    tables = [_table(name, old.get(name), new.get(name)) for name in names]
    tables = [table for table in tables if table.schema or table.rows]
    reasons = [reason for table in tables for reason in _reasons(table, old)]
    level = max((level for level, _ in reasons), key=LEVELS.index, default="none")
    return Difference(tables, level, [said for own, said in reasons if own == level])


def _table(name: str, old: Table | None, new: Table | None) -> TableDifference:
    if old is None:
        return TableDifference(name, [("the table is new", "minor")], _rows(None, new))
    if new is None:
        return TableDifference(name, [("the table was removed", "major")], _rows(old, None))
    schema = list(_schema(old.schema, new.schema))
    same = not schema and old.path.read_bytes() == new.path.read_bytes()
    return TableDifference(name, schema, [] if same else _rows(old, new))


def _schema(old: dict, new: dict) -> Iterator[tuple[str, str]]:
    """Yield in words how a schema differs, each with the level that it demands."""
    before, after = ({field["name"]: field for field in schema["fields"]} for schema in (old, new))
    for name in before.keys() - after.keys():
        yield f"the column {name} was removed", "major"
    for name in after.keys() - before.keys():
        yield f"the column {name} is new", "major"
    if before.keys() == after.keys() and list(before) != list(after):
        yield "the columns stand in another order", "major"
    for name in sorted(before.keys() & after.keys()):
        for part in MEANING:
            if before[name].get(part) != after[name].get(part):
                level = "patch" if part == "categories" and _codes(before[name]) == _codes(after[name]) else "major"
                yield f"{part} of the column {name} changed", level
        if before[name].get("description") != after[name].get("description"):
            yield f"the column {name} is described in other words", "patch"
    for part in ("primaryKey", "foreignKeys", "missingValues"):
        if old.get(part) != new.get(part):
            yield f"{part} changed", "major"


def _codes(field: dict) -> list:
    return [category["value"] for category in field.get("categories", ())]


def _reasons(table: TableDifference, old: dict[str, Table]) -> Iterator[tuple[str, str]]:
    """Yield the level that each difference of a table demands, and why."""
    yield from ((level, f"{table.name}: {said}") for said, level in table.schema)
    added, removed = table.count("added"), table.count("removed")
    ids = table.name in OF_IDS
    if ids and removed:
        yield "major", f"{table.name}: {_many(removed)} gone"
    if ids and added:
        late = table.name == "codes" and _has_late_codes(table, old)
        said = "a variable that was published has more codes" if late else f"{_many(added)} more"
        yield "major" if late else "minor", f"{table.name}: {said}"
    if table.count("changed") or (not ids and added + removed):
        yield "patch", f"{table.name}: values corrected"


def _many(rows: int) -> str:
    return counted(rows, "row")


def _has_late_codes(table: TableDifference, old: dict[str, Table]) -> bool:
    known = set(old["variables"].text().select("query_id", "variable_id").iter_rows()) if "variables" in old else set()
    return any(row.kind == "added" and row.key[:2] in known for row in table.rows)


def _rows(old: Table | None, new: Table | None) -> list[Row]:
    """Return the rows that differ; a row whose key changed only in its last column is one changed row."""
    known = new or old
    keys = known.schema["primaryKey"] if known else []
    before, after = _frame(old), _frame(new)
    names = list(dict.fromkeys((*(after.columns if new else ()), *(before.columns if old else ()))))
    if new is None or old is None or not set(keys) <= {*before.columns} & {*after.columns}:
        return [
            *(_row("removed", keys, row, {}) for row in before.iter_rows(named=True)),
            *(_row("added", keys, {}, row) for row in after.iter_rows(named=True)),
        ]
    before, after = (_with(frame, names) for frame in (before, after))
    gone, come = before.join(after, on=names, how="anti"), after.join(before, on=names, how="anti")
    return list(_paired(keys, gone.iter_rows(named=True), come.iter_rows(named=True)))


def _frame(table: Table | None) -> pl.DataFrame:
    return table.text().fill_null("") if table else pl.DataFrame()


def _with(frame: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    missing = [pl.lit("").alias(name) for name in names if name not in frame.columns]
    return frame.with_columns(missing).select(names)


def _paired(keys: list[str], gone: Iterable[dict], come: Iterable[dict]) -> Iterator[Row]:
    before, after = ({tuple(row[key] for key in keys): row for row in rows} for rows in (gone, come))
    rows = [_row("changed", keys, before.pop(key), after.pop(key)) for key in sorted(before.keys() & after.keys())]
    moved: dict[tuple, tuple[list, list]] = defaultdict(lambda: ([], []))
    for side, some in enumerate((before, after)):
        for key in some:
            moved[key[:-1]][side].append(key)
    for lost, found in moved.values():
        if len(keys) > 1 and len(lost) == len(found) == 1:
            rows.append(_row("changed", keys, before.pop(lost[0]), after.pop(found[0])))
    rows += (_row("removed", keys, row, {}) for row in before.values())
    rows += (_row("added", keys, {}, row) for row in after.values())
    yield from sorted(rows, key=lambda row: row.key)


def _row(kind: str, keys: list[str], old: dict, new: dict) -> Row:
    fields = list(new or old)
    cells = ((name, old.get(name, ""), new.get(name, "")) for name in fields)
    return Row(kind, tuple((old or new)[key] for key in keys), tuple(cell for cell in cells if cell[1] != cell[2]))
