"""Building: all queries of a checkout as CSV files in one folder, a query at a time."""

import json
import os
import shutil
from contextlib import ExitStack
from pathlib import Path

from ahq.checking.checker import Checker
from ahq.core import csv_tables, strict_yaml, table_schemas
from ahq.core.checkout import Checkout, record_paths
from ahq.core.files import read_file
from ahq.core.table_schemas import NAMES, schema
from ahq.tables import reliability, rows
from ahq.tables.mentions import Names

SCHEMAS = "schemas.json"
FROM_LISTS = {"countries": "countries.csv", "entities": "entities.csv", "retired": "retired.csv"}


class CannotBuild(Exception):
    """The records cannot be turned into tables; ``problems`` says why."""

    def __init__(self, problems: list):
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Builder:
    """Turns query folders into packed CSV, one after the other or in several processes."""

    def __init__(self, checkout: Checkout):
        self.checker = Checker(checkout)
        self.names = Names(self.checker.reference.entities)
        self.checkout = checkout

    def query(self, folder: Path) -> tuple[str, dict, dict[str, bytes]]:
        """Return a query's id, the schema of its wide table, and its rows by table as CSV bytes."""
        query, problems, _, _ = self.checker.query(folder)
        if query is None:
            raise CannotBuild(problems)
        found = {name: [] for name in (*NAMES, "wide")} | rows.of_query(query)
        for path in record_paths(folder):
            data, problems = read_file(path, self.checkout)
            document = strict_yaml.read(data.decode("utf-8")) if data is not None else None
            if document is None or not isinstance(document.value, dict):
                raise CannotBuild(problems or self.checker.record(path))
            for name, some in rows.of_record(query, document.value, self.names).items():
                found[name] += some
        found["reliability"] = reliability.rows(folder, query, self.checkout.root / ".cache" / "reliability")
        wide = table_schemas.wide_schema(query.id, query.codebook.variables.values(), query.reference.missing_codes)
        return query.id, wide, {name: _packed(name, some, wide) for name, some in found.items() if some}


def _packed(name: str, some: list[tuple], wide: dict) -> bytes:
    some.sort(key=csv_tables.sort_key(wide if name == "wide" else schema(name)))
    return csv_tables.encode(some)


def build(checkout: Checkout, folder: Path, jobs: int = 0) -> dict[str, dict]:
    """Write every table into the new ``folder`` and return their Table Schemas by name.

    Raises CannotBuild, OSError, or KeyError and ValueError where a record breaks its schema.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    schemas = {name: schema(name) for name in NAMES}
    with ExitStack() as open_files:
        files = {name: open_files.enter_context((folder / f"{name}.csv").open("wb")) for name in NAMES}
        for name, file in files.items():
            file.write(csv_tables.header(schemas[name]))
        for _query_id, wide, packed in _parts(checkout, jobs):
            schemas[wide["name"]] = wide
            (folder / f"{wide['name']}.csv").write_bytes(csv_tables.header(wide) + packed.pop("wide", b""))
            for name, data in packed.items():
                files[name].write(data)
        for name, list_name in FROM_LISTS.items():
            files[name].write(_from_list(checkout.reference / list_name, schemas[name]))
    (folder / SCHEMAS).write_text(json.dumps(schemas, ensure_ascii=False), "utf-8")
    return schemas


def built_schemas(folder: Path) -> dict[str, dict]:
    """Return the Table Schemas of the tables that were built in ``folder``. Raises OSError."""
    return json.loads((folder / SCHEMAS).read_bytes())


def _from_list(path: Path, schema_: dict) -> bytes:
    names = table_schemas.columns(schema_)
    found = [tuple(row[name] for name in names) for row in csv_tables.rows_of(path)]
    return csv_tables.encode(sorted(found, key=csv_tables.sort_key(schema_)))


def _parts(checkout: Checkout, jobs: int):
    folders = checkout.query_folders()
    jobs = jobs or min(len(os.sched_getaffinity(0)), len(folders) // 8 + 1)
    if jobs == 1:
        yield from map(Builder(checkout).query, folders)
        return
    from multiprocessing import get_context

    global _builder
    _builder = Builder(checkout)
    with get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(_build_query, folders, chunksize=2)


def _build_query(folder: Path):
    return _builder.query(folder)
