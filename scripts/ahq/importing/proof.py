"""The proof that an archived text holds what its file holds: each letter and digit, as a second reader has them."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from ahq.importing.archive import LeftOut

SHOWN = 12


def differences(seen: Sequence[str], archived: str, name: str) -> list[LeftOut]:
    """Return what the second reader has and the archived text has not, or the other way round; nothing where they agree."""
    there, here = _letters(" ".join(seen)), _letters(archived)
    if there == here or Counter(there) == Counter(here):
        return []
    lost, added = _words(" ".join(seen), archived), _words(archived, " ".join(seen))
    found = [LeftOut(f'"{word}" (only the second reader has it)', times) for word, times in lost[:SHOWN]]
    return found + [LeftOut(f'"{word}" (the second reader has it not)', times) for word, times in added[:SHOWN]]


def out_of_order(seen: Sequence[str], archived: str, left_out: Sequence[str]) -> list[LeftOut]:
    """Return the paragraphs of the archived text whose letters and digits the second reader does not have in that order.

    ``seen`` are its pages, at whose top and foot stands what was ``left_out``: a paragraph may go on over it.
    """
    margins = sorted(filter(None, map(_letters, left_out)), key=len, reverse=True)
    there = "".join(_without_margins(_letters(page), margins) for page in seen)
    cells = [cell for line in archived.split("\n") for cell in (line.split("|") if line.startswith("|") else [line])]
    torn = [" ".join(cell.split()) for cell in cells if _letters(cell) not in there]
    return [LeftOut(f'"{text[:60]}…" (the second reader has these words in another order)', 1) for text in torn[:SHOWN]]


def _without_margins(page: str, margins: Sequence[str]) -> str:
    """Return the letters of a page without those of its running heads and its number, at most one of each at either end."""
    for margin in margins:
        page = page.removesuffix(margin) if page.endswith(margin) else page.removeprefix(margin)
    return page


def _letters(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", text) if character.isalnum())


def _words(one: str, other: str) -> list[tuple[str, int]]:
    lost = Counter(map(_letters, one.split()))
    lost.subtract(Counter(map(_letters, other.split())))
    return [(word, times) for word, times in lost.items() if word and times > 0]
