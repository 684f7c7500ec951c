"""Checks of many files: of some by name, or of all queries, in several processes and with the cache of clean results."""

from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

from ahq.checking import cache
from ahq.checking.cache import Cache, Result
from ahq.core import caches
from ahq.core.checkout import Checkout, record_paths
from ahq.core.errors import CannotRun
from ahq.core.problems import Problem
from ahq.core.workers import processors, work
from ahq.rules import code_lists, layout
from ahq.rules.base import guard
from ahq.rules.file import CAN_BE_READ

WORTH_A_PROCESS = 200  # records; below that a second process costs more than it saves


def check_files(checkout: Checkout, files: list[str]) -> Result:
    """Check single files: a record alone; ``query.yaml`` or ``codebook.yaml`` with all records."""
    from ahq.checking.checker import Checker

    found, count = code_lists.check(checkout), 0
    if found:
        return Result(found, count, set())  # no record can be judged by lists that are broken
    checker = Checker(checkout)
    known_lists = code_lists.paths(checkout)
    folders: set[Path] = set()
    for name in files:
        path = checkout.locate(name)
        if path in known_lists:
            if path.name == "countries.csv":
                found += code_lists.check_countries(checkout)
            continue
        if path == checkout.data / "package.yaml" or path.name == "findings.yaml":
            from ahq.rules import inputs

            found += [problem for problem in inputs.check(checkout) if problem.path == checkout.name(path)]
            continue
        if path.name in ("query.yaml", "codebook.yaml"):
            folders.add(path.parent)
        elif path.parent.name == "responses" and path.parent.parent.parent == checkout.queries:
            found += checker.record(path)
            count += 1
        else:
            said = "this is not the place of a record (data/queries/<query>/responses/<CC>.yaml)"
            found.append(
                CAN_BE_READ.problem(checkout.name(path), said, "name a record, or query.yaml or codebook.yaml")
            )
            count += 1
    for folder in sorted(folders):
        checked = checker.folder(folder)
        found += checked.problems
        count += checked.records
    return Result(found, count, set())


def check_all(checkout: Checkout, jobs: int = 0, fresh: bool = False) -> Result:
    """Check every query; cached results are used unless ``fresh``."""
    folders = checkout.query_folders()
    if not folders:
        raise CannotRun(f"there is no query in {checkout.name(checkout.queries)}")
    broken = code_lists.check(checkout)
    if broken:
        return Result(broken, 0, set())
    known = cache.of(checkout, fresh)
    unchanged = {folder: cache.unchanged(folder, checkout, known) for folder in folders} if known.clean else {}
    changed = [folder for folder in folders if unchanged.get(folder) is None]
    found, records, clean = guard(layout.PLACE, "data", lambda: layout.check(checkout)), 0, set[str]()
    for part in chain(filter(None, unchanged.values()), _check(checkout, known, changed, jobs)):
        found += part.problems
        records += part.records
        clean |= part.clean
    found += _check_inputs(
        checkout, known, clean
    )  # last: DuckDB begins threads, and a process with threads is not forked
    if clean != known.clean:
        caches.write_keys(checkout.cache, clean)
    return Result(found, records, clean)


def _check_inputs(checkout: Checkout, known: Cache, clean: set[str]) -> list[Problem]:
    """Return the problems of package.yaml, of findings and of names; where there is none, add their key to what is clean."""
    key = cache.key_of_inputs(checkout, known.context)
    if key not in known.clean:
        from ahq.rules import inputs

        if found := guard(inputs.PACKAGE, "data/package.yaml", lambda: inputs.check(checkout)):
            return found
        if found := guard(code_lists.NAMES, "data/queries", lambda: code_lists.check_names(checkout)):
            return found
    clean.add(key)
    return []


def _check(checkout: Checkout, known: Cache, folders: list[Path], jobs: int) -> Iterable[Result]:
    if not folders:
        return ()
    many = sum(len(record_paths(folder)) for folder in folders) >= WORTH_A_PROCESS
    return work(_checker, (checkout.root, known), folders, jobs or (processors() if many else 1))


def _checker(root: Path, known: Cache) -> Callable[[Path], Result]:
    from ahq.checking.checker import Checker  # the parser and the rules are loaded only where something changed

    return Checker(Checkout(root), known).folder
