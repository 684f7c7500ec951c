"""The findings of one query: sentences of docs/findings.md, each with the SQL that gives its numbers."""

import re
from typing import Any, NamedTuple

NAME = re.compile(r"\{([^{}]*)\}")  # in a sentence: the name of a column, in braces


class Statement(NamedTuple):
    """One finding: names in braces in ``sentence`` are columns of ``sql``; the result of ``table`` is shown as a table."""

    heading: str
    sentence: str
    sql: str
    table: str | None = None

    def names(self) -> list[str]:
        """Return the columns that the sentence names, in their order."""
        return NAME.findall(self.sentence)


class Findings(NamedTuple):
    """The findings of a query in their order."""

    query: str
    statements: tuple[Statement, ...]


def parse(value: dict[str, Any]) -> Findings:
    """Return the findings of a mapping that has the shape of schemas/findings.schema.json."""
    return Findings(value["query"], tuple(Statement(**statement) for statement in value["findings"]))
