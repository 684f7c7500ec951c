"""The id of a query: the year of its request, and the words of its title."""

import re
import unicodedata
from typing import Any, cast

from ahq.core import json_schema

_PREFIX = re.compile(r"^(?:EMN\s+)?(?:Ad[- ]?Hoc Query|AHQ)\s+(?:on\s+)?", re.IGNORECASE)


def make(title: str, day: str | None) -> str | None:
    """Return the id that a title and an ISO date make, at most ten words of it; ``None`` where one of them has nothing for it."""
    shorter = title
    while (cut := _PREFIX.sub("", shorter)) != shorter:
        shorter = cut
    plain = unicodedata.normalize("NFKD", shorter.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    if not words or not day:
        return None
    found = day[:4]
    for word in words[:10]:
        if len(found) + 1 + len(word) > _form()["maxLength"]:
            break
        found += f"-{word}"
    return found


def is_one(text: str) -> bool:
    """Return whether a text has the form of an id."""
    return bool(re.fullmatch(_form()["pattern"], text)) and len(text) <= _form()["maxLength"]


def _form() -> dict[str, Any]:
    return cast(dict[str, Any], json_schema.schema("query")["properties"]["id"])
