"""The proof that an archived text holds what its file holds: each letter and digit, as a second reader has them."""

import difflib
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


def in_order(seen: str, archived: str) -> bool:
    """Return whether both have the same letters and digits in the same order."""
    return _letters(seen) == _letters(archived)


def _letters(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", text) if character.isalnum())


def _words(one: str, other: str) -> list[tuple[str, int]]:
    lost = Counter(map(_letters, one.split()))
    lost.subtract(Counter(map(_letters, other.split())))
    return [(word, times) for word, times in lost.items() if word and times > 0]


def changes(seen: str, archived: str) -> list[tuple[str, str]]:
    """Return the runs of words that differ between two texts, for a person to look at."""
    one, other = seen.split(), archived.split()
    steps = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [(" ".join(one[a:b]), " ".join(other[c:d])) for tag, a, b, c, d in steps if tag != "equal"]
