"""A published package as its users load it: the descriptor, and each table with the types of its schema."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl

from ahq.core import csv_tables

TYPES = {"string": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}


class Table(NamedTuple):
    """One table: ``about`` is its resource in the descriptor, ``path`` its CSV file."""

    name: str
    about: dict
    path: Path

    @property
    def schema(self) -> dict:
        """The Table Schema."""
        return self.about["schema"]

    @property
    def fields(self) -> list[dict]:
        """The fields of the schema, in the order of the columns."""
        return self.schema["fields"]

    def text(self) -> pl.DataFrame:
        """Return every cell as it is written; an empty cell is null, ``N/A`` is text."""
        return pl.read_csv(self.path, infer_schema=False)

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield each row as it is written, by column; an empty cell is an empty text."""
        return csv_tables.rows_of(self.path)

    def typed(self, csv_: bytes | None = None) -> pl.DataFrame:
        """Return the table, or a part of it as CSV with its head, with the types of its schema; an empty cell is null."""
        frame = self.text() if csv_ is None else pl.read_csv(csv_, infer_schema=False)
        return frame.with_columns(_cast(field) for field in self.fields)


class Published:
    """The package at ``root``. Raises OSError or ValueError where its descriptor cannot be read."""

    def __init__(self, root: Path):
        self.root = root
        self.descriptor = json.loads((root / "datapackage.json").read_bytes())
        self.tables = {r["name"]: Table(r["name"], r, root / r["path"]) for r in self.descriptor["resources"]}

    @property
    def version(self) -> str:
        """The version of the data."""
        return self.descriptor["version"]

    @property
    def created(self) -> datetime:
        """The day of the version, at midnight of UTC: the time that files of a release bear."""
        return datetime.fromisoformat(self.descriptor["created"])


def built(folder: Path, schemas: dict[str, dict]) -> dict[str, Table]:
    """Return the tables that were built in ``folder`` and not yet described by a package."""
    return {
        name: Table(name, {"name": name, "schema": schema}, folder / f"{name}.csv") for name, schema in schemas.items()
    }


def _cast(field: dict) -> pl.Expr:
    column = pl.col(field["name"])
    if field["type"] == "boolean":
        return column == "true"
    if field["type"] == "date":
        return column.str.to_date("%Y-%m-%d")
    return column.cast(TYPES[field["type"]])
