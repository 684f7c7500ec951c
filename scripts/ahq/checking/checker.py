"""Checking: read a query and its records, ask the rules, cache what was clean."""

from __future__ import annotations

from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ahq import rules
from ahq.checking import cache
from ahq.checking.cache import Cache, Result
from ahq.core import json_schema, strict_yaml
from ahq.core.checkout import Checkout
from ahq.core.problems import Problem
from ahq.core.strict_yaml import Document
from ahq.corpus import codebook, reading, record
from ahq.corpus.query import Query
from ahq.corpus.reading import QueryReading, Reading
from ahq.corpus.source import Source
from ahq.rules import passes, shape
from ahq.rules import query as query_rules
from ahq.rules.base import Rule, Subject, Violation
from ahq.rules.file import BYTES, CAN_BE_READ, YAML, read

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
        checked = self.query(path.absolute().parents[1])
        return checked.problems + self._record(path, data, checked.query)

    def bytes_of(self, path: Path, data: bytes, kind: str) -> list[Problem]:
        """Return the problems that a file of a query would have with these bytes; ``kind`` is the schema that it has."""
        if kind == "response":
            return self._record(path, data, self._queries(path.parents[1]).query)
        schema = getattr(self.schemas, kind, None)
        if schema is None:
            return []
        document = strict_yaml.read(data.decode("utf-8", "replace"))
        return self._of_bytes(self.checkout.name(path), data, document, schema, kind)

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
        if not rules.only_form(problems):
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
        return self._of_bytes(read.name, read.data, read.document, getattr(self.schemas, kind), kind)

    def _of_bytes(
        self, name: str, data: bytes, document: Document | None, schema: Draft202012Validator, kind: str
    ) -> list[Problem]:
        subject = Subject(name, data, None, schema, kind=kind, document=document)
        problems: list[Problem] = []
        for stage in (BYTES, YAML, shape.RULES):
            for rule in stage:
                problems += rules.ask(rule, subject)
            if not rules.only_form(problems):
                break
        return problems

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
            query_rules.source_is_the_archived_one.problem(read.head.name, said, "restore the file from the history"),
        ]

    def _of_codebook(self, folder: Path, read: QueryReading, source: Source) -> list[Problem]:
        query = reading.query_of(folder, read.head, codebook.NONE, source, self.reference)
        subject = query_rules.QuerySubject(folder.name, query, _codebook_value(read), {})
        return self._ask(folder, query_rules.OF_THE_CODEBOOK, subject)

    def _record(self, path: Path, data: bytes, query: Query | None) -> list[Problem]:
        folder = path.absolute().parents[1].name
        return rules.check(Subject(self.checkout.name(path), data, query, self.schemas.response, folder))

    def folder(self, folder: Path) -> Result:
        """Check one query: its head, each of its records, and all of them taken together."""
        files, refused = reading.read_record_files(folder, self.checkout)
        problems = [CAN_BE_READ.problem(why.name, why.message, why.help) for why in refused]
        count = len(files) + len(refused)
        query, broken, read = self.query(folder)
        problems += broken
        if query is None:
            alone = [problem for path, data in files.items() for problem in self._record(path, data, None)]
            return Result(problems + alone, count, set())
        coding = reading.read_coding_files(folder, self.checkout)
        keys = cache.keys(self.known.context, cache.inputs_of(read), folder, files, coding)
        clean = set()
        records = {}
        for path, key in keys.records.items():
            found, value = self._unless_clean(path, files[path], query, folder.name, key)
            if not found:
                clean.add(key)
            problems += found
            if rules.only_form([problem for problem in found if rules.is_of_file_or_shape(problem)]):
                records[path.name] = value
        problems += self._together(folder, query, _codebook_value(read), records, count)
        if coding and not problems:
            name = self.checkout.name(folder / "coding")
            problems += rules.guard(passes.COLUMNS, name, lambda: passes.check(self._coded(folder, query, records)))
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

    def _unless_clean(
        self, path: Path, data: bytes, query: Query, folder: str, key: str
    ) -> tuple[list[Problem], dict[str, Any]]:
        """Return the problems of a record and its mapping; one that is known to be clean is only read."""
        if key in self.known.clean:
            return [], strict_yaml.read(data.decode()).value
        subject = Subject(self.checkout.name(path), data, query, self.schemas.response, folder)
        return rules.check(subject), subject.document.value

    def _together(
        self,
        folder: Path,
        query: Query,
        book_value: dict[str, Any] | None,
        records: dict[str, dict[str, Any]],
        files: int,
    ) -> list[Problem]:
        subject = query_rules.QuerySubject(folder.name, query, book_value, records)
        # A record that cannot be read has problems of its own; do not guess at what it would say.
        asked = query_rules.RULES if len(records) == files else query_rules.ALONE
        return self._ask(folder, asked, subject)

    def _ask(self, folder: Path, asked: tuple[Rule, ...], subject: query_rules.QuerySubject) -> list[Problem]:
        name = self.checkout.name(folder / "query.yaml")
        found = (rules.guard(rule, name, partial(self._asked, folder, rule, subject)) for rule in asked)
        return list(chain.from_iterable(found))

    def _asked(self, folder: Path, rule: Rule, subject: query_rules.QuerySubject) -> list[Problem]:
        assert rule.check is not None
        return [self._placed(folder, rule, violation) for violation in rule.check(subject)]

    def _placed(self, folder: Path, rule: Rule, violation: Violation) -> Problem:
        name, *path = violation.where
        file = folder / f"{name}.yaml" if name in ("query", "codebook") else folder / "responses" / name
        subject = Subject(self.checkout.name(file), file.read_bytes(), None, None)
        return rule.problem(
            subject.path, violation.message, violation.help, subject.place(tuple(path)), violation.edits
        )


def _refused(read: Reading[Any]) -> list[Problem]:
    return [
        CAN_BE_READ.problem(read.name, fault.message, fault.help, (fault.line, fault.column)) for fault in read.faults
    ]


def _codebook_value(read: QueryReading) -> dict[str, Any] | None:
    return read.codebook.document.value if read.codebook and read.codebook.document else None
