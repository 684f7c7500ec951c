"""Replacing many files of a checkout as one: all of them are the old ones, or all are the new ones.

A publication is put together in ``build/``, on the disk before anything else happens, and decided in one step: its
folder is renamed to ``build/decided``. Then each file comes to its place. Whatever stops that between two files is made
up for by ``recover``, with which every command begins; so nobody who uses a command ever meets half of a publication.
The folder keeps every file until all are in place: whoever undoes a part by hand meanwhile, as ``git checkout`` does, gets
the whole again, or where nothing new is left in any place, the old as it is. The permissions of a file stay.
"""

import contextlib
import json
import os
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ahq.core.checkout import Checkout
from ahq.core.digests import sha256_of_file
from ahq.core.errors import CannotRun
from ahq.core.files import check_target, flush_to_disk, make_empty_folder, make_folder, remove_folder
from ahq.core.locks import locked

_LIST = "publication.json"
_FILES = "files"


def prepare(checkout: Checkout) -> Path:
    """Return the empty folder into which the files of a publication are written, by their names from the top."""
    return make_empty_folder(checkout, prepared_folder(checkout))


def prepared_folder(checkout: Checkout) -> Path:
    """Return the folder of ``prepare``, without making it."""
    return checkout.build / "publication" / _FILES


def publish(checkout: Checkout, removed: Iterable[str]) -> None:
    """Put the prepared files in the place of those of the checkout, and remove the files called ``removed``.

    Raises Unusable, CannotRun and OSError before anything has changed; CannotRun too where the system stops us in between,
    which the next command makes up for.
    """
    prepared = checkout.build / "publication"
    names = sorted(path.relative_to(prepared / _FILES).as_posix() for path in _files(prepared / _FILES))
    removed = sorted(set(removed) - set(names))
    for name in (*names, *removed):
        _check_writable(checkout, checkout.root / name)
    for name in names:
        with contextlib.suppress(FileNotFoundError):
            (prepared / _FILES / name).chmod(stat.S_IMODE((checkout.root / name).stat().st_mode))
    _write_list(prepared, names, removed, {name: _hash(checkout.root / name) for name in (*names, *removed)})
    remove_folder(checkout, checkout.build / "decided")
    prepared.rename(checkout.build / "decided")
    _flush_folder(checkout.build)
    try:
        _finish(checkout)
    except OSError as error:
        said = f"it was stopped between two files ({error.strerror or error})"
        raise CannotRun(
            f"publishing did not finish: {said}; correct that, and the next command will finish it"
        ) from error


def recover(checkout: Checkout, command: str) -> None:
    """Finish a publication that was decided and not brought to its end, if there is one. Raises Unusable, OSError."""
    if (checkout.build / "decided").exists():
        with locked(checkout, command):
            if _planned(checkout) is None or _is_as_before(checkout):
                _forget(checkout)
            else:
                _finish(checkout)


def _is_as_before(checkout: Checkout) -> bool:
    """Return whether every file is still what it was, or is again: somebody took back what had been done."""
    planned = _planned(checkout)
    return planned is not None and all(_hash(checkout.root / name) == was for name, was in planned["before"].items())


def _finish(checkout: Checkout) -> None:
    """Put what is decided into its place. Done twice, it is as done once."""
    decided, planned = checkout.build / "decided", _planned(checkout)
    if planned is None:
        return
    for name in planned["files"]:
        target = _target(checkout, name)
        make_folder(checkout, target.parent)
        check_target(checkout, target)
        _place(decided / _FILES / name, target, decided / "next")
    for name in planned["removed"]:
        target = _target(checkout, name)
        check_target(checkout, target.parent)
        target.unlink(missing_ok=True)
    _forget(checkout)


def _planned(checkout: Checkout) -> dict[str, Any] | None:
    """Return what is decided; ``None`` where another command was quicker. Raises CannotRun where it is damaged."""
    try:
        found = json.loads((checkout.build / "decided" / _LIST).read_bytes())
        if [*map(str, found["files"]), *map(str, found["removed"])] == [*found["before"]]:
            return {**found}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        pass
    raise CannotRun("build/decided, a publication that was stopped, is damaged; remove it, then run `make`")


def _target(checkout: Checkout, name: str) -> Path:
    target = checkout.root / name
    if not target.is_relative_to(checkout.root):
        raise CannotRun(f"build/decided names {name}, which is not in the repository; remove build/decided")
    return target


def _place(file: Path, target: Path, between: Path) -> None:
    """Put a file in its place in one step, and keep it where it is, under a second name that needs no room on the disk."""
    if target.exists() and file.samefile(target):  # stopped after it; of two names of one file, none replaces the other
        return
    between.unlink(missing_ok=True)
    try:
        between.hardlink_to(file)
    except OSError:  # not every file system knows second names
        shutil.copyfile(file, between)
    between.replace(target)


def _forget(checkout: Checkout) -> None:
    decided = checkout.build / "decided"
    (decided / _LIST).unlink(missing_ok=True)
    remove_folder(checkout, decided)


def _hash(path: Path) -> str | None:
    return sha256_of_file(path) if path.is_file() else None


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _write_list(prepared: Path, names: list[str], removed: list[str], before: dict[str, str | None]) -> None:
    for name in names:
        with (prepared / _FILES / name).open("rb") as file:
            flush_to_disk(file.fileno())
    with (prepared / _LIST).open("w", encoding="utf-8", newline="\n") as file:
        json.dump({"files": names, "removed": removed, "before": before}, file)
        file.flush()
        flush_to_disk(file.fileno())


def _check_writable(checkout: Checkout, target: Path) -> None:
    check_target(checkout, target)
    if target.is_dir():
        raise CannotRun(f"{checkout.name(target)} is a folder in the place of a file; remove it; nothing was published")
    folder = target.parent
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotRun(
            f"{checkout.name(target)} cannot be written: there is no write permission for the folder {folder}; nothing was published"
        )


def _flush_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # Windows opens no folder
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        flush_to_disk(descriptor)
        os.close(descriptor)
