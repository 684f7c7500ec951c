"""The response record of one country: its answers by item, and its codings."""

from ahq.core import text
from ahq.core.digests import sha256

NOT_DISSEMINATED = "not-disseminated"
NOT_ANSWERED = "not-answered"
IN_PARENT = "in-parent-item"
IN_PARTS = "in-parts"
WITHOUT_ANSWER = frozenset({"not-answered", "question-repeated"})


def answers_by_item(record: dict) -> dict[str, str]:
    """Return the text of each answered item: its segments in order, joined by a newline."""
    texts: dict[str, str] = {}
    for answer in record.get("answers", ()):
        if "text" in answer:
            item = answer["item"]
            texts[item] = f"{texts[item]}\n{answer['text']}" if item in texts else answer["text"]
    return texts


def answers_sha256(record: dict) -> str:
    """Return the hash that a review rests on: of every segment's item and text, in order.

    A review lapses when this changes.
    """
    parts = [f"{a['item']}\x1f{a.get('text', '')}" for a in record.get("answers", ())]
    return sha256("\x1e".join(parts).encode())


def printed_words(record: dict) -> list[str]:
    """Return label, dissemination flag, markers and texts as the words of the source."""
    flag = "Yes" if record["wider_dissemination"] else "No"
    found = [*text.words(record["respondent"]["label"]), flag]
    for answer in record.get("answers", ()):
        found += text.words(answer.get("marker", ""))
        found += text.words(answer.get("text", ""))
    return found


def codes_of(coding: dict) -> list[str]:
    """Return the codes of one coding: its value, its values, ``percent`` or its missing code."""
    if "value" in coding:
        return [coding["value"]]
    if "values" in coding:
        return list(coding["values"])
    if "number" in coding:
        return ["percent"]
    return [coding["missing"]] if "missing" in coding else []
