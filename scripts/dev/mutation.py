"""Mutation testing with Cosmic Ray: a module is changed in one place at a time, and its tests should notice.

Changes are made in a copy of the checkout. What was tried is kept in a session for each module, until the module or its
tests change; a run that is stopped goes on where it was.
"""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from ahq.core.checkout import Checkout
from ahq.core.digests import sha256
from ahq.core.errors import CannotRun

COPIED = ("scripts", "tests", "schemas", "data", "docs", "pyproject.toml", "datapackage.json")
SEED = 1
SECONDS = 60  # a test run that takes longer has noticed the change
# `|` of annotations: changed, the module cannot be imported, which says nothing of the tests.
SKIPPED = ["core/ReplaceBinaryOperator_BitOr_.*"]


class Mutant(NamedTuple):
    """One change of a module, in the line ``line``; ``noticed`` is ``None`` where it was not tried."""

    name: str
    line: int
    noticed: bool | None
    difference: str


class Target(NamedTuple):
    """A module below ``scripts/ahq``, and the files of tests that should notice a change of it."""

    module: str
    tests: list[str]


def targets(checkout: Checkout, wanted: list[str]) -> list[Target]:
    """Return the modules that pyproject.toml lists below ``tool.mutation``, or those ``wanted`` of them.

    Raises CannotRun where one is not listed.
    """
    listed = tomllib.loads((checkout.root / "pyproject.toml").read_text("utf-8"))["tool"]["mutation"]
    unknown = [name for name in wanted if name not in listed]
    if unknown:
        raise CannotRun(f"{', '.join(unknown)} not in pyproject.toml, tool.mutation: it lists {', '.join(listed)}")
    return [Target(name, listed[name]) for name in wanted or listed]


class Mutation:
    """Mutates the modules of one checkout with the Cosmic Ray that is installed in ``tools``."""

    def __init__(self, checkout: Checkout, tools: Path, sample: int = 0):
        self.checkout = checkout
        self.sample = sample  # mutants of each module, drawn at random; 0: all
        self.folder = checkout.root / ".cache" / "mutation"
        self.tools = tools

    def run(self, target: Target, seconds: float) -> list[Mutant]:
        """Return the mutants of a module, those tried that a run of ``seconds`` allows. Raises CannotRun."""
        end = monotonic() + seconds
        session = self._session(target)
        self._copy()
        settings = self.folder / "cosmic-ray.toml"
        settings.write_text(_settings(target), "utf-8", newline="\n")
        if not session.exists():
            draft = session.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            self._tool("cosmic-ray", "init", str(settings), str(draft))
            self._tool("cr-filter-operators", str(draft), str(settings))
            _draw(draft, self.sample)
            self._tool("cosmic-ray", "baseline", str(settings))
            draft.rename(session)
        self._execute(settings, session, end)
        return list(self._results(session))

    def _session(self, target: Target) -> Path:
        root = self.checkout.root
        paths = [root / name for name in (_path(target.module), *target.tests)]
        key = sha256(b"\0".join(path.read_bytes() for path in (*paths, *sorted(root.glob("tests/**/conftest.py")))))
        self.folder.mkdir(parents=True, exist_ok=True)
        drawn = f"-{self.sample}" if self.sample else ""
        return self.folder / f"{target.module.replace('/', '-')}-{key[:16]}{drawn}.sqlite"

    def _copy(self) -> None:
        copy = self.folder / "checkout"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir(parents=True)
        for name in COPIED:
            path = self.checkout.root / name
            if path.is_dir():
                shutil.copytree(path, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(path, copy / name)

    def _execute(self, settings: Path, session: Path, end: float) -> None:
        command = [str(self.tools / "cosmic-ray"), "exec", str(settings), str(session)]
        with suppress(subprocess.TimeoutExpired):  # the mutant that was being tried is tried again by the next run
            subprocess.run(command, cwd=self.folder / "checkout", check=True, timeout=max(1, end - monotonic()))

    def _results(self, session: Path) -> Iterator[Mutant]:
        for line in self._tool("cosmic-ray", "dump", str(session)).splitlines():
            item, result = json.loads(line)
            if result and result["worker_outcome"] == "skipped":
                continue
            (mutation,) = item["mutations"]
            noticed = result["test_outcome"] != "survived" if result else None
            difference = (result or {}).get("diff") or ""
            yield Mutant(mutation["operator_name"], mutation["start_pos"][0], noticed, difference)

    def _tool(self, name: str, *arguments: str) -> str:
        command = [str(self.tools / name), *arguments]
        done = subprocess.run(command, cwd=self.folder / "checkout", capture_output=True, text=True, encoding="utf-8")
        if done.returncode:
            raise CannotRun(f"{name} {arguments[0]} failed: {(done.stderr or done.stdout).strip()[-500:]}")
        return done.stdout


def _draw(session: Path, sample: int) -> None:
    """Leave in a session so many of the mutants that are to be tried, drawn at random, the same each time."""
    with closing(sqlite3.connect(session)) as database, database:
        skipped = "SELECT job_id FROM work_results"
        found = database.execute(f"SELECT job_id FROM work_items WHERE job_id NOT IN ({skipped}) ORDER BY rowid")
        jobs = [job for (job,) in found]
        if 0 < sample < len(jobs):
            kept = {jobs[place] for place in random.Random(SEED).sample(range(len(jobs)), sample)}
            for table in ("mutation_specs", "work_items"):
                database.executemany(
                    f"DELETE FROM {table} WHERE job_id = ?", [(job,) for job in jobs if job not in kept]
                )


def _path(module: str) -> str:
    return f"scripts/ahq/{module}.py"


def _settings(target: Target) -> str:
    tests = " ".join(target.tests)
    # Values of JSON strings and lists are those of TOML.
    return "\n".join(
        [
            "[cosmic-ray]",
            f"module-path = {json.dumps(_path(target.module))}",
            f"timeout = {SECONDS}.0",
            "excluded-modules = []",
            f"test-command = {json.dumps(f'{sys.executable} -B -m pytest -q -x -n 0 {tests}')}",
            "[cosmic-ray.distributor]",
            'name = "local"',
            "[cosmic-ray.filters.operators-filter]",
            f"exclude-operators = {json.dumps(SKIPPED)}",
        ]
    )
