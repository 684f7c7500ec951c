"""The source's own text of a response, with the cuts of its record marked in it."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

Answer = Mapping[str, Any]


class Passage(NamedTuple):
    """Words of the source that stand together: of which answer, whether they begin it; ``answer`` is ``None`` outside of all."""

    words: tuple[str, ...]
    answer: Answer | None
    begins: bool


def marked(paragraphs: Sequence[Sequence[str]], answers: Sequence[Answer]) -> list[list[Passage]]:
    """Return each paragraph of the source as passages: of the answers, and of what the record leaves out."""
    source = [word for paragraph in paragraphs for word in paragraph]
    owners, begins = _owners(answers)
    places: list[int | None] = [None] * len(source)
    record = [word for answer in answers for word in _words(answer)]
    for block in SequenceMatcher(None, source, record, autojunk=False).get_matching_blocks():
        for at in range(block.size):
            places[block.a + at] = block.b + at
    found, at = [], 0
    for paragraph in paragraphs:
        found.append(_passages(paragraph, places[at : at + len(paragraph)], answers, owners, begins))
        at += len(paragraph)
    return found


def _words(answer: Answer) -> list[str]:
    return " ".join(str(part) for part in (answer.get("marker"), answer.get("text")) if part).split()


def _owners(answers: Sequence[Answer]) -> tuple[list[int], set[int]]:
    """Return for each word of the record the number of its answer, and the places at which an answer begins."""
    owners: list[int] = []
    begins = set()
    for number, answer in enumerate(answers):
        if words := _words(answer):
            begins.add(len(owners))
            owners += [number] * len(words)
    return owners, begins


def _passages(
    words: Sequence[str],
    places: Sequence[int | None],
    answers: Sequence[Answer],
    owners: Sequence[int],
    begins: set[int],
) -> list[Passage]:
    found: list[Passage] = []
    for word, place in zip(words, places, strict=True):
        answer = None if place is None else answers[owners[place]]
        begun = place in begins
        if found and not begun and found[-1].answer is answer:
            found[-1] = found[-1]._replace(words=(*found[-1].words, word))
        else:
            found.append(Passage((word,), answer, begun))
    return found
