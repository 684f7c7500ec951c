"""The archived text of a file that somebody brings: text that can be recorded, and what was left out of it, counted."""

import re
from collections import Counter
from typing import NamedTuple

from ahq.core.text import HIDDEN, name_of

# Spaces of other widths and line ends of other systems mean the same as the plain ones.
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029\v\f]")
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_BULLETS = re.compile(
    "[\uf0b7\uf0a7\uf076\uf0d8\uf0fc\uf02d]"
)  # of the symbol fonts that word processors use for lists


class LeftOut(NamedTuple):
    """Something that a file has and its archived text has not, and how often."""

    what: str
    times: int


class Original(NamedTuple):
    """The file that was read: its hash, size, pages where it has pages, type, and what read it."""

    sha256: str
    bytes: int
    media_type: str
    reader: str
    pages: int | None = None


class Archived(NamedTuple):
    """The archived text of a file; ``unproved`` is where a second reader of the file has it otherwise."""

    text: str
    original: Original
    left_out: tuple[LeftOut, ...]
    unproved: tuple[LeftOut, ...] = ()


def recordable(text: str) -> tuple[str, tuple[LeftOut, ...]]:
    """Return a text without what no record can hold, and what was left out of it."""
    text = _BREAKS.sub("\n", text)
    bullets = len(_BULLETS.findall(text))
    text = _BULLETS.sub("•", text)
    text = _LIGATURE.sub(lambda match: _LIGATURES[match[0]], _SPACES.sub(" ", text))
    hidden = Counter(match for match in HIDDEN.findall(text))
    left = [LeftOut(f"the character {name_of(character)}", count) for character, count in sorted(hidden.items())]
    if bullets:
        left.append(LeftOut("bullets of a symbol font, written as •", bullets))
    return HIDDEN.sub("", text), tuple(left)
