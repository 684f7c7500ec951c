"""The hand-kept code lists of ``data/reference``: countries, entities, missing codes."""

from collections.abc import Iterable
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

Row = dict[str, str]  # the cells of a row by the name of their column


class CodeLists(NamedTuple):
    """The lists by id, each row by column name, and what follows from them.

    ``platforms`` are what a variable with ``codes: platforms`` may hold; ``typed_missing_codes`` may
    stand in a record, and ``quoted_missing_codes`` need a quote there.
    """

    countries: dict[str, Row]
    entities: dict[str, Row]
    missing_codes: dict[str, Row]
    platforms: dict[str, str]
    typed_missing_codes: frozenset[str]
    quoted_missing_codes: frozenset[str]


def parse(countries: Iterable[Row], entities: Iterable[Row], missing_codes: Iterable[Row]) -> CodeLists:
    """Make the code lists of the rows of their files. Raises KeyError where a column is missing."""
    by_id = {row["entity_id"]: row for row in entities}
    missing = {row["code"]: row for row in missing_codes}
    return CodeLists(
        {row["country_code"]: row for row in countries},
        by_id,
        missing,
        {id_: row["name"] for id_, row in by_id.items() if row["kind"] in PLATFORM_KINDS},
        frozenset(code for code, row in missing.items() if row["in_records"] == "true"),
        frozenset(code for code, row in missing.items() if row["needs_quote"] == "true"),
    )
