"""Parquet: columns with the types and descriptions of the schema; its keys stand in the metadata of the file."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ahq.publishing.data_package import Published, Table

TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
OPTIONS = {"compression": "zstd", "version": "2.6", "data_page_version": "2.0"}
KEYS = ("primaryKey", "foreignKeys")


def write(package: Published, folder: Path) -> list[Path]:
    """Write ``<table>.parquet`` for each table into ``folder`` and return the paths. Raises OSError."""
    paths = []
    for table in package.tables.values():
        paths.append(folder / f"{table.name}.parquet")
        schema = _schema(package, table)
        with pq.ParquetWriter(paths[-1], schema, **OPTIONS) as writer:
            for frame in table.pieces():
                writer.write_table(frame.to_arrow().cast(schema))
    return paths


def _schema(package: Published, table: Table) -> pa.Schema:
    about = {"package": package.descriptor["name"], "version": package.version, "table": table.name}
    about |= {key: json.dumps(table.schema.get(key, []), ensure_ascii=False) for key in KEYS}
    fields = [
        pa.field(
            field["name"],
            TYPES[field["type"]],
            nullable=not field.get("constraints", {}).get("required", False),
            metadata={"description": field["description"]},
        )
        for field in table.fields
    ]
    return pa.schema(fields, metadata=about)
