"""Maps and charts as SVG: in a page, where its style sheet colours them, and as files that stand alone with their key.

They are drawn by templates and not by a plotting library: a state is a labelled square, which no chart type of such a library
is; the text stays text, the page's colours hold in light, dark and forced colours, and a figure takes a millisecond.
"""

import textwrap
from collections.abc import Iterator
from typing import Any, NamedTuple

from ahq.site.model import Variable
from ahq.site.render import environment
from ahq.site.states import State, said_of
from ahq.site.tile_map import Tile, tiles
from ahq.site.views import CodeCount, QueryView

_SQUARES_A_LINE = {True: 27, False: 13}  # alone, and in a page, where a telephone must show them
_LETTERS_A_LINE = {"map.svg": 66, "chart.svg": 80}  # of a title at its size, in the width of the figure


class Paint(NamedTuple):
    """Colours of a square; ``plate`` says that letters need a plain ground below them."""

    fill: str
    stroke: str
    ink: str
    plate: bool = False


class Key(NamedTuple):
    """A line of the key of a map: the look and the mark of its tile, and what they mean."""

    style: str
    mark: str
    words: str


class Row(NamedTuple):
    """A code in a chart: how far down it begins, and its states by line."""

    of: CodeCount
    y: int
    lines: list[list[State]]


_VALUES = {
    "code-1": Paint("#12436d", "#12436d", "#fff"),
    "code-2": Paint("#28a197", "#1b6f68", "#000"),
    "code-3": Paint("#f46a25", "#a8430f", "#000"),
    "code-4": Paint("#801650", "#801650", "#fff"),
    "code-other": Paint("#fff", "#111", "#111"),
    "no-response": Paint("#f0f0f0", "#8a8a8a", "#595959"),
    "not-asked": Paint("none", "#8a8a8a", "#595959"),
    "empty": Paint("#fff", "#8a8a8a", "#595959"),
}
_HATCHES = {
    "I": "M0 8L8 0",
    "N": "M0 0L8 8",
    "M": "M0 4H8",
    "U": "M4 0V8",
    "S": "M0 4H8M4 0V8",
    "W": "M0 0L8 8M0 8L8 0",
    "D": "M0 1H8M0 3H8M0 5H8M0 7H8",
    "Q": "M0 4L4 0L8 4",
    "P": "M3 4H5",
    "X": "M3 3H5V5H3Z",
}


def map_svg(view: QueryView, variable: Variable, counts: list[CodeCount], base: str, standalone: bool) -> str:
    """Return the tile map of a variable."""
    found = tiles(view, variable)
    key = list(map_key(variable, counts, found)) if standalone else []
    return _svg("map.svg", "m", view, variable, standalone, tiles=found, base=base, key=key)


def chart_svg(view: QueryView, variable: Variable, counts: list[CodeCount], standalone: bool) -> str:
    """Return the chart of a variable: for each code that a state has, a row of states."""
    most = _SQUARES_A_LINE[standalone]
    rows, y = [], 0
    for count in counts:
        if count.states:
            lines = [count.states[start : start + most] for start in range(0, len(count.states), most)]
            rows.append(Row(count, y, lines))
            y += 26 + 24 * len(lines) + 4
    return _svg("chart.svg", "c", view, variable, standalone, rows=rows, drawn=y)


def map_key(variable: Variable, counts: list[CodeCount], found: list[Tile]) -> Iterator[Key]:
    """Yield what the tiles of a map mean: each code that a state has, and why states have no tile of their own."""
    if variable.type == "codes":
        yield Key("code-1", "×2", "two codes; the page of the variable names them")
    for count in counts:
        if count.states and (count.letter or variable.type == "code"):
            yield Key(
                count.style, count.letter or str(count.number), f"{count.code.code}: {len(count.states)} of {count.of}"
            )
    shown = {tile.style: tile for tile in found if not tile.is_respondent}
    yield from (Key(tile.style, tile.mark, tile.words) for tile in shown.values())


def _svg(template: str, prefix: str, view: QueryView, variable: Variable, standalone: bool, **values: Any) -> str:
    def paint(style: str) -> Paint:
        letter = style.removeprefix("missing-")
        return Paint(f"url(#{prefix}-{letter})", "#6f6f6f", "#111", True) if letter != style else _VALUES[style]

    width = _LETTERS_A_LINE[template]
    return (
        environment()
        .get_template(template)
        .render(
            title=variable.label,
            lines=textwrap.wrap(variable.label, width) if standalone else [],
            notes=textwrap.wrap(said_of(view.inferred), width + 20) if standalone else [],
            paint=paint,
            hatches=_patterns(prefix),
            standalone=standalone,
            **values,
        )
    )


def _patterns(prefix: str) -> str:
    return "".join(
        f'<pattern id="{prefix}-{letter}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="{path}" fill="none" stroke="#6f6f6f" stroke-width="1.2"/></pattern>'
        for letter, path in _HATCHES.items()
    )
