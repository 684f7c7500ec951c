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
        self._starts: list[int] = []  # of each line, and of the end, in the text of all words
        parts, length = [], 0
        for line in self.lines:
            self._starts.append(length)
            if words := _words(line):
                parts.append(f"{' '.join(words)} ")
                length += len(parts[-1])
        self._starts.append(length)
        self._text = "".join(parts)

    def words(self, first: int, last: int) -> list[str]:
        """Return the words of lines ``first`` to ``last``, both included."""
        return text.words(self.joined(first, last))

    def joined(self, first: int, last: int) -> str:
        """Return the words of lines ``first`` to ``last``, both included, with a space between two."""
        count = len(self.lines)
        return self._text[self._starts[min(first - 1, count)] : self._starts[min(last, count)]].rstrip(" ")


def _words(line: str) -> list[str]:
    # To look for a few characters first is much quicker than to ask an expression of every line.
    if line.startswith("|"):
        if "---" in line and _RULE.fullmatch(line):
            return []
        line = line.replace("|", " ")
    elif "- " in line:
        line = _LIST_DASH.sub("", line)
    return text.words(_INLINE.sub("", line) if "**" in line or "u>" in line else line)
