"""Asking the rules of one record, in the order in which they can be asked.

A stage that ends in problems ends the check of that record where later rules could not make sense of it: bytes, then YAML.
All others are asked in one run, so that it reports every problem. What a rule finds is marked in the record, and later rules
do not rest on what is marked: a problem is reported once, at its cause, and what rests on it is asked again when that is right.
"""

from collections.abc import Iterable
from typing import NamedTuple, Protocol, TypeVar

from ahq.core.problems import Problem
from ahq.core.text import shorten
from ahq.rules import answers, coding, evidence, fidelity, file, neighbours, review, shape
from ahq.rules.base import WHOLE_FILE, Place, Rule, Subject, Violation, words_of
from ahq.rules.marks import Marks

OF_ANY_FILE: tuple[tuple[Rule[Subject], ...], ...] = (file.BYTES, file.YAML, shape.RULES)
OF_A_RECORD: tuple[Rule[Subject], ...] = (
    neighbours.RULES
    + answers.BEFORE_FIDELITY
    + fidelity.RULES
    + answers.AFTER_FIDELITY
    + coding.RULES
    + evidence.RULES
    + review.RULES
)
MOST = 50  # problems of one rule in one record; beyond that their number is said
LONGEST = 400  # characters of a message; a value of the record may stand in it

_OF_FORM = frozenset(rule.id for rule in (*file.FORM, *file.CANONICAL))
_OF_FILE = frozenset(rule.id for rule in file.RULES) - _OF_FORM
_OF_SHAPE = frozenset(rule.id for rule in (*file.RULES, *shape.RULES)) - _OF_FORM

_OF_LINES = frozenset((fidelity.source_lines_are_in_source.id, fidelity.words_are_those_of_the_source.id))


class Marked(Protocol):
    """What a rule is asked about: whatever keeps marks."""

    marks: Marks


M = TypeVar("M", bound=Marked)


class Found(NamedTuple):
    """A violation, and the rule that is broken."""

    rule: Rule[Subject]
    violation: Violation


def check(subject: Subject, most: int = MOST) -> list[Problem]:
    """Return every problem of one record, or of another file of a query, in the order of its lines."""
    found: list[Found] = []
    for stage in (*OF_ANY_FILE, OF_A_RECORD, file.CANONICAL) if subject.has_query else (*OF_ANY_FILE, file.CANONICAL):
        if stage is file.CANONICAL and found:
            break  # a misspelt key stands in another place once it is right: the form is that of values that hold
        for rule in stage:
            if violations := ask(rule, subject):
                found += [Found(rule, violation) for violation in violations]
        if stage in (file.BYTES, file.YAML) and any(one.rule.id not in _OF_FORM for one in found):
            break
    return sorted(_problems(subject, _without_weak(subject, found), most))


def ask(rule: Rule[M], subject: M) -> list[Violation]:
    """Return where a rule is broken, and mark that in the subject. A rule that crashes is a violation of that rule."""
    assert rule.check is not None
    found: list[Violation] = []
    try:
        found.extend(rule.check(subject))
    except ImportError:
        raise  # no fault of the rule: a package is missing, and the command says what to do
    except Exception as crash:
        found.append(Violation(WHOLE_FILE, *words_of(crash)))
    for violation in found:
        if not violation.weak:
            _mark(subject, rule, violation)
    return found


def _mark(subject: Marked, rule: Rule[M], violation: Violation) -> None:
    paths = violation.concerns if isinstance(violation.where, Place) else (violation.where, *violation.concerns)
    for path in paths:
        subject.marks.add(path)
        if isinstance(subject, Subject) and rule.id in _OF_SHAPE:
            subject.shape.add(path)


def _without_weak(subject: Subject, found: list[Found]) -> list[Found]:
    """Leave out what is said of a value that another rule says more of."""
    if not any(one.violation.weak for one in found):
        return found
    said = {subject.place_of(one.violation) for one in found if not one.violation.weak}
    return [one for one in found if not one.violation.weak or subject.place_of(one.violation) not in said]


def _problems(subject: Subject, found: Iterable[Found], most: int) -> list[Problem]:
    problems: list[Problem] = []
    counts: dict[str, int] = {}
    for rule, violation in found:
        counts[rule.id] = counts.get(rule.id, 0) + 1
        if counts[rule.id] <= most:
            problems.append(problem(rule, subject.path, subject.place_of(violation), violation))
    rest = "and {} more problems of this rule"
    return problems + [
        Problem(subject.path, 0, 0, id_, rest.format(count - most)) for id_, count in counts.items() if count > most
    ]


def problem(rule: Rule[M], path: str, place: Place, violation: Violation) -> Problem:
    """Return the problem of a violation, its words of a length that can be read."""
    said, help_ = (words if len(words) <= LONGEST else shorten(words, LONGEST) for words in violation[1:3])
    return rule.problem(path, said, help_, place, violation.repair)


def is_readable(problems: Iterable[Problem]) -> bool:
    """Return whether a file with these problems can be read and checked all the same: only its form is wrong."""
    return all(map(is_of_form, problems))


def is_unreadable(problem: Problem) -> bool:
    """Return whether this keeps a file from being read."""
    return problem.rule in _OF_FILE


def is_of_form(problem: Problem) -> bool:
    """Return whether this is wrong with the form of a file, which is read all the same."""
    return problem.rule in _OF_FORM


def is_of_lines(problems: Iterable[Problem]) -> bool:
    """Return whether the lines or the words of a record with these problems are not those of the source."""
    return any(problem.rule in _OF_LINES for problem in problems)


def has_its_shape(problems: Iterable[Problem]) -> bool:
    """Return whether a record with these problems can be read, and has the shape of its schema."""
    return not any(problem.rule in _OF_SHAPE for problem in problems)
