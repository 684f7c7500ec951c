"""A package that is published already: known by a hash of all that it is made of, and of all that was written."""

import os
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from ahq.checking import cache
from ahq.core import caches
from ahq.core.checkout import Checkout, is_litter
from ahq.core.digests import cache_key, sha256_of_file
from ahq.corpus import variable_names

NAME = "published"
_WRITTEN_INTO_DATA = {variable_names.NAME, "response.schema.json"}


def made_of(checkout: Checkout) -> str:
    """Return the hash of what a package is made of: the tables in ``build/``, what is kept by hand in ``data/``, code, schemas,
    packages. Empty where one of the files is no ordinary one, or cannot be read: that is never up to date.
    """
    parts = [Path(__file__).read_bytes(), cache.context(checkout.reference)]
    try:
        for path in sorted([*(checkout.build / "tables").glob("*.csv"), *_kept_by_hand(checkout)]):
            parts.append(os.fsencode(path.relative_to(checkout.root)))
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                return ""
            parts.append(b"folder" if path.is_dir() else sha256_of_file(path).encode())
    except OSError:
        return ""
    return cache_key(*parts)


def is_published(checkout: Checkout, made_of_: str) -> bool:
    """Return whether what was published last was made of the same, and stands there as it was written."""
    return bool(made_of_) and caches.load(checkout.root, NAME, partial(_key, checkout, made_of_)) is not None


def keep(checkout: Checkout, made_of_: str, written: Iterable[str]) -> None:
    """Remember of what the package was made, and the files that were written, by their names from the top."""
    if made_of_:
        caches.store(checkout.root, NAME, partial(_key, checkout, made_of_), "\n".join(sorted(written)).encode())


def _key(checkout: Checkout, made_of_: str, written: bytes) -> str:
    """Return the hash of a package, whose files have these names, one a line; empty where one of them is not there."""
    try:
        hashes = [sha256_of_file(checkout.root / name) for name in written.decode().split("\n")]
    except (OSError, ValueError):  # no name of a file, in a damaged cache
        return ""
    return cache_key(made_of_.encode(), written, *(part.encode() for part in hashes))


def _kept_by_hand(checkout: Checkout) -> Iterator[Path]:
    for path in checkout.data.rglob("*"):
        is_made = path.is_relative_to(checkout.tables) or path.name in _WRITTEN_INTO_DATA
        if not is_made and not is_litter(path.name):
            yield path
