"""D: the tables. What must hold of them; ``ahq.tables.constraints`` asks it."""

from ahq.rules.base import Rule

COLUMNS = Rule(
    "D01",
    "A table can be read as CSV, and has the columns of its Table Schema, in their order.",
    "this is an error of ours: please open an issue with the message",
    example="a row with one cell too many",
)
CONSTRAINTS = Rule(
    "D02",
    "Every cell keeps the constraints of its column, and every primary key is there once.",
    "look for the row in build/draft, and correct the record that it comes from",
    example="a response of a country twice",
)
FOREIGN_KEYS = Rule(
    "D03",
    "A row that names a row of another table names one that is there.",
    "look for the row in build/draft, and correct the record that it comes from",
    example="a mention of an entity that entities.csv does not have",
)
TOTALS = Rule(
    "D04",
    "There is a query; each query has the responses that it counts, a row for each of its items, and half of its responses say something.",
    "look for the records that are not there any more, or cannot be read",
    example="only three of the records of a query of 21",
)
RULES = (COLUMNS, CONSTRAINTS, FOREIGN_KEYS, TOTALS)
