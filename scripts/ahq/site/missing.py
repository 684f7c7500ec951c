"""Why something is missing: each reason has a letter, a pattern and words, the same on every page, map and chart."""

from typing import NamedTuple


class Reason(NamedTuple):
    """A reason: the letter that stands for it, and a few words."""

    letter: str
    words: str


_REASONS = {
    "no-information": Reason("I", "says that it has no information"),
    "not-applicable-or-available": Reason("N", "prints only “N/A” or the like"),
    "placeholder": Reason("N", "prints only “N/A” or the like"),
    "not-mentioned": Reason("M", "answers without speaking of this"),
    "not-answered": Reason("U", "does not answer the question"),
    "question-repeated": Reason("Q", "repeats the question only"),
    "inapplicable": Reason("S", "skipped because of another variable"),
    "withheld": Reason("W", "has information and withholds it"),
    "not-disseminated": Reason("D", "did not agree to wider dissemination"),
    "in-parts": Reason("P", "answered in the parts of the question"),
    "in-parent-item": Reason("P", "answered under the question as a whole"),
}


def reason(code: str) -> Reason:
    """Return the reason of a missing code or of a status without a text; one that is new has the letter X and its own name."""
    return _REASONS.get(code, Reason("X", code.replace("-", " ")))
