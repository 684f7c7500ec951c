"""docs/findings.md: the questions of each query answered from the tables, each number by its SQL."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ahq.core import csv_tables, table_schemas
from ahq.core.table_queries import CannotAnswer, TableQueries
from ahq.core.text import shorten
from ahq.corpus.findings import NAME, Findings, Statement
from ahq.publishing.documents import GENERATED, doubts, plain, table
from ahq.publishing.documents.doubts import Doubt, Range

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
    named = {query.query for query in queries}
    alternatives, codings = (_rows(tables / f"{name}.csv", named) for name in ("alternatives", "codings"))
    found = doubts.doubts(alternatives, codings)
    with TableQueries(tables, table_schemas.NAMES) as database:
        parts = [_query(database, query, [one for one in found if one.query == query.query]) for query in queries]
    return source + HEAD.format(views=views) + "".join(parts)


def _rows(path: Path, queries: set[str]) -> Iterator[dict[str, str]]:
    return (row for row in csv_tables.rows_of(path) if row["query_id"] in queries)


def _query(database: TableQueries, query: Findings, found: list[Doubt]) -> str:
    parts = (_statement(database, query.query, said, found) for said in query.statements)
    return f"\n## {query.query}\n" + "".join(parts)


def _statement(database: TableQueries, query_id: str, said: Statement, found: list[Doubt]) -> str:
    try:
        text = sentence(database, said)  # which says what is wrong with a statement
        doubtful = doubts.Doubtful(database, said.sql, said.names(), found)
        ranges = doubtful.ranges()
        if ranges:
            text = sentence(database, said, ranges)
        parts = [f"\n### {said.heading}\n\n", text, _of_doubts(doubtful) if ranges else "", "\n", _sql(said.sql)]
        if said.table is not None:
            answer = database.answer(said.table)
            parts += ["\n", table(answer.columns, map(_plain, answer.rows)), _sql(said.table)]
    except CannotAnswer as error:
        raise CannotAnswer(f'data/queries/{query_id}/findings.yaml: "{shorten(said.heading)}": {error}') from None
    return "".join(parts)


def _of_doubts(doubtful: doubts.Doubtful) -> str:
    """Return what the ranges of a statement mean, and what each doubtful coding does to its numbers."""
    rows = [
        (one.doubt.country, f"`{one.doubt.variable}`", one.doubt.published.shown, one.other.shown,
         "; ".join(f"{name} {old:g} to {new:g}" for name, (old, new) in one.numbers.items()), plain(one.other.reason))
        for one in doubtful.moves()
    ]  # fmt: skip
    head = ["state", "variable", "published", "could be", "moves", "because"]
    return (
        "\nIn square brackets: the least and the most where doubtful codings are read otherwise.\n\n"
        f"<details><summary>What moves the numbers</summary>\n\n{table(head, rows)}\n</details>\n"
    )


def sentence(database: TableQueries, said: Statement, ranges: Mapping[str, Range] | None = None) -> str:
    """Return the sentence of a finding with the values of its SQL, and the range of those that have one.

    Raises CannotAnswer.

    A name in braces is a column of the one row; nothing else in the sentence is more than text.
    """
    answer = database.answer(said.sql)
    if len(answer.rows) != 1:
        raise CannotAnswer(f"the SQL gives {len(answer.rows)} rows, not one")
    values = dict(zip(answer.columns, _plain(answer.rows[0]), strict=True))

    def value(name: re.Match[str]) -> str:
        if name[1] not in values:
            raise CannotAnswer(f"the sentence names {{{name[1]}}}, and the columns of its SQL are {', '.join(values)}")
        shown = str(values[name[1]])
        return f"{shown} [{ranges[name[1]]}]" if ranges and name[1] in ranges else shown

    return NAME.sub(value, said.sentence) + "\n"


def _plain(row: tuple) -> tuple:
    """Return a row of a result; the words in it may be those of an answer."""
    return tuple(plain(value) if isinstance(value, str) else value for value in row)


def _sql(text: str) -> str:
    return f"\n<details><summary>SQL</summary>\n\n```sql\n{text}\n```\n\n</details>\n"
