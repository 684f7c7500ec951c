"""docs/findings.md: the questions of each query answered from the tables, each number by its SQL."""

from pathlib import Path

import duckdb

from ahq.core import table_schemas
from ahq.corpus.findings import Findings, Statement
from ahq.publishing.documents import GENERATED, plain, table

HEAD = """# Findings

Each number on this page is the result of the SQL beside it, run by `make` over the tables in
`data/tables`. To check one, open [DuckDB](https://duckdb.org) at the top of the repository, load the
tables as text, and paste the SQL:

```sql
{views}
```

Counts are of responses, not of states in general: a state that did not answer, or did not say, is
not a state where a thing does not happen. Codes are defined in the codebook of each query
({codebooks}).
"""


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection with a view of text columns for each table in ``folder``."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    for name in table_schemas.NAMES:
        path = str(folder / f"{name}.csv").replace("'", "''")
        connection.execute(
            f"CREATE VIEW \"{name}\" AS SELECT * FROM read_csv('{path}', all_varchar = true, header = true)"
        )
    return connection


def render(tables: Path, queries: list[Findings]) -> str:
    """Return the document for the findings of some queries, from the CSV files in ``tables``."""
    views = "\n".join(
        f"CREATE VIEW \"{name}\" AS SELECT * FROM read_csv('data/tables/{name}.csv', all_varchar = true, header = true);"
        for name in table_schemas.NAMES
    )
    books = ", ".join(f"[{q.query}](codebook-{q.query}.md)" for q in queries)
    source = GENERATED.format(source="data/queries/*/findings.yaml")
    with connect(tables) as connection:
        parts = [_query(connection, query) for query in queries]
    return source + HEAD.format(views=views, codebooks=books) + "".join(parts)


def _query(connection: duckdb.DuckDBPyConnection, query: Findings) -> str:
    return f"\n## {query.query}\n" + "".join(_statement(connection, statement) for statement in query.statements)


def _statement(connection: duckdb.DuckDBPyConnection, said: Statement) -> str:
    parts = [f"\n### {said.heading}\n\n", sentence(connection, said), "\n", _sql(said.sql)]
    if said.table is not None:
        result = connection.execute(said.table)
        head = [column[0] for column in result.description]
        parts += ["\n", table(head, map(_plain, result.fetchall())), _sql(said.table)]
    return "".join(parts)


def sentence(connection: duckdb.DuckDBPyConnection, said: Statement) -> str:
    """Return the sentence of a finding with the numbers of its SQL. Raises ValueError if not one row."""
    result = connection.execute(said.sql)
    names = [column[0] for column in result.description]
    found = result.fetchall()
    if len(found) != 1:
        raise ValueError(f'the SQL of "{said.heading}" gives {len(found)} rows, not one')
    return said.sentence.format(**dict(zip(names, _plain(found[0]), strict=True))) + "\n"


def _plain(row: tuple) -> tuple:
    """Return a row of a result; the words in it may be those of an answer."""
    return tuple(plain(value) if isinstance(value, str) else value for value in row)


def _sql(text: str) -> str:
    return f"\n<details><summary>SQL</summary>\n\n```sql\n{text}\n```\n\n</details>\n"
