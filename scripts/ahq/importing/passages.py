"""A run of words parted into passages: by paragraphs, or where those are lost, by sentences."""

import re
from collections.abc import Sequence

from ahq.importing.compilation import Word

_ABBREVIATIONS = frozenset(
    "e.g. i.e. etc. art. no. nr. cf. mr. ms. dr. approx. incl. resp. para. sec. p. pp. ca. vs. st.".split()
)
_ALONE = frozenset(["n/a", "n/a.", "n.a.", "n.a", "na."])
_END = re.compile(r".*[.?!][)\"”’»]*")

_MARK = re.compile(r"\(?[a-z][.)]+|\(?\d{1,2}[.)]+")

Passage = Sequence[Word]


def paragraphs(words: Sequence[Word]) -> list[Passage]:
    """Return the paragraphs of a run of words."""
    return _parted(words, [at for at in range(1, len(words)) if words[at].start == "paragraph"])


def sentences(words: Sequence[Word]) -> list[Passage]:
    """Return the sentences of a run of words; a placeholder is one of its own."""
    return _parted(words, [at for at in range(1, len(words)) if _ends(words[at - 1], words[at])])


def _ends(before: Word, after: Word) -> bool:
    if after.start == "paragraph" or after.text.casefold() in _ALONE or before.text.casefold() in _ALONE:
        return True
    if not _END.fullmatch(before.text) or before.text.casefold() in _ABBREVIATIONS or _MARK.fullmatch(before.text):
        return False
    return not after.text[:1].islower() or bool(re.fullmatch(r"\(?[a-h][.)]+,?", after.text))


def _parted(words: Sequence[Word], cuts: Sequence[int]) -> list[Passage]:
    places = [0, *cuts, len(words)]
    return [words[a:b] for a, b in zip(places, places[1:], strict=False) if a < b]


def text_of(words: Sequence[Word]) -> str:
    """Return words as a record has them: on one line, with single spaces."""
    return " ".join(word.text for word in words)
