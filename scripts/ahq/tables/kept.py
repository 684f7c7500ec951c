"""Tables that are built already: of each query, a hash of all that its rows are made of, and where they stand."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ahq.checking import cache
from ahq.core import caches
from ahq.core.checkout import Checkout
from ahq.core.digests import cache_key, sha256_of_file

NAME = "built-tables"
Places = dict[str, list[int]]  # the first byte of a query's rows and the byte after the last, by table


class Kept(NamedTuple):
    """What ``build/tables`` holds: the key of each query, ``None`` where it cannot be told; its places; the number of all rows."""

    keys: dict[str, str | None]
    places: dict[str, Places]
    rows: int

    def is_of(self, keys: dict[str, str | None]) -> bool:
        """Return whether tables built of what has these keys would be the same."""
        return None not in keys.values() and keys == self.keys

    def ready(self, keys: dict[str, str | None], tables: Path) -> dict[str, Callable[[], dict[str, bytes]]]:
        """Return what reads the rows of a query in ``tables``, by query, for each whose key is what it was."""
        same = [name for name, key in keys.items() if key and self.keys.get(name) == key and name in self.places]
        return {name: partial(_rows, tables, self.places[name]) for name in same}


def keys_now(checkout: Checkout) -> dict[str, str | None]:
    """Return the key of each query: a hash of its files, the lists, the code, the schemas and the packages."""
    context = cache.context(checkout.reference)
    found = {folder.name: cache.keys_of_folder(folder, checkout, context) for folder in checkout.query_folders()}
    return {name: keys.whole if keys else None for name, keys in found.items()}


def load(checkout: Checkout) -> Kept | None:
    """Return what ``build/tables`` holds, where it is as it was when it was built; ``None`` otherwise."""
    body = caches.load(checkout.root, NAME, partial(_key, checkout))
    return Kept(**json.loads(body)) if body is not None else None


def keep(checkout: Checkout, kept: Kept) -> None:
    """Remember what ``build/tables`` holds, and that it has no problem."""
    caches.store(checkout.root, NAME, partial(_key, checkout), json.dumps(kept._asdict()).encode())


def _key(checkout: Checkout, body: bytes) -> str:
    """Return the hash of what is remembered and of the tables that it speaks of."""
    files = sorted(path for path in (checkout.build / "tables").glob("*") if path.is_file())
    own = Path(__file__).read_bytes()
    return cache_key(
        own, body, *(part for path in files for part in (path.name.encode(), sha256_of_file(path).encode()))
    )


def _rows(tables: Path, places: Places) -> dict[str, bytes]:
    found = {}
    for name, (start, end) in places.items():
        with (tables / f"{name}.csv").open("rb") as file:
            file.seek(start)
            found[name] = file.read(end - start)
    return found
