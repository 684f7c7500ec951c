"""Files of a checkout: regular files inside it, of a bounded size, replaced whole; all else is a problem."""

import stat
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ahq.core.checkout import Checkout
from ahq.core.problems import Problem

MAX_BYTES = 1_048_576
MAX_SOURCE_BYTES = 64 * MAX_BYTES


class Refused(NamedTuple):
    """Why a file is not read, and what to do."""

    message: str
    help: str = ""


def load(path: Path, checkout: Checkout, limit: int = MAX_BYTES) -> bytes | Refused:
    """Return the bytes of a file of the checkout of at most ``limit`` bytes, or why it is not read."""
    try:
        about = path.lstat()
        if stat.S_ISLNK(about.st_mode) or not _is_inside(path.parent, checkout.root):
            return Refused("the file is a link, or lies outside the repository", "put the file itself here")
        if stat.S_ISDIR(about.st_mode):
            return Refused("this is a folder, not a file")
        if not stat.S_ISREG(about.st_mode):
            return Refused("this is not a regular file")
        if about.st_size > limit:
            size = f"{about.st_size:,} bytes; at most {limit:,}"
            return Refused(f"the file is too big: {size}", "one record a country; is this the right file?")
        return path.read_bytes()
    except FileNotFoundError:
        return Refused("there is no such file")
    except OSError as error:
        return Refused(f"the file cannot be read: {error.strerror}")


def read_file(path: Path, checkout: Checkout, limit: int = MAX_BYTES) -> tuple[bytes | None, list[Problem]]:
    """Return the bytes of a file of the checkout, or ``None`` and the problem that kept it from us."""
    data = load(path, checkout, limit)
    if isinstance(data, Refused):
        return None, [Problem(checkout.name(path), 0, 0, "F00", *data)]
    return data, []


def replace_file(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of a file in one step. Raises OSError; the file is then as it was."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(data)
    draft.replace(path)


@cache
def _is_inside(folder: Path, root: Path) -> bool:
    return folder.resolve().is_relative_to(root)
