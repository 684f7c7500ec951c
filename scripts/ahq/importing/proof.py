"""The proof that an archived text holds what its file holds: each letter and digit, as a second reader has them."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from ahq.importing.archive import LeftOut

SHOWN = 12


def differences(seen: Sequence[str], archived: str) -> list[LeftOut]:
    """Return what the second reader has and the archived text has not, or the other way round; nothing where they agree."""
    there, here = _letters(" ".join(seen)), _letters(archived)
    if there == here or Counter(there) == Counter(here):
        return []
    lost, added = _words(" ".join(seen), archived), _words(archived, " ".join(seen))
    found = [LeftOut(f'"{word}" (only the second reader has it)', times) for word, times in lost[:SHOWN]]
    return found + [LeftOut(f'"{word}" (the second reader does not have it)', times) for word, times in added[:SHOWN]]


def out_of_order(seen: Sequence[str], archived: str, left_out: Sequence[str]) -> list[LeftOut]:
    """Return the paragraphs whose letters and digits the second reader does not have in that order, or not in this place.

    ``seen`` are its pages, at whose top and foot stands what was ``left_out``: a paragraph may go on over it. Labels and
    flags may stand before or behind the text beside them; paragraphs, and the texts of the rows, follow each other.
    """
    margins = sorted(filter(None, map(_letters, left_out)), key=len, reverse=True)
    there = "".join(_without_margins(_letters(page), margins) for page in seen)
    torn, moved, at = [], [], 0
    for line in archived.split("\n"):
        *before, text = line.strip().strip("|").split("|") if line.startswith("|") else [line]
        torn += [cell for cell in (*before, text) if _letters(cell) not in there]
        place = there.find(_letters(text), at)
        if place >= 0:
            at = place + len(_letters(text))
        elif text not in torn:
            moved.append(text)
    return [
        LeftOut(f'"{" ".join(text.split())[:60]}…" (the second reader has {how})', 1)
        for texts, how in ((torn, "these words in another order"), (moved, "this passage in another place"))
        for text in texts[:SHOWN]
    ]


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
