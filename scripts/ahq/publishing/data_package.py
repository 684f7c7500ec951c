"""A published package as its users load it: the descriptor, and each table with the types of its schema."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl

from ahq.core import csv_tables

AT_ONCE = 50_000  # rows of a table that are held in memory at once
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

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in their order."""
        return [field["name"] for field in self.fields]

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

    def pieces(self, rows: int = AT_ONCE, as_text: bool = False) -> Iterator[pl.DataFrame]:
        """Yield the table with the types of its schema, a number of rows at a time; at least one piece, also where it is empty.

        ``as_text`` leaves every cell as it is written, and an empty one as an empty text.
        """
        read = _as_text if as_text else self.typed
        with self.path.open("rb") as file:
            head = file.readline()
            part, count, is_open, is_first = [head], 0, False, True
            for line in file:
                part.append(line)
                is_open ^= line.count(b'"') % 2 == 1  # a row goes on where a quoted cell has a line break
                count += not is_open
                if count == rows:
                    yield read(b"".join(part))
                    part, count, is_first = [head], 0, False
            if len(part) > 1 or is_first:
                yield read(b"".join(part))


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


def _as_text(data: bytes) -> pl.DataFrame:
    return pl.read_csv(data, infer_schema=False).fill_null("")


def _cast(field: dict) -> pl.Expr:
    column = pl.col(field["name"])
    if field["type"] == "boolean":
        return column == "true"
    if field["type"] == "date":
        return column.str.to_date("%Y-%m-%d")
    return column.cast(TYPES[field["type"]])
