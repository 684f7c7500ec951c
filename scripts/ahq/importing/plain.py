"""Plain text as archived text: a row of the table wherever a line begins with the name of a country and a flag.

People who copy a compilation out of a PDF get such text: "Austria Yes 1. …", or the label, the flag and the answer on lines
of their own.
"""

import re
from collections.abc import Callable

_START = re.compile(r"(?P<label>\S.{0,58}?)[\t |]+(?P<flag>Yes|No)(?:[\t |]+(?P<text>.*))?")
_FLAG = re.compile(r"Yes|No")
_HEADS = re.compile(r"(?:Country\s+)?Wider Dissemination\??(?:\s+Response)?", re.I)


def archived(text: str, is_label: Callable[[str], bool]) -> str:
    """Return a plain text in the form of the archive; a text that has rows already is left unchanged."""
    lines = [line.strip() for line in text.split("\n")]
    if any(line.startswith("|") for line in lines):
        return text
    return "\n".join(_rows(lines, is_label)) + "\n"


def _rows(lines: list[str], is_label: Callable[[str], bool]) -> list[str]:
    found: list[str] = []
    table = False
    at = 0
    while at < len(lines):
        start = _start(lines, at, is_label)
        if start:
            label, flag, rest, used = start
            found += [f"| {label} | {flag} | {rest} |", *([] if table else ["|---|---|---|"])]
            table, at = True, at + used
            continue
        line = lines[at]
        if table and line:
            found.append(f"| | | {line} |" if "|" not in line else line)
        elif not table and not _HEADS.fullmatch(line):
            found.append(line)
        at += 1
    return found


def _start(lines: list[str], at: int, is_label: Callable[[str], bool]) -> tuple[str, str, str, int] | None:
    """Return label, flag, the text beside them and how many lines they take, where a response begins."""
    match = _START.fullmatch(lines[at])
    if match and is_label(match["label"].strip()):
        return match["label"].strip(), match["flag"], match["text"] or "", 1
    following = lines[at + 1 : at + 2]
    if following and _FLAG.fullmatch(following[0]) and is_label(lines[at]):
        return lines[at], following[0], "", 2
    return None
