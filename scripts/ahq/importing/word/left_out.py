"""What a Word file holds and its archived text does not, or the other way round: kept while it is read, then counted."""

from collections import Counter
from typing import NamedTuple

from ahq.importing.archive import LeftOut

SHOWN = 80  # letters of a passage that is named


class Passage(NamedTuple):
    """A passage of the file that was left out, and why."""

    why: str
    text: str


class Omissions:
    """The passages that were left out, and the things of which there is only a count."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.counts: Counter[str] = Counter()

    def leave_out(self, why: str, text: str) -> None:
        """Leave out a passage; one without a word is not worth a line."""
        if any(character.isalnum() for character in text):
            self.passages.append(Passage(why, " ".join(text.split())))

    def entries(self) -> list[LeftOut]:
        """Return all of it, counted."""
        named = Counter(f'{passage.why} "{_short(passage.text)}"' for passage in self.passages)
        return [LeftOut(what, times) for what, times in [*named.items(), *sorted(self.counts.items())]]


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text):,} characters)"
