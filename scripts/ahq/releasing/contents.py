"""What the formats of a release must know of the tables beside their schemas: the names that they share.

All else comes from the descriptor, so that a table that is new there is in every format.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from ahq.publishing import by_query
from ahq.publishing.data_package import Published, Table

QUERY, COUNTRY, ITEM, VARIABLE = by_query.QUERY, "country_code", "item", "variable_id"
# The column by which people know a row, of tables that other tables point to.
LABELS = {"queries": "title", "questions": "text", "countries": "name", "variables": "label", "entities": "name"}


def single_key(package: Published, table: Table) -> dict[str, str]:
    """Return, by column, the table whose one key column has the same name: query_id leads to queries."""
    keys = {tuple(other.schema["primaryKey"]): other.name for other in package.tables.values()}
    return {name: keys[name,] for name in table.columns if keys.get((name,), table.name) != table.name}


def countries(package: Published) -> dict[str, dict]:
    """Return the rows of the table of countries by code."""
    return {row[COUNTRY]: row for row in package.tables["countries"].rows()}


def write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file that is no table of the package, in the dialect of those. Raises OSError."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
