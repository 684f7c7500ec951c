"""Revisions of the checkout in git: which there are, and their files."""

import io
import subprocess
import tarfile
from pathlib import Path

from ahq.core.errors import CannotRun
from ahq.core.versions import is_version, number

TABLES = ("datapackage.json", "data/tables")
RECORDS = ("data/queries", "data/reference", "data/sources", "data/package.yaml")


class NoRevision(CannotRun):
    """Git is not here, or does not know what was asked for."""


def commit(root: Path, name: str) -> str:
    """Return the id of the commit that ``name`` means. Raises NoRevision."""
    try:
        return _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").decode().strip()
    except NoRevision as error:
        raise NoRevision(f'git knows no revision "{name}" here{error}') from error


def export(root: Path, revision: str, paths: tuple[str, ...], folder: Path) -> Path:
    """Write the files of a revision below ``paths`` into ``folder`` and return it. Raises NoRevision, OSError."""
    known = _git(root, "ls-tree", "-z", "--name-only", revision, "--", *paths).decode().split("\0")
    present = [name for name in known if name]
    if present:
        with tarfile.open(
            fileobj=io.BytesIO(_git(root, "archive", "--format=tar", revision, "--", *present))
        ) as archive:
            archive.extractall(folder, filter="data")
    return folder


def highest_version(root: Path) -> str | None:
    """Return the tag of the highest version (SemVer, with or without v), not the nearest; ``None`` before the first."""
    tags = [tag for tag in _git(root, "tag", "--list").decode().split("\n") if is_version(tag)]
    return max(tags, key=number, default=None)


def is_clean(root: Path) -> bool:
    """Return whether the working tree is what is committed, but for what git ignores. Raises NoRevision."""
    return not _git(root, "status", "--porcelain").strip()


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise NoRevision("; git is not installed") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        raise NoRevision(f" ({said})" if said else "")
    return done.stdout
