"""C: codings. Each variable of the codebook once, with a value or a missing code that it allows."""

import re

from ahq.core import text
from ahq.core.strict_yaml import KEY
from ahq.corpus import record
from ahq.corpus.codebook import KEY_OF
from ahq.rules.base import Example, Subject, Violation, listed, rule

_WITH = {"value": "one code", "values": "a list of codes: [one, two]", "number": "a number"}
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_EITHER = frozenset((*KEY_OF.values(), "missing"))


@rule(
    "C01",
    "Every variable is in the codebook.",
    "see codebook.yaml",
    example=Example("HR", "variable: monitoring\n", "variable: monitorin\n"),
)
def variables_are_known(subject: Subject):
    known = subject.query.codebook.variables
    for index, coding in enumerate(subject.value.get("codings", ())):
        if coding["variable"] not in known:
            where = ("codings", index, "variable")
            message = f'the variable "{coding["variable"]}" is not in the codebook'
            meant = text.only_near(str(coding["variable"]), known)
            edits = subject.edit(where, meant) if meant else ()
            yield Violation(where, message, text.did_you_mean(coding["variable"], known), edits)


@rule(
    "C02",
    "Every variable of the codebook is coded once for each disseminated response.",
    "add what is missing, or correct its id; delete what is coded twice",
    example=Example("HR", "variable: public_sources", "variable: monitoring"),
)
def every_variable_is_coded_once(subject: Subject):
    if not subject.value["wider_dissemination"]:
        return
    seen: set = set()
    for index, coding in enumerate(subject.value.get("codings", ())):
        if coding["variable"] in seen:
            yield Violation(("codings", index, "variable"), f'"{coding["variable"]}" is coded twice')
        seen.add(coding["variable"])
    known = subject.query.codebook.variables
    misspelt = {text.nearest(variable, known) for variable in seen if variable not in known}
    lost = [variable for variable in known if variable not in seen and variable not in misspelt]
    if lost:
        message = (
            f"{len(lost)} of {len(subject.query.codebook.variables)} variables are not coded: {', '.join(lost[:8])}"
        )
        yield Violation(("codings",), message + (", …" if len(lost) > 8 else ""))


@rule(
    "C03",
    "A coding has one of value, values, number or missing, as the type of its variable asks.",
    "keep one of them",
    example=Example("HR", "  value: ongoing", "  values: [ongoing]"),
)
def coding_has_the_type_of_its_variable(subject: Subject):
    for index, coding, variable in subject.codings:
        found = sorted(_EITHER.intersection(coding))
        if len(found) != 1:
            said = f"has {' and '.join(found)}" if found else "has neither a value nor a missing code"
            yield Violation(("codings", index), f'"{variable.id}" {said}')
            continue
        wanted = KEY_OF[variable.type]
        if found[0] not in (wanted, "missing") and not _is_missing_code(subject, coding[found[0]]):
            message = f'"{variable.id}" is of type {variable.type}, but has "{found[0]}"'
            yield Violation(
                ("codings", index, found[0]), message, f'write "{wanted}:" in its place, with {_WITH[wanted]}'
            )


@rule(
    "C04",
    "Every code is one of its variable, or a missing code.",
    "see codebook.yaml and data/reference",
    example=Example("HR", "  value: ongoing", "  value: ongoin"),
)
def codes_are_known(subject: Subject):
    known_missing = subject.query.reference.typed_missing_codes
    for index, coding, variable in subject.codings:
        if "missing" in coding:
            yield from _unknown(
                subject, ("codings", index, "missing"), coding["missing"], known_missing, "missing code"
            )
        elif "value" in coding:
            yield from _unknown(
                subject, ("codings", index, "value"), coding["value"], variable.codes, f'code of "{variable.id}"'
            )
        for position, code in enumerate(listed(coding)):
            yield from _unknown(
                subject, ("codings", index, "values", position), code, variable.codes, f'code of "{variable.id}"'
            )


def _is_missing_code(subject: Subject, value) -> bool:
    """Return whether a value is a missing code, of which another rule tells."""
    return isinstance(value, str) and value in subject.query.reference.missing_codes


def _unknown(subject: Subject, where: tuple, code: str, known, what: str):
    if code in known:
        return
    lists = subject.query.reference
    message = f'"{text.shorten(code)}" is not a {what}'
    if code in lists.typed_missing_codes and where[-1] == "value":
        done = f'wrote "missing: {code}" for "value: {code}"'
        yield Violation(where, message, f'write "missing: {code}" in its place', _key(subject, where, "missing", done))
    elif code in lists.missing_codes:
        help_ = f'write "missing: {code}" in its place' if code in lists.typed_missing_codes else _WHOLE
        yield Violation(where, message, help_)
    elif where[-1] == "missing" and code in _codes_of_its_variable(subject, where):
        done = f'wrote "value: {code}" for "missing: {code}"'
        yield Violation(where, message, f'write "value: {code}" in its place', _key(subject, where, "value", done))
    else:
        meant = text.only_near(str(code), known)
        edits = subject.edit(where, meant) if meant else ()
        yield Violation(where, message, text.did_you_mean(code, known), edits)


_WHOLE = "it is of whole responses, and never typed into a coding"


def _key(subject: Subject, where: tuple, key: str, done: str):
    return subject.edit((*where, KEY), key, done)


def _codes_of_its_variable(subject: Subject, where: tuple):
    variable = next(variable for index, _, variable in subject.codings if index == where[1])
    return variable.codes if variable.type == "code" else ()


@rule(
    "C05",
    "A share is a number from 0 to 100.",
    "write the percent that the answer prints, from 0 to 100",
    example=Example("AT", "number: 15", "number: 150"),
)
def shares_are_percentages(subject: Subject):
    for index, coding in enumerate(subject.value.get("codings", ())):
        if not 0 <= coding.get("number", 0) <= 100:
            yield Violation(("codings", index, "number"), f"{coding['number']} is not a share of 0 to 100 percent")


@rule(
    "C07",
    "A share above 0 stands as a number in a quote of its coding, or a note says how it was read.",
    "write percent as the answer prints it (15, not 0.15), or add a note",
    example=Example("AT", "number: 15", "number: 0.15"),
)
def shares_are_quoted(subject: Subject):
    for index, coding, variable in subject.codings:
        number = coding.get("number")
        if number is None or not 0 < number <= 100 or "note" in coding:  # a share of 0 may be a "None"
            continue
        quoted = {
            float(found.replace(",", ".")) for q in coding.get("evidence", ()) for found in _NUMBER.findall(q["quote"])
        }
        if float(number) not in quoted:
            yield Violation(("codings", index, "number"), f'no quote of "{variable.id}" holds the number {number}')


@rule(
    "C06",
    "A variable is inapplicable exactly where the codebook says.",
    "see the filter of the variable in codebook.yaml",
    example=Example("HR", "  value: ongoing", "  value: none"),
)
def filters_hold(subject: Subject):
    coded = {variable.id: coding for _, coding, variable in subject.codings}
    for index, coding, variable in subject.codings:
        missing = coding.get("missing")
        skip = variable.filter
        if skip is None:
            if missing == "inapplicable":
                yield Violation(
                    ("codings", index, "missing"), f'"{variable.id}" is never inapplicable: no filter leads past it'
                )
            continue
        wanted = _wanted_missing(skip, coded.get(skip.variable, {}), missing)
        if wanted is None or wanted == missing or (missing is None and not skip.always):
            continue
        key = "missing" if missing else next((k for k in KEY_OF.values() if k in coding), "variable")
        said = f'"{variable.id}" is {", ".join(map(str, record.codes_of(coding)))}, but "{skip.variable}" is {", ".join(record.codes_of(coded.get(skip.variable, {})))}'
        yield Violation(("codings", index, key), said, f"the codebook asks for {wanted}")


def _wanted_missing(skip, other: dict, missing: str | None) -> str | None:
    """Return the missing code that the filter asks for, or ``None`` where it asks for none."""
    if other.get("value") == skip.code:
        return "inapplicable"
    if skip.always:
        return "a code or another missing code" if missing == "inapplicable" else None
    return other.get("missing", "not-mentioned")


RULES = (
    variables_are_known,
    every_variable_is_coded_once,
    coding_has_the_type_of_its_variable,
    codes_are_known,
    shares_are_percentages,
    shares_are_quoted,
    filters_hold,
)
