"""Caches: what was worked out before, kept in ``.cache`` to save time, and believed only where this machine made it."""

import os
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from ahq.core import git

NONE = "AHQ_NO_CACHE"  # set in the environment where nothing is to rest on a cache: in CI, and for a release


def is_believed(root: Path) -> bool:
    """Return whether the caches of a checkout may be used: not where the environment says no, nor where git brought them."""
    return not os.environ.get(NONE) and not tracked(root)


@cache
def tracked(root: Path) -> list[str]:
    """Return the files of ``.cache`` that git tracks, asked once in a run: somebody else's, whatever they say."""
    return git.tracked(root, ".cache") if (root / ".git").exists() else []


def packages() -> list[str]:
    """Return name and version of each installed package, as its metadata folder is called.

    ``importlib.metadata`` says the same, and takes as long to import as a thousand records to hash.
    """
    folders = [folder for folder in sys.path if folder and os.path.isdir(folder)]
    return sorted(name for folder in folders for name in os.listdir(folder) if name.endswith(".dist-info"))


def read(path: Path, most: int = 64 * 1024 * 1024) -> bytes | None:
    """Return the bytes of a cache; ``None`` where it is missing, a link, no ordinary file, or too large to be one."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > most:
            return None
        return path.read_bytes()
    except OSError:
        return None


def write(path: Path, data: bytes) -> None:
    """Write a cache in one step. A folder that cannot be written only costs the time saved."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)


def load(root: Path, name: str, key_of: Callable[[bytes], str]) -> bytes | None:
    """Return what a cache of a checkout keeps; ``None`` where it is not believed, or its first line is not the key of the rest.

    Where ``key_of`` returns an empty text there is no key, and nothing is believed.
    """
    data = read(root / ".cache" / name) if is_believed(root) else None
    key, _, body = (data or b"").partition(b"\n")
    return body if key and key == key_of(body).encode("ascii") else None


def store(root: Path, name: str, key_of: Callable[[bytes], str], body: bytes) -> None:
    """Keep something in a cache of a checkout, below its key; where there is no key, keep nothing."""
    if key := key_of(body):
        write(root / ".cache" / name, key.encode("ascii") + b"\n" + body)


def read_keys(path: Path) -> frozenset[str]:
    """Return the keys in a cache of keys; none where it is missing or damaged."""
    return frozenset((read(path) or b"").decode("ascii", "replace").split())


def write_keys(path: Path, keys: Iterable[str]) -> None:
    """Write a cache of keys in one step. A folder that cannot be written only costs the time saved."""
    write(path, "".join(f"{key}\n" for key in sorted(keys)).encode("ascii"))
