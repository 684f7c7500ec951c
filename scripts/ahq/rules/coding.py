"""C: codings. Each variable of the codebook once, with a value or a missing code that it allows."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from ahq.core import text
from ahq.core.problems import Edit, Repair
from ahq.core.strict_yaml import KEY, Path
from ahq.corpus import record
from ahq.corpus.codebook import KEY_OF, Filter, Variable
from ahq.rules.base import CodedVariable, Example, Rule, Subject, Violation, rule

_WITH = {"value": "one code", "values": "a list of codes: [one, two]", "number": "a number"}
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_EITHER = frozenset((*KEY_OF.values(), "missing"))


@rule(
    "C01",
    "record",
    "Every variable is in the codebook.",
    why="a value of a variable that nobody defined means nothing",
    repair="see codebook.yaml",
    example=Example(
        'the variable "monitorin" is not in the codebook', "HR", "variable: monitoring\n", "variable: monitorin\n"
    ),
    fixable=True,
)
def variables_are_known(subject: Subject) -> Iterator[Violation]:
    known = subject.query.codebook.variables
    entries = subject.entries("codings", "variable") if known else []  # without a codebook, Q10 says so
    unused = set(known).difference(coding["variable"] for _, coding in entries)
    for index, coding in entries:
        variable, where = coding["variable"], ("codings", index, "variable")
        if variable not in known:
            repair = subject.respelling(where, variable, known)
            if repair and repair.edits[0].replacement not in unused:
                repair = None  # it would be coded twice
            said = f'the variable "{text.shorten(variable)}" is not in the codebook'
            yield Violation(where, said, text.did_you_mean(variable, known), repair)


@rule(
    "C02",
    "record",
    "Every variable of the codebook is coded once for each disseminated response.",
    why="a variable left out, and one that the answer says nothing about, are two things",
    repair="add what is missing, delete what is a duplicate",
    example=Example('duplicate coding of "monitoring"', "HR", "variable: public_sources", "variable: monitoring"),
)
def every_variable_is_coded_once(subject: Subject) -> Iterator[Violation]:
    if not subject.holds("wider_dissemination") or not subject.value["wider_dissemination"]:
        return
    codings = subject.entries("codings", "variable")
    known = subject.query.codebook.variables
    coded = [coding["variable"] for _, coding in codings]
    lost = [variable for variable in known if variable not in coded]
    seen: set[str] = set()
    for index, coding in codings:
        if coding["variable"] in seen and coding["variable"] in known:
            write = f"; or write the variable that is not coded: {text.first_of(lost)}" if lost else ""
            said = f'duplicate coding of "{coding["variable"]}"'
            yield Violation(("codings", index, "variable"), said, f"delete one of the two{write}")
        seen.add(coding["variable"])
    if not subject.shape.untouched(("codings",)):
        return
    # Each coding that has the wrong variable, or none that can be read, may be that of one which is lost.
    doubtful = len(subject.value.get("codings", ())) - len(seen.intersection(known))
    if len(lost) > doubtful:
        yield Violation(("codings",), f"{len(lost)} of {len(known)} variables are not coded: {text.first_of(lost)}")


@rule(
    "C04",
    "record",
    "Every code, also in an alternative, is a code of its variable or a missing code.",
    why="the codebook says what a code means, and nothing says what another would mean",
    repair="see codebook.yaml and data/reference",
    example=Example('"ongoin" is not a code of "monitoring"', "HR", "  value: ongoing", "  value: ongoin"),
    fixable=True,
)
def codes_are_known(subject: Subject) -> Iterator[Violation]:
    shaped = not subject.shape  # nearly all are: for those, looking the code up is enough
    typed_missing_codes = subject.query.reference.typed_missing_codes
    for path, coding, variable in subject.valued:
        if not shaped and not subject.shape.untouched(path):
            continue
        if "missing" in coding and not (shaped and coding["missing"] in typed_missing_codes):
            yield from _missing_code(subject, (*path, "missing"), coding, variable)
        if "value" in coding and not (shaped and coding["value"] in variable.codes):
            yield from _code(subject, (*path, "value"), coding["value"], variable)
        if "values" in coding and (not subject.shape or subject.shape.untouched((*path, "values"))):
            for position, code in enumerate(coding["values"]):
                yield from _code(subject, (*path, "values", position), code, variable)


def _code(subject: Subject, where: Path, code: str, variable: Variable) -> Iterator[Violation]:
    if (subject.shape and not subject.shape.free(where)) or code in variable.codes:
        return
    said, lists = f'"{text.shorten(code)}" is not a code of "{variable.id}"', subject.query.reference
    if code in lists.typed_missing_codes:
        yield Violation(where, said, f'write "missing: {code}" in its place', _renamed(subject, where, "missing", code))
    elif code in lists.missing_codes:
        yield Violation(where, said, _OF_RESPONSES)
    else:
        yield _unknown(subject, where, said, code, variable.codes)


def _missing_code(subject: Subject, where: Path, coding: dict[str, Any], variable: Variable) -> Iterator[Violation]:
    code, lists = coding["missing"], subject.query.reference
    if (subject.shape and not subject.shape.free(where)) or code in lists.typed_missing_codes:
        return
    said = f'"{text.shorten(code)}" is not a missing code'
    if code in lists.missing_codes:
        yield Violation(where, said, _OF_RESPONSES)
    elif code in variable.codes:
        key = KEY_OF[variable.type]
        written = f"[{code}]" if key == "values" else code
        repair = (
            _renamed(subject, where, key, code, written) if not _EITHER.intersection(coding) - {"missing"} else None
        )
        yield Violation(where, said, f'write "{key}: {written}" in its place', repair)
    else:
        yield _unknown(subject, where, said, code, lists.typed_missing_codes)


_OF_RESPONSES = "it is a code of whole responses, and never typed into a coding"


def _unknown(subject: Subject, where: Path, said: str, code: str, known: Collection[str]) -> Violation:
    return Violation(where, said, text.did_you_mean(code, known), subject.respelling(where, code, known))


def _renamed(subject: Subject, where: Path, key: str, code: str, written: str = "") -> Repair | None:
    """Return the repair that gives a code another key; ``None`` where it is one of a list."""
    if not isinstance(where[-1], str):
        return None
    edits = [subject.replacement((*where, KEY), where[-1], key)]
    if written not in ("", code):
        edits.append(subject.replacement(where, code, written))
    known = tuple(edit for edit in edits if isinstance(edit, Edit))
    return Repair(known, f'replaced "{where[-1]}: {code}" with "{key}: {written or code}"') if all(edits) else None


@rule(
    "C03",
    "record",
    "A coding has one of value, values, number or missing, as the type of its variable asks; an alternative too.",
    why="of two values nobody could say which holds",
    repair="keep one of them",
    example=Example('"monitoring" is of type code, but has "values"', "HR", "  value: ongoing", "  values: [ongoing]"),
)
def coding_has_the_type_of_its_variable(subject: Subject) -> Iterator[Violation]:
    for path, coding, variable in subject.valued:
        found, wanted = _EITHER.intersection(coding), KEY_OF[variable.type]
        if (len(found) == 1 and (wanted in found or "missing" in found)) or not subject.has_value(path):
            continue
        if len(found) != 1:
            said = f"has {text.all_of(sorted(found))}" if found else "has neither a value nor a missing code"
            yield Violation(path, f"{_named(path, variable)} {said}")
        else:
            (key,) = found
            said = f'"{variable.id}" is of type {variable.type}, but {_of(path)}has "{key}"'
            help_ = f'write "{wanted}:" in its place, with {_WITH[wanted]}'
            yield Violation((*path, key), said, help_)


def _of(path: Path) -> str:
    return "" if len(path) == len(("codings", 0)) else "its alternative "


def _named(path: Path, variable: Variable) -> str:
    return f'"{variable.id}"' if not _of(path) else f'an alternative of "{variable.id}"'


@rule(
    "C05",
    "record",
    "A share is a number from 0 to 100.",
    why="shares are published in percent",
    repair="write the percent that the answer prints, from 0 to 100",
    example=Example("150 is not a share of 0 to 100 percent", "AT", "number: 15", "number: 150"),
)
def shares_are_percentages(subject: Subject) -> Iterator[Violation]:
    for path, coding, _ in subject.valued:
        if "number" in coding and subject.holds(*path, "number") and not 0 <= coding["number"] <= 100:
            yield Violation((*path, "number"), f"{coding['number']} is not a share of 0 to 100 percent")


@rule(
    "C07",
    "record",
    "A share above 0 stands as a number in a quote of its coding, or a note says how it was read.",
    why="digits are easily transposed, and a reader must find the number in the answer",
    repair="write the percent as the answer prints it (15, not 0.15), or add a note",
    example=Example('no quote of "share_advertising" has the number 0.15', "AT", "number: 15", "number: 0.15"),
)
def shares_are_quoted(subject: Subject) -> Iterator[Violation]:
    for index, coding, variable in subject.sound_codings:
        number = coding.get("number")
        if number is None or number == 0 or "note" in coding:  # a share of 0 may be a "None"
            continue
        if not subject.shape.free(("codings", index, "evidence")):
            continue
        quotes = (quote["quote"] for quote in coding.get("evidence", ()))
        quoted = {float(found.replace(",", ".")) for quote in quotes for found in _NUMBER.findall(quote)}
        if float(number) not in quoted:
            yield Violation(("codings", index, "number"), f'no quote of "{variable.id}" has the number {number}')


@rule(
    "C08",
    "record",
    "An alternative differs from the published value and from the other alternatives of its coding.",
    why="a count would have a range where nothing is in doubt",
    repair="delete the alternative, or write what another reader could choose",
    example=Example(
        'the alternative of "public_sources" is the same as the published value: not-applicable-or-available',
        "HR",
        '- variable: public_sources\n  missing: not-applicable-or-available\n  evidence:\n  - item: "7"\n    quote: N/a\n',
        '- variable: public_sources\n  missing: not-applicable-or-available\n  evidence:\n  - item: "7"\n    quote: N/a\n'
        "  alternatives:\n  - missing: not-applicable-or-available\n    reason: A reader could decide otherwise here.\n",
    ),
)
def alternatives_are_other_readings(subject: Subject) -> Iterator[Violation]:
    for index, coding, variable in subject.sound_codings:
        if "alternatives" not in coding:
            continue
        seen = [_reading(coding)]
        for number, other in enumerate(coding["alternatives"]):
            path = ("codings", index, "alternatives", number)
            if not subject.has_value(path):
                continue
            said = "the same as " + ("the published value" if _reading(other) == seen[0] else "another alternative")
            if _reading(other) in seen:
                shown = other["number"] if "number" in other else _codes(other)
                yield Violation(path, f'the alternative of "{variable.id}" is {said}: {shown}')
            elif other.get("missing") == "inapplicable" and variable.filter is None:
                said = f'"{variable.id}" is never inapplicable: its codebook has no filter'
                yield Violation((*path, "missing"), said, "write a code or another missing code")
            seen.append(_reading(other))


def _reading(coding: dict[str, Any]) -> tuple[frozenset[str], Any]:
    return frozenset(record.codes_of(coding)), coding.get("number")


@rule(
    "C06",
    "record",
    "A variable is inapplicable exactly where the codebook says.",
    why="a percentage is counted over those to whom the variable applies",
    repair="see the filter of the variable in codebook.yaml",
    example=Example(
        '"monitoring_authorities" is police, but "monitoring" is none', "HR", "  value: ongoing", "  value: none"
    ),
)
def filters_hold(subject: Subject) -> Iterator[Violation]:
    sound = {coded.variable.id: coded for coded in subject.sound_codings}
    against: dict[str, list[tuple[CodedVariable, str]]] = {}  # by the variable of the filter, with what that asks for
    for coded in sound.values():
        _, coding, variable = coded
        missing, skip = coding.get("missing"), variable.filter
        if skip is None and missing == "inapplicable":
            said = f'"{variable.id}" is never inapplicable: its codebook has no filter'
            yield Violation(("codings", coded.position, "missing"), said, "write a code or another missing code")
        if skip is None or skip.variable not in sound:
            continue
        wanted = _wanted_missing(skip, sound[skip.variable].coding, missing)
        if wanted is not None and wanted != missing and (missing is not None or skip.always):
            against.setdefault(skip.variable, []).append((coded, wanted))
    for filter_, found in against.items():
        yield _against_filter(sound[filter_], found)


def _against_filter(other: CodedVariable, found: list[tuple[CodedVariable, str]]) -> Violation:
    """Return one violation for all that contradict one filter: the mistake may be in the variable that it looks at."""
    (position, coding, variable), wanted = found[0]
    key = "missing" if "missing" in coding else KEY_OF[variable.type]
    said = f'"{variable.id}" is {_codes(coding)}, but "{other.variable.id}" is {_codes(other.coding)}'
    more = [coded.variable.id for coded, _ in found[1:]]
    help_ = f"the codebook asks for {wanted}" + (f"; see also {text.all_of(more)}" if more else "")
    return Violation(("codings", position, key), said, help_)


def _codes(coding: dict[str, Any]) -> str:
    return text.first_of(record.codes_of(coding))


def _wanted_missing(skip: Filter, other: dict[str, Any], missing: str | None) -> str | None:
    """Return the missing code that the filter asks for, or ``None`` where it asks for none."""
    if other.get("value") == skip.code:
        return "inapplicable"
    if skip.always:
        return "a code or another missing code" if missing == "inapplicable" else None
    found: str = other.get("missing", "not-mentioned")
    return found


RULES: tuple[Rule[Subject], ...] = (
    variables_are_known,
    every_variable_is_coded_once,
    codes_are_known,
    coding_has_the_type_of_its_variable,
    shares_are_percentages,
    shares_are_quoted,
    alternatives_are_other_readings,
    filters_hold,
)
