"""The coded variables of one query, a row a response and a column a variable: what ``wide/`` of a release is made from.

Several codes of a variable are joined by semicolons, in the order of the codebook. A variable that is a number has a
second column, ``<variable>_missing``, which says why there is none.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from ahq.corpus.codebook import PERCENT
from ahq.publishing import by_query
from ahq.publishing.data_package import Published
from ahq.releasing import contents

TABLES = ("responses", "variables", "codes", "codings")
KEYS = (contents.QUERY, contents.COUNTRY)


class Variable(NamedTuple):
    """A variable of a codebook: ``codes`` maps each code, but for missing ones, to its definition."""

    id: str
    type: str
    label: str
    codes: dict[str, str]


class Coded(NamedTuple):
    """The codings of one query: variables and missing codes in their order, and what each country holds by variable."""

    query_id: str
    variables: list[Variable]
    missing: dict[str, str]
    countries: list[str]
    held: dict[tuple[str, str], list[dict]]

    def codes(self, country: str, variable: Variable) -> list[str]:
        """Return the codes that a country has, in the order of the codebook; a missing code stands alone."""
        found = [row["code"] for row in self.held.get((country, variable.id), ())]
        order = list(variable.codes)
        return sorted(found, key=lambda code: order.index(code) if code in variable.codes else len(order))

    def number(self, country: str, variable: Variable) -> str:
        """Return the number that a country has of a variable that is one; empty where it is missing."""
        return "".join(row["value_number"] for row in self.held.get((country, variable.id), ()))

    def why(self, country: str, variable: Variable) -> str:
        """Return the missing code that a country has of a variable; empty where it has a value."""
        return next((code for code in self.codes(country, variable) if code in self.missing), "")

    def columns(self) -> dict[str, str]:
        """Return each column with what it holds."""
        found = {contents.QUERY: "Id of the ad-hoc query.", contents.COUNTRY: "ISO 3166-1 alpha-2 code of the country."}
        for variable in self.variables:
            found[variable.id] = variable.label
            if variable.type == PERCENT:
                found[f"{variable.id}_missing"] = f"Why there is no number: {variable.label}"
        return found

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield each response as a row of text by column."""
        for country in self.countries:
            row = {contents.QUERY: self.query_id, contents.COUNTRY: country}
            for variable in self.variables:
                if variable.type == PERCENT:
                    row[variable.id] = self.number(country, variable)
                    row[f"{variable.id}_missing"] = self.why(country, variable)
                else:
                    row[variable.id] = ";".join(self.codes(country, variable))
            yield row


def coded(package: Published) -> Iterator[Coded]:
    """Yield every query that is coded. Raises ValueError where a table is not in the order of ``queries``."""
    for query, rows in by_query.queries(package, TABLES):
        if rows["variables"]:
            yield of_query(query[contents.QUERY], rows)


def of_query(query_id: str, rows: dict[str, list[dict]]) -> Coded:
    """Return the codings of a query from its rows of ``TABLES``."""
    codes: dict[str, dict[str, str]] = defaultdict(dict)
    missing: dict[str, str] = {}
    for row in sorted(rows["codes"], key=_position):
        place = missing if row["is_missing"] == "true" else codes[row[contents.VARIABLE]]
        place[row["code"]] = row["label"]
    variables = [
        Variable(row[contents.VARIABLE], row["type"], row["label"], codes[row[contents.VARIABLE]])
        for row in sorted(rows["variables"], key=_position)
    ]
    held: dict[tuple[str, str], list[dict]] = defaultdict(list)
    for row in rows["codings"]:
        held[row[contents.COUNTRY], row[contents.VARIABLE]].append(row)
    return Coded(query_id, variables, missing, [row[contents.COUNTRY] for row in rows["responses"]], held)


def _position(row: dict) -> int:
    return int(row["position"])
