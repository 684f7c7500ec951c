"""Where everything stands: the folders and files of a checkout, by name."""

import os
import re
from pathlib import Path

HOME = Path(__file__).resolve().parents[3]
SCHEMAS = HOME / "schemas"
TABLE_SCHEMAS = SCHEMAS / "tables"


class Checkout:
    """The folders of one checkout. ``root`` is its top; schemas and scripts are always ours."""

    def __init__(self, root: Path | str = HOME):
        self.root = Path(root).resolve()
        self.data = self.root / "data"
        self.queries = self.data / "queries"
        self.sources = self.data / "sources"
        self.reference = self.data / "reference"
        self.tables = self.data / "tables"
        self.build = self.root / "build"
        self.descriptor = self.root / "datapackage.json"
        self.changelog = self.root / "CHANGELOG.md"
        self.cache = self.root / ".cache" / "checked.txt"

    def query_folders(self) -> list[Path]:
        """Return the folders of all queries, sorted by id."""
        if not self.queries.is_dir():
            return []
        return sorted(path for path in self.queries.iterdir() if path.is_dir() and not path.name.startswith("."))

    def locate(self, name: Path | str) -> Path:
        """Return the path of a file that somebody names: from the current folder, through whatever links lead there.

        The file itself may be a link, and is not followed.
        """
        path = Path(name)
        return Path(os.path.realpath(path.parent), path.name)

    def name(self, path: Path | str) -> str:
        """Return ``path`` as people know it: from the top of the checkout, with ``/``."""
        shown, top = os.fspath(path), f"{self.root}{os.sep}"
        if not shown.startswith(top) or os.pardir in shown:
            shown = os.fspath(self.locate(path))
        return (shown.removeprefix(top) if shown.startswith(top) else os.fspath(path)).replace(os.sep, "/")


def record_paths(query_folder: Path) -> list[Path]:
    """Return the record files of one query, sorted by country code."""
    folder = query_folder / "responses"
    return sorted(path for path in folder.iterdir() if is_record_name(path.name)) if folder.is_dir() else []


def is_record_name(name: str) -> bool:
    """Return whether a file in ``responses`` is read as a record; whether it is well named, a rule says."""
    return name.endswith((".yaml", ".yml")) and not name.startswith(".")


def is_litter(name: str) -> bool:
    """Return whether a file is one that a system or an editor leaves beside those of people, and nobody means."""
    return _LITTER.fullmatch(name) is not None


_LITTER = re.compile(
    r"\.DS_Store|Icon\r|\._.*|\.directory|Thumbs\.db|desktop\.ini"  # systems
    r"|.*~|#.*#|\.#.*|\..*\.sw[a-p]|4913|~\$.*|\.~lock\..*#",  # editors, spreadsheets
    re.IGNORECASE,
)
