"""Checking: read a query and its records, ask the rules, keep what was clean."""

import json
import stat
from functools import cache
from pathlib import Path
from typing import NamedTuple

import jsonschema_rs

from . import codebook, kept, reference, rules, strict_yaml
from .house import SCHEMAS, House, record_paths
from .problems import Problem
from .query import Query, items_of
from .rules import query as query_rules
from .rules import shape
from .rules.base import Subject
from .rules.file import BYTES, MAX_BYTES, YAML
from .source import Source


class Schemas(NamedTuple):
    """The compiled JSON Schemas of the three kinds of files."""

    response: object
    query: object
    codebook: object


class Checked(NamedTuple):
    """What came of one query: its problems, its number of records, the hashes of what was clean."""

    problems: list
    records: int
    clean: set


def schemas() -> Schemas:
    """Compile the JSON Schemas. Raises OSError where one is missing."""
    compiled = []
    for name in Schemas._fields:
        value = json.loads((SCHEMAS / f"{name}.schema.json").read_bytes())
        shape.learn_keys(value, name)
        compiled.append(jsonschema_rs.Draft202012Validator(value))
    return Schemas(*compiled)


class Checker:
    """Checks records and queries of one checkout."""

    def __init__(self, house: House, known_clean: frozenset = frozenset()):
        self.house = house
        self.known_clean = known_clean
        self.schemas = schemas()
        self.reference = reference.read(house.reference)
        self.context = kept.context(house.reference) if known_clean is not None else b""

    def record(self, path: Path) -> list[Problem]:
        """Return the problems of one record file, checked alone against its query."""
        data, problems = read_file(path, self.house)
        if data is None:
            return problems
        query, broken, _, _ = self.query(path.absolute().parents[1])
        return broken + self._record(path, data, query)

    def query(self, folder: Path) -> tuple:
        """Return ``(query, problems, codebook value, bytes that it was read from)``.

        The query is ``None`` where ``query.yaml``, its codebook or its source could not be read.
        """
        value, problems, data = self._yaml(folder / "query.yaml", self.schemas.query, "query")
        book_value, book_problems, book_data = None, [], b""
        if (folder / "codebook.yaml").exists():
            book_value, book_problems, book_data = self._yaml(
                folder / "codebook.yaml", self.schemas.codebook, "codebook"
            )
        problems += book_problems
        if problems:
            return None, problems, None, data + book_data
        source, source_data, problems = self._source(folder, value)
        if problems:
            return None, problems, None, data + book_data
        items = items_of(value)
        try:
            book = codebook.parse(book_value, self.reference) if book_value else codebook.Codebook({}, ())
        except KeyError:  # a list of codes that does not exist
            query = Query(folder.name, value, items, None, source, self.reference)
            subject = query_rules.QuerySubject(folder.name, query, book_value, {})
            return None, self._ask(folder, query_rules.OF_THE_CODEBOOK, subject), None, data + book_data
        query = Query(folder.name, value, items, book, source, self.reference)
        return query, [], book_value, kept.digest(data, book_data, source_data).encode()

    def _yaml(self, path: Path, schema, kind: str) -> tuple:
        data, problems = read_file(path, self.house)
        if data is None:
            return None, problems, b""
        subject = Subject(self.house.name(path), data, None, schema, kind=kind)
        for stage in (BYTES, YAML, shape.RULES):
            for rule in stage:
                problems += rules.ask(rule, subject)
            if problems:
                return None, problems, data
        return subject.value, [], data

    def _source(self, folder: Path, value: dict) -> tuple:
        path = self.house.root / value["source"]["path"]
        data, problems = read_file(path, self.house, limit=64 * MAX_BYTES)
        if data is not None:
            try:
                return Source(data), data, []
            except UnicodeDecodeError as error:
                problems = [Problem(self.house.name(path), 0, 0, "Q02", f"the source is not UTF-8: {error.reason}")]
        where = self.house.name(folder / "query.yaml")
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
        return rules.check(Subject(self.house.name(path), data, query, self.schemas.response, folder))

    def folder(self, folder: Path) -> Checked:
        """Check one query: its head, each of its records, and all of them taken together."""
        files = [(path, *read_file(path, self.house)) for path in record_paths(folder)]
        problems = [problem for _, _, found in files for problem in found]
        query, broken, book_value, inputs = self.query(folder)
        readable = [(path, data) for path, data, _ in files if data is not None]
        if query is None:
            alone = [problem for path, data in readable for problem in self._record(path, data, None)]
            return Checked(problems + broken + alone, len(files), set())
        keys = {
            path: kept.digest(self.context, inputs, path.name.encode(), folder.name.encode(), data)
            for path, data in readable
        }
        whole = kept.digest(*(key.encode() for key in keys.values()), inputs, self.context)
        if not problems and whole in self.known_clean:
            return Checked([], len(files), {whole, *keys.values()})
        clean = set()
        records = {}
        for path, data in readable:
            if keys[path] in self.known_clean:
                found, value = [], strict_yaml.read(data.decode()).value
            else:
                subject = Subject(self.house.name(path), data, query, self.schemas.response, folder.name)
                found, value = rules.check(subject), subject.document.value
            if not found:
                clean.add(keys[path])
            problems += found
            if not any(problem.rule[0] in "FS" for problem in found):
                records[path.name] = value
        problems += self._together(folder, query, book_value, records, len(files))
        if not problems:
            clean.add(whole)
        return Checked(problems, len(files), clean)

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
        subject = Subject(self.house.name(file), file.read_bytes(), None, None)
        line, column = subject.place(tuple(path))
        return Problem(subject.path, line, column, rule.id, finding.message, finding.help or rule.fix)


def read_file(path: Path, house: House, limit: int = MAX_BYTES) -> tuple[bytes | None, list[Problem]]:
    """Return the bytes of a file of the checkout, or ``None`` and the problem that kept it from us."""

    def refused(message: str, help_: str = "") -> tuple[None, list[Problem]]:
        return None, [Problem(house.name(path), 0, 0, "F00", message, help_)]

    try:
        about = path.lstat()
        if stat.S_ISLNK(about.st_mode) or not _is_inside(path.parent, house.root):
            return refused("the file is a link, or lies outside the repository", "put the file itself here")
        if stat.S_ISDIR(about.st_mode):
            return refused("this is a folder, not a file")
        if not stat.S_ISREG(about.st_mode):
            return refused("this is not a regular file")
        if about.st_size > limit:
            size = f"{about.st_size:,} bytes; at most {limit:,}"
            return refused(f"the file is too big: {size}", "one record a country; is this the right file?")
        return path.read_bytes(), []
    except FileNotFoundError:
        return refused("there is no such file")
    except OSError as error:
        return refused(f"the file cannot be read: {error.strerror}")


@cache
def _is_inside(folder: Path, root: Path) -> bool:
    return folder.resolve().is_relative_to(root)
