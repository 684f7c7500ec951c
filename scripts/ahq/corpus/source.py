"""An archived compilation: the PDF table of answers as its conversion to Markdown left it.

Mark-up of the conversion is not text of the source and is left out here: the pipes and rules of
tables, the asterisks of bold type, ``<u>``, and a list dash at the very start of a line outside a
table. Everything else is text, letter by letter, also litter in empty cells.
"""

import re

from ahq.core import text
from ahq.core.digests import sha256

_RULE = re.compile(r"\|(\s*:?-{3,}:?\s*\|)+\s*")
_LIST_DASH = re.compile(r"^\s*- ")
_INLINE = re.compile(r"\*\*|</?u>")


class Source:
    """The lines of one compilation as words. Lines count from 1. Raises UnicodeDecodeError where it is not UTF-8."""

    def __init__(self, data: bytes):
        self.sha256 = sha256(data)
        self.lines = data.decode("utf-8").split("\n")
        self._words: list[str] = []
        self._starts = [0]  # how many words stand before each line
        for line in self.lines:
            self._words += _words(line)
            self._starts.append(len(self._words))

    def words(self, first: int, last: int) -> list[str]:
        """Return the words of lines ``first`` to ``last``, both included."""
        return self._words[self._starts[min(first - 1, len(self.lines))] : self._starts[min(last, len(self.lines))]]


def _words(line: str) -> list[str]:
    if line.startswith("|"):
        if _RULE.fullmatch(line):
            return []
        line = line.replace("|", " ")
    else:
        line = _LIST_DASH.sub("", line)
    return text.words(_INLINE.sub("", line))
