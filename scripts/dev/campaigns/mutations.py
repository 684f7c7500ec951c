"""Every kind of input, changed at random: never a traceback, never a wait, and a list of what is accepted in silence.

The checks run in this process, in a copy of the checkout: what `make validate` asks, without the cache. Where they find
nothing, the first few times that a field is concerned the tables are built and checked, the package is put together, and
its SQL and documents are made, as `make` does; what fails there was accepted wrongly.
"""

import argparse
import contextlib
import csv
import io
import random
import shutil
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ahq.checking import cache
from ahq.checking.cache import Cache
from ahq.checking.checker import Checker
from ahq.checking.runner import check_all
from ahq.core import caches, files, strict_yaml
from ahq.core.checkout import HOME, Checkout
from ahq.core.digests import sha256
from ahq.core.errors import CannotRun
from ahq.core.problems import Problem
from ahq.corpus.canonical_form import canonical
from ahq.publishing import generated, package
from ahq.rules import inputs as input_rules
from ahq.rules import layout
from ahq.tables.builder import CannotBuild, build
from dev.campaigns import apart, changes

SECONDS = 20  # of this process, whatever else the machine does; a check that takes longer hangs
RUNS = {"record": 10_000}
USUAL_RUNS = 1_000
PATTERNS = {
    "record": "queries/*/responses/*.yaml",
    "query.yaml": "queries/*/query.yaml",
    "codebook.yaml": "queries/*/codebook.yaml",
    "findings.yaml": "queries/*/findings.yaml",
    "package.yaml": "package.yaml",
    "pass": "queries/*/coding/pass-*.csv",
    "adjudication.csv": "queries/*/coding/adjudication.csv",
    "corrections.csv": "queries/*/coding/corrections.csv",
    "reference": "reference/*.csv",
    "source": "sources/[0-9]*.md",
}
ONLY_THE_QUERY = (
    "record",
    "pass",
    "adjudication.csv",
    "corrections.csv",
)  # what package.yaml and findings do not rest on
CODED = "\nHR,monitoring,ongoing,"
CORRECTED = "HR,monitoring,occasional,ongoing,2026-11-24,Invented for the campaign.\n"
SHOWN = 70
TRIED_ON = 3  # of each kind of silent change, so many are built and put together too
PARTS = 2  # each in a process and with a seed of its own: the same however many processors there are
KINDS = ("told", "same", "silent", "refused later", "crash", "hang")


class Outcome(NamedTuple):
    """What came of one change: ``kind`` is told, refused later, silent, same, crash or hang; ``what`` says where."""

    kind: str
    what: str
    example: str


class Hang(BaseException):
    """A check that did not end in time; nothing catches it on its way."""


def run(folder: Path, options: argparse.Namespace) -> bool:
    """Change files of each kind, print what came of it, and return whether nothing crashed and nothing hung."""
    sound = True
    for input_ in (options.input,) if options.input else PATTERNS:
        runs = options.runs or RUNS.get(input_, USUAL_RUNS)
        found = changed(input_, options.seed, runs, folder)
        kinds: Counter[str] = Counter()
        for outcome, count in found.items():
            kinds[outcome.kind] += count
        said = ", ".join(f"{kinds[kind]:,} {kind}" for kind in KINDS if kinds[kind])
        print(f"{input_}: {runs:,} changes: {said}", flush=True)
        _list(found)
        sound &= not kinds["crash"] + kinds["hang"]
    return sound


def _list(found: Counter[Outcome]) -> None:
    for kind in ("crash", "hang", "refused later", "silent"):
        places: dict[str, list[str]] = {}
        for outcome in found:
            if outcome.kind == kind:
                places.setdefault(outcome.what, []).append(outcome.example)
        for what, examples in sorted(places.items(), key=lambda item: (-len(item[1]), item[0])):
            print(f"  {kind} {len(examples):4} {what}\n            {min(examples, key=len)}", flush=True)


def changed(input_: str, seed: int, runs: int, folder: Path) -> Counter[Outcome]:
    """Change files of one kind ``runs`` times in copies of the checkout below ``folder``, and return what came of it."""
    parts = [_Part(input_, seed + part, len(range(part, runs, PARTS)), folder / str(part)) for part in range(PARTS)]
    return sum(apart.results(parts), Counter[Outcome]())


class _Part:
    def __init__(self, input_: str, seed: int, runs: int, folder: Path):
        self.input, self.seed, self.runs, self.folder = input_, seed, runs, folder

    def __call__(self) -> Counter[Outcome]:
        checkout = copy(self.folder)
        if self.input == "corrections.csv":
            plant_correction(checkout)
        started = check_all(checkout, 1, fresh=True).problems
        if started:
            raise CannotRun(f"the copy is not sound to begin with: {started[0]}")
        chance = random.Random(self.seed)
        paths = sorted(checkout.data.glob(PATTERNS[self.input]))
        known = _known(checkout) if self.input in ONLY_THE_QUERY else None
        tried: Counter[str] = Counter()
        return Counter(one(checkout, known, tried, chance.choice(paths), chance) for _ in range(self.runs))


def _known(checkout: Checkout) -> Cache:
    """Return what is clean before any change, so that other records need not be checked again."""
    folders = checkout.query_folders()
    fresh = cache.of(checkout, fresh=True)
    return fresh._replace(
        clean=frozenset().union(*(Checker(checkout, fresh).folder(folder).clean for folder in folders))
    )


def _problems(checkout: Checkout, known: Cache | None) -> list[Problem]:
    """Return what `make validate` says; with ``known``, package.yaml and findings did not change, and are left out."""
    if known is None:
        return check_all(checkout, 1, fresh=True).problems
    checker = Checker(checkout, known)
    found = layout.check(checkout)
    return found + [problem for folder in checkout.query_folders() for problem in checker.folder(folder).problems]


def copy(folder: Path) -> Checkout:
    """Copy what a checkout needs to be checked and published."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HOME / "data", folder / "data")
    for name in ("datapackage.json", "CHANGELOG.md"):
        shutil.copy(HOME / name, folder / name)
    return Checkout(folder)


def plant_correction(checkout: Checkout) -> None:
    """Have a code of the copy rest on a correction, where it has none."""
    passes = checkout.queries.glob("*/coding/pass-*.csv")
    folder = next((path.parents[1] for path in passes if CODED in path.read_text("utf-8")), None)
    if folder is None:
        raise CannotRun(f"no pass has the line {CODED.strip()}… that a correction could change")
    for path in folder.glob("coding/pass-*.csv"):
        was, head = sha256(path.read_bytes()), folder / "query.yaml"
        text = path.read_text("utf-8").replace(CODED, "\nHR,monitoring,occasional,")
        path.write_text(text, "utf-8", newline="\n")
        is_now = sha256(path.read_bytes())  # a file of coding is kept as its query says
        head.write_text(canonical(head.read_text("utf-8").replace(was, is_now), "query"), "utf-8", newline="\n")
    path = folder / "coding/corrections.csv"
    known = path.read_text("utf-8").split("\n", 1)[1] if path.exists() else ""
    path.write_text(f"country,variable,old,new,date,reason\n{CORRECTED}{known}", "utf-8", newline="\n")


def one(checkout: Checkout, known: Cache | None, tried: Counter[str], path: Path, chance: random.Random) -> Outcome:
    """Change one file, ask what is said, and put it back."""
    before = path.read_bytes()
    way = ""
    try:
        if chance.random() < 0.02:
            way = changes.another_file(chance, path, checkout.root / "CHANGELOG.md")
        else:
            path.write_bytes(chance.choice(changes.BY_SUFFIX[path.suffix])(chance, before))
        return _outcome(checkout, known, tried, path, before, way)
    finally:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        path.unlink(missing_ok=True)
        path.write_bytes(before)


def _outcome(
    checkout: Checkout, known: Cache | None, tried: Counter[str], path: Path, before: bytes, way: str
) -> Outcome:
    try:
        with _in_time(SECONDS):
            files._is_inside.cache_clear()
            caches.tracked.cache_clear()
            problems = _asked(lambda: _problems(checkout, known))
            bad = [p for p in problems if "report this as a bug" in p.help]
            if bad:
                return Outcome("crash", f"{bad[0].rule} {bad[0].message}", _difference(path, before))
            if problems:
                return Outcome("told", "", "")
            what = way or difference(path.suffix, before, path.read_bytes())
            if not what:
                return Outcome("same", "", "")
            tried[what] += 1
            later = _asked(lambda: _later(checkout)) if tried[what] <= TRIED_ON else []
            if later:
                return Outcome(
                    "refused later",
                    f"{what}: {later[0].rule}",
                    f"{_difference(path, before)}: {later[0].message[:120]}",
                )
            return Outcome("silent", what, _difference(path, before))
    except Hang:
        _keep(path)
        return Outcome("hang", way or path.name, _difference(path, before))
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}: {str(error)[:80]}"
        _keep(path)
        return Outcome("crash", where, _difference(path, before))


def _keep(path: Path) -> None:
    """Keep an input that harmed us."""
    folder = HOME / ".cache" / "campaigns"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        shutil.copyfile(path, folder / f"{time.time_ns()}-{path.name}")


def _asked(ask: Callable[[], list[Problem]]) -> list[Problem]:
    """Return what is told; what a command says in one line when it cannot run is told too."""
    try:
        return ask()
    except CannotBuild as error:
        return error.problems
    except CannotRun as error:
        return [Problem("", 0, 0, "", str(error))]
    except OSError as error:
        return [Problem("", 0, 0, "", str(error.strerror))]


def _later(checkout: Checkout) -> list[Problem]:
    """Return what `make normalise` and `make publish` say against it."""
    from ahq.core import table_schemas
    from ahq.core.table_queries import TableQueries
    from ahq.tables import constraints

    built = checkout.build / "draft"
    build(checkout, built, 1)
    schemas = table_schemas.schemas()
    problems, _ = constraints.check(built, schemas)
    if problems:
        return problems
    staged = package.stage(checkout, schemas, built)
    with TableQueries(staged / package.TABLES, table_schemas.NAMES) as database:
        problems = input_rules.check_sql(checkout, database)
    if not problems:
        generated.files(checkout, staged)
    return problems


@contextmanager
def _in_time(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Hang

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def difference(suffix: str, before: bytes, after: bytes) -> str:
    """Return which fields or columns differ between two versions that can be read; empty where they say the same."""
    if suffix == ".yaml":
        old, new = (strict_yaml.read(data.decode()).value for data in (before, after))
        return ", ".join(sorted(set(_fields(old, new, ""))))
    if suffix == ".csv":
        return ", ".join(sorted(set(_columns(*(_rows(data) for data in (before, after))))))
    old_words, new_words = before.decode().split(), after.decode().split()
    return "words" if old_words != new_words else "" if before == after else "white space"


def _fields(old: Any, new: Any, path: str) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in (*old, *(key for key in new if key not in old)):
            if key not in old or key not in new:
                yield f"{path}.{key} {'added' if key not in old else 'removed'}"
            else:
                yield from _fields(old[key], new[key], f"{path}.{key}")
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield f"{path}[] {'more' if len(new) > len(old) else 'fewer'}"
        elif old != new and sorted(map(str, old)) == sorted(map(str, new)):
            yield f"{path}[] in another order"
        else:
            for one_, other in zip(old, new, strict=True):
                yield from _fields(one_, other, f"{path}[]")
    elif old != new or type(old) is not type(new):
        yield path


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def _columns(old: list[list[str]], new: list[list[str]]) -> Iterator[str]:
    head = new[0] if new else []
    if sorted(old[0]) != sorted(head):
        yield "other columns"
        return
    if old[0] != head:
        yield "columns in another order"
    before, after = ([dict(zip(rows[0], row, strict=False)) for row in rows[1:]] for rows in (old, new))
    if len(before) != len(after):
        yield f"{'more' if len(after) > len(before) else 'fewer'} rows"
    elif before != after and sorted(map(str, before)) == sorted(map(str, after)):
        yield "rows in another order"
    else:
        for one_, other in zip(before, after, strict=True):
            yield from (name for name in old[0] if one_.get(name) != other.get(name))


def _difference(path: Path, before: bytes) -> str:
    """Return what stood and what stands at the place of the change, cut."""
    try:
        after = path.read_bytes() if path.is_file() and path.stat().st_size < 10_000_000 else b""
    except OSError:
        after = b""
    start = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    start = max(0, start - 15)
    return f"{path.name}@{start} {before[start : start + SHOWN]!r} -> {after[start : start + SHOWN]!r}"
