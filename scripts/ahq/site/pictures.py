"""SVG as PNG, for documents that take no SVG; the letters are those of a font that comes with the library."""

import io
from functools import cache
from types import ModuleType

from ahq.core.errors import CannotRun

SCALE = 2.0  # pixels of a unit: sharp in print and on dense screens


def png(svg: bytes) -> bytes:
    """Return a drawing as PNG. Raises CannotRun where a library is not installed."""
    drawer, image = _libraries()
    drawn = image.open(io.BytesIO(drawer.svg_to_png(svg.decode("utf-8"), scale=SCALE))).convert("RGB")
    written = io.BytesIO()
    # Our figures have fewer than 256 colours: a palette keeps them all, in an eighth of the size.
    palette = drawn.quantize(256, method=image.Quantize.MEDIANCUT, dither=image.Dither.NONE)
    palette.save(written, "PNG")
    return written.getvalue()


@cache
def _libraries() -> tuple[ModuleType, ModuleType]:
    try:
        import PIL.Image
        import vl_convert
    except ImportError as error:
        raise CannotRun(f"pictures need {error.name}; `make site` installs it, or leave them out") from error
    return vl_convert, PIL.Image
