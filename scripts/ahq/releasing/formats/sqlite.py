"""SQLite: typed tables with their keys, a view for each thing that people ask for, and a full-text index of answers.

Beside the columns of the CSV files, a table whose rows belong to a question or a variable has a computed column of that
name, behind all others: ``<query>/<item>``, ``<query>/<variable_id>``. It is a foreign key of one column; in the tables
questions and variables themselves it is the primary key.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from ahq.publishing.data_package import Published, Table
from ahq.releasing import contents
from ahq.releasing.formats import datasette
from ahq.releasing.formats.sqlite_views import VIEWS

NAME = "emn-ahq.sqlite"
TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT"}
METADATA = "metadata.yaml"

# Datasette links a row by one column alone to a primary key of one, so these stand for keys of two.
LINKS = {"questions": ("question", "item"), "variables": ("variable", "variable_id")}
# The index holds no second copy of the texts: it points to the rows of answers. Datasette knows it by content="answers",
# written just so.
INDEX = """
CREATE VIRTUAL TABLE answers_fts USING FTS5 (
    text, content="answers", content_rowid="rowid", tokenize="unicode61 remove_diacritics 2"
)
"""


def write(package: Published, folder: Path) -> list[Path]:
    """Write ``emn-ahq.sqlite`` and what Datasette is to say of it into ``folder`` and return the paths.

    Raises OSError where it cannot be written, ValueError where a row breaks its schema or points to none.
    """
    path = folder / NAME
    try:
        _fill(path, package)
    except sqlite3.IntegrityError as error:
        raise ValueError(f"{NAME}: {error}") from error
    except sqlite3.Error as error:
        raise OSError(f"{NAME}: {error}") from error
    (folder / METADATA).write_text(datasette.metadata(package, path.stem), "utf-8", newline="\n")
    return [path, folder / METADATA]


def _fill(path: Path, package: Published) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # The file is new, and worth nothing until it is whole: no journal, no waiting for the disk.
        database.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        for table in package.tables.values():
            _add(database, package, table)
        for view in VIEWS:
            database.execute(f"CREATE VIEW {view.name} AS {view.select}")
        database.execute(INDEX)
        database.execute("INSERT INTO answers_fts (answers_fts) VALUES ('rebuild')")
        database.execute("COMMIT")
        lost = database.execute("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise ValueError(f"{len(lost)} rows point to a row that is not there, the first in {lost[0][0]}")
        # Rows are numbered from 1 without a gap, so that VACUUM leaves the numbers that the index holds.
        database.execute("VACUUM")


def _add(database: sqlite3.Connection, package: Published, table: Table) -> None:
    database.execute(_create(package, table))
    values = [f"?{place}" for place in range(1, len(table.fields) + 1)]
    if table.name in LINKS:  # a computed column cannot be a primary key: this one is filled here
        values.append(_joined(*(values[table.columns.index(name)] for name in _linking(table.name))))
    insert = f"INSERT INTO {_name(table.name)} VALUES ({', '.join(values)})"
    dates = [field["name"] for field in table.fields if field["type"] == "date"]
    for frame in table.pieces():
        database.executemany(insert, frame.with_columns(frame[name].dt.to_string("%Y-%m-%d") for name in dates).rows())
    for column in _singles(package, table).keys() - set(table.schema["primaryKey"][:1]):
        name = _name(f"{table.name}_{column}")
        database.execute(f"CREATE INDEX {name} ON {_name(table.name)} ({_name(column)})")


def _linking(table: str) -> tuple[str, str]:
    """Return the two columns that one of ``LINKS`` stands for."""
    return contents.QUERY, LINKS[table][1]


def _joined(first: str, second: str) -> str:
    return f"{first} || '/' || {second}"


def _singles(package: Published, table: Table) -> dict[str, str]:
    """Return the columns that point to a table alone and that the schema does not name as keys, with the table."""
    named = {tuple(key["fields"]) for key in table.schema.get("foreignKeys", ())}
    return {name: other for name, other in contents.single_key(package, table).items() if (name,) not in named}


def _create(package: Published, table: Table) -> str:
    linked = [other for other in LINKS if set(_linking(other)) <= set(table.columns)]
    lines = [*map(_column, table.fields), *(_link(other, table) for other in linked)]
    kind = "UNIQUE" if table.name in LINKS else "PRIMARY KEY"
    lines.append(f"{kind} ({_names(table.schema['primaryKey'])})")
    for key in table.schema.get("foreignKeys", ()):
        other = key["reference"]
        lines.append(_foreign(key["fields"], other.get("resource") or table.name, other["fields"]))
    lines += [_foreign([name], other, [name]) for name, other in _singles(package, table).items()]
    lines += [_foreign([LINKS[o][0]], o, [LINKS[o][0]]) for o in linked if o != table.name]
    return f"CREATE TABLE {_name(table.name)} (\n  {', '.join(lines)}\n) STRICT"


def _link(other: str, table: Table) -> str:
    name = _name(LINKS[other][0])
    if other == table.name:
        return f"{name} TEXT NOT NULL PRIMARY KEY"
    return f"{name} TEXT AS ({_joined(*map(_name, _linking(other)))}) VIRTUAL"


def _foreign(fields: list[str], table: str, others: list[str]) -> str:
    place = f"{_name(table)} ({_names(others)})"
    return f"FOREIGN KEY ({_names(fields)}) REFERENCES {place} DEFERRABLE INITIALLY DEFERRED"


def _column(field: dict) -> str:
    limits = field.get("constraints", {})
    name = _name(field["name"])
    parts = [name, TYPES[field["type"]]]
    if limits.get("required"):
        parts.append("NOT NULL")
    if limits.get("unique"):
        parts.append("UNIQUE")
    if field["type"] == "boolean":
        parts.append(f"CHECK ({name} IN (0, 1))")
    if "enum" in limits:
        parts.append(f"CHECK ({name} IN ({', '.join(map(_text, limits['enum']))}))")
    return " ".join(parts)


def _names(fields: list[str]) -> str:
    return ", ".join(map(_name, fields))


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
