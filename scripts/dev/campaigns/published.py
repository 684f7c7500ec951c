"""A copy of the checkout with an old publication, and tables in build/ that give a new one: what is published, at a glance.

Every command runs in a process that is forked from this one, so this one begins no thread.
"""

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import frictionless  # noqa: F401, the one that takes long to import, and begins no thread
import normalise
import publish
import validate

from ahq.core import commands
from ahq.core.checkout import HOME, Checkout
from ahq.core.errors import CannotRun

VERBS: dict[str, Callable[[list[str]], int]] = {
    "publish": publish.main,
    "normalise": normalise.main,
    "validate": validate.main,
}
_KEPT = ("data", "docs", "schemas")
State = dict[str, str]  # the hash of each file by its name from the top; what is in build/ and .cache is not published


class Two(NamedTuple):
    """A checkout, and what is published in it before and after."""

    checkout: Checkout
    old: State
    new: State


def steps(runs: int) -> Iterator[int]:
    """Yield the number of each run, and say each tenth of the way on stderr: all of them take a quarter of an hour and more."""
    for number in range(runs):
        if number and number % max(runs // 10, 1) == 0:
            print(f"  {number} of {runs}", file=sys.stderr, flush=True)
        yield number


def prepare(folder: Path) -> Two:
    """Make the copy and build its tables. Raises OSError."""
    source = folder / "old"
    source.mkdir(parents=True)
    for name in _KEPT:
        shutil.copytree(HOME / name, source / name)
    for path in HOME.iterdir():
        if path.is_file():
            shutil.copy(path, source / path.name)
    _done(source, "normalise")
    _done(source, "publish")
    new = folder / "new"
    shutil.copytree(source, new)
    for root in (source, new):
        _change(root)
    _done(source, "normalise")  # its tables in build/ are new, and what it has published is old
    _done(new, "normalise")
    _done(new, "publish")
    return Two(Checkout(folder / "work"), state(source), state(new))


def _change(root: Path) -> None:
    """Change what many published files are made of: words of the codebook (of the same length, so that no line is broken anew), a name of a country, a keyword."""
    for name, old, new in (
        (_first("data/queries/*/codebook.yaml"), " the ", " any "),
        ("data/reference/countries.csv", ",Armenia,", ",Invented Armenia,"),
        ("data/package.yaml", "\n- open data\n", "\n- invented for a campaign\n"),
    ):
        path = root / name
        text = path.read_text("utf-8")
        if old not in text:
            raise ValueError(f"{name} has no {old!r}")
        path.write_text(text.replace(old, new), "utf-8", newline="")


def a_record() -> str:
    """Return the name of a record of this checkout. Raises CannotRun where there is none."""
    return _first("data/queries/*/responses/*.yaml")


def _first(pattern: str) -> str:
    """Return the name of the first file of this checkout that has such a name. Raises CannotRun where there is none."""
    found = sorted(HOME.glob(pattern))
    if not found:
        raise CannotRun(f"there is no {pattern} to try it on")
    return found[0].relative_to(HOME).as_posix()


def _done(root: Path, verb: str) -> None:
    code, printed = said(root, verb)
    if code:
        raise CannotRun(f"the copy cannot be made, {verb} says: {printed}")


def restore(two: Two) -> Checkout:
    """Put the checkout back to where the old is published and the new is built."""
    shutil.rmtree(two.checkout.root, ignore_errors=True)
    shutil.copytree(two.checkout.root.with_name("old"), two.checkout.root)
    return two.checkout


def take_back(two: Two) -> None:
    """Put back every file that was published before, as `git checkout .` does; files that are new stay."""
    source = two.checkout.root.with_name("old")
    for name in two.old:
        shutil.copy(source / name, two.checkout.root / name)


def state(root: Path) -> State:
    """Return what stands in a checkout, but for build/ and .cache."""
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not (Path(folder) == root and name in ("build", ".cache"))]
        for name in names:
            path = Path(folder, name)
            found[path.relative_to(root).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def named(two: Two, now: State) -> str:
    """Return whether the old stands there, the new, or what differs from both."""
    if now == two.old:
        return "old"
    if now == two.new:
        return "new"
    names = [
        name for name in now.keys() | two.old.keys() if now.get(name) not in (two.old.get(name), two.new.get(name))
    ]
    return f"strange: {', '.join(sorted(names)[:5])}" if names else "a mix"


def said(root: Path, verb: str, *arguments: str) -> tuple[int, str]:
    """Run a verb in a process of its own and return its exit code and all that it printed."""
    output = root.with_name(f"{root.name}.txt")
    process = begun(root, verb, *arguments, output=output)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), output.read_text("utf-8", "replace")


def begun(root: Path, verb: str, *arguments: str, output: Path | None = None, wait: float = 0) -> int:
    """Run a verb in a process that is forked from this one, with all modules loaded, after some seconds; return its id."""
    process = os.fork()
    if process:
        return process
    try:
        target = os.open(output or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, 1)
        os.dup2(target, 2)
        time.sleep(wait)
        os._exit(commands.execute(verb, VERBS[verb], ["--root", str(root), *arguments]))
    finally:
        os._exit(99)
