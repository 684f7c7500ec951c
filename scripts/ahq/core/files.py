"""Files of a checkout: regular files inside it, of a bounded size, replaced whole; all else is a problem."""

import stat
from functools import cache
from pathlib import Path

from ahq.core.checkout import Checkout, record_paths
from ahq.core.problems import Problem

MAX_BYTES = 1_048_576
MAX_SOURCE_BYTES = 64 * MAX_BYTES


def read_file(path: Path, checkout: Checkout, limit: int = MAX_BYTES) -> tuple[bytes | None, list[Problem]]:
    """Return the bytes of a file of the checkout, or ``None`` and the problem that kept it from us."""

    def refused(message: str, help_: str = "") -> tuple[None, list[Problem]]:
        return None, [Problem(checkout.name(path), 0, 0, "F00", message, help_)]

    try:
        about = path.lstat()
        if stat.S_ISLNK(about.st_mode) or not _is_inside(path.parent, checkout.root):
            return refused("the file is a link, or lies outside the repository", "put the file itself here")
        if stat.S_ISDIR(about.st_mode):
            return refused("this is a folder, not a file")
        if not stat.S_ISREG(about.st_mode):
            return refused("this is not a regular file")
        if about.st_size > limit:
            size = f"{about.st_size:,} bytes; at most {limit:,}"
            return refused(f"the file is too big: {size}", "one record a country; is this the right file?")
        return path.read_bytes(), []
    except FileNotFoundError:
        return refused("there is no such file")
    except OSError as error:
        return refused(f"the file cannot be read: {error.strerror}")


def read_records(folder: Path, checkout: Checkout) -> tuple[dict[Path, bytes], list[Problem]]:
    """Return the bytes of each record of a query that can be read, and the problems of the others."""
    found: dict[Path, bytes] = {}
    problems: list[Problem] = []
    for path in record_paths(folder):
        data, refused = read_file(path, checkout)
        problems += refused
        if data is not None:
            found[path] = data
    return found, problems


def replace_file(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of a file in one step. Raises OSError; the file is then as it was."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(data)
    draft.replace(path)


@cache
def _is_inside(folder: Path, root: Path) -> bool:
    return folder.resolve().is_relative_to(root)
