"""Tables that are built already: known by a hash of all that they are made of, and by one of themselves."""

from pathlib import Path

from ahq.checking import cache
from ahq.core import caches
from ahq.core.checkout import Checkout
from ahq.core.digests import cache_key, sha256_of_file
from ahq.corpus import variable_names

NAME = "built-tables"
_WRITTEN_BY_PUBLISH = {variable_names.NAME, "response.schema.json"}  # and no table is made of them


def inputs(checkout: Checkout) -> str:
    """Return the hash of all that tables are made of: what is kept by hand in ``data/``, the code, the schemas, the packages."""
    parts = [cache.context(checkout.reference)]
    for path in sorted(checkout.data.rglob("*")):
        if path.name in _WRITTEN_BY_PUBLISH or path.is_relative_to(checkout.tables):
            continue
        if path.is_file() and not path.is_symlink():
            parts += [checkout.name(path).encode(), sha256_of_file(path).encode()]
    return cache_key(*parts)


def rows(checkout: Checkout, inputs_: str) -> int | None:
    """Return the number of rows where ``build/tables`` was built of ``inputs_`` and is as it was then; ``None`` otherwise."""
    path = checkout.root / ".cache" / NAME
    if not caches.is_believed(checkout.root):
        return None
    kept = (caches.read(path) or b"").decode("ascii", "replace").split()
    if (
        len(kept) != 3
        or not kept[2].isdecimal()
        or kept[0] != inputs_
        or kept[1] != _outputs(checkout.build / "tables")
    ):
        return None
    return int(kept[2])


def keep(checkout: Checkout, inputs_: str, rows_: int) -> None:
    """Remember that ``build/tables`` was built of ``inputs_`` and has no problem."""
    said = f"{inputs_} {_outputs(checkout.build / 'tables')} {rows_}"
    caches.write(checkout.root / ".cache" / NAME, said.encode())


def _outputs(folder: Path) -> str:
    files = sorted(path for path in folder.glob("*") if path.is_file())
    return cache_key(*(part for path in files for part in (path.name.encode(), sha256_of_file(path).encode())))
