"""Show records as their source prints them, with the cuts marked: item, how sure the cut is, and its status.

Usage: show.py [--root FOLDER] FILE ...

The text is that of the archived source, paragraph by paragraph. A cut that the source prints is shown in green, one that is
inferred in yellow, one that is open in red, what the record leaves out in grey; without a terminal, in words alone. Exits 0, or
2 where a file cannot be read.
"""

import sys
from pathlib import Path
from typing import Any

from ahq.core import commands, strict_yaml
from ahq.core.checkout import Checkout
from ahq.core.errors import CannotRun
from ahq.core.files import read_bytes
from ahq.core.text import visible
from ahq.corpus import reading
from ahq.importing import lines, marking
from ahq.importing.marking import Answer, Passage
from ahq.importing.writing import UNFILLED

_COLOURS = {"printed": "\x1b[32m", "inferred": "\x1b[33m", UNFILLED: "\x1b[31m"}
_GREY, _PLAIN = "\x1b[90m", "\x1b[0m"


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("show", __doc__)
    parser.add_argument("files", nargs="+", metavar="FILE", help="records")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    for name in options.files:
        print("\n".join(_shown(checkout, checkout.locate(name), sys.stdout.isatty())))
    return 0


def _shown(checkout: Checkout, path: Path, coloured: bool) -> list[str]:
    record, name = _record(checkout, path), checkout.name(path)
    source = reading.read_source(reading.read_head(path.parent.parent, checkout).required(), checkout).required()
    try:
        label, first, last = (
            record["respondent"]["label"],
            *(int(record["source_lines"][end]) for end in ("first", "last")),
        )
    except (KeyError, TypeError, ValueError):
        raise CannotRun(f"{name}: the record does not say which lines of the source it was taken from") from None
    paragraphs = [line.words for line in lines.read(source) if first <= line.number <= last]
    answers = record.get("answers", [])
    shown = [_paragraph(passages, coloured) for passages in marking.marked(paragraphs, answers)]
    return [f"{name}: {visible(str(label))}, lines {first} to {last}", *shown, *_without_words(answers), ""]


def _record(checkout: Checkout, path: Path) -> dict[str, Any]:
    document = strict_yaml.read(read_bytes(checkout, path).decode("utf-8", "replace"))
    if document.faults or not isinstance(document.value, dict):
        name = checkout.name(path)
        raise CannotRun(f"{name}: this is no record that can be read; check it with make validate FILES={name}")
    return document.value


def _paragraph(passages: list[Passage], coloured: bool) -> str:
    return " ".join(_passage(passage, coloured) for passage in passages).replace(" \n", "\n").removeprefix("\n")


def _passage(passage: Passage, coloured: bool) -> str:
    text = visible(" ".join(passage.words))
    if passage.answer is None:
        return f"{_GREY}{text}{_PLAIN}" if coloured else f"({text})"
    return f"\n{_mark(passage.answer, coloured)} {text}" if passage.begins else text


def _mark(answer: Answer, coloured: bool) -> str:
    sure = str(answer.get("assignment", UNFILLED))
    mark = visible(f"[{answer.get('item')}, {sure}, {answer.get('status')}]")
    return f"{_COLOURS.get(sure, '')}{mark}{_PLAIN}" if coloured else mark


def _without_words(answers: list[Answer]) -> list[str]:
    return [visible(f"[{answer.get('item')}, {answer.get('status')}] {answer.get('note', '')}") for answer in answers
            if "text" not in answer]  # fmt: skip


if __name__ == "__main__":
    commands.run("show", main)
