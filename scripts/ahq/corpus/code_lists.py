"""The hand-kept code lists of ``data/reference``: countries, entities, missing codes."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
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
    stand in a record, and ``quoted_missing_codes`` need a quote there. ``labels`` gives the country that a label means.
    """

    countries: dict[str, Row]
    entities: dict[str, Row]
    missing_codes: dict[str, Row]
    platforms: dict[str, str]
    typed_missing_codes: frozenset[str]
    quoted_missing_codes: frozenset[str]
    labels: dict[str, str]


def parse(countries: Iterable[Row], entities: Iterable[Row], missing_codes: Iterable[Row]) -> CodeLists:
    """Make the code lists of the rows of their files. Raises KeyError where a column is missing."""
    countries = list(countries)
    by_id = {row["entity_id"]: row for row in entities}
    missing = {row["code"]: row for row in missing_codes}
    return CodeLists(
        {row["country_code"]: row for row in countries},
        by_id,
        missing,
        {id_: row["name"] for id_, row in by_id.items() if row["kind"] in PLATFORM_KINDS},
        frozenset(code for code, row in missing.items() if row["in_records"] == "true"),
        frozenset(code for code, row in missing.items() if row["needs_quote"] == "true"),
        _labels(countries),
    )


def names_of(row: Row) -> list[str]:
    """Return the names of a country that sources print: its own, and the others of the list."""
    return [name.strip() for name in (row["name"], *row.get("printed_names", "").split(";")) if name.strip()]


def _labels(rows: list[Row]) -> dict[str, str]:
    found = {key_of(name): row["country_code"] for row in rows for name in names_of(row)}
    for row in rows:
        for short in (row["country_code"], row.get("eu_code", "")):
            found.setdefault(key_of(short), row["country_code"])
    return found


class Named(NamedTuple):
    """The country that a label means; ``whole`` where the label is one of its printed names, and not cut."""

    country: str | None
    whole: bool


_PREFIX = re.compile(r"^(?:the\s+)?(?:EMN\s+)?(?:NCP\s+)?", re.IGNORECASE)
_NAME = re.compile(r"[\w .,()/'’-]+")  # what a name of a country is written with
SHORTEST = 5  # letters of a label that a conversion cut


def country_of(label: str, labels: dict[str, str]) -> Named:
    """Return which country a printed label means: by the names that sources print, also where a conversion cut one."""
    key = key_of(_PREFIX.sub("", " ".join(label.split())).removesuffix("EMN NCP"))
    if key in labels:
        return Named(labels[key], True)
    found = {code for name, code in labels.items() if is_cut(key, name)}
    return Named(found.pop() if len(found) == 1 else None, False)


def listed_as(label: str, listed: Sequence[str], labels: dict[str, str]) -> str | None:
    """Return which of the listed respondents a printed label is: the same words, their beginning or end, or the same country."""
    if label in listed:
        return label
    near = [each for each in listed if each.startswith(label) or is_cut(key_of(label), key_of(each))]
    if len(near) != 1:
        country, whole = country_of(label, labels)
        whole = whole and _NAME.fullmatch(label) is not None
        near = [each for each in listed if whole and country_of(each, labels) == (country, True)]
    return near[0] if len(near) == 1 else None


def is_cut(key: str, name: str) -> bool:
    """Return whether the key of a label is that of a name of which the start or the end was lost."""
    return len(key) >= SHORTEST and len(name) > len(key) and (name.startswith(key) or name.endswith(key))


def key_of(name: str) -> str:
    """Return the letters and digits of a name by which it is looked up: small, and without accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if character.isalnum())
