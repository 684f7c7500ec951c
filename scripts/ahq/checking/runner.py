"""Checks of many files: of some by name, or of all queries, in several processes and with the cache of clean results."""

import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ahq.checking import cache
from ahq.checking.cache import Cache, Result
from ahq.core.checkout import Checkout, record_paths
from ahq.core.problems import Problem
from ahq.rules import code_lists

if TYPE_CHECKING:
    from ahq.checking.checker import Checker

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
        path = Path(name).absolute()
        if path in known_lists:
            continue
        if path.name in ("query.yaml", "codebook.yaml"):
            folders.add(path.parent)
        elif path.parent.name == "responses" and path.parents[2] == checkout.queries:
            found += checker.record(path)
            count += 1
        else:
            said = "this is not the place of a record (data/queries/<query>/responses/<CC>.yaml)"
            found.append(Problem(checkout.name(path), 0, 0, "F00", said))
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
        raise ValueError(f"there is no query in {checkout.name(checkout.queries)}")
    broken = code_lists.check(checkout)
    if broken:
        return Result(broken, 0, set())
    known = cache.of(checkout, fresh)
    unchanged = {folder: cache.unchanged(folder, checkout, known) for folder in folders} if known.clean else {}
    changed = [folder for folder in folders if unchanged.get(folder) is None]
    found, records, clean = [], 0, set()
    for part in chain(filter(None, unchanged.values()), _check(checkout, known, changed, jobs)):
        found += part.problems
        records += part.records
        clean |= part.clean
    if clean != known.clean:
        cache.save(checkout.cache, clean)
    return Result(found, records, clean)


def _check(checkout: Checkout, known: Cache, folders: list[Path], jobs: int) -> Iterable[Result]:
    if not folders:
        return ()
    from ahq.checking.checker import Checker  # the parser and the rules are loaded only where something changed

    checker = Checker(checkout, known)
    many = sum(len(record_paths(folder)) for folder in folders) >= WORTH_A_PROCESS
    jobs = jobs or (len(os.sched_getaffinity(0)) if many else 1)
    return _in_processes(checker, folders, jobs) if jobs > 1 else map(checker.folder, folders)


_checker: "Checker"  # of a worker process


def _in_processes(checker: "Checker", folders: list[Path], jobs: int) -> Iterator[Result]:
    from multiprocessing import get_context

    global _checker
    _checker = checker
    with get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(_check_folder, folders, chunksize=max(1, len(folders) // (jobs * 16)))


def _check_folder(folder: Path) -> Result:
    return _checker.folder(folder)
