"""V: review. What is published was read by a second reader, as it stands."""

import re
from collections.abc import Iterator

from ahq.core import text
from ahq.corpus import record
from ahq.rules.base import Example, Rule, Subject, Violation, rule


@rule(
    "V01",
    "record",
    "A published record is reviewed.",
    why="what one person alone has read may hold their slip",
    repair="have a second person read it, then run `make review FILES=<the record>`",
    example=Example(
        "not reviewed yet: the record is a draft, and only what was reviewed is published",
        "HR",
        "status: reviewed",
        "status: draft",
    ),
)
def record_is_reviewed(subject: Subject) -> Iterator[Violation]:
    if subject.holds("review", "status") and subject.value["review"]["status"] != "reviewed":
        said = "not reviewed yet: the record is a draft, and only what was reviewed is published"
        help_ = f"have a second person read it against the source, then run {_command(subject)}"
        yield Violation(("review", "status"), said, help_)


@rule(
    "V02",
    "record",
    "A review is of the answers as they stand here.",
    why="codings that were read against another text may no longer fit",
    repair="read the codings against the text, then run `make review FILES=<the record>`",
    example=Example(
        "the answers are not those that were reviewed: they were changed since, or never read",
        "HR",
        "answers_sha256: a",
        "answers_sha256: b",
    ),
)
def review_is_of_this_text(subject: Subject) -> Iterator[Violation]:
    if subject.marks and not _is_settled(subject):
        return
    review = subject.value["review"]
    if review["status"] != "reviewed":
        return
    now = record.answers_sha256(subject.value)
    reviewed = review.get("answers_sha256")
    if reviewed is None and not subject.value.get("answers"):
        return
    if reviewed != now:
        said = "the answers are not those that were reviewed: they were changed since, or never read"
        help_ = f"read what changed, and the codings that rest on it, with {_command(subject)}, which then marks it"
        yield Violation(("review", "answers_sha256"), said, help_)


@rule(
    "V04",
    "record",
    "A record was reviewed against the source, the questions and the definitions as they are now.",
    why="a code means what the codebook says, and an answer depends on what was asked: when these change, the record must be read again",
    repair="read the record against what changed, then run `make review FILES=<the record>`",
    example=Example(
        "the source, the questions or the codebook have changed since this record was reviewed",
        words="a definition of codebook.yaml that was changed after the records were reviewed",
    ),
)
def review_is_against_what_stands_here(subject: Subject) -> Iterator[Violation]:
    if not subject.holds("review", "status") or not subject.holds("review", "context_sha256"):
        return
    review = subject.value["review"]
    if review["status"] != "reviewed" or not subject.holds("review", "answers_sha256"):
        return  # a review that lapsed for another reason is read again as a whole
    if subject.value.get("codings") and not subject.query.codebook.variables:
        return  # another rule says that the codebook is gone
    if review.get("context_sha256") != subject.query.context_sha256:
        said = "the source, the questions or the codebook have changed since this record was reviewed"
        help_ = f"read the record against what changed there, then run {_command(subject)}"
        yield Violation(("review", "context_sha256"), said, help_)


def _command(subject: Subject) -> str:
    return f"make review FILES={subject.path}"


def _is_settled(subject: Subject) -> bool:
    """Return whether no earlier rule found that items or texts of answers are wrong; until then no hash is worth writing."""
    answers = subject.marks.free_in_each("answers", "item") and subject.marks.free_in_each("answers", "text")
    return answers and subject.holds("review", "status") and subject.holds("review", "answers_sha256")


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@rule(
    "V03",
    "record",
    "The day of a review is a day of the calendar, and not before the query was asked.",
    why="a day that cannot be is a slip, and hides when the record was read",
    repair="write the day of the review: YYYY-MM-DD",
    example=Example("2026-11-31 is not a day of the calendar", "HR", "-11-23", "-11-31"),
)
def review_has_a_day(subject: Subject) -> Iterator[Violation]:
    if not subject.holds("review", "status") or not subject.holds("review", "date"):
        return
    review, asked = subject.value["review"], subject.query.value.get("request_date", "")
    day = review.get("date")
    if day is None:
        if review["status"] == "reviewed":
            yield Violation(("review",), "the review has no day", f"run {_command(subject)}, which writes it")
        return
    if not _DAY.fullmatch(day):  # the schema says so
        return
    if not text.is_day(day):
        yield Violation(("review", "date"), f"{day} is not a day of the calendar")
    elif day < asked:
        yield Violation(("review", "date"), f"{day} is before the query was asked, {asked}")


RULES: tuple[Rule[Subject], ...] = (
    record_is_reviewed,
    review_is_of_this_text,
    review_is_against_what_stands_here,
    review_has_a_day,
)
OF_MARKS = frozenset(rule.id for rule in RULES)  # what `make review` puts right, once somebody has read the record
