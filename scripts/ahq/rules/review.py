"""V: review. What is published was read by a second person, as it stands."""

from .. import record
from .base import Example, Finding, Rule, Subject


def record_is_reviewed(subject: Subject):
    if subject.value["review"]["status"] != "reviewed":
        yield Finding(("review", "status"), "the record is a draft: nothing is published that nobody reviewed")


def review_is_of_this_text(subject: Subject):
    review = subject.value["review"]
    if review["status"] != "reviewed":
        return
    now = record.answers_sha256(subject.value)
    if review["answers_sha256"] != now:
        message = "the answers changed after they were reviewed and coded"
        yield Finding(("review", "answers_sha256"), message, f"read the codings against the new text, then write {now}")


RULES = (
    Rule(
        "V01",
        "A published record is reviewed.",
        "have a second person read it, then set the status",
        record_is_reviewed,
        Example("HR", "status: reviewed", "status: draft"),
    ),
    Rule(
        "V02",
        "A review is of the text that stands here.",
        "review the record again",
        review_is_of_this_text,
        Example("HR", "answers_sha256: ", "answers_sha256: 0"),
    ),
)
