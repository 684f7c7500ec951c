"""C: codings. Each variable of the codebook once, with a value or a missing code that it allows."""

import re

from ahq.core import text
from ahq.corpus import record
from ahq.corpus.codebook import KEY_OF
from ahq.rules.base import Example, Finding, Rule, Subject, listed

_WITH = {"value": "one code", "values": "a list of codes: [one, two]", "number": "a number"}
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_EITHER = frozenset((*KEY_OF.values(), "missing"))


def variables_are_known(subject: Subject):
    known = subject.query.codebook.variables
    for index, coding in enumerate(subject.value.get("codings", ())):
        if coding["variable"] not in known:
            message = f'the variable "{coding["variable"]}" is not in the codebook'
            yield Finding(("codings", index, "variable"), message, text.did_you_mean(coding["variable"], known))


def every_variable_is_coded_once(subject: Subject):
    if not subject.value["wider_dissemination"]:
        return
    seen: set = set()
    for index, coding in enumerate(subject.value.get("codings", ())):
        if coding["variable"] in seen:
            yield Finding(("codings", index, "variable"), f'"{coding["variable"]}" is coded a second time')
        seen.add(coding["variable"])
    lost = [variable for variable in subject.query.codebook.variables if variable not in seen]
    if lost:
        message = (
            f"{len(lost)} of {len(subject.query.codebook.variables)} variables are not coded: {', '.join(lost[:8])}"
        )
        yield Finding(("codings",), message + (", …" if len(lost) > 8 else ""))


def coding_has_the_type_of_its_variable(subject: Subject):
    for index, coding, variable in subject.codings:
        found = sorted(_EITHER.intersection(coding))
        if len(found) != 1:
            said = f"has {' and '.join(found)}" if found else "has neither a value nor a missing code"
            yield Finding(("codings", index), f'"{variable.id}" {said}')
            continue
        wanted = KEY_OF[variable.type]
        if found[0] not in (wanted, "missing"):
            message = f'"{variable.id}" is of type {variable.type}, but has "{found[0]}"'
            yield Finding(
                ("codings", index, found[0]), message, f'write "{wanted}:" in its place, with {_WITH[wanted]}'
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


def _unknown(subject: Subject, where: tuple, code: str, known, what: str):
    if code not in known:
        help_ = _of_missing(subject, code) or text.did_you_mean(code, known)
        yield Finding(where, f'"{text.shorten(code)}" is not a {what}', help_)


def _of_missing(subject: Subject, code: str) -> str:
    lists = subject.query.reference
    if code in lists.typed_missing_codes:
        return f'write "missing: {code}" in its place'
    return "it is of whole responses, and never typed into a coding" if code in lists.missing_codes else ""


def shares_are_percentages(subject: Subject):
    for index, coding in enumerate(subject.value.get("codings", ())):
        if not 0 <= coding.get("number", 0) <= 100:
            yield Finding(("codings", index, "number"), f"{coding['number']} is not a share of 0 to 100 percent")


def shares_are_quoted(subject: Subject):
    for index, coding, variable in subject.codings:
        number = coding.get("number")
        if number is None or not 0 < number <= 100 or "note" in coding:  # a share of 0 may be a "None"
            continue
        quoted = {
            float(found.replace(",", ".")) for q in coding.get("evidence", ()) for found in _NUMBER.findall(q["quote"])
        }
        if float(number) not in quoted:
            yield Finding(("codings", index, "number"), f'no quote of "{variable.id}" holds the number {number}')


def filters_hold(subject: Subject):
    coded = {variable.id: coding for _, coding, variable in subject.codings}
    for index, coding, variable in subject.codings:
        missing = coding.get("missing")
        skip = variable.filter
        if skip is None:
            if missing == "inapplicable":
                yield Finding(
                    ("codings", index, "missing"), f'"{variable.id}" is never inapplicable: no filter leads past it'
                )
            continue
        wanted = _wanted_missing(skip, coded.get(skip.variable, {}), missing)
        if wanted is None or wanted == missing or (missing is None and not skip.always):
            continue
        key = "missing" if missing else next((k for k in KEY_OF.values() if k in coding), "variable")
        said = f'"{variable.id}" is {", ".join(map(str, record.codes_of(coding)))}, but "{skip.variable}" is {", ".join(record.codes_of(coded.get(skip.variable, {})))}'
        yield Finding(("codings", index, key), said, f"the codebook asks for {wanted}")


def _wanted_missing(skip, other: dict, missing: str | None) -> str | None:
    """Return the missing code that the filter asks for, or ``None`` where it asks for none."""
    if other.get("value") == skip.code:
        return "inapplicable"
    if skip.always:
        return "a code or another missing code" if missing == "inapplicable" else None
    return other.get("missing", "not-mentioned")


RULES = (
    Rule(
        "C01",
        "Every variable is in the codebook.",
        "see codebook.yaml",
        variables_are_known,
        Example("HR", "variable: monitoring\n", "variable: monitorin\n"),
    ),
    Rule(
        "C02",
        "Every variable of the codebook is coded once for each disseminated response.",
        "add what is missing, or mend its id; delete what is coded twice",
        every_variable_is_coded_once,
        Example("HR", "variable: public_sources", "variable: monitoring"),
    ),
    Rule(
        "C03",
        "A coding has one of value, values, number or missing, as the type of its variable asks.",
        "keep one of them",
        coding_has_the_type_of_its_variable,
        Example("HR", "  value: ongoing", "  values: [ongoing]"),
    ),
    Rule(
        "C04",
        "Every code is one of its variable, or a missing code.",
        "see codebook.yaml and data/reference",
        codes_are_known,
        Example("HR", "  value: ongoing", "  value: ongoin"),
    ),
    Rule(
        "C05",
        "A share is a number from 0 to 100.",
        "write the percent that the answer prints, from 0 to 100",
        shares_are_percentages,
        Example("AT", "number: 15", "number: 150"),
    ),
    Rule(
        "C07",
        "A share above 0 stands as a number in a quote of its coding, or a note says how it was read.",
        "write percent as the answer prints it (15, not 0.15), or add a note",
        shares_are_quoted,
        Example("AT", "number: 15", "number: 0.15"),
    ),
    Rule(
        "C06",
        "A variable is inapplicable exactly where the codebook says.",
        "see the filter of the variable in codebook.yaml",
        filters_hold,
        Example("HR", "  value: ongoing", "  value: none"),
    ),
)
