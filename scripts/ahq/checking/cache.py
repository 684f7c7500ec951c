"""Kept results: the hashes of what was checked and found without a problem.

A hash covers everything that a rule can see: the file, its query, codebook, source, the code
lists, the schemas, the code of the rules and the packages that they run on. Only clean results
are kept, so that a kept result can never hide a problem: whatever changes makes another hash.
"""

import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from ahq.core.checkout import HOME, SCHEMAS, Checkout
from ahq.core.digests import cache_key
from ahq.core.files import MAX_SOURCE_BYTES, read_file, read_records

_SOURCE = re.compile(rb"^  path: (data/sources/[A-Za-z0-9._-]+)$", re.MULTILINE)


class Kept(NamedTuple):
    """``clean`` holds the hashes kept from earlier runs; ``context`` goes into each hash of this one."""

    context: bytes
    clean: frozenset


class Checked(NamedTuple):
    """What came of one query: its problems, its number of records, the hashes of what was clean."""

    problems: list
    records: int
    clean: set


class Keys(NamedTuple):
    """The hashes of one query: of each record by its path, and of the whole query."""

    records: dict
    whole: str

    def all(self) -> set[str]:
        """Return every hash."""
        return {self.whole, *self.records.values()}


NOTHING = Kept(b"", frozenset())


def of(checkout: Checkout, fresh: bool = False) -> Kept:
    """Return what is kept of a checkout; with ``fresh``, the context alone."""
    return Kept(context(checkout.reference), frozenset() if fresh else load(checkout.kept))


def context(reference_folder: Path) -> bytes:
    """Return the hash of all that every result depends on: code, schemas, lists, packages, Python."""
    files = sorted([*HOME.glob("scripts/**/*.py"), *SCHEMAS.glob("*.json")])
    files += sorted(reference_folder.glob("*.csv"))
    parts = [part for path in files for part in (path.name.encode(), path.read_bytes())]
    return cache_key(*parts, *(name.encode() for name in (sys.version, *_packages()))).encode()


def _packages() -> list[str]:
    """Return name and version of each installed package, as its metadata folder is called.

    ``importlib.metadata`` says the same, and takes as long to import as a thousand records to hash.
    """
    folders = [folder for folder in sys.path if folder and os.path.isdir(folder)]
    return sorted(name for folder in folders for name in os.listdir(folder) if name.endswith(".dist-info"))


def inputs(query: bytes, codebook: bytes, source_path: str, source: bytes) -> bytes:
    """Return the hash of what all records of one query are checked against."""
    return cache_key(query, codebook, source_path.encode(), source).encode()


def keys(context_: bytes, inputs_: bytes, folder: Path, records: dict[Path, bytes]) -> Keys:
    """Return the hashes of a query in ``folder``, whose record files have the bytes ``records``."""
    name = os.fsencode(folder.name)
    own = {path: cache_key(context_, inputs_, os.fsencode(path.name), name, data) for path, data in records.items()}
    return Keys(own, cache_key(context_, inputs_, *(key.encode() for key in own.values())))


def unchanged(folder: Path, checkout: Checkout, kept: Kept) -> Checked | None:
    """Return the result of a query of which nothing changed since it was clean; ``None`` otherwise.

    Reads bytes and parses nothing. Where the source stands is guessed from the bytes of
    ``query.yaml``: the path is part of the hash, so that a wrong guess only costs time.
    """
    query, codebook = (read_file(folder / name, checkout)[0] for name in ("query.yaml", "codebook.yaml"))
    guess = _SOURCE.search(query or b"")
    if codebook is None or guess is None:
        return None
    source_path = guess.group(1).decode()
    source, _ = read_file(checkout.root / source_path, checkout, MAX_SOURCE_BYTES)
    records, refused = read_records(folder, checkout)
    if source is None or refused:
        return None
    found = keys(kept.context, inputs(query, codebook, source_path, source), folder, records)
    return Checked([], len(records), found.all()) if found.whole in kept.clean else None


def load(path: Path) -> frozenset[str]:
    """Return the kept hashes; none where the file is missing or was harmed."""
    try:
        return frozenset(path.read_text("ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def save(path: Path, clean: set[str]) -> None:
    """Write the hashes in one step. A folder that cannot be written only costs the time saved."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_text("\n".join(sorted(clean)) + "\n", "ascii")
        draft.replace(path)
    except OSError:
        pass
