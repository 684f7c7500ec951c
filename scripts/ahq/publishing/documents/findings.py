"""docs/findings.md: the questions of each query answered from the tables, each number by its SQL."""

import re
from pathlib import Path

from ahq.core import table_schemas
from ahq.core.table_queries import CannotAnswer, TableQueries
from ahq.core.text import shorten
from ahq.corpus.findings import NAME, Findings, Statement
from ahq.publishing.documents import GENERATED, plain, table

HEAD = """# Findings

Each number on this page is the result of the SQL beside it, run by `make` over the tables in
`data/tables`. To check one, open [DuckDB](https://duckdb.org) at the top of the repository, load the
tables as text, and paste the SQL:

```sql
{views}
```

Counts are of responses, not of states in general: a state that did not answer, or did not say, is
not a state where a thing does not happen. Codes are defined in the codebook of each query; how each
was coded stands in [queries.md](queries.md).
"""


def render(tables: Path, queries: list[Findings]) -> str:
    """Return the document for the findings of some queries, from the CSV files in ``tables``."""
    views = "\n".join(
        f"CREATE VIEW \"{name}\" AS SELECT * FROM read_csv('data/tables/{name}.csv', all_varchar = true, header = true);"
        for name in table_schemas.NAMES
    )
    source = GENERATED.format(source="data/queries/*/findings.yaml")
    with TableQueries(tables, table_schemas.NAMES) as database:
        parts = [_query(database, query) for query in queries]
    return source + HEAD.format(views=views) + "".join(parts)


def _query(database: TableQueries, query: Findings) -> str:
    return f"\n## {query.query}\n" + "".join(_statement(database, query.query, said) for said in query.statements)


def _statement(database: TableQueries, query_id: str, said: Statement) -> str:
    try:
        parts = [f"\n### {said.heading}\n\n", sentence(database, said), "\n", _sql(said.sql)]
        if said.table is not None:
            answer = database.answer(said.table)
            parts += ["\n", table(answer.columns, map(_plain, answer.rows)), _sql(said.table)]
    except CannotAnswer as error:
        raise CannotAnswer(f'data/queries/{query_id}/findings.yaml: "{shorten(said.heading)}": {error}') from None
    return "".join(parts)


def sentence(database: TableQueries, said: Statement) -> str:
    """Return the sentence of a finding with the values of its SQL. Raises CannotAnswer.

    A name in braces is a column of the one row; nothing else in the sentence is more than text.
    """
    answer = database.answer(said.sql)
    if len(answer.rows) != 1:
        raise CannotAnswer(f"the SQL gives {len(answer.rows)} rows, not one")
    values = dict(zip(answer.columns, _plain(answer.rows[0]), strict=True))

    def value(name: re.Match[str]) -> str:
        if name[1] not in values:
            raise CannotAnswer(f"the sentence names {{{name[1]}}}, and the columns of its SQL are {', '.join(values)}")
        return str(values[name[1]])

    return NAME.sub(value, said.sentence) + "\n"


def _plain(row: tuple) -> tuple:
    """Return a row of a result; the words in it may be those of an answer."""
    return tuple(plain(value) if isinstance(value, str) else value for value in row)


def _sql(text: str) -> str:
    return f"\n<details><summary>SQL</summary>\n\n```sql\n{text}\n```\n\n</details>\n"
