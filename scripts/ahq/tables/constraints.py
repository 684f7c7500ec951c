"""Checks of the tables with pandera, by their Table Schemas; keys and foreign keys across tables.

Every file is read as text, and each type is checked by its strict lexical form: what frictionless
lets pass (``2024-2-3``, ``' 5 '``, ``1_000``, a trailing newline before a pattern's end) does not
pass here. The difference of the two is shown by tests/tables/test_constraints.py.
"""

from collections.abc import Callable, Iterator
from functools import reduce
from operator import and_
from pathlib import Path

import pandera.errors
import pandera.polars as pa
import polars as pl

from ahq.core.problems import Problem
from ahq.core.table_schemas import columns
from ahq.corpus.query import HEADING
from ahq.rules import tables as rules

FORMS = {
    "string": None,
    "integer": r"-?(0|[1-9][0-9]*)",
    "number": r"-?(0|[1-9][0-9]*)(\.[0-9]+)?",
    "boolean": "true|false",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
SHOWN = 10  # failing cells shown for each broken constraint


def read(path: Path) -> pl.DataFrame:
    """Read a CSV file as text. An empty cell is null, ``N/A`` is text. Raises polars' errors."""
    return pl.read_csv(path, infer_schema=False, encoding="utf8", truncate_ragged_lines=False)


def to_pandera(schema: dict) -> pa.DataFrameSchema:
    """Translate a Table Schema to a pandera schema of text columns, a check for each constraint."""
    return pa.DataFrameSchema(
        {field["name"]: _column(field, schema) for field in schema["fields"]},
        strict=True,
        ordered=True,
        unique=schema["primaryKey"],
    )


def _column(field: dict, schema: dict) -> pa.Column:
    checks = [_check(name, holds) for name, holds in _conditions(field)]
    unique = field.get("constraints", {}).get("unique", False)
    return pa.Column(pl.String, checks, nullable=not _is_required(field, schema), unique=unique)


def _check(name: str, holds: Callable) -> pa.Check:
    return pa.Check(lambda data: data.lazyframe.select(_or_null(pl.col(data.key), holds)), name=name, error=name)


def _or_null(column: pl.Expr, holds: Callable) -> pl.Expr:
    return column.is_null() | holds(column).fill_null(False)


def to_quick_pandera(schema: dict) -> pa.DataFrameSchema:
    """Translate a Table Schema to one check of the whole table: everything holds, or something does not.

    Each check of pandera costs milliseconds whatever the number of rows; this asks all of them in
    one pass, and only a table that fails is asked again, constraint by constraint.
    """
    conditions = [~pl.struct(schema["primaryKey"]).is_duplicated()]
    for field in schema["fields"]:
        column = pl.col(field["name"])
        held = [holds(column) for _, holds in _conditions(field)]
        if held:
            conditions.append(_or_null(column, lambda _, held=held: reduce(and_, held)))
        if _is_required(field, schema):
            conditions.append(column.is_not_null())
        if field.get("constraints", {}).get("unique"):
            conditions.append(column.is_null() | ~column.is_duplicated())
    everything = [condition.all().alias(str(place)) for place, condition in enumerate(conditions)]
    # Handed a truth value, pandera asks once; handed a lazy frame, it would compute it four times.
    return pa.DataFrameSchema(
        checks=pa.Check(lambda data: all(data.lazyframe.select(everything).collect().row(0)), error="a constraint")
    )


def _is_required(field: dict, schema: dict) -> bool:
    return field["name"] in schema["primaryKey"] or field.get("constraints", {}).get("required", False)


def _conditions(field: dict) -> Iterator[tuple[str, Callable]]:
    """Yield a name and a condition on a column of text for each constraint of a field."""
    limits = field.get("constraints", {})
    type_ = field["type"]
    if form := FORMS[type_]:
        yield f"type {type_}", _full_match(form)
    if type_ == "date":
        yield "a day of the calendar", lambda c: c.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    if limits.get("required"):
        yield "required", lambda c: c.str.strip_chars() != ""
    if "pattern" in limits:
        yield f"pattern {limits['pattern']}", _full_match(limits["pattern"])
    if "enum" in limits:
        yield "enum", lambda c: c.is_in([str(value) for value in limits["enum"]])
    for name, holds in BOUNDS.items():
        if name in limits:
            yield f"{name} {limits[name]}", lambda c, holds=holds, bound=limits[name]: holds(c, bound)


def _number(column: pl.Expr) -> pl.Expr:
    return column.cast(pl.Float64, strict=False)


BOUNDS: dict[str, Callable] = {
    "minimum": lambda c, bound: _number(c) >= bound,
    "maximum": lambda c, bound: _number(c) <= bound,
    "exclusiveMinimum": lambda c, bound: _number(c) > bound,
    "exclusiveMaximum": lambda c, bound: _number(c) < bound,
    "minLength": lambda c, bound: c.str.len_chars() >= bound,
    "maxLength": lambda c, bound: c.str.len_chars() <= bound,
}


def _full_match(pattern: str) -> Callable:
    anchored = rf"\A(?:{pattern})\z"
    return lambda column: column.str.contains(anchored)


def check_table(name: str, table: pl.DataFrame, schema: dict) -> list[Problem]:
    """Return the problems of one table against its schema."""
    if table.columns != columns(schema):
        said = f"its columns are {', '.join(table.columns)}; the schema has {', '.join(columns(schema))}"
        return [rules.COLUMNS.problem(name, said, place=(1, 1))]
    try:
        to_quick_pandera(schema).validate(table)
    except pandera.errors.SchemaError:
        return _explain(name, table, schema)
    return []


def _explain(name: str, table: pl.DataFrame, schema: dict) -> list[Problem]:
    try:
        to_pandera(schema).validate(table, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return _problems(name, errors.failure_cases)
    return [rules.CONSTRAINTS.problem(name, "a constraint does not hold", "please report this as a bug")]


def _problems(name: str, cases: pl.DataFrame) -> list[Problem]:
    found: list[Problem] = []
    for (column, check), group in cases.group_by(["column", "check"], maintain_order=True):
        shown = "; ".join(_case(row) for row in group.head(SHOWN).iter_rows(named=True))
        rest = f" … {group.height} in all" if group.height > SHOWN else ""
        label = "primary key" if "unique" in str(check) and column in (None, name) else f"{column}: {check}"
        found.append(rules.CONSTRAINTS.problem(name, f"{label} does not hold: {shown}{rest}"))
    return found


def _case(row: dict) -> str:
    where = f"row {row['index'] + 1}: " if row.get("index") is not None else ""
    return f"{where}{str(row['failure_case'])[:80]}"


def check_foreign_keys(tables: dict[str, pl.DataFrame], schemas: dict[str, dict]) -> list[Problem]:
    """Return the rows that point to a row that is not there, in any table."""
    found: list[Problem] = []
    targets: dict[tuple, pl.DataFrame] = {}
    for name, schema in schemas.items():
        for key in _keys_of_its_own(schema, schemas):
            own, other = key["fields"], key["reference"]
            place = (other.get("resource") or name, *other["fields"])
            if place not in targets:
                targets[place] = tables[place[0]].select(other["fields"]).unique()
            target = targets[place]
            rows = tables[name].select(own).drop_nulls()
            lost = rows.join(target, left_on=own, right_on=other["fields"], how="anti").unique(maintain_order=True)
            if lost.height:
                shown = "; ".join("/".join(row) for row in lost.head(SHOWN).iter_rows())
                rest = f" … {lost.height} in all" if lost.height > SHOWN else ""
                said = f"{', '.join(own)} points to no row of {other.get('resource') or name}: {shown}{rest}"
                found.append(rules.FOREIGN_KEYS.problem(name, said))
    return found


def _keys_of_its_own(schema: dict, schemas: dict[str, dict]) -> list[dict]:
    """Return the foreign keys of a table, but for those that another table is asked for: a response has a country,
    and an answer the country of its response.
    """
    keys = schema.get("foreignKeys", ())
    return [key for key in keys if not any(_leads_to(other, key, schemas) for other in keys)]


def _leads_to(longer: dict, key: dict, schemas: dict[str, dict]) -> bool:
    """Return whether a longer key has the columns of ``key``, and the table that it points to has that very key."""
    if len(longer["fields"]) <= len(key["fields"]) or not set(key["fields"]) <= set(longer["fields"]):
        return False
    return key in schemas.get(longer["reference"]["resource"], {}).get("foreignKeys", ())


def check_totals(tables: dict[str, pl.DataFrame]) -> list[Problem]:
    """Return where totals disagree across tables.

    A package has at least one query; each query has the responses that its compilation has, a row in ``answers`` for every
    response and answerable item, and as many texts there as its responses count.
    """
    found: list[Problem] = []
    queries, responses, answers = tables["queries"], tables["responses"], tables["answers"]
    if not queries.height:
        return [rules.TOTALS.problem("queries", "there is no query")]
    have = dict(responses.group_by("query_id").len().iter_rows())
    answerable = tables["questions"].filter(pl.col("kind") != HEADING)
    items = dict(answerable.group_by("query_id").len().iter_rows())
    rows = dict(answers.group_by("query_id").len().iter_rows())
    counted = dict(responses.group_by("query_id").agg(pl.col("answers_count").cast(pl.Int64).sum()).iter_rows())
    texts = dict(answers.filter(pl.col("text").is_not_null()).group_by("query_id").len().iter_rows())
    for query, total in queries.select("query_id", "responses_in_table").iter_rows():
        count = have.get(query, 0)
        if count != int(total):
            found.append(rules.TOTALS.problem("responses", f"{query} counts {total} responses, and has {count}"))
        if rows.get(query, 0) != count * items.get(query, 0):
            said = f"{query} has {rows.get(query, 0)} rows; {count} responses and {items.get(query, 0)} items need as many as their product"
            found.append(rules.TOTALS.problem("answers", said))
        if counted.get(query, 0) != texts.get(query, 0):
            said = f"{query} counts {counted.get(query, 0)} answers with a text, and has {texts.get(query, 0)}"
            found.append(rules.TOTALS.problem("answers", said))
    return found


def check(folder: Path, schemas: dict[str, dict]) -> tuple[list[Problem], int]:
    """Check all tables in ``folder``. Return the problems, and the number of rows read."""
    tables, found = {}, []
    for name, schema in schemas.items():
        try:
            tables[name] = read(folder / f"{name}.csv")
        except (OSError, pl.exceptions.PolarsError) as error:
            found.append(rules.COLUMNS.problem(name, f"the table cannot be read: {str(error).splitlines()[0]}"))
            continue
        found += check_table(name, tables[name], schema)
    if not found:
        found = check_foreign_keys(tables, schemas) + check_totals(tables)
    return found, sum(table.height for table in tables.values())
