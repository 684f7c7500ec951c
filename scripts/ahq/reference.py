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


class Reference(NamedTuple):
    """The lists as dictionaries by id, each row a dictionary by column name."""

    countries: dict
    entities: dict
    missing_codes: dict

    @property
    def platforms(self) -> dict:
        """The entities that are platforms: what a variable with ``codes: platforms`` may hold."""
        return {i: e["name"] for i, e in self.entities.items() if e["kind"] in PLATFORM_KINDS}


def read(folder: Path) -> Reference:
    """Read the lists in ``folder``. Raises OSError where one is missing, KeyError on a bad head."""
    return Reference(
        {row["country_code"]: row for row in _rows(folder / "countries.csv")},
        {row["entity_id"]: row for row in _rows(folder / "entities.csv")},
        {row["code"]: row for row in _rows(folder / "missing_codes.csv")},
    )


def _rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
