"""SQLite: typed tables with their keys, a view of answers with their questions, and a full-text index of answers."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ahq.publishing.data_package import Published, Table

NAME = "emn-ahq.sqlite"
TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT"}
BATCH = 50_000  # rows held in memory at once

VIEW = """
CREATE VIEW answers_with_context AS
SELECT answers.query_id, queries.title AS query_title, queries.request_date, answers.country_code,
       countries.name AS country_name, responses.printed_label, responses.country_attribution,
       answers.item, questions.position, questions.kind AS question_kind, questions.text AS question_text,
       questions.parent_item, parents.text AS parent_question_text,
       answers.status, answers.assignment, answers.text AS answer_text, answers.source_note
FROM answers
JOIN questions ON questions.query_id = answers.query_id AND questions.item = answers.item
LEFT JOIN questions AS parents ON parents.query_id = questions.query_id AND parents.item = questions.parent_item
JOIN responses ON responses.query_id = answers.query_id AND responses.country_code = answers.country_code
JOIN queries ON queries.query_id = answers.query_id
LEFT JOIN countries ON countries.country_code = answers.country_code
"""
# The index holds no second copy of the texts: it points to the rows of answers.
INDEX = """
CREATE VIRTUAL TABLE answers_fts USING fts5 (
    text, content = 'answers', content_rowid = 'rowid', tokenize = 'unicode61 remove_diacritics 2'
)
"""


def write(package: Published, folder: Path) -> list[Path]:
    """Write ``emn-ahq.sqlite`` into ``folder`` and return its path.

    Raises OSError where it cannot be written, ValueError where a row breaks its schema or points to none.
    """
    path = folder / NAME
    try:
        _fill(path, package)
    except sqlite3.IntegrityError as error:
        raise ValueError(f"{NAME}: {error}") from error
    except sqlite3.Error as error:
        raise OSError(f"{NAME}: {error}") from error
    return [path]


def _fill(path: Path, package: Published) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # The file is new, and worth nothing until it is whole: no journal, no waiting for the disk.
        database.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        for table in package.tables.values():
            database.execute(_create(table))
            insert = f"INSERT INTO {_name(table.name)} VALUES ({', '.join('?' * len(table.fields))})"
            for rows in _batches(table):
                database.executemany(insert, rows)
        database.execute(VIEW)
        database.execute(INDEX)
        database.execute("INSERT INTO answers_fts (answers_fts) VALUES ('rebuild')")
        database.execute("COMMIT")
        lost = database.execute("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise ValueError(f"{len(lost)} rows point to a row that is not there, the first in {lost[0][0]}")
        # Rows are numbered from 1 without a gap, so that VACUUM leaves the numbers that the index holds.
        database.execute("VACUUM")


def _batches(table: Table) -> Iterator[list[tuple]]:
    frame = table.typed()
    dates = [field["name"] for field in table.fields if field["type"] == "date"]
    for part in frame.with_columns(frame[name].dt.to_string("%Y-%m-%d") for name in dates).iter_slices(BATCH):
        yield part.rows()


def _create(table: Table) -> str:
    lines = [_column(field) for field in table.fields]
    lines.append(f"PRIMARY KEY ({_names(table.schema['primaryKey'])})")
    for key in table.schema.get("foreignKeys", ()):
        other = key["reference"]
        place = f"{_name(other.get('resource') or table.name)} ({_names(other['fields'])})"
        lines.append(f"FOREIGN KEY ({_names(key['fields'])}) REFERENCES {place} DEFERRABLE INITIALLY DEFERRED")
    return f"CREATE TABLE {_name(table.name)} (\n  {', '.join(lines)}\n) STRICT"


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
