"""The map of Europe as a grid of tiles of one size: no borders are drawn, and small states are seen.

The places are those of geofacet's ``europe_countries_grid1`` (Ryan Hafen, MIT licence); Georgia, Armenia and Liechtenstein
are ours.
"""

from typing import NamedTuple

from ahq.site.model import Coding, Variable
from ahq.site.states import State, absence
from ahq.site.views import QueryView

PLACES = {
    **{"IS": (1, 1), "NO": (1, 5), "SE": (1, 6), "FI": (1, 7), "EE": (2, 8), "IE": (3, 1), "GB": (3, 2), "NL": (3, 4)},
    **{"DK": (3, 5), "LV": (3, 8), "BE": (4, 4), "DE": (4, 5), "CZ": (4, 6), "PL": (4, 7), "LT": (4, 8), "FR": (5, 3)},
    **{"LU": (5, 4), "AT": (5, 5), "SK": (5, 6), "RS": (5, 7), "RO": (5, 8), "UA": (5, 9), "PT": (6, 1), "ES": (6, 2)},
    **{"CH": (6, 4), "SI": (6, 5), "HU": (6, 6), "BA": (6, 7), "BG": (6, 8), "MD": (6, 9), "IT": (7, 4), "HR": (7, 6)},
    **{"ME": (7, 7), "MK": (7, 8), "TR": (7, 9), "MT": (8, 3), "AL": (8, 7), "GR": (8, 8), "CY": (8, 10)},
    **{"GE": (6, 10), "AM": (7, 10), "LI": (7, 5)},
}


class Tile(NamedTuple):
    """A state on the map: its place, what is written on it, its look, and what it says in words."""

    code: str
    name: str
    short: str
    row: int
    column: int
    style: str
    mark: str
    words: str
    is_respondent: bool


def tiles(view: QueryView, variable: Variable) -> list[Tile]:
    """Return the tiles of a variable: a state that was not asked, and one that did not answer, are told from all others."""
    responses = {response.country: response for response in view.query.responses}
    found = []
    for code, country in view.countries.items():
        if code not in PLACES:
            continue
        if code not in responses:
            style, mark, words = absence(country, view.head.request_date)
            found.append(Tile(code, country.name, country.eu_code, *PLACES[code], style, mark, words, False))
            continue
        cell, state = view.cell(responses[code], variable), view.states[code]
        words = ", ".join(_value(one) for one in cell.codings) or "not coded"
        mark = cell.letter or _mark(view, variable, cell.codings)
        found.append(Tile(code, state.name, state.short, *PLACES[code], cell.style, mark, words, True))
    return found


def not_placed(view: QueryView) -> list[State]:
    """Return the respondents that the grid has no place for."""
    return [state for code, state in view.states.items() if code not in PLACES]


def _value(coding: Coding) -> str:
    return f"{coding.number} %" if coding.number else coding.code


def _mark(view: QueryView, variable: Variable, codings: list[Coding]) -> str:
    if not codings:
        return ""
    if variable.type == "percent":
        return _value(codings[0])
    if variable.type == "codes":
        return f"×{len(codings)}"
    numbers = {code.code: place for place, code in enumerate(view.query.codes[variable.id], 1)}
    return "+".join(str(numbers[coding.code]) for coding in codings)
