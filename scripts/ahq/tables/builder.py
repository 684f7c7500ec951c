"""Building: all queries of a checkout as CSV files in one folder, a query at a time."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from ahq.checking.checker import Checker
from ahq.core import csv_tables, table_schemas
from ahq.core.checkout import Checkout, record_paths
from ahq.core.files import make_empty_folder
from ahq.core.problems import Problem
from ahq.core.table_schemas import NAMES, schema
from ahq.core.workers import processors, work
from ahq.corpus import reading
from ahq.corpus.record import Record
from ahq.tables import rows
from ahq.tables.mentions import Names
from ahq.tables.rows import Row
from ahq.tables.wide import Schema, wide_schema

SCHEMAS = "schemas.json"
FROM_LISTS = {"countries": "countries.csv", "entities": "entities.csv", "retired": "retired.csv"}


class CannotBuild(Exception):
    """The records cannot be turned into tables; ``problems`` says why."""

    def __init__(self, problems: list[Problem]):
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Builder:
    """Turns query folders into packed CSV, one after the other or in several processes."""

    def __init__(self, checkout: Checkout):
        self.lists = reading.read_lists(checkout)
        self.names = Names(self.lists.entities)
        self.checkout = checkout

    def query(self, folder: Path) -> tuple[str, Schema, dict[str, bytes]]:
        """Return a query's id, the schema of its wide table, and its rows by table as CSV bytes."""
        query = reading.read_query(folder, self.checkout, self.lists).query
        if query is None:
            raise CannotBuild(Checker(self.checkout).query(folder).problems)
        found: dict[str, list[Row]] = {name: [] for name in (*NAMES, "wide")} | rows.of_query(query)
        for path in record_paths(folder):
            for name, some in rows.of_record(query, self._record(path), self.names).items():
                found[name] += some
        passes = reading.read_passes(folder, self.checkout)
        if len(passes) > 1:  # numpy, which this needs, begins threads: it is loaded once the workers have begun
            from ahq.tables import reliability

            found["reliability"] = reliability.rows(query, passes, self.checkout.root / ".cache" / "reliability")
        wide = wide_schema(query.id, query.codebook.variables.values(), query.reference.missing_codes)
        return query.id, wide, {name: _packed(name, some, wide) for name, some in found.items() if some}

    def _record(self, path: Path) -> Record:
        record = reading.read_record(path, self.checkout).value
        if record is None:
            raise CannotBuild(Checker(self.checkout).record(path))
        return record


def _packed(name: str, some: list[Row], wide: Schema) -> bytes:
    some.sort(key=csv_tables.sort_key(wide if name == "wide" else schema(name)))
    return csv_tables.encode(some)


def build(checkout: Checkout, folder: Path, jobs: int = 0) -> dict[str, Schema]:
    """Write every table into the new ``folder`` and return their Table Schemas by name.

    Raises CannotBuild, OSError, or KeyError and ValueError where a quote is not in its answer or a pass cannot be read.
    """
    make_empty_folder(checkout, folder)
    schemas = {name: schema(name) for name in NAMES}
    with ExitStack() as open_files:
        files = {name: open_files.enter_context((folder / f"{name}.csv").open("wb")) for name in NAMES}
        for name, file in files.items():
            file.write(csv_tables.header(schemas[name]))
        for _query_id, wide, packed in _parts(checkout, jobs):
            data = packed.pop("wide", b"")
            if len(wide["fields"]) > len(wide["primaryKey"]):  # a query that is not coded has no variables
                schemas[wide["name"]] = wide
                (folder / f"{wide['name']}.csv").write_bytes(csv_tables.header(wide) + data)
            for name, data in packed.items():
                files[name].write(data)
        for name, list_name in FROM_LISTS.items():
            files[name].write(_from_list(checkout.reference / list_name, schemas[name]))
    (folder / SCHEMAS).write_text(json.dumps(schemas, ensure_ascii=False), "utf-8", newline="\n")
    return schemas


def built_schemas(folder: Path) -> dict[str, Schema]:
    """Return the Table Schemas of the tables that were built in ``folder``. Raises OSError."""
    loaded: dict[str, Schema] = json.loads((folder / SCHEMAS).read_bytes())
    return loaded


def _from_list(path: Path, schema_: Schema) -> bytes:
    names = table_schemas.columns(schema_)
    found = [tuple(row[name] for name in names) for row in csv_tables.rows_of(path)]
    return csv_tables.encode(sorted(found, key=csv_tables.sort_key(schema_)))


def _parts(checkout: Checkout, jobs: int) -> Iterator[tuple[str, Schema, dict[str, bytes]]]:
    folders = checkout.query_folders()
    return work(_builder, (checkout.root,), folders, jobs or min(processors(), len(folders) // 8 + 1))


def _builder(root: Path) -> Callable[[Path], tuple[str, Schema, dict[str, bytes]]]:
    return Builder(Checkout(root)).query
