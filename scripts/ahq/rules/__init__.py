"""The rules of a record, in the order in which they can be asked. A rule is a value.

A stage that ends in problems ends the check of that record where later rules could not make sense
of it: bytes, then YAML. Where only the form is wrong (FORM), or the record breaks its JSON Schema, it
is still shown to the later rules, so that one run reports every problem; what they cannot read is
then not their problem.
"""

from ahq.core.problems import Problem
from ahq.core.text import shorten
from ahq.rules import coding, evidence, fidelity, file, neighbours, review, shape
from ahq.rules.base import Finding, Place, Rule, Subject

STAGES: tuple[tuple[Rule, ...], ...] = (
    file.BYTES,
    file.YAML,
    shape.RULES + neighbours.RULES + fidelity.RULES + coding.RULES + evidence.RULES + review.RULES,
)
WITHOUT_QUERY = (file.BYTES, file.YAML, shape.RULES)
RULES: tuple[Rule, ...] = tuple(rule for stage in STAGES for rule in stage)
FORM = frozenset({"F03", "F04", "F13", "F14"})  # the file is read all the same; `make fix` mends it
MOST = 50  # problems of one rule in one record; beyond that their number is said
LONGEST = 400  # characters of a message; a value of the record may stand in it


def check(subject: Subject) -> list[Problem]:
    """Return every problem of one record, in the order of its lines."""
    problems: list[Problem] = []
    for stage in STAGES if subject.query else WITHOUT_QUERY:
        for rule in stage:
            problems += ask(rule, subject, bool(problems))
        if stage in (file.BYTES, file.YAML) and not only_form(problems):
            break
    return sorted(problems)


def only_form(problems: list[Problem]) -> bool:
    """Return whether a file with these problems can be read and checked all the same."""
    return all(problem.rule in FORM for problem in problems)


def ask(rule: Rule, subject: Subject, already_broken: bool = False) -> list[Problem]:
    """Return the problems that one rule finds. A rule that crashes is a problem of that rule."""
    findings: list[Finding] = []
    try:
        findings.extend(rule.check(subject))
    except Exception as crash:
        if not already_broken or rule.id.startswith("F"):
            said = f"the rule could not be checked ({type(crash).__name__}: {crash})"
            findings.append(Finding(Place(0, 0), said, "please report this as a bug"))
    if not findings:
        return []
    problems = [_problem(rule, subject, finding) for finding in findings[:MOST]]
    if len(findings) > MOST:
        rest = f"and {len(findings) - MOST} more problems of this rule"
        problems.append(Problem(subject.path, 0, 0, rule.id, rest))
    return problems


def _problem(rule: Rule, subject: Subject, finding: Finding) -> Problem:
    where = finding.where
    line, column = where if isinstance(where, Place) else subject.place(where)
    said, help_ = (text if len(text) <= LONGEST else shorten(text, LONGEST) for text in finding[1:])
    return Problem(subject.path, line, column, rule.id, said, help_ or rule.fix)
