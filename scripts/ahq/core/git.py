"""Revisions of the checkout in git: which there are, and their files."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ahq.core.errors import CannotRun
from ahq.core.versions import is_version, number

if TYPE_CHECKING:
    import subprocess

TABLES = ("datapackage.json", "data/tables")
RECORDS = ("data/queries", "data/reference", "data/sources", "data/package.yaml")


class NoRevision(CannotRun):
    """Git is not here, or does not know what was asked for."""


def commit(root: Path, name: str) -> str:
    """Return the id of the commit that ``name`` means. Raises NoRevision."""
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    done = _run(root, *words)
    if done.returncode:
        why = _why(root, done)
        said = f'git knows no revision "{name}" here'
        raise NoRevision(f"{said}: {why}" if why else f"{said}; `git fetch --tags` may bring it")
    return done.stdout.decode().strip()


def export(root: Path, revision: str, paths: tuple[str, ...], folder: Path) -> Path:
    """Write the files of a revision below ``paths`` into ``folder`` and return it. Raises NoRevision, OSError.

    They are written byte for byte; what the revision itself says of its files (.gitattributes) changes nothing. Links are left out.
    """
    listed = _git(root, "ls-tree", "-r", "-z", revision, "--", *paths).decode("utf-8", "surrogateescape")
    entries = [line.partition("\t")[::2] for line in listed.split("\0") if line]
    files = [
        (about.split()[2], name) for about, name in entries if about.startswith("100") and ".." not in name.split("/")
    ]
    contents = io.BytesIO(_git(root, "cat-file", "--batch", given="".join(f"{id_}\n" for id_, _ in files).encode()))
    for _, name in files:
        size = int(contents.readline().split()[2])
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents.read(size))
        contents.read(1)  # a line break ends each
    return folder


def earlier(root: Path, name: str) -> Iterator[bytes]:
    """Yield the committed versions of a file below ``root``, newest first; none where there is no history."""
    listed = _run(root, "log", "--format=%H", "--", name)
    for revision in listed.stdout.decode().split() if not listed.returncode else ():
        found = _run(root, "show", f"{revision}:./{name}")
        if not found.returncode:  # it was deleted in this one
            yield found.stdout


def tracked(root: Path, folder: str) -> list[str]:
    """Return the files below ``folder`` that git tracks; none where there is no git, or no repository."""
    try:
        listed = _run(root, "ls-files", "-z", "--", folder)
    except NoRevision:
        return []
    return (
        [name for name in listed.stdout.decode("utf-8", "replace").split("\0") if name] if not listed.returncode else []
    )


def highest_version(root: Path) -> str | None:
    """Return the tag of the highest version (SemVer, with or without v), not the nearest; ``None`` before the first."""
    tags = [tag for tag in _git(root, "tag", "--list").decode().split("\n") if is_version(tag)]
    return max(tags, key=number, default=None)


def is_clean(root: Path) -> bool:
    """Return whether the working tree is what is committed, but for what git ignores. Raises NoRevision."""
    return not _git(root, "status", "--porcelain").strip()


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    done = _run(root, *arguments, given=given)
    if done.returncode:
        raise NoRevision(_why(root, done) or f"git {arguments[0]} failed in {root}")
    return done.stdout


def _run(root: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    import subprocess  # slow to import, and the check of one record asks git nothing

    try:
        words = ["git", "-C", str(root), *arguments]
        return subprocess.run(words, input=given, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"})
    except FileNotFoundError as error:
        raise NoRevision("git is not installed; install it, or leave out what compares revisions") from error


def _why(root: Path, done: subprocess.CompletedProcess[bytes]) -> str:
    """Return why git did not do what it was asked for; empty where it does not say."""
    said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
    if "not a git repository" in said:
        return f"{root} is not a git repository; clone it with git, a download has no history"
    return f"git says: {said}" if said else ""
