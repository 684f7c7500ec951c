"""The hand-kept code lists of ``data/reference``: countries, entities, missing codes."""

import csv
from pathlib import Path
from typing import NamedTuple

PLATFORM_KINDS = frozenset(
    [
        "social-network",
        "messaging",
        "video",
        "search-or-portal",
        "blog",
        "forum",
        "classified-ads",
        "carpooling",
        "payment",
    ]
)


class CodeLists(NamedTuple):
    """The lists as dictionaries by id, each row a dictionary by column name, and what follows from them.

    ``platforms`` are what a variable with ``codes: platforms`` may hold; ``typed_missing_codes`` may
    stand in a record, and ``quoted_missing_codes`` need a quote there.
    """

    countries: dict
    entities: dict
    missing_codes: dict
    platforms: dict
    typed_missing_codes: frozenset
    quoted_missing_codes: frozenset


def read(folder: Path) -> CodeLists:
    """Read the lists in ``folder``. Raises OSError where one is missing, KeyError on a bad head."""
    entities = {row["entity_id"]: row for row in _rows(folder / "entities.csv")}
    missing = {row["code"]: row for row in _rows(folder / "missing_codes.csv")}
    return CodeLists(
        {row["country_code"]: row for row in _rows(folder / "countries.csv")},
        entities,
        missing,
        {id_: row["name"] for id_, row in entities.items() if row["kind"] in PLATFORM_KINDS},
        frozenset(code for code, row in missing.items() if row["in_records"] == "true"),
        frozenset(code for code, row in missing.items() if row["needs_quote"] == "true"),
    )


def _rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
