"""D: the tables that are made of the records. They are asked where the tables are at hand, in ``ahq.tables.constraints``."""

from typing import Any

from ahq.rules.base import Example, Rule

_ASKED_IN = "scripts/ahq/tables/constraints.py"
_REPAIR = "please report this as a bug: records without a problem give sound tables"

COLUMNS: Rule[Any] = Rule(
    "D01",
    "tables",
    "Each table is CSV with the columns of its Table Schema, in their order.",
    "programs of users find a column by its name",
    _REPAIR,
    Example("its columns are a; the schema has b", words="a table with other columns than its schema"),
    asked_in=_ASKED_IN,
)
CONSTRAINTS: Rule[Any] = Rule(
    "D02",
    "tables",
    "Each cell has the type and the constraints of its field, and each row a primary key of its own.",
    "a cell of another type makes a whole column text in the programs of users",
    _REPAIR,
    Example("number: type integer does not hold: row 1: 1.5", words="`1.5` in a column of whole numbers"),
    asked_in=_ASKED_IN,
)
FOREIGN_KEYS: Rule[Any] = Rule(
    "D03",
    "tables",
    "Each foreign key points to a row that exists.",
    "a row that points nowhere is lost in every join",
    _REPAIR,
    Example("country_code points to no row of countries: XX", words="a response of a country that is in no list"),
    asked_in=_ASKED_IN,
)
TOTALS: Rule[Any] = Rule(
    "D04",
    "tables",
    "Totals agree across tables: the responses that a query counts, a row in answers for each response and item, and as many texts there as the responses count.",
    "a step that loses rows in silence is noticed here",
    "add the records that are missing, or correct not_in_table and not_listed",
    Example("q counts 2 responses, and has 1", words="a query that counts two respondents and has one record"),
    asked_in=_ASKED_IN,
)
RULES = (COLUMNS, CONSTRAINTS, FOREIGN_KEYS, TOTALS)
