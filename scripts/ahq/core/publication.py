"""Replacing many files of a checkout as one: all of them are the old ones, or all are the new ones.

A publication is put together in ``build/``, on the disk before anything else happens, and decided in one step: its
folder is renamed to ``build/decided``. Then each file moves to its place. Whatever stops that between two moves is made
up for by ``recover``, with which every command begins; so nobody who uses a command ever meets half of a publication.
"""

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from ahq.core.checkout import Checkout
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

    Raises Unusable and CannotRun before anything has changed; OSError where the system stops us in between, which the
    next command makes up for.
    """
    prepared = checkout.build / "publication"
    names = sorted(path.relative_to(prepared / _FILES).as_posix() for path in _files(prepared / _FILES))
    for name in (*names, *removed):
        _check_writable(checkout, checkout.root / name)
    _write_list(prepared / _LIST, names, sorted(set(removed) - set(names)))
    remove_folder(checkout, checkout.build / "decided")
    prepared.rename(checkout.build / "decided")
    _flush_folder(checkout.build)
    _finish(checkout)


def recover(checkout: Checkout, command: str) -> None:
    """Finish a publication that was decided and not brought to its end, if there is one. Raises Unusable, OSError."""
    if (checkout.build / "decided" / _LIST).is_file():
        with locked(checkout, command):
            _finish(checkout)


def _finish(checkout: Checkout) -> None:
    """Move what is decided into its place. Done twice, it is as done once."""
    decided = checkout.build / "decided"
    if not (decided / _LIST).is_file():  # another command was quicker
        return
    planned = json.loads((decided / _LIST).read_bytes())
    for name in planned["files"]:
        with contextlib.suppress(FileNotFoundError):  # moved before we were stopped
            target = checkout.root / name
            make_folder(checkout, target.parent)
            check_target(checkout, target)
            (decided / _FILES / name).replace(target)
    for name in planned["removed"]:
        check_target(checkout, (checkout.root / name).parent)
        (checkout.root / name).unlink(missing_ok=True)
    (decided / _LIST).unlink()
    remove_folder(checkout, decided)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _write_list(path: Path, names: list[str], removed: list[str]) -> None:
    for name in names:
        with (path.parent / _FILES / name).open("rb") as file:
            flush_to_disk(file.fileno())
    with path.open("w", encoding="utf-8", newline="\n") as file:
        json.dump({"files": names, "removed": removed}, file)
        file.flush()
        flush_to_disk(file.fileno())


def _check_writable(checkout: Checkout, target: Path) -> None:
    check_target(checkout, target)
    folder = target.parent
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotRun(
            f"{checkout.name(target)} cannot be written: the folder {folder} does not let us; nothing was published"
        )


def _flush_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # Windows opens no folder
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        flush_to_disk(descriptor)
        os.close(descriptor)
