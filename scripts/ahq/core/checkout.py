"""Where everything stands: the folders and files of a checkout, by name."""

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
        return sorted(p for p in self.queries.iterdir() if not p.name.startswith("."))

    def name(self, path: Path | str) -> str:
        """Return ``path`` as people know it: from the top of the checkout, with ``/``."""
        path = Path(path)
        try:
            return path.absolute().relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()


def record_paths(query_folder: Path) -> list[Path]:
    """Return the record files of one query, sorted by country code."""
    folder = query_folder / "responses"
    return sorted(folder.iterdir()) if folder.is_dir() else []
