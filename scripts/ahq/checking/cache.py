"""The cache of clean results: the keys of what was checked and found without a problem.

A key is a hash of everything that a rule can see: the file, its query, codebook, source, the code
lists, the schemas, the code of the rules and the packages that they run on. Only clean results
are cached, so that the cache can never hide a problem: whatever changes makes another key.
"""

import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from ahq.core import caches
from ahq.core.checkout import HOME, SCHEMAS, Checkout
from ahq.core.digests import cache_key
from ahq.core.files import MAX_SOURCE_BYTES, Unusable, read_bytes
from ahq.core.problems import Problem
from ahq.corpus import variable_names
from ahq.corpus.reading import QueryReading, read_coding_files, read_record_files

_SOURCE = re.compile(rb"^  path: (data/sources/[A-Za-z0-9._-]+)$", re.MULTILINE)


class Cache(NamedTuple):
    """``clean`` are the keys of what was clean in earlier runs; ``context`` goes into each key of this one."""

    context: bytes
    clean: frozenset[str]


class Result(NamedTuple):
    """What came of a check: its problems, its number of records, the keys of what was clean."""

    problems: list[Problem]
    records: int
    clean: set[str]


class Keys(NamedTuple):
    """The keys of one query: of each record by its path, and of the whole query."""

    records: dict[Path, str]
    whole: str

    def all(self) -> set[str]:
        """Return every key."""
        return {self.whole, *self.records.values()}


EMPTY = Cache(b"", frozenset())


def of(checkout: Checkout, fresh: bool = False) -> Cache:
    """Return the cache of a checkout; with ``fresh``, or where it is not to be believed, its context alone."""
    unused = fresh or not caches.is_believed(checkout.root)
    return Cache(context(checkout.reference), frozenset() if unused else caches.read_keys(checkout.cache))


def context(reference_folder: Path) -> bytes:
    """Return the hash of all that every result depends on: code, schemas, lists, packages, Python."""
    files = sorted([*HOME.glob("scripts/**/*.py"), *SCHEMAS.rglob("*.json")])
    files += sorted(reference_folder.glob("*.csv"))
    parts = [part for path in files for part in (path.name.encode(), path.read_bytes())]
    return cache_key(*parts, *(name.encode() for name in (sys.version, *caches.packages()))).encode()


def inputs_of(read: QueryReading) -> bytes:
    """Return the hash of what all records of a query are checked against, where all of it could be read."""
    book = (read.codebook.data or b"") if read.codebook else None
    source = read.source.data if read.source else b""
    return inputs(read.head.data or b"", book, read.head.required().source.path, source or b"")


def inputs(query: bytes, codebook: bytes | None, source_path: str, source: bytes) -> bytes:
    """Return the hash of what all records of one query are checked against; ``codebook`` is ``None`` where there is none."""
    return cache_key(query, *_present(codebook), source_path.encode(), source).encode()


def _present(data: bytes | None) -> tuple[bytes, bytes]:
    """Return the parts of a key for a file that need not be there: an empty one is another thing than none."""
    return (b"", b"") if data is None else (b"present", data)


def keys(context_: bytes, inputs_: bytes, folder: Path, records: dict[Path, bytes], coding: list[bytes]) -> Keys:
    """Return the keys of a query in ``folder``, whose record files and files of coding have these bytes."""
    name = os.fsencode(folder.name)
    own = {path: cache_key(context_, inputs_, os.fsencode(path.name), name, data) for path, data in records.items()}
    return Keys(own, cache_key(context_, inputs_, *coding, *(key.encode() for key in own.values())))


def key_of_inputs(checkout: Checkout, context_: bytes) -> str:
    """Return the key of package.yaml and of heads, findings and names of all queries."""
    folders = checkout.query_folders()
    kept = [folder / name for folder in folders for name in ("findings.yaml", "query.yaml", variable_names.NAME)]
    paths = [checkout.data / "package.yaml", *kept]
    parts = [b"inputs", context_]
    for path in paths:
        parts.append(path.parent.name.encode())
        try:
            parts += _present(read_bytes(checkout, path) if os.path.lexists(path) else None)
        except Unusable as error:
            parts += [b"unusable", error.message.encode()]
    return cache_key(*parts)


def unchanged(folder: Path, checkout: Checkout, known: Cache) -> Result | None:
    """Return the result of a query of which nothing changed since it was clean; ``None`` otherwise."""
    found = keys_of_folder(folder, checkout, known.context)
    return Result([], len(found.records), found.all()) if found and found.whole in known.clean else None


def keys_of_folder(folder: Path, checkout: Checkout, context_: bytes) -> Keys | None:
    """Return the keys of a query, from bytes alone; ``None`` where a file cannot be read.

    Where the source stands is taken from the bytes of ``query.yaml``; ``None`` where they leave a doubt.
    """
    try:
        query, book = read_bytes(checkout, folder / "query.yaml"), folder / "codebook.yaml"
        codebook = read_bytes(checkout, book) if os.path.lexists(book) else None
        paths = _SOURCE.findall(query)
        if len(paths) != 1:
            return None
        source_path = paths[0].decode()
        source = read_bytes(checkout, checkout.root / source_path, MAX_SOURCE_BYTES)
    except Unusable:
        return None
    records, refused = read_record_files(folder, checkout)
    if refused:
        return None
    coding = read_coding_files(folder, checkout)
    return keys(context_, inputs(query, codebook, source_path, source), folder, records, coding)
