"""Kept results: the hashes of what was checked and found without a problem.

A hash covers everything that a rule can see: the file, its query, codebook, source, the code
lists, the schemas, the code of the rules and the versions of what they run on. Only clean results
are kept, so that a kept result can never hide a problem: whatever changes makes another hash.
"""

import hashlib
import os
import sys
from pathlib import Path

from .house import HOME, SCHEMAS


def digest(*parts: bytes) -> str:
    """Return one hash of several byte strings, each told apart from the next by its length."""
    total = hashlib.blake2b(digest_size=20)
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def context(reference_folder: Path) -> bytes:
    """Return the hash of all that every result depends on: code, schemas, lists, versions."""
    from importlib.metadata import version

    files = sorted([*HOME.glob("scripts/**/*.py"), *SCHEMAS.glob("*.json")])
    files += sorted(reference_folder.glob("*.csv"))
    versions = [sys.version, version("pyyaml"), version("jsonschema-rs")]
    parts = [part for path in files for part in (path.name.encode(), path.read_bytes())]
    return digest(*parts, *(v.encode() for v in versions)).encode()


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
