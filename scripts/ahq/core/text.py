"""Text at the level of characters and words: what every other module measures with."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

# Characters that a reader of the text cannot see, or that break lines or cells in some tools:
# C0 and C1 controls but LF, soft hyphen, zero-width and bidirectional controls, line and
# paragraph separators, tags, BOM, lone surrogates, noncharacters, private use.
HIDDEN = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U0010ffff]"
)
_VISIBLE = bytes([0x0A, *range(0x20, 0x7F)])
_CONTROLS = {"\0": "NULL", "\t": "TAB", "\r": "CARRIAGE RETURN", "\x1b": "ESCAPE"}  # Unicode does not name them


def name_of(character: str) -> str:
    """Return ``U+XXXX NAME`` for one character."""
    name = _CONTROLS.get(character) or unicodedata.name(character, "control character")
    return f"U+{ord(character):04X} {name}"


def hides_something(data: bytes) -> bool:
    """Return whether UTF-8 has a character that ``HIDDEN`` finds."""
    # What is left without the visible ASCII characters is little, and quick to search.
    rest = data.translate(None, _VISIBLE)
    return bool(rest) and HIDDEN.search(rest.decode("utf-8", "replace")) is not None


def visible(text: str) -> str:
    """Return ``text`` with a mark for each character that does not print: untrusted text cannot emit control codes."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def foreign(text: str, expected: str = "") -> str:
    """Return the names of the characters beyond ASCII that ``text`` has and ``expected`` has not, as a remark.

    Two letters of different scripts can look the same; their names do not.
    """
    found = dict.fromkeys(c for c in text if not c.isascii() and c not in expected)
    return f" (it has {', '.join(name_of(c) for c in list(found)[:4])})" if found else ""


def not_utf8(data: bytes) -> tuple[int, int, str] | None:
    """Return line and column, both from 1, and in words the first byte that is not UTF-8; ``None`` where all are."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return line, error.start - data.rfind(b"\n", 0, error.start), f"byte 0x{data[error.start]:02X} is not UTF-8"
    return None


MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def is_day(text: str) -> bool:
    """Return whether this is a day of the calendar, written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def words(text: str) -> list[str]:
    """Return the words of ``text``: what stands between white space."""
    return text.split()


_QUOTATION_MARKS = " \"'“”„‘’‚«»"


def nearest(word: object, known: Iterable[str]) -> str | None:
    """Return the one of ``known`` that ``word`` most likely was meant to be, or ``None``."""
    from difflib import get_close_matches  # only needed once something is wrong

    folded = {each.casefold(): each for each in sorted(known)}
    found = get_close_matches(str(word).strip(_QUOTATION_MARKS).casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def only_near(word: str, known: Iterable[str]) -> str | None:
    """Return the one of ``known`` that ``word`` misspells beyond doubt: near to it, and no other is about as near.

    Distance is the ratio of difflib: at least 0.85, and 0.1 more than that of the second nearest.
    """
    from difflib import SequenceMatcher

    ratios = sorted(((SequenceMatcher(None, word.casefold(), each).ratio(), each) for each in known), reverse=True)
    if not ratios or ratios[0][0] < 0.85 or (len(ratios) > 1 and ratios[0][0] - ratios[1][0] < 0.1):
        return None
    return ratios[0][1]


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Return the help text for an unknown ``word``: the nearest known one, or all of them."""
    meant = nearest(word, known)
    if meant is not None:
        return f'did you mean "{meant}"?{foreign(str(word), meant)}'
    return f"known: {first_of(sorted(known), 12)}{foreign(str(word))}"


def first_of(words: Sequence[str], most: int = 8) -> str:
    """Return the first of several words, separated by commas."""
    return ", ".join(words[:most]) + (", …" if len(words) > most else "")


def all_of(words: Sequence[str]) -> str:
    """Return several words as a sentence has them: one, two and three."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def shorten(text: str, width: int = 60) -> str:
    """Return ``text`` on one line of at most ``width`` characters, cut in the middle."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    half = (width - 3) // 2
    return f"{line[:half]} … {line[-half:]}"
