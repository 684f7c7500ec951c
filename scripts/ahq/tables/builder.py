"""Building: all queries of a checkout as CSV files in one folder, a query at a time."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

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
from ahq.tables.kept import Places
from ahq.tables.mentions import Names
from ahq.tables.rows import Row

Schema = dict[str, Any]
Packed = dict[str, bytes]  # rows of tables as CSV, by table
Ready = Mapping[str, Callable[[], Packed]]  # what gives the rows of a query, by query
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

    def query(self, folder: Path) -> Packed:
        """Return the rows of a query by table, as CSV."""
        query = reading.read_query(folder, self.checkout, self.lists).query
        if query is None:
            raise CannotBuild(Checker(self.checkout).query(folder).problems)
        found: dict[str, list[Row]] = {name: [] for name in NAMES} | rows.of_query(query)
        for path in record_paths(folder):
            for name, some in rows.of_record(query, self._record(path), self.names).items():
                found[name] += some
        if corrections := reading.read_corrections(folder, self.checkout):
            found["corrections"] = rows.of_corrections(query.id, corrections.required())
        passes = reading.read_passes(folder, self.checkout)
        if len(passes) > 1:  # numpy, which this needs, begins threads: it is loaded once the workers have begun
            from ahq.tables import recodings, reliability

            found["reliability"] = reliability.rows(query, passes, self.checkout.root)
            found["recodings"] = recodings.rows(query, passes, found["codings"], self.checkout.root)
        return {name: _packed(name, some) for name, some in found.items() if some}

    def _record(self, path: Path) -> Record:
        record = reading.read_record(path, self.checkout).value
        if record is None:
            raise CannotBuild(Checker(self.checkout).record(path))
        return record


def _packed(name: str, some: list[Row]) -> bytes:
    some.sort(key=csv_tables.sort_key(schema(name)))
    return csv_tables.encode(some)


def build(checkout: Checkout, folder: Path, jobs: int = 0, ready: Ready | None = None) -> dict[str, Places]:
    """Write every table into the new ``folder``; return where the rows of each query stand.

    ``ready`` gives the rows of queries that are not built again.
    Raises CannotBuild, OSError, or KeyError and ValueError where a quote is not in its answer or a pass cannot be read.
    """
    make_empty_folder(checkout, folder)
    with ExitStack() as open_files:
        files = {name: open_files.enter_context((folder / f"{name}.csv").open("wb")) for name in NAMES}
        for name, file in files.items():
            file.write(csv_tables.header(schema(name)))
        places: dict[str, Places] = {}
        for query, packed in _parts(checkout, jobs, ready or {}):
            starts = {name: files[name].tell() for name in packed}
            for name, data in packed.items():
                files[name].write(data)
            places[query] = {name: [start, files[name].tell()] for name, start in starts.items()}
        for name, list_name in FROM_LISTS.items():
            files[name].write(_from_list(checkout.reference / list_name, schema(name)))
    return places


def _from_list(path: Path, schema_: Schema) -> bytes:
    names = table_schemas.columns(schema_)
    found = [tuple(row[name] for name in names) for row in csv_tables.rows_of(path)]
    return csv_tables.encode(sorted(found, key=csv_tables.sort_key(schema_)))


def _parts(checkout: Checkout, jobs: int, ready: Ready) -> Iterator[tuple[str, Packed]]:
    folders = checkout.query_folders()
    left = [folder for folder in folders if folder.name not in ready]
    made = work(_builder, (checkout.root,), left, jobs or min(processors(), len(left) // 8 + 1))
    for folder in folders:
        yield folder.name, ready[folder.name]() if folder.name in ready else next(made)
    next(made, None)  # the workers have come to their end, and need not be stopped


def _builder(root: Path) -> Callable[[Path], Packed]:
    return Builder(Checkout(root)).query
