"""K: how a query was coded. Its passes, the decisions between them, the corrections after; every code has its reason."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ahq.core import text
from ahq.core.digests import sha256
from ahq.core.problems import Problem, counted
from ahq.corpus.codebook import PERCENT, Variable
from ahq.corpus.coding_passes import DECIDING, Adjudication, Coder, Correction, PassRow, by_variable
from ahq.corpus.query import Query
from ahq.corpus.reading import Reading
from ahq.corpus.record import Record
from ahq.rules.base import Example, Rule

KINDS = ("slip", "overlooked-text", "rule-unclear", "text-ambiguous", "segment-assignment")
SHORTEST_REASON = 10  # characters
Key = tuple[str, str]  # country and variable
_HERE = "scripts/ahq/rules/passes.py"

COLUMNS: Rule[Any] = Rule(
    "K01",
    "query",
    "A pass of coding, an adjudication and a list of corrections are CSV in UTF-8, with the columns that they need.",
    "agreement and reasons are computed from these files",
    "compare its first line with that of another query",
    Example(words="a column with the name varable in pass-2.csv"),
    asked_in=_HERE,
)
KNOWN: Rule[Any] = Rule(
    "K02",
    "query",
    "A line of coding names a disseminated response, a variable of the codebook and a code of it, or a missing code; a share has its number, from 0 to 100.",
    "a line that names nothing known would be counted nowhere",
    "correct it",
    Example(words="a line of pass-1.csv for a country that did not agree to dissemination"),
    asked_in=_HERE,
)
COMPLETE: Rule[Any] = Rule(
    "K03",
    "query",
    "A pass codes every variable of every disseminated response, with one code where the variable takes one; a third or later pass need only code the responses that it covers, each in full.",
    "agreement is measured over what both passes coded",
    "put back the lines as the coder left them",
    Example(words="a pass from which a line was deleted"),
    asked_in=_HERE,
)
QUOTES: Rule[Any] = Rule(
    "K04",
    "query",
    "A quote of a pass stands once in the answer that it names.",
    "a quote shows what the coder read",
    "the text of the answer or the quote was changed afterwards: put back what was there",
    Example(words="a quote with another word than the answer"),
    asked_in=_HERE,
)
DECISIONS: Rule[Any] = Rule(
    "K05",
    "query",
    "Each disagreement between two passes is decided once, with what both say, its kind from the closed list, and a reason.",
    "a code that one coder disputes needs a reason that everybody can read",
    f"add a line to adjudication.csv; the kinds are {', '.join(KINDS)}",
    Example(words="a disagreement with no line in adjudication.csv"),
    asked_in=_HERE,
)
CORRECTIONS: Rule[Any] = Rule(
    "K06",
    "query",
    "A correction names what the code was and what it is now, the day, and a reason; in the order of the days.",
    "users of an earlier version must see what changed, and why",
    "see walk 2 in CONTRIBUTING.md",
    Example(words="a correction without a reason"),
    asked_in=_HERE,
)
REASONS: Rule[Any] = Rule(
    "K07",
    "query",
    "Every final code has its reason on file: the passes agree on it, or an adjudication decided it, or a correction.",
    "a code of which no file tells the reason cannot be defended",
    "put back the code, or add a line to coding/corrections.csv",
    Example(words="a code of a record that was changed, and of which no file tells why"),
    asked_in=_HERE,
)
FROZEN: Rule[Any] = Rule(
    "K08",
    "query",
    "The passes of a published query and the decisions between them are, byte for byte, those whose hashes are in query.yaml.",
    "a pass that is changed afterwards proves nothing: agreement would be computed from what nobody coded",
    "restore the file from the history; a code changes through coding/corrections.csv",
    Example(
        "coding/pass-1.csv has another hash: it is not the file that was kept",
        words="a code of pass-1.csv that was changed after the query was published",
    ),
    asked_in=_HERE,
)
RULES = (COLUMNS, KNOWN, COMPLETE, QUOTES, DECISIONS, CORRECTIONS, REASONS, FROZEN)


class CodedQuery(NamedTuple):
    """A query with the files that say how it was coded, and its disseminated records by country."""

    query: Query
    records: dict[str, Record]
    passes: list[Reading[tuple[PassRow, ...]]]
    adjudication: Reading[tuple[Adjudication, ...]] | None
    corrections: Reading[tuple[Correction, ...]] | None


def check(coded: CodedQuery) -> list[Problem]:
    """Return the problems of the files of coding of one query; none where it keeps no passes."""
    others: list[Reading[Any] | None] = [coded.adjudication, coded.corrections]
    files: list[Reading[Any]] = [*coded.passes, *(file for file in others if file is not None)]
    broken = [
        COLUMNS.problem(file.name, fault.message, fault.help, (fault.line, fault.column))
        for file in files
        for fault in file.faults
    ]
    if broken or not files:
        return broken
    if coded.adjudication and len(coded.passes) < 2:
        said = f"it decides between two passes, and there is {counted(len(coded.passes), 'pass')}"
        help_ = "put back coding/pass-1.csv and coding/pass-2.csv; passes are kept as their coders left them"
        return [DECISIONS.problem(coded.adjudication.name, said, help_)]
    unknown = [problem for file in files for problem in _unknown(coded, file)]
    if unknown:  # what is coded is certain only where every name is known
        return unknown
    of_passes = list(_of_passes(coded))
    if any(problem.rule == COMPLETE.id for problem in of_passes):  # where they agree is then not certain
        return of_passes
    return [*of_passes, *_of_decisions(coded), *_of_corrections(coded), *_without_reason(coded)]


def check_frozen(query: Query, name: str, files: Mapping[str, bytes]) -> list[Problem]:
    """Return where the ``files`` of coding, by their path from the folder of the query, are not those that query.yaml keeps."""
    kept = {entry["path"]: entry["sha256"] for entry in query.value.get("coding_files", ())}
    return [
        FROZEN.problem(name, said, help_)
        for path in sorted({*kept, *files})
        if (said := _not_as_kept(path, kept, files)) and (help_ := _repair(path, kept, files))
    ]


def _not_as_kept(path: str, kept: Mapping[str, str], files: Mapping[str, bytes]) -> str:
    if path not in files:
        return f"{path} is listed under coding_files, but the file is missing"
    if path not in kept:
        return f"{path} is not kept under coding_files"
    return "" if sha256(files[path]) == kept[path] else f"{path} has another hash: it is not the file that was kept"


def _repair(path: str, kept: Mapping[str, str], files: Mapping[str, bytes]) -> str:
    if path in kept:
        return FROZEN.repair
    return f"once the coding is done, add it there: path: {path}, sha256: {sha256(files[path])}"


def _unknown(coded: CodedQuery, file: Reading[tuple[Any, ...]]) -> Iterator[Problem]:
    variables = coded.query.codebook.variables
    missing = coded.query.reference.typed_missing_codes
    for row in file.required():
        place = (row.line, 1)
        if row.country not in coded.records:
            help_ = text.did_you_mean(row.country, coded.records)
            yield KNOWN.problem(
                file.name, f'"{text.shorten(row.country)}" has no disseminated response here', help_, place
            )
        elif row.variable not in variables:
            help_ = text.did_you_mean(row.variable, variables)
            yield KNOWN.problem(
                file.name, f'the variable "{text.shorten(row.variable)}" is not in the codebook', help_, place
            )
        else:
            known = {*variables[row.variable].codes, *missing}
            for code in sorted(row.named_codes() - known):
                said = f'"{text.shorten(code)}" is not a code of "{row.variable}"'
                yield KNOWN.problem(file.name, said, text.did_you_mean(code, known), place)
            if isinstance(row, PassRow) and (said := _wrong_number(row, variables[row.variable])):
                yield KNOWN.problem(file.name, said, place=place)


def _wrong_number(row: PassRow, variable: Variable) -> str:
    if variable.type != PERCENT or row.code not in variable.codes:
        return f'a number stands beside "{row.code}", which is no share' if row.number else ""
    if not _SHARE.fullmatch(row.number):
        return f'"{text.shorten(row.number)}" is not a number from 0 to 100'
    return ""


_SHARE = re.compile(r"(?:100|[0-9]{1,2})(?:\.[0-9]+)?", re.ASCII)


def _of_passes(coded: CodedQuery) -> Iterator[Problem]:
    answers = {country: record.texts() for country, record in coded.records.items()}
    for place, file in enumerate(coded.passes):
        countries = coded.records if place < DECIDING else {row.country for row in file.required()}
        wanted = {(country, variable) for country in countries for variable in coded.query.codebook.variables}
        lost = sorted(wanted - by_variable(file.required()).keys())
        if lost:
            shown = ", ".join(" ".join(key) for key in lost[:4]) + (", …" if len(lost) > 4 else "")
            yield COMPLETE.problem(file.name, f"{len(lost):,} of {len(wanted):,} codings are not there: {shown}")
        yield from _repeated(coded, file)
        for row in file.required():
            if row.quote and answers[row.country].get(row.item, "").count(row.quote) != 1:
                said = f'the answer of {row.country} to {text.shorten(row.item) or "no item"} must hold "{text.shorten(row.quote)}" exactly once, and does not'
                yield QUOTES.problem(file.name, said, place=(row.line, 1))


def _repeated(coded: CodedQuery, file: Reading[tuple[PassRow, ...]]) -> Iterator[Problem]:
    """Yield each line that stands twice, or gives a second code to a variable of one; a code may have several quotes."""
    first: dict[Key, PassRow] = {}
    seen: dict[PassRow, int] = {}
    for row in file.required():
        key, whole = (row.country, row.variable), row._replace(line=0)
        before = first.setdefault(key, row)
        if whole in seen:
            yield COMPLETE.problem(file.name, f"this line is a duplicate of line {seen[whole]}", place=(row.line, 1))
        elif before.code != row.code and coded.query.codebook.variables[row.variable].type != "codes":
            said = f'{row.country} {row.variable} has one code, and line {before.line} says "{before.code}"'
            yield COMPLETE.problem(file.name, said, place=(row.line, 1))
        seen.setdefault(whole, row.line)


def _of_decisions(coded: CodedQuery) -> Iterator[Problem]:
    if len(coded.passes) < 2:
        return
    first, second = (by_variable(file.required()) for file in coded.passes[:DECIDING])
    rows = coded.adjudication.required() if coded.adjudication else ()
    name = coded.adjudication.name if coded.adjudication else coded.passes[1].name.replace("pass-2", "adjudication")
    seen: set[Key] = set()
    for row in rows:
        said = _wrong_decision(row, first, second, seen)
        if said:
            yield DECISIONS.problem(name, said, place=(row.line, 1))
        seen.add((row.country, row.variable))
    both = first.keys() & second.keys()
    for country, variable in sorted(key for key in both - seen if first[key] != second[key]):
        yield DECISIONS.problem(name, f"the passes disagree on {country} {variable}, and nothing decides it")


def _wrong_decision(row: Adjudication, first: Coder, second: Coder, seen: set[Key]) -> str:
    key = (row.country, row.variable)
    if key in seen:
        return f"{row.country} {row.variable} is decided twice"
    if row.kind not in KINDS:
        return f'"{text.shorten(row.kind)}" is not a kind of disagreement'
    if len(row.reason) < SHORTEST_REASON:
        return f"the decision on {row.country} {row.variable} has no reason"
    if (row.pass_1, row.pass_2) != (first.get(key, (None,))[0], second.get(key, (None,))[0]):
        return f"pass_1 and pass_2 are not what the passes have for {row.country} {row.variable}"
    return f"the passes agree on {row.country} {row.variable}" if first[key] == second[key] else ""


def _of_corrections(coded: CodedQuery) -> Iterator[Problem]:
    if coded.corrections is None:
        return
    before, seen = "", set()
    for row in coded.corrections.required():
        said = _wrong_correction(row, before)
        day = (row.country, row.variable, row.date)
        if not said and day in seen:
            said = f"{row.country} {row.variable} is corrected twice on {row.date}: write one line of it"
        seen.add(day)
        if said:
            yield CORRECTIONS.problem(coded.corrections.name, said, place=(row.line, 1))
        before = row.date


def _wrong_correction(row: Correction, before: str) -> str:
    if not text.is_day(row.date):
        return f'"{text.shorten(row.date)}" is not a day: write YYYY-MM-DD'
    if row.date < before:
        return f"{row.date} is before the day of the line above, {before}"
    if len(row.reason) < SHORTEST_REASON:
        return f"the correction of {row.country} {row.variable} has no reason"
    return f"the old and the new code of {row.country} {row.variable} are the same" if row.old == row.new else ""


def _without_reason(coded: CodedQuery) -> Iterator[Problem]:
    """Yield each final code that follows from no file, and each correction that does not begin with what was decided."""
    reasoned = _decided(coded)
    name = next(file.name for file in (*coded.passes, coded.corrections) if file)
    for row in coded.corrections.required() if coded.corrections else ():
        key = (row.country, row.variable)
        if reasoned.get(key, row.old) != row.old:
            said = f"{row.country} {row.variable} was {_shown(reasoned[key])} before, not {_shown(row.old)}"
            yield CORRECTIONS.problem(coded.corrections.name, said, place=(row.line, 1))  # type: ignore[union-attr]
        reasoned[key] = row.new
    for country, record in coded.records.items():
        for coding in record.codings:
            wanted = reasoned.get((country, coding.variable))
            if wanted is not None and wanted != frozenset(coding.codes):
                said = f"{country} {coding.variable} is {_shown(frozenset(coding.codes))} in the record, and {_shown(wanted)} by the files of coding"
                yield REASONS.problem(name, said)


def _decided(coded: CodedQuery) -> dict[Key, frozenset[str]]:
    """Return what the passes agree on, and what was decided where they do not."""
    found = [by_variable(file.required()) for file in coded.passes[:DECIDING]]
    agreed = (
        {key: codes for key, (codes, _) in found[0].items() if found[0][key] == found[-1].get(key)} if found else {}
    )
    rows = coded.adjudication.required() if coded.adjudication else ()
    return agreed | {(row.country, row.variable): row.decision for row in rows}


def _shown(codes: frozenset[str]) -> str:
    return f'"{";".join(sorted(codes))}"'
