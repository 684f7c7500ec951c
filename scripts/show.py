"""Show records as their source prints them, with the cuts marked: item, marker, and how sure the cut is.

Usage: show.py [--root FOLDER] FILE ...

A cut that the source prints is shown in green, one that is inferred in yellow, one that is open in red; without a terminal,
in words alone. Exits 0, or 2 where a file cannot be read.
"""

import sys
from typing import Any

from ahq.core import commands, strict_yaml
from ahq.core.errors import CannotRun
from ahq.core.files import read_bytes
from ahq.core.text import visible
from ahq.importing.drafts import UNFILLED

_COLOURS = {"printed": "\x1b[32m", "inferred": "\x1b[33m", UNFILLED: "\x1b[31m"}
_PLAIN = "\x1b[0m"


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("show", __doc__)
    parser.add_argument("files", nargs="+", metavar="FILE", help="records")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    for name in options.files:
        document = strict_yaml.read(read_bytes(checkout, checkout.locate(name)).decode("utf-8", "replace"))
        if document.faults or not isinstance(document.value, dict):
            raise CannotRun(f"{name}: this is no record that can be read; check it with make validate FILES={name}")
        print("\n".join(_lines(document.value, sys.stdout.isatty())))
    return 0


def _lines(record: dict[str, Any], coloured: bool) -> list[str]:
    respondent, lines = record.get("respondent", {}), record.get("source_lines", {})
    head = f"{respondent.get('label')} ({respondent.get('country')}), lines {lines.get('first')} to {lines.get('last')}"
    return [head, *(line for answer in record.get("answers", ()) for line in _answer(answer, coloured)), ""]


def _answer(answer: dict[str, Any], coloured: bool) -> list[str]:
    sure = answer.get("assignment", UNFILLED) if "text" in answer else "no text"
    mark = f"[{answer.get('item')}] {sure}, {answer.get('status')}"
    shown = f"{_COLOURS.get(sure, '')}{mark}{_PLAIN}" if coloured else mark
    text = " ".join(filter(None, (answer.get("marker"), answer.get("text"))))
    note = [f"  note: {visible(answer['note'])}"] if "note" in answer else []
    return [shown, *([f"  {visible(text)}"] if text else []), *note]


if __name__ == "__main__":
    commands.run("show", main)
