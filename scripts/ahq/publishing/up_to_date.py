"""A package that is published already: known by a hash of all that it is made of, and of all that was written."""

import json
from collections.abc import Iterable

from ahq.checking import cache
from ahq.core import caches
from ahq.core.checkout import Checkout
from ahq.core.digests import cache_key, sha256_of_file

NAME = "published"


def is_published(checkout: Checkout) -> bool:
    """Return whether the package is what was published last, and nothing that it is made of has changed since."""
    path = checkout.root / ".cache" / NAME
    data = caches.read(path) if caches.is_believed(checkout.root) else None
    try:
        key, names = json.loads(data or b"null")
        return bool(names) and key == _key(checkout, names)
    except (ValueError, TypeError):
        return False


def keep(checkout: Checkout, written: Iterable[str]) -> None:
    """Remember that the package is published, with the files that were written, by their names from the top."""
    names = sorted(written)
    caches.write(checkout.root / ".cache" / NAME, json.dumps([_key(checkout, names), names]).encode())


def _key(checkout: Checkout, written: list[str]) -> str:
    """Return the hash of code, schemas, packages, of the tables in ``build/``, of all of ``data/``, and of what was written."""
    made = [checkout.root / name for name in written]
    paths = {*made, *checkout.data.rglob("*"), *(checkout.build / "tables").glob("*.csv")}
    parts = [cache.context(checkout.reference)]
    for path in sorted(path for path in paths if not path.is_dir()):
        parts += [checkout.name(path).encode(), sha256_of_file(path).encode() if path.is_file() else b""]
    return cache_key(*parts)
