"""The package as its users load it: what frictionless says of the descriptor, and of each table.

Where there is much to check, the tables are checked in several processes. A table that was sound, and is as it was, is not
checked again: its key is a hash of all that the answer depends on, and only keys of what was sound are kept.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ahq.core import caches
from ahq.core.digests import cache_key, sha256_of_file
from ahq.core.problems import Problem
from ahq.core.workers import processors, work
from ahq.rules import package as rules

if TYPE_CHECKING:
    import frictionless

DESCRIPTOR = "datapackage.json"
SHOWN = 10  # problems of a table
ALONE = 50_000  # rows of all tables; below, a second process costs more than it saves


def problems(folder: Path, root: Path | None = None) -> list[Problem]:
    """Return what frictionless says against ``folder/datapackage.json`` and its tables, in the order of the descriptor.

    With ``root``, the top of a checkout, its cache is used. Raises OSError, CannotRun.
    """
    cache = root / ".cache" / "sound-tables" if root else None
    keys = _keys(folder) if cache else {}
    sound = _sound(cache) if cache and caches.is_believed(cache.parent.parent) else frozenset()
    if keys and sound.issuperset(keys.values()):
        return []
    of_descriptor = _of_descriptor(folder)
    if of_descriptor:
        return of_descriptor
    resources = json.loads((folder / DESCRIPTOR).read_bytes())["resources"]
    names = [one["name"] for one in resources]
    rows = {one["name"]: one.get("rows", 0) for one in resources}
    left = sorted((name for name in names if keys.get(name) not in sound), key=rows.__getitem__)
    left.insert(0, left.pop())  # the longest first, and the short ones beside it: two long ones take most memory
    jobs = processors() if sum(rows[name] for name in left) > ALONE else 1
    found = dict(zip(left, work(_checker, (folder,), left, jobs), strict=True))
    if cache:
        caches.write(cache, "\n".join(key for name, key in keys.items() if not found.get(name)).encode())
    return [problem for name in names for problem in found.get(name, ())]


def _keys(folder: Path) -> dict[str, str]:
    """Return the key of each table by its name."""
    descriptor = json.loads((folder / DESCRIPTOR).read_bytes())
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    hashes = {name: sha256_of_file(folder / resource["path"]) for name, resource in resources.items()}
    about = {key: value for key, value in descriptor.items() if key != "resources"}
    always = [json.dumps(about).encode(), Path(__file__).read_bytes(), *(name.encode() for name in caches.packages())]
    found = {}
    for name, resource in resources.items():
        foreign = resource["schema"].get("foreignKeys", ())
        others = sorted({key["reference"]["resource"] or name for key in foreign})
        parts = [json.dumps(resource).encode(), hashes[name].encode()]
        parts += [part for other in others for part in (other.encode(), hashes.get(other, "").encode())]
        found[name] = cache_key(*always, sys.version.encode(), *parts)
    return found


def _sound(path: Path) -> frozenset[str]:
    return frozenset((caches.read(path) or b"").decode("ascii", "replace").split())


def _of_descriptor(folder: Path) -> list[Problem]:
    import frictionless  # takes most of a second to import; a package that is as it was goes without

    report = frictionless.Package.validate_descriptor(str(folder / DESCRIPTOR))
    return [_problem(DESCRIPTOR, error) for error in report.errors]


def _checker(folder: Path) -> Callable[[str], list[Problem]]:
    """Return what checks a table of the package by its name."""
    import frictionless

    package = frictionless.Package.from_descriptor(str(folder / DESCRIPTOR))

    def check(name: str) -> list[Problem]:
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
