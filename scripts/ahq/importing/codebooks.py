"""The draft of a codebook: a variable for each question, of the type that the form of the question suggests."""

import re
from collections.abc import Sequence

from ahq.corpus import yaml_writer
from ahq.corpus.canonical_form import modeline
from ahq.importing.compilation import Item
from ahq.importing.drafts import UNFILLED

_YES_NO = re.compile(
    r"^(?:If [^,?]*, ?)?(?:do|does|did|is|are|was|were|has|have|had|can|could|would|will|should|may|must)\b", re.I
)
_SHARE = re.compile(r"\b(?:percentage|per ?cent|share|proportion|%)", re.I)


def draft(query_id: str, questions: Sequence[Item]) -> str:
    """Return the draft of a ``codebook.yaml``; labels and definitions stay ``??`` where only a person can say them."""
    asked = [question for question in questions if question.kind in ("question", "part")]
    value = {
        "query": query_id,
        "general_rules": [UNFILLED],
        "variables": [_variable(question, questions) for question in asked],
    }
    return f"{modeline('codebook')}\n{yaml_writer.dump(value, 'codebook')}"


def _variable(question: Item, questions: Sequence[Item]) -> dict[str, object]:
    options = [option for option in questions if option.parent == question.item and option.kind == "option"]
    variable: dict[str, object] = {"id": f"q{question.item.replace('.', '_')}", "items": [question.item]}
    if options:
        codes = {f"option_{option.item.rpartition('.')[2][-1]}": option.text for option in options}
        return {**variable, "type": "codes", "label": UNFILLED, "codes": codes}
    if _SHARE.search(question.text) and "?" in question.text:
        return {**variable, "type": "percent", "label": UNFILLED}
    if _YES_NO.match(question.text):
        return {**variable, "type": "code", "label": UNFILLED, "codes": {"yes": UNFILLED, "no": UNFILLED}}
    return {**variable, "type": "code", "label": UNFILLED, "codes": {UNFILLED: UNFILLED}}
