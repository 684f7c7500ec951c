"""The rules of a record, in the order in which they can be asked. A rule is a value.

A stage that ends in problems ends the check of that record where later rules could not make sense
of it: bytes, then YAML. Where only the form is wrong (FORM), or the record breaks its JSON Schema, it
is still shown to the later rules, so that one run reports every problem. What rests on a text or a
coding that is wrong waits until that is right: each mistake is one problem, at its cause.
"""

from collections.abc import Callable, Iterable

from ahq.core.errors import CannotRun
from ahq.core.problems import Problem
from ahq.core.text import shorten
from ahq.rules import coding, evidence, fidelity, file, neighbours, review, shape
from ahq.rules.base import Place, Rule, Subject, Violation

STAGES: tuple[tuple[Rule, ...], ...] = (
    file.BYTES,
    file.YAML,
    shape.RULES + fidelity.RULES + neighbours.RULES + coding.RULES,
    evidence.RULES + review.RULES,
)
WITHOUT_QUERY = (file.BYTES, file.YAML, shape.RULES)
RULES: tuple[Rule, ...] = tuple(rule for stage in STAGES for rule in stage)
FORM = frozenset(rule.id for rule in file.FORM)  # the file is read all the same; `make fix` corrects it
MOST = 50  # problems of one rule in one record; beyond that their number is said
LONGEST = 400  # characters of a message; a value of the record may stand in it
# What looking up a key or a type raises where a record has not the shape of its schema.
_OUT_OF_SHAPE = (KeyError, TypeError, AttributeError, IndexError, ValueError)


def check(subject: Subject) -> list[Problem]:
    """Return every problem of one record, in the order of its lines."""
    problems: list[Problem] = []
    for stage in STAGES if subject.query else WITHOUT_QUERY:
        for rule in stage:
            problems += ask(rule, subject, _is_out_of_shape(problems))
        if stage in (file.BYTES, file.YAML) and not only_form(problems):
            break
    return sorted(problems)


def only_form(problems: list[Problem]) -> bool:
    """Return whether a file with these problems can be read and checked all the same."""
    return all(problem.rule in FORM for problem in problems)


def is_of_file_or_shape(problem: Problem) -> bool:
    """Return whether a problem is of the bytes, the YAML or the shape of a file: then its values say nothing certain."""
    return problem.rule in _FILE_OR_SHAPE


_FILE_OR_SHAPE = frozenset(rule.id for rule in (file.CAN_BE_READ, *file.BYTES, *file.YAML, *shape.RULES))


def _is_out_of_shape(problems: list[Problem]) -> bool:
    return any(problem.rule == shape.has_the_shape_of_its_schema.id for problem in problems)


def ask(rule: Rule, subject: Subject, out_of_shape: bool = False) -> list[Problem]:
    """Return the problems that one rule finds. A rule that crashes is a problem of that rule.

    What a rule cannot look up in a record that is ``out_of_shape`` is no crash: the rule is asked again when that is right.
    """
    violations: list[Violation] = []
    try:
        violations.extend(_asked(rule, subject))
    except Exception as crash:
        if not (out_of_shape and isinstance(crash, _OUT_OF_SHAPE)):
            violations.append(Violation(Place(0, 0), *_words_of(crash)))
    if not violations:
        return []
    if rule in coding.RULES:
        for violation in violations:
            subject.settle(violation.where)
    problems = [_problem(rule, subject, violation) for violation in violations[:MOST]]
    if len(violations) > MOST:
        problems.append(rule.problem(subject.path, f"and {len(violations) - MOST} more problems of this rule"))
    return problems


def guard(rule: Rule, path: str, check: Callable[[], list[Problem]]) -> list[Problem]:
    """Return the problems that ``check`` finds of a file. A check that crashes is a problem of ``rule``, the first that it asks."""
    try:
        return check()
    except Exception as crash:
        if isinstance(crash, CannotRun | OSError):
            raise
        return [rule.problem(path, *_words_of(crash))]


def _words_of(crash: Exception) -> tuple[str, str]:
    return f"the rule could not be checked ({type(crash).__name__}: {crash})", "please report this as a bug"


def _asked(rule: Rule, subject: Subject) -> Iterable[Violation]:
    assert rule.check is not None
    return rule.check(subject)


def _problem(rule: Rule, subject: Subject, violation: Violation) -> Problem:
    where = violation.where
    place = where if isinstance(where, Place) else subject.place(where)
    said, help_ = (
        text if len(text) <= LONGEST else shorten(text, LONGEST) for text in (violation.message, violation.help)
    )
    return rule.problem(subject.path, said, help_, place, violation.edits)
