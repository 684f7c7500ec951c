"""B: what else is written by hand: what the package says of itself, and the findings of a query."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ahq.core import json_schema, table_schemas
from ahq.core.checkout import Checkout
from ahq.core.files import Unusable, read_bytes
from ahq.core.problems import Problem
from ahq.core.text import did_you_mean, is_day, shorten
from ahq.corpus import reading
from ahq.corpus.findings import Findings, Statement
from ahq.corpus.query import Head
from ahq.corpus.reading import Reading
from ahq.rules import asking, code_lists, shape
from ahq.rules.base import Example, Place, Rule, Subject, Violation

if TYPE_CHECKING:
    from ahq.core.table_queries import TableQueries

PACKAGE: Rule[Any] = Rule(
    "B01",
    "data",
    "data/package.yaml is YAML 1.2 and has the shape of schemas/package.schema.json.",
    "version, licences and contributors of the package are taken from it",
    "see the description of the field in schemas/package.schema.json",
    Example(words="data/package.yaml without a version"),
    asked_in="scripts/ahq/rules/inputs.py",
)
FINDINGS: Rule[Any] = Rule(
    "B02",
    "data",
    "The findings of a query are YAML 1.2, have the shape of schemas/findings.schema.json, and name their query.",
    "a finding with the wrong SQL would say what the tables do not",
    "see the description of the field in schemas/findings.schema.json",
    Example(words="a finding without SQL"),
    asked_in="scripts/ahq/rules/inputs.py",
)
SQL: Rule[Any] = Rule(
    "B03",
    "data",
    "The SQL of a finding is one SELECT over the published tables that runs; that of a sentence gives one row, with a column for each name in braces.",
    "a finding that cannot be asked says nothing, and stops the documents",
    "docs/dictionary.md lists the tables and their columns",
    Example(words="a finding that selects from a table that does not exist"),
    asked_in="scripts/ahq/rules/inputs.py",
)
RELATED: Rule[Any] = Rule(
    "B04",
    "data",
    "The other parts and editions of a query are queries of this package, and each names this one too.",
    "whoever finds one part must find the other; a count over both would take one state for two",
    "correct the id, or add this query to the other's query.yaml",
    Example(words="a query.yaml whose other_parts names a query that does not exist"),
    asked_in="scripts/ahq/rules/inputs.py",
)
RULES = (PACKAGE, FINDINGS, SQL, RELATED)


def check(checkout: Checkout) -> list[Problem]:
    """Return the problems of the countries, of package.yaml and of the findings of each query, as far as they can be told without rows."""
    found = code_lists.check_countries(checkout) + _of_package(reading.read_package(checkout))
    findings = _findings(checkout)
    for folder, read in findings:
        found += _of_findings(folder, read)
    found += _of_related(checkout)
    if findings:
        from ahq.core.table_queries import TableQueries  # DuckDB is slow to import, and most checks go without

        columns = {name: table_schemas.columns(schema) for name, schema in table_schemas.schemas().items()}
        with TableQueries.without_rows(columns) as database:
            found += _of_sql(findings, database, has_rows=False)
    return found


_KEYS = ("other_parts", "other_editions")


def _of_related(checkout: Checkout) -> list[Problem]:
    """Return where a query names another that is not there, or that does not name it."""
    heads: dict[str, Reading[Head]] = {}
    for folder in checkout.query_folders():
        with suppress(Unusable):  # other rules say so
            if any(key.encode() in read_bytes(checkout, folder / "query.yaml") for key in _KEYS):
                heads[folder.name] = reading.read_head(folder, checkout)
    named = {(id_, key): getattr(read.value, key) for id_, read in heads.items() if read.value for key in _KEYS}
    known = [folder.name for folder in checkout.query_folders()]
    return [
        _placed(RELATED, heads[id_], Violation((key, index), said, help_))
        for (id_, key), others in named.items()
        for index, other in enumerate(others)
        for said, help_ in _not_related(id_, other, known, named.get((other, key), ()), key)
    ]


def _not_related(id_: str, other: str, known: list[str], back: tuple[str, ...], key: str) -> Iterator[tuple[str, str]]:
    if other == id_:
        yield "a query is no other part or edition of itself", "delete it"
    elif other not in known:
        yield f'there is no query "{shorten(other)}"', did_you_mean(other, known)
    elif id_ not in back:
        yield f'"{other}" does not name this query', f"add {id_} to {key} of data/queries/{other}/query.yaml"


def check_sql(checkout: Checkout, database: "TableQueries") -> list[Problem]:
    """Return the problems of the SQL of all findings, over tables with their rows."""
    return _of_sql(_findings(checkout), database, has_rows=True)


def _findings(checkout: Checkout) -> list[tuple[Path, Reading[Findings]]]:
    return [
        (folder, reading.read_findings(folder, checkout))
        for folder in checkout.query_folders()
        if os.path.lexists(folder / "findings.yaml")
    ]


def _of_package(read: Reading[dict[str, Any]]) -> list[Problem]:
    problems = _of_shape(PACKAGE, read, "package")
    if read.value is not None and not is_day(read.value["date"]):
        said = f'"{read.value["date"]}" is not a day of the calendar'
        problems.append(
            _placed(PACKAGE, read, Violation(("date",), said, "write the day of this version as YYYY-MM-DD"))
        )
    return problems


def _of_findings(folder: Path, read: Reading[Findings]) -> list[Problem]:
    problems = _of_shape(FINDINGS, read, "findings")
    if read.value is not None and read.value.query != folder.name:
        said = f'the query is "{read.value.query}" and the folder is {folder.name}'
        problems.append(_placed(FINDINGS, read, Violation(("query",), said, f"write {folder.name}")))
    return problems


def _of_shape(rule: Rule, read: Reading[Any], kind: str) -> list[Problem]:
    """Return what keeps a file from being read, or is against its JSON Schema, in the words of the rules of shape; of a file that
    is sound in that, what the rules of any file say: of characters that nobody sees, and of its canonical form.
    """
    if not all(fault.kind == "shape" for fault in read.faults):
        return [rule.problem(read.name, fault.message, fault.help, (fault.line, fault.column)) for fault in read.faults]
    if not read.faults:
        return asking.check(Subject(read.name, read.data or b"", None, None, kind=kind, document=read.document))
    shape.learn_keys(json_schema.schema(kind), kind)
    subject = Subject(read.name, read.data or b"", None, json_schema.validator(kind), kind=kind, document=read.document)
    return [_placed(rule, read, violation) for violation in shape.against_schema(subject)]


def _of_sql(findings: list[tuple[Path, Reading[Findings]]], database: "TableQueries", has_rows: bool) -> list[Problem]:
    return [
        _placed(SQL, read, violation)
        for _, read in findings
        if read.value is not None
        for index, said in enumerate(read.value.statements)
        for violation in _of_statement(_subject(read), index, said, database, has_rows)
    ]


def _of_statement(
    subject: Subject, index: int, said: Statement, database: "TableQueries", has_rows: bool
) -> Iterator[Violation]:
    from ahq.core.table_queries import CannotAnswer

    where = ("findings", index)
    for key, sql in (("sql", said.sql), ("table", said.table)):
        if sql is None:
            continue
        try:
            answer = database.answer(sql)
        except CannotAnswer as error:
            start = len("".join(sql.splitlines(keepends=True)[: max(error.line - 1, 0)]))
            place = subject.place_in((*where, key), start)
            yield Violation(place, f'"{shorten(said.heading)}": {error.message}', error.help)
            continue
        if key == "sql":
            yield from _of_sentence(where, said, answer.columns)
            if has_rows and len(answer.rows) != 1:
                yield Violation(
                    (*where, key), f'"{shorten(said.heading)}": the SQL gives {len(answer.rows)} rows, not one'
                )


def _of_sentence(where: tuple[Any, ...], said: Statement, columns: list[str]) -> Iterator[Violation]:
    for name in dict.fromkeys(said.names()):
        if name not in columns:
            message = f'"{shorten(said.heading)}": the SQL has no column for {{{name}}}'
            yield Violation((*where, "sentence"), message, did_you_mean(name, columns))


def _placed(rule: Rule, read: Reading[Any], violation: Violation) -> Problem:
    where = violation.where
    place = where if isinstance(where, Place) else _subject(read).place(where)
    return rule.problem(read.name, shorten(violation.message, 400), violation.help, place)


def _subject(read: Reading[Any]) -> Subject:
    return Subject(read.name, read.data or b"", None, None, document=read.document)
