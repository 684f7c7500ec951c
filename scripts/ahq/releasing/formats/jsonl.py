"""JSON Lines: an object a row, values with the types of the schema, ``null`` where a cell is empty."""

from pathlib import Path

from ahq.publishing.data_package import Published


def write(package: Published, folder: Path) -> list[Path]:
    """Write ``<table>.jsonl`` for each table into ``folder`` and return the paths. Raises OSError."""
    paths = []
    for table in package.tables.values():
        paths.append(folder / f"{table.name}.jsonl")
        with paths[-1].open("wb") as file:
            for frame in table.pieces():
                frame.write_ndjson(file)
    return paths
