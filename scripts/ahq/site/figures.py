"""Maps and charts as SVG: in a page, where its style sheet colours them, and as files that stand alone.

They are drawn by templates and not by a plotting library: a state is a labelled square, which no chart type of such a library
is; the text stays text, the page's colours hold in light, dark and forced colours, and a figure takes a millisecond.
"""

from typing import Any, NamedTuple

from ahq.site.model import Variable
from ahq.site.render import environment
from ahq.site.tile_map import tiles
from ahq.site.views import CodeCount, QueryView


class Paint(NamedTuple):
    """Colours of a square; ``plate`` says that letters need a plain ground below them."""

    fill: str
    stroke: str
    ink: str
    plate: bool = False


_VALUES = {
    "code-1": Paint("#12436d", "#12436d", "#fff"),
    "code-2": Paint("#28a197", "#1b6f68", "#000"),
    "code-3": Paint("#f46a25", "#a8430f", "#000"),
    "code-4": Paint("#801650", "#801650", "#fff"),
    "code-other": Paint("#fff", "#111", "#111"),
    "absent": Paint("none", "#8a8a8a", "#595959"),
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


def map_svg(view: QueryView, variable: Variable, base: str, standalone: bool) -> str:
    """Return the tile map of a variable."""
    return _svg("map.svg", "m", view, variable, standalone, tiles=tiles(view, variable), base=base)


def chart_svg(view: QueryView, variable: Variable, counts: list[CodeCount], standalone: bool) -> str:
    """Return the chart of a variable: for each code that a state has, a row of states."""
    rows = [count for count in counts if count.countries]
    return _svg("chart.svg", "c", view, variable, standalone, rows=rows)


def _svg(template: str, prefix: str, view: QueryView, variable: Variable, standalone: bool, **values: Any) -> str:
    def paint(style: str) -> Paint:
        letter = style.removeprefix("missing-")
        return Paint(f"url(#{prefix}-{letter})", "#6f6f6f", "#111", True) if letter != style else _VALUES[style]

    return (
        environment()
        .get_template(template)
        .render(title=variable.label, paint=paint, hatches=_patterns(prefix), standalone=standalone, **values)
    )


def _patterns(prefix: str) -> str:
    return "".join(
        f'<pattern id="{prefix}-{letter}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="{path}" fill="none" stroke="#6f6f6f" stroke-width="1.2"/></pattern>'
        for letter, path in _HATCHES.items()
    )
