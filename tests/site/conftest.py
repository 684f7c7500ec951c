"""The site of the published package of this checkout, made once, and copies of the package to change."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ahq.core.checkout import HOME, Checkout
from ahq.site.build import Options, build

Rows = list[dict[str, str]]


class Copy:
    """A copy of the published package that a test may change, and the site made of it."""

    def __init__(self, root: Path):
        self.checkout = Checkout(root)
        shutil.copytree(HOME / "data" / "tables", root / "data" / "tables")
        shutil.copy(HOME / "datapackage.json", root)

    def rows(self, table: str) -> Rows:
        with (self.checkout.tables / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, table: str, rows: Rows, columns: list[str] | None = None) -> None:
        with (self.checkout.tables / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns or list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def change(self, table: str, changed: Callable[[dict[str, str]], dict[str, str] | None]) -> None:
        """Put what ``changed`` returns in the place of each row; None leaves it out."""
        rows = self.rows(table)
        self.write(table, [new for row in rows if (new := changed(dict(row))) is not None], list(rows[0]))

    def add_table(self, name: str, rows: Rows) -> None:
        """Add a table that the package of this checkout may not have."""
        self.write(name, rows)
        descriptor = json.loads(self.checkout.descriptor.read_bytes())
        fields = [{"name": column, "type": "string", "description": ""} for column in rows[0]]
        about = {"name": name, "path": f"data/tables/{name}.csv", "bytes": 1, "hash": "sha256:0", "rows": len(rows)}
        descriptor["resources"] = [one for one in descriptor["resources"] if one["name"] != name]
        descriptor["resources"].append(about | {"schema": {"fields": fields}})
        self.checkout.descriptor.write_text(json.dumps(descriptor), "utf-8")

    def add_query(self, name: str) -> None:
        """Add a query with the rows of those that are here; ``name`` comes behind them in the alphabet."""
        for path in self.checkout.tables.glob("*.csv"):
            rows = self.rows(path.stem)
            if rows and "query_id" in rows[0]:
                new = [row | {"query_id": name} for row in rows]
                self.write(path.stem, rows + (new[:1] if path.stem == "queries" else new))

    def build(self, url: str = "", pictures: bool = False, formats: bool = False) -> Path:
        self.built = build(self.checkout, Options(url, 1, pictures, formats))
        return self.checkout.build / "site"


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "checkout")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    made = Copy(tmp_path_factory.mktemp("published") / "checkout")
    made.build(pictures=True, formats=True)
    return made
