"""The Table Schemas of ``schemas/tables``: the one place where a table's columns stand."""

import json
from functools import cache
from typing import Any

from ahq.core.checkout import TABLE_SCHEMAS

# In the order in which a reader meets them; a table stands after those that it points to.
NAMES = (
    "queries",
    "questions",
    "countries",
    "responses",
    "differences",
    "answers",
    "question_spans",
    "variables",
    "codes",
    "codings",
    "evidence",
    "alternatives",
    "corrections",
    "entities",
    "mentions",
    "links",
    "reliability",
    "recodings",
    "retired",
)


@cache
def schema(name: str) -> dict[str, Any]:
    """Return the Table Schema of a table. Raises OSError where there is none."""
    loaded: dict[str, Any] = json.loads((TABLE_SCHEMAS / f"{name}.json").read_bytes())
    return loaded


def columns(schema_: dict[str, Any]) -> list[str]:
    """Return the names of a schema's fields, in their order."""
    return [field["name"] for field in schema_["fields"]]


def schemas() -> dict[str, dict[str, Any]]:
    """Return the Table Schema of every table by its name, in the order of ``NAMES``."""
    return {name: schema(name) for name in NAMES}
