"""How pages name a state that answered: where the compilation does not print which state it is, the name says so.

Whatever puts words or codes to a state takes its name from here, never from the list of states.
"""

from typing import NamedTuple

from ahq.site.model import Country, Response


class State(NamedTuple):
    """A respondent of a query: the state, what the compilation prints in its place, and whether the state is inferred."""

    country: Country
    label: str
    is_inferred: bool

    @property
    def code(self) -> str:
        """The ISO code."""
        return self.country.code

    @property
    def name(self) -> str:
        """The name: ``Austria``, or ``Hungary (inferred)``."""
        return f"{self.country.name} (inferred)" if self.is_inferred else self.country.name

    @property
    def listed(self) -> str:
        """The code of the EU's institutions as lists have it: ``AT``, or ``HU [inferred]``."""
        return f"{self.country.eu_code} [inferred]" if self.is_inferred else self.country.eu_code

    @property
    def short(self) -> str:
        """The code where there is room for a letter or two: ``AT``, or ``HU*``."""
        return f"{self.country.eu_code}*" if self.is_inferred else self.country.eu_code

    @property
    def said(self) -> str:
        """The sentence that goes with an inferred state; empty where the state is printed."""
        if not self.is_inferred:
            return ""
        return f"The compilation prints “{self.label}”; that this is {self.country.name} is inferred."


class Absence(NamedTuple):
    """Why a state is no respondent: the look and the mark of its tile, and what it says."""

    style: str
    mark: str
    words: str


NO_RESPONSE = Absence("no-response", "–", "in the EMN on the day of the request; no response in the compilation")
NOT_ASKED = Absence("not-asked", "", "not in the EMN on the day of the request: not asked")
NOT_KNOWN = Absence(
    "no-response", "–", "no response in the compilation; the query prints no date, so it may not have been asked"
)


def absence(country: Country, day: str) -> Absence:
    """Return why a state is no respondent of a query of a day (ISO date, or empty where none is printed)."""
    if not day:
        return NOT_KNOWN
    return NO_RESPONSE if country.in_emn(day) else NOT_ASKED


def state(response: Response, countries: dict[str, Country]) -> State:
    """Return the respondent of a response."""
    return State(countries[response.country], response.label, response.is_inferred)


def said_of(states: list[State]) -> str:
    """Return the sentences of all that are inferred among some states, on one line."""
    return " ".join(one.said for one in states if one.is_inferred)
