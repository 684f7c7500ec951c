"""What a passage says of its own: whether it repeats the question, is a placeholder, or answers."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from ahq.rules.answers import PLACEHOLDERS

ALIKE = 0.6  # share of a question that must stand at the start of a passage
OWN = 0.12  # share of words that an option must have of its own to be an answer


def folded(text: str) -> list[str]:
    """Return the words of a text without signs and case."""
    return re.findall(r"\w+", text.casefold())


def status(text: str, repeated: Sequence[str]) -> str:
    """Return the status that a passage suggests: answered, placeholder or question-repeated."""
    if text.casefold().strip(" .") in PLACEHOLDERS:
        return "placeholder"
    rest = text
    for passage in repeated:
        rest = rest.replace(passage, "", 1)
    return "question-repeated" if repeated and not folded(rest) else "answered"


def leading(text: str, question: str) -> str | None:
    """Return the passage with which a text repeats a question, verbatim; ``None`` where it does not."""
    tokens = list(re.finditer(r"\S+", text))
    said = ["".join(folded(token.group())) for token in tokens]
    asked = ["".join(folded(word)) for word in question.split()]
    if len(asked) < 3:
        return None
    window = said[: int(len(asked) * 1.4) + 4]
    blocks = [b for b in SequenceMatcher(None, window, asked, autojunk=False).get_matching_blocks() if b.size > 1]
    matched = sum(block.size for block in blocks)
    if not blocks or blocks[0].a > 2 or matched < ALIKE * len(asked):
        return None
    last = blocks[-1].a + blocks[-1].size
    return text[: tokens[last - 1].end()]


def has_own_words(text: str, printed: str) -> bool:
    """Return whether a passage has words that the questionnaire does not print there."""
    known = set(folded(printed))
    said = folded(text)
    own = [word for word in said if word not in known]
    return not said or len(own) > OWN * len(said)
