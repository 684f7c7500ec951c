"""SVG as PNG, for documents that take no SVG; the letters are those of a font that comes with the library."""

from functools import cache
from types import ModuleType

from ahq.core.errors import CannotRun

SCALE = 2.0  # pixels of a unit: sharp in print and on dense screens


def png(svg: bytes) -> bytes:
    """Return a drawing as PNG. Raises CannotRun where the library is not installed."""
    return bytes(_library().svg_to_png(svg.decode("utf-8"), scale=SCALE))


@cache
def _library() -> ModuleType:
    try:
        import vl_convert
    except ImportError as error:
        raise CannotRun("pictures need vl-convert-python; `make site` installs it, or leave them out") from error
    return vl_convert
