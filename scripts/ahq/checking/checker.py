"""Checking: read a query and its records, ask the rules, keep what was clean."""

from pathlib import Path
from typing import NamedTuple

from ahq import rules
from ahq.checking import cache
from ahq.checking.cache import Checked
from ahq.core import json_schema, strict_yaml
from ahq.core.checkout import Checkout
from ahq.core.files import MAX_SOURCE_BYTES, read_file, read_records
from ahq.core.problems import Problem
from ahq.corpus import code_lists, codebook
from ahq.corpus.query import Query, items_of
from ahq.corpus.source import Source
from ahq.rules import query as query_rules
from ahq.rules import shape
from ahq.rules.base import Subject
from ahq.rules.file import BYTES, YAML


class Schemas(NamedTuple):
    """The compiled JSON Schemas of the three kinds of files."""

    response: object
    query: object
    codebook: object


def schemas() -> Schemas:
    """Compile the JSON Schemas. Raises OSError where one is missing."""
    for kind in Schemas._fields:
        shape.learn_keys(json_schema.schema(kind), kind)
    return Schemas(*map(json_schema.validator, Schemas._fields))


class Checker:
    """Checks records and queries of one checkout; what ``known`` holds is not checked again."""

    def __init__(self, checkout: Checkout, known: cache.Kept = cache.NOTHING):
        self.checkout = checkout
        self.known = known
        self.schemas = schemas()
        self.reference = code_lists.read(checkout.reference)

    def record(self, path: Path) -> list[Problem]:
        """Return the problems of one record file, checked alone against its query."""
        data, problems = read_file(path, self.checkout)
        if data is None:
            return problems
        query, broken, _, _ = self.query(path.absolute().parents[1])
        return broken + self._record(path, data, query)

    def query(self, folder: Path) -> tuple:
        """Return ``(query, problems, codebook value, hash of what it was read from)``.

        The query is ``None`` where ``query.yaml``, its codebook or its source could not be read.
        """
        value, problems, data = self._yaml(folder / "query.yaml", self.schemas.query, "query")
        book_value, book_problems, book_data = None, [], b""
        if (folder / "codebook.yaml").exists():
            book_value, book_problems, book_data = self._yaml(
                folder / "codebook.yaml", self.schemas.codebook, "codebook"
            )
        problems += book_problems
        if not rules.only_form(problems):
            return None, problems, None, b""
        source, source_data, refused = self._source(folder, value)
        if refused:
            return None, problems + refused, None, b""
        items = items_of(value)
        try:
            book = codebook.parse(book_value, self.reference) if book_value else codebook.Codebook({}, ())
        except KeyError:  # a list of codes that does not exist
            query = Query(folder.name, value, items, None, source, self.reference)
            subject = query_rules.QuerySubject(folder.name, query, book_value, {})
            return None, problems + self._ask(folder, query_rules.OF_THE_CODEBOOK, subject), None, b""
        query = Query(folder.name, value, items, book, source, self.reference)
        return query, problems, book_value, cache.inputs(data, book_data, value["source"]["path"], source_data)

    def _yaml(self, path: Path, schema, kind: str) -> tuple:
        data, problems = read_file(path, self.checkout)
        if data is None:
            return None, problems, b""
        subject = Subject(self.checkout.name(path), data, None, schema, kind=kind)
        for stage in (BYTES, YAML, shape.RULES):
            for rule in stage:
                problems += rules.ask(rule, subject)
            if not rules.only_form(problems):
                return None, problems, data
        return subject.value, problems, data

    def _source(self, folder: Path, value: dict) -> tuple:
        path = self.checkout.root / value["source"]["path"]
        data, problems = read_file(path, self.checkout, MAX_SOURCE_BYTES)
        if data is not None:
            try:
                return Source(data), data, []
            except UnicodeDecodeError as error:
                problems = [Problem(self.checkout.name(path), 0, 0, "Q02", f"the source is not UTF-8: {error.reason}")]
        where = self.checkout.name(folder / "query.yaml")
        problems += [
            Problem(
                where,
                0,
                0,
                "Q02",
                f"its source {value['source']['path']} cannot be read",
                "restore the file from the history",
            )
        ]
        return None, b"", problems

    def _record(self, path: Path, data: bytes, query: Query | None) -> list[Problem]:
        folder = path.absolute().parents[1].name
        return rules.check(Subject(self.checkout.name(path), data, query, self.schemas.response, folder))

    def folder(self, folder: Path) -> Checked:
        """Check one query: its head, each of its records, and all of them taken together."""
        data, problems = read_records(folder, self.checkout)
        count = len(data) + len(problems)
        query, broken, book_value, inputs = self.query(folder)
        if query is None:
            alone = [problem for path in data for problem in self._record(path, data[path], None)]
            return Checked(problems + broken + alone, count, set())
        problems += broken
        keys = cache.keys(self.known.context, inputs, folder, data)
        clean = set()
        records = {}
        for path, key in keys.records.items():
            if key in self.known.clean:
                found, value = [], strict_yaml.read(data[path].decode()).value
            else:
                subject = Subject(self.checkout.name(path), data[path], query, self.schemas.response, folder.name)
                found, value = rules.check(subject), subject.document.value
            if not found:
                clean.add(key)
            problems += found
            if rules.only_form([problem for problem in found if problem.rule[0] in "FS"]):
                records[path.name] = value
        problems += self._together(folder, query, book_value, records, count)
        return Checked(problems, count, clean if problems else keys.all())

    def _together(self, folder: Path, query: Query, book_value, records: dict, files: int) -> list[Problem]:
        subject = query_rules.QuerySubject(folder.name, query, book_value, records)
        # A record that cannot be read has problems of its own; do not guess at what it would say.
        asked = query_rules.RULES if len(records) == files else query_rules.ALONE
        return self._ask(folder, asked, subject)

    def _ask(self, folder: Path, asked: tuple, subject: query_rules.QuerySubject) -> list[Problem]:
        return [self._placed(folder, rule, finding) for rule in asked for finding in rule.check(subject)]

    def _placed(self, folder: Path, rule, finding) -> Problem:
        name, *path = finding.where
        file = folder / f"{name}.yaml" if name in ("query", "codebook") else folder / "responses" / name
        subject = Subject(self.checkout.name(file), file.read_bytes(), None, None)
        line, column = subject.place(tuple(path))
        return Problem(subject.path, line, column, rule.id, finding.message, finding.help or rule.fix)
