"""A colour for each code that stays the same: it follows from variable and code alone, so that a new code changes none."""

import colorsys
import hashlib

LIGHTEST, DARKEST = 0.88, 0.66  # light enough for black text upon it
SPREAD = 0.08  # of the circle of hues, on each side, for the codes of one variable


def colour(variable: str, code: str) -> str:
    """Return a colour as #RRGGBB: the hue that of the variable, a little to one side and more or less light by the code."""
    hue = _share(variable) + SPREAD * (2 * _share(f"{variable} {code}") - 1)
    lightness = DARKEST + (LIGHTEST - DARKEST) * _share(code)
    parts = colorsys.hls_to_rgb(hue % 1, lightness, 0.75)
    return "#" + "".join(f"{round(255 * part):02X}" for part in parts)


def _share(words: str) -> float:
    """Return a number from 0 to 1 that follows from a text."""
    return hashlib.sha256(words.encode()).digest()[0] / 255
