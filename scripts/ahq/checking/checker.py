"""Checking: read a query and its records, ask the rules, cache what was clean."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ahq.checking import cache
from ahq.checking.cache import Cache, Result
from ahq.core import json_schema
from ahq.core.checkout import Checkout
from ahq.core.problems import Problem
from ahq.corpus import canonical_form, codebook, reading, record
from ahq.corpus.query import Query
from ahq.corpus.reading import QueryReading, Reading
from ahq.corpus.source import Source
from ahq.rules import asking, passes, review, shape
from ahq.rules import query as query_rules
from ahq.rules.base import WHOLE_FILE, Rule, Subject, Violation, guard
from ahq.rules.file import CAN_BE_READ, read
from ahq.rules.query import QuerySubject

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator


class Schemas(NamedTuple):
    """The compiled JSON Schemas of the three kinds of files."""

    response: Draft202012Validator
    query: Draft202012Validator
    codebook: Draft202012Validator


def schemas() -> Schemas:
    """Compile the JSON Schemas. Raises OSError where one is missing."""
    for kind in Schemas._fields:
        shape.learn_keys(json_schema.schema(kind), kind)
    return Schemas(*map(json_schema.validator, Schemas._fields))


class CheckedQuery(NamedTuple):
    """What was read of a query and its problems; ``query`` is ``None`` where its records cannot be checked against it."""

    query: Query | None
    problems: list[Problem]
    reading: QueryReading


class Checker:
    """Checks records and queries of one checkout; what ``known`` holds is not checked again."""

    def __init__(self, checkout: Checkout, known: Cache = cache.EMPTY):
        self.checkout = checkout
        self.known = known
        self.schemas = schemas()
        self.reference = reading.read_lists(checkout)
        self._known_queries: dict[Path, CheckedQuery] = {}

    def record(self, path: Path) -> list[Problem]:
        """Return the problems of one record file, checked alone against its query."""
        data, problems = read(path, self.checkout)
        if data is None:
            return problems
        folder = path.absolute().parents[1]
        query, broken, read_ = self.query(folder)
        subject = self._subject(path, data, query)
        problems = broken + asking.check(subject)
        if query and asking.has_its_shape(problems):
            whole = QuerySubject(folder.name, query, _codebook_value(read_), {path.name: subject.value})
            problems += self._ask(folder, query_rules.OF_ONE_RECORD, whole)
        return problems

    def bytes_of(self, path: Path, data: bytes, kind: str) -> list[Problem]:
        """Return every problem that a file of a query would have with these bytes; ``kind`` is the schema that it has."""
        if kind == "response":
            subject = self._subject(path, data, self._queries(path.parents[1]).query)
        else:
            subject = Subject(self.checkout.name(path), data, None, getattr(self.schemas, kind, None), kind=kind)
        return asking.check(subject, most=sys.maxsize)

    def _queries(self, folder: Path) -> CheckedQuery:
        """Return a checked query, which is read once."""
        if folder not in self._known_queries:
            self._known_queries[folder] = self.query(folder)
        return self._known_queries[folder]

    def query(self, folder: Path) -> CheckedQuery:
        """Check what the records of a query are checked against: its head, its codebook, its source."""
        read = reading.read_query(folder, self.checkout, self.reference)
        problems = self._of_file(read.head, "query")
        if read.codebook:
            problems += self._of_file(read.codebook, "codebook")
        if not asking.is_readable(problems):
            return CheckedQuery(None, problems, read)
        assert read.source is not None
        if read.source.value is None:
            return CheckedQuery(None, problems + self._of_source(read), read)
        if read.query is None:  # its codebook names a list of codes that does not exist
            return CheckedQuery(None, problems + self._of_codebook(folder, read, read.source.value), read)
        return CheckedQuery(read.query, problems, read)

    def _of_file(self, read: Reading[Any], kind: str) -> list[Problem]:
        if read.data is None:
            return _refused(read)
        schema = getattr(self.schemas, kind)
        return asking.check(Subject(read.name, read.data, None, schema, kind=kind, document=read.document))

    def _of_source(self, read: QueryReading) -> list[Problem]:
        source = read.source
        assert source is not None
        if source.data is None:
            problems = _refused(source)
        else:
            problems = [
                query_rules.source_is_the_archived_one.problem(source.name, f.message, f.help, (f.line, f.column))
                for f in source.faults
            ]
        said = f"its source {read.head.required().source.path} cannot be read"
        return [
            *problems,
            query_rules.source_is_the_archived_one.problem(read.head.name, said),
        ]

    def _of_codebook(self, folder: Path, read: QueryReading, source: Source) -> list[Problem]:
        query = reading.query_of(folder, read.head, codebook.NONE, source, self.reference)
        subject = QuerySubject(folder.name, query, _codebook_value(read), {})
        return self._ask(folder, query_rules.OF_THE_CODEBOOK, subject)

    def _subject(self, path: Path, data: bytes, query: Query | None) -> Subject:
        folder = path.absolute().parents[1].name
        return Subject(self.checkout.name(path), data, query, self.schemas.response, folder)

    def folder(self, folder: Path) -> Result:
        """Check one query: its head, each of its records, and all of them taken together."""
        files, refused = reading.read_record_files(folder, self.checkout)
        problems = [CAN_BE_READ.problem(why.name, why.message, why.help) for why in refused]
        count = len(files) + len(refused)
        query, broken, read = self.query(folder)
        problems += broken
        if query is None:
            subjects = (self._subject(path, data, None) for path, data in files.items())
            return Result(problems + [p for subject in subjects for p in asking.check(subject)], count, set())
        coding = reading.read_coding_files(folder, self.checkout)
        keys = cache.keys(self.known.context, cache.inputs_of(read), folder, files, coding)
        clean, unsure = set(), set()
        records = {}
        for path, key in keys.records.items():
            found, value = self._unless_clean(path, files[path], query, key)
            if not found:
                clean.add(key)
            problems += found
            if asking.has_its_shape(found):
                records[path.name] = value
            if asking.is_of_lines(found):
                unsure.add(path.name)
        subject = QuerySubject(folder.name, query, _codebook_value(read), records, unsure)
        # A record that cannot be read has problems of its own; do not guess at what it would say.
        of_query = self._ask(folder, query_rules.RULES if len(records) == count else query_rules.ALONE, subject)
        if of_query:  # what the records were reviewed against is certain only where their query is right
            problems = [one for one in problems if one.rule != review.review_is_against_what_stands_here.id]
        problems += of_query
        if coding and not problems:
            name = self.checkout.name(folder / "coding")
            problems += guard(passes.COLUMNS, name, lambda: passes.check(self._coded(folder, query, records)))
        problems += passes.check_frozen(query, read.head.name, reading.read_frozen_files(folder, self.checkout))
        return Result(problems, count, clean if problems else keys.all())

    def _coded(self, folder: Path, query: Query, records: dict[str, dict[str, Any]]) -> passes.CodedQuery:
        typed = [record.parse(value) for value in records.values()]
        spoken = {one.respondent.country: one for one in typed if one.wider_dissemination}
        return passes.CodedQuery(
            query,
            spoken,
            reading.read_passes(folder, self.checkout),
            reading.read_adjudication(folder, self.checkout),
            reading.read_corrections(folder, self.checkout),
        )

    def _unless_clean(self, path: Path, data: bytes, query: Query, key: str) -> tuple[list[Problem], dict[str, Any]]:
        """Return the problems of a record and its mapping; one that is known to be clean is only read."""
        if key in self.known.clean:
            return [], canonical_form.read(data.decode(), "response").value
        subject = self._subject(path, data, query)
        return asking.check(subject), subject.document.value

    def _ask(self, folder: Path, asked: tuple[Rule[QuerySubject], ...], subject: QuerySubject) -> list[Problem]:
        return [self._placed(folder, rule, violation) for rule in asked for violation in asking.ask(rule, subject)]

    def _placed(self, folder: Path, rule: Rule[QuerySubject], violation: Violation) -> Problem:
        name, *path = violation.where if violation.where != WHOLE_FILE else ("query",)
        file = folder / f"{name}.yaml" if name in ("query", "codebook") else folder / "responses" / str(name)
        subject = Subject(self.checkout.name(file), file.read_bytes(), None, None)
        return asking.problem(rule, subject.path, subject.place(tuple(path)), violation)


def _refused(read: Reading[Any]) -> list[Problem]:
    return [
        CAN_BE_READ.problem(read.name, fault.message, fault.help, (fault.line, fault.column)) for fault in read.faults
    ]


def _codebook_value(read: QueryReading) -> dict[str, Any] | None:
    return read.codebook.document.value if read.codebook and read.codebook.document else None
