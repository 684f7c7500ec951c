"""V: review. What is published was read by a second person, as it stands."""

import re
from datetime import date

from ahq.corpus import record
from ahq.rules.base import Example, Subject, Violation, rule


@rule(
    "V01",
    "A published record is reviewed.",
    "have a second person read it, then set the status",
    example=Example("HR", "status: reviewed", "status: draft"),
)
def record_is_reviewed(subject: Subject):
    if subject.value["review"]["status"] != "reviewed":
        yield Violation(("review", "status"), "the record is a draft: nothing is published that nobody reviewed")


@rule(
    "V02",
    "A review is of the text that stands here.",
    "review the record again",
    example=Example("HR", "answers_sha256: a", "answers_sha256: b"),
)
def review_is_of_this_text(subject: Subject):
    review = subject.value["review"]
    if review["status"] != "reviewed":
        return
    if subject.unsettled_answers or subject.lost_words or not _HASH.fullmatch(review["answers_sha256"]):
        return
    now = record.answers_sha256(subject.value)
    if review["answers_sha256"] != now:
        message = "the answers changed after they were reviewed and coded"
        yield Violation(
            ("review", "answers_sha256"), message, f"read the codings against the new text, then write {now}"
        )


_HASH = re.compile("[0-9a-f]{64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@rule(
    "V03",
    "The day of a review is a day of the calendar, and not before the query was asked.",
    "write the day of the review: YYYY-MM-DD",
    example=Example("HR", "-11-23", "-11-31"),
)
def review_has_a_day(subject: Subject):
    if not _DAY.fullmatch(subject.value["review"].get("date", "")):
        return
    day, asked = subject.value["review"]["date"], subject.query.value["request_date"]
    try:
        date.fromisoformat(day)
    except ValueError:
        yield Violation(("review", "date"), f"{day} is not a day of the calendar")
    else:
        if day < asked:
            yield Violation(("review", "date"), f"{day} is before the query was asked, {asked}")


RULES = (
    record_is_reviewed,
    review_is_of_this_text,
    review_has_a_day,
)
