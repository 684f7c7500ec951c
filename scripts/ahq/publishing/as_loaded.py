"""The package as its users load it: what frictionless says of the descriptor, and of each table.

Where there is much to check, the tables are checked in several processes. A table that was sound, and is as it was, is not
checked again: its key is a hash of all that the answer depends on, and only keys of what was sound are kept.
"""

import csv
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ahq.core import caches
from ahq.core.digests import cache_key, sha256_of_file
from ahq.core.problems import Problem
from ahq.core.workers import processors, work
from ahq.rules import package as rules

if TYPE_CHECKING:
    import frictionless

DESCRIPTOR = "datapackage.json"
NAME = "sound-tables"
SHOWN = 10  # problems of a table
ALONE = 50_000  # rows of all tables; below, a second process costs more than it saves


def problems(folder: Path, root: Path | None = None) -> list[Problem]:
    """Return what frictionless says against ``folder/datapackage.json`` and its tables, in the order of the descriptor.

    With ``root``, the top of a checkout, its cache is used. Raises OSError, CannotRun.
    """
    descriptor = json.loads((folder / DESCRIPTOR).read_bytes())
    cache = root / ".cache" / NAME if root else None
    keys = _keys(folder, descriptor) if cache else {}
    sound = caches.read_keys(cache) if cache and root and caches.is_believed(root) else frozenset()
    if keys and sound.issuperset(keys.values()):
        return []
    of_descriptor = _of_descriptor(folder)
    if of_descriptor:
        return of_descriptor
    rows = {one["name"]: one.get("rows", 0) for one in descriptor["resources"]}
    left = sorted((name for name in rows if keys.get(name) not in sound), key=rows.__getitem__)
    left.insert(0, left.pop())  # the longest first, and the short ones beside it: two long ones take most memory
    jobs = processors() if sum(rows[name] for name in left) > ALONE else 1
    found = dict(zip(left, work(_checker, (folder,), left, jobs), strict=True))
    if cache:
        caches.write_keys(cache, (key for name, key in keys.items() if not found.get(name)))
    return [problem for name in rows for problem in found.get(name, ())]


def _keys(folder: Path, descriptor: dict[str, Any]) -> dict[str, str]:
    """Return the key of each table by its name: a hash of the table, and of the columns of others that it points to."""
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    about = {key: value for key, value in descriptor.items() if key != "resources"}
    own = (Path(__file__), Path(__file__).with_name("shared_cells.py"))
    always = [
        json.dumps(about).encode(),
        *(path.read_bytes() for path in own),
        *(name.encode() for name in caches.packages()),
    ]
    pointed = {name: sorted(_pointed_at(resource)) for name, resource in resources.items()}
    columns: dict[str, set[tuple[str, ...]]] = {}
    for other, wanted in {target for targets in pointed.values() for target in targets}:
        columns.setdefault(other, set()).add(wanted)
    hashes = {
        (name, wanted): found
        for name, some in columns.items()
        if name in resources
        for wanted, found in _hashes_of_columns(folder / resources[name]["path"], some).items()
    }
    return {
        name: cache_key(
            *always,
            sys.version.encode(),
            json.dumps(resource).encode(),
            sha256_of_file(folder / resource["path"]).encode(),
            *(part for target in pointed[name] for part in (repr(target).encode(), hashes.get(target, b""))),
            *(json.dumps(resources[other]["schema"]).encode() for other, _ in pointed[name] if other in resources),
        )
        for name, resource in resources.items()
    }


def _pointed_at(resource: dict[str, Any]) -> set[tuple[str, tuple[str, ...]]]:
    """Return the tables that a table points to, each with the columns; a reference to itself is left out, since its own hash covers it."""
    references = (key["reference"] for key in resource["schema"].get("foreignKeys", ()))
    return {(one["resource"], tuple(one["fields"])) for one in references if one["resource"]}


def _hashes_of_columns(path: Path, wanted: set[tuple[str, ...]]) -> dict[tuple[str, ...], bytes]:
    """Return the hash of some columns of a CSV file, or of the whole file where it has no such columns."""
    hashes = {names: hashlib.blake2b() for names in wanted}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, strict=True)
            head = next(rows)
            places = [([head.index(name) for name in names], hashes[names]) for names in wanted]
            for cells in rows:
                for some, total in places:
                    total.update(repr([cells[place] for place in some]).encode())
    except (ValueError, IndexError, StopIteration, csv.Error):
        return dict.fromkeys(wanted, sha256_of_file(path).encode())
    return {names: total.digest() for names, total in hashes.items()}


def _of_descriptor(folder: Path) -> list[Problem]:
    import frictionless  # takes most of a second to import; a package that is as it was goes without

    report = frictionless.Package.validate_descriptor(str(folder / DESCRIPTOR))
    return [_problem(DESCRIPTOR, error) for error in report.errors]


def _checker(folder: Path) -> Callable[[str], list[Problem]]:
    """Return what checks a table of the package by its name."""
    import frictionless

    from ahq.publishing import shared_cells

    shared_cells.register()

    def check(name: str) -> list[Problem]:
        # A new one holds no rows of the one before.
        package = frictionless.Package.from_descriptor(str(folder / DESCRIPTOR))
        report = package.get_resource(name).validate()
        found = [_problem(DESCRIPTOR, error) for error in report.errors]
        for task in report.tasks:
            found += [_problem(task.place, error) for error in task.errors[:SHOWN]]
            found += [rules.AS_LOADED.problem(task.place, warning) for warning in task.warnings]
        return found

    return check


def _problem(path: str, error: "frictionless.Error") -> Problem:
    row = getattr(error, "row_number", None)
    where = f"row {row}: " if row else ""
    return rules.AS_LOADED.problem(path, f"{where}{error.message}")
