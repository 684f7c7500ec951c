"""Files of a checkout, read and written in one way: regular files inside it, of a bounded size, replaced whole.

A link is never followed, neither as a file nor as a folder on the way to it, and neither to read nor to write.
"""

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ahq.core.checkout import Checkout
from ahq.core.errors import CannotRun

MAX_BYTES = 1_048_576
MAX_SOURCE_BYTES = 64 * MAX_BYTES
MAX_TABLE_BYTES = 4096 * MAX_BYTES
_CANNOT_SAY = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)  # a folder, a network, Windows for what is only read
# What Windows lacks of these is 0: it has no FIFO to wait for, and links are looked for before.
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Unusable(CannotRun):
    """A file or folder that is not read or written; ``message`` says why, ``help`` what would be right."""

    def __init__(self, name: str, message: str, help_: str = ""):
        super().__init__(f"{name}: {message}{f'; {help_}' if help_ else ''}")
        self.name, self.message, self.help = name, message, help_


def read_bytes(checkout: Checkout, path: Path, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a regular file of the checkout, of at most ``limit`` bytes. Raises Unusable."""
    if not _is_inside(path.parent, checkout.root):
        raise Unusable(checkout.name(path), *_LINK)
    try:
        if path.is_symlink():
            raise Unusable(checkout.name(path), *_LINK)
        descriptor = os.open(path, _OPEN)
        try:
            return _read(checkout, path, descriptor, limit)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise Unusable(checkout.name(path), "there is no such file") from None
    except IsADirectoryError:
        raise Unusable(checkout.name(path), "this is a folder, not a file") from None
    except OSError as error:
        raise Unusable(checkout.name(path), f"the file cannot be read: {error.strerror}") from None


_LINK = ("the file is a link, or lies outside the repository", "put the file itself here")


def _read(checkout: Checkout, path: Path, descriptor: int, limit: int) -> bytes:
    about = os.fstat(descriptor)
    if stat.S_ISDIR(about.st_mode):
        raise Unusable(checkout.name(path), "this is a folder, not a file")
    if not stat.S_ISREG(about.st_mode):
        raise Unusable(checkout.name(path), "this is not a regular file")
    if about.st_size > limit:
        said = f"the file is too big: {about.st_size:,} bytes; at most {limit:,}"
        raise Unusable(checkout.name(path), said, "is this the right file?")
    parts = []
    while limit and (part := os.read(descriptor, min(about.st_size + 1, limit))):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


def check_target(checkout: Checkout, path: Path) -> None:
    """Raise Unusable where a file or folder of the checkout is not to be written: a link leads there, or it is one."""
    existing = path
    while not os.path.lexists(existing) and existing != checkout.root:
        existing = existing.parent
    if existing.is_symlink() or not _stands_where_it_says(existing):
        raise Unusable(checkout.name(existing), "this is a link, and nothing is written through links", "remove it")
    if existing != path and not existing.is_dir():
        raise Unusable(checkout.name(existing), "this is not a folder")
    if existing == path and not (path.is_file() or path.is_dir()):
        raise Unusable(checkout.name(path), "this is not a regular file")


def make_folder(checkout: Checkout, folder: Path) -> Path:
    """Make a folder of the checkout and those above it, and return it. Raises Unusable, OSError."""
    check_target(checkout, folder)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def make_empty_folder(checkout: Checkout, folder: Path) -> Path:
    """Make a folder of the checkout anew, with nothing in it, and return it. Raises Unusable, OSError."""
    remove_folder(checkout, folder)
    return make_folder(checkout, folder)


def remove_folder(checkout: Checkout, folder: Path) -> None:
    """Remove a folder of the checkout and all in it, if there is one. Raises Unusable, OSError."""
    check_target(checkout, folder)
    if folder.is_dir():
        shutil.rmtree(folder)


def copy_file(source: Checkout, path: Path, target: Path, limit: int = MAX_SOURCE_BYTES) -> None:
    """Copy a file of a checkout to ``target``, and make the folder of that. Raises Unusable, OSError."""
    data = read_bytes(source, path, limit)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def replace_file(checkout: Checkout, path: Path, data: bytes) -> None:
    """Put ``data`` in the place of a file in one step; its permissions stay.

    The new file is first written whole into ``build/``, so that whatever stops us leaves nothing beside the old one.
    Raises Unusable, OSError; the file is then as it was.
    """
    check_target(checkout, path)
    draft = make_folder(checkout, checkout.build / "drafts") / f"{path.name}.{os.getpid()}"
    try:
        with draft.open("wb") as file:
            file.write(data)
            flush_to_disk(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            draft.chmod(stat.S_IMODE(path.stat().st_mode))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def create_file(checkout: Checkout, path: Path, data: bytes) -> None:
    """Write a new file whole, and its folder with the first one. Raises FileExistsError where there is one, Unusable, OSError."""
    if os.path.lexists(path):
        raise FileExistsError(path)
    make_folder(checkout, path.parent)
    replace_file(checkout, path, data)


def create_folder(checkout: Checkout, folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder with its files, by their paths in it, whole or not at all.

    Raises FileExistsError where there is one, Unusable, OSError.
    """
    if os.path.lexists(folder):
        raise FileExistsError(folder)
    draft = folder.with_name(f".{folder.name}.{os.getpid()}.draft")
    try:
        for name, data in files.items():
            create_file(checkout, draft / name, data)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def flush_to_disk(descriptor: int) -> None:
    """See that what was written stands on the disk, where the system can say so. Raises OSError, as where the disk is full."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SAY:
            raise


@cache
def _is_inside(folder: Path, root: Path) -> bool:
    return folder == root or (folder.is_relative_to(root) and _stands_where_it_says(folder))


def _stands_where_it_says(path: Path) -> bool:
    return os.path.realpath(path) == os.fspath(path)
