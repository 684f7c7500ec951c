"""Reading a checkout: the one place where its files become typed values.

A reading asks no rule. What it cannot make a value of it gives back as faults, each with its place: the check turns them
into problems; whoever works behind the check calls ``required``, and has the value or stops.
"""

import io
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from ahq.core import csv_tables, json_schema, strict_yaml
from ahq.core.checkout import Checkout, record_paths
from ahq.core.csv_tables import NotCsv
from ahq.core.errors import CannotRun
from ahq.core.files import MAX_BYTES, MAX_SOURCE_BYTES, Unusable, read_bytes
from ahq.core.strict_yaml import Document, Fault
from ahq.core.text import not_utf8, shorten
from ahq.corpus import canonical_form, code_lists, codebook, coding_passes, findings, query, record, variable_names
from ahq.corpus.code_lists import CodeLists, Row
from ahq.corpus.codebook import Codebook, UnknownCodeList
from ahq.corpus.coding_passes import Adjudication, Correction, PassRow
from ahq.corpus.findings import Findings
from ahq.corpus.query import Head, Query
from ahq.corpus.record import Record
from ahq.corpus.source import Source
from ahq.corpus.variable_names import Names

T = TypeVar("T")

PASSES = "coding/pass-[1-9].csv"  # from the folder of the query
ADJUDICATION = "coding/adjudication.csv"
CORRECTIONS = "coding/corrections.csv"


class CannotRead(CannotRun):
    """A file that must be read cannot be; the message says which, where and why."""

    def __init__(self, name: str, faults: tuple[Fault, ...]):
        first = faults[0]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{name}:{first.line or 1}:{first.column or 1}: {first.message}{more}")
        self.faults = faults


class Reading(NamedTuple, Generic[T]):
    """One file as read: ``value`` where it could be typed, otherwise ``None`` and the ``faults``.

    ``name`` is its path as people know it; ``data`` is ``None`` where not even the bytes could be had; ``document`` is the
    YAML of a file that is UTF-8, with the mapping that a broken shape leaves without a type.
    """

    name: str
    data: bytes | None
    document: Document | None
    value: T | None
    faults: tuple[Fault, ...]

    def required(self) -> T:
        """Return the value. Raises CannotRead where there is none."""
        if self.value is None:
            raise CannotRead(self.name, self.faults)
        return self.value


class QueryReading(NamedTuple):
    """A query folder as read: each file of it, and the whole where all of them have a value.

    ``codebook`` is ``None`` where the query has none, ``source`` where the head does not say which it is.
    """

    head: Reading[Head]
    codebook: Reading[Codebook] | None
    source: Reading[Source] | None
    query: Query | None

    def required(self) -> Query:
        """Return the query. Raises CannotRead where a file of it has no value."""
        for reading in (self.head, self.codebook, self.source):
            if reading is not None:
                reading.required()
        assert self.query is not None
        return self.query


def read_query(folder: Path, checkout: Checkout, lists: CodeLists) -> QueryReading:
    """Read ``query.yaml``, the codebook and the archived source of a query."""
    head = read_head(folder, checkout)
    path = folder / "codebook.yaml"
    book = read_codebook(folder, checkout, lists) if os.path.lexists(path) else None
    source = read_source(head.value, checkout) if head.value else None
    whole = None
    if head.value and source and source.value and (book is None or book.value):
        value = book.value if book and book.value else codebook.NONE
        whole = query_of(folder, head, value, source.value, lists)
    return QueryReading(head, book, source, whole)


def query_of(folder: Path, head: Reading[Head], book: Codebook, source: Source, lists: CodeLists) -> Query:
    """Put together the query of a folder from what was read of it."""
    assert head.document is not None
    typed = head.required()
    return Query(folder.name, head.document.value, typed, query.items_of(typed), book, source, lists)


def read_head(folder: Path, checkout: Checkout) -> Reading[Head]:
    """Read the ``query.yaml`` of a query."""
    return _yaml(folder / "query.yaml", checkout, "query", query.parse_head)


def read_codebook(folder: Path, checkout: Checkout, lists: CodeLists) -> Reading[Codebook]:
    """Read the codebook of a query; its codes may be those of ``lists``."""
    return _yaml(folder / "codebook.yaml", checkout, "codebook", lambda value: codebook.parse(value, lists))


def read_findings(folder: Path, checkout: Checkout) -> Reading[Findings]:
    """Read the findings of a query."""
    return _yaml(folder / "findings.yaml", checkout, "findings", findings.parse)


def read_record(path: Path, checkout: Checkout) -> Reading[Record]:
    """Read one record."""
    return _yaml(path, checkout, "response", record.parse)


def read_record_files(folder: Path, checkout: Checkout) -> tuple[dict[Path, bytes], list[Unusable]]:
    """Return the bytes of each record file of a query, and why others are not read; nothing is parsed."""
    found: dict[Path, bytes] = {}
    refused: list[Unusable] = []
    for path in record_paths(folder):
        try:
            found[path] = read_bytes(checkout, path)
        except Unusable as error:
            refused.append(error)
    return found, refused


def read_package(checkout: Checkout) -> Reading[dict[str, Any]]:
    """Read ``data/package.yaml``: what the package says of itself."""
    return _yaml(checkout.data / "package.yaml", checkout, "package", dict)


def read_source(head: Head, checkout: Checkout) -> Reading[Source]:
    """Read the archived compilation of a query."""
    name, data, _, text, faults = _text(checkout.root / head.source.path, checkout, MAX_SOURCE_BYTES)
    source = Source(data) if data is not None and text is not None else None
    return Reading(name, data, None, source, faults)


def read_lists(checkout: Checkout) -> CodeLists:
    """Read the code lists of a checkout. Raises CannotRead, or KeyError where a column is missing."""
    paths = (checkout.reference / f"{name}.csv" for name in ("countries", "entities", "missing_codes"))
    return code_lists.parse(*(_csv(path, checkout, _rows).required() for path in paths))


def read_passes(folder: Path, checkout: Checkout) -> list[Reading[tuple[PassRow, ...]]]:
    """Read each pass of coding that a query keeps, in their order; none where it was not coded by independent passes."""
    return [_csv(path, checkout, coding_passes.parse_pass) for path in sorted(folder.glob(PASSES))]


def read_adjudication(folder: Path, checkout: Checkout) -> Reading[tuple[Adjudication, ...]] | None:
    """Read the decisions between the passes of a query; ``None`` where it has none."""
    path = folder / ADJUDICATION
    return _csv(path, checkout, coding_passes.parse_adjudication) if os.path.lexists(path) else None


def read_corrections(folder: Path, checkout: Checkout) -> Reading[tuple[Correction, ...]] | None:
    """Read the corrections of the codes of a query; ``None`` where it has none."""
    path = folder / CORRECTIONS
    return _csv(path, checkout, coding_passes.parse_corrections) if os.path.lexists(path) else None


def read_variable_names(folder: Path, checkout: Checkout) -> Reading[Names] | None:
    """Read what Stata and SPSS files call the variables and codes of a query; ``None`` where nothing is kept yet."""
    path = folder / variable_names.NAME
    return _csv(path, checkout, variable_names.parse) if path.exists() else None


def read_coding_files(folder: Path, checkout: Checkout) -> list[bytes]:
    """Return names and bytes of the files that say how a query was coded; nothing is parsed, and what cannot be read is empty."""
    found: list[bytes] = []
    for path in sorted(folder.glob("coding/*.csv")):
        _, data, _, _, _ = _text(path, checkout)
        found += [path.name.encode(), data or b""]
    return found


def read_frozen_files(folder: Path, checkout: Checkout) -> dict[str, bytes]:
    """Return the bytes of the passes and of the decisions of a query, by their path from its folder; what cannot be read is empty."""
    paths = sorted([*folder.glob(PASSES), *folder.glob(ADJUDICATION)])
    return {path.relative_to(folder).as_posix(): _text(path, checkout).data or b"" for path in paths}


def _yaml(path: Path, checkout: Checkout, kind: str, parse: Callable[[dict[str, Any]], T]) -> Reading[T]:
    name, data, _, text, unread = _text(path, checkout)
    if text is None:
        return Reading(name, data, None, None, unread)
    document = canonical_form.read(text, kind)
    faults = document.faults or _faults_of_shape(text, document.value, kind)
    if faults:
        return Reading(name, data, document, None, tuple(faults))
    try:
        return Reading(name, data, document, parse(document.value), ())
    except UnknownCodeList as error:
        return Reading(name, data, document, None, (Fault("code-list", 0, 0, str(error)),))


def _faults_of_shape(text: str, value: Any, kind: str) -> list[Fault]:
    schema = json_schema.validator(kind)
    if schema.is_valid(value):
        return []
    places: strict_yaml.Places = {}
    strict_yaml.read(text, places)
    return [
        Fault("shape", *places.get(tuple(error.instance_path), (0, 0)), shorten(error.message, 200))
        for error in schema.iter_errors(value)
    ]


def _csv(path: Path, checkout: Checkout, parse: Callable[[Iterable[tuple[int, Row]]], T]) -> Reading[T]:
    name, data, _, text, unread = _text(path, checkout)
    if text is None:
        return Reading(name, data, None, None, unread)
    try:
        value = parse(csv_tables.rows(io.StringIO(text, newline="")))
    except NotCsv as error:
        return Reading(name, data, None, None, (Fault("csv", error.line, 1, error.message),))
    except KeyError as error:
        said = f'the column "{error.args[0]}" is missing'
        return Reading(name, data, None, None, (Fault("column", 1, 1, said),))
    return Reading(name, data, None, value, ())


def _rows(rows: Iterable[tuple[int, Row]]) -> list[Row]:
    return [row for _, row in rows]


def _text(path: Path, checkout: Checkout, limit: int = MAX_BYTES) -> Reading[str]:
    name = checkout.name(path)
    try:
        data = read_bytes(checkout, path, limit)
    except Unusable as error:
        return Reading(name, None, None, None, (Fault("refused", 0, 0, error.message, error.help),))
    if place := not_utf8(data):
        return Reading(name, data, None, None, (Fault("not-utf8", *place, "save the file with the encoding UTF-8"),))
    return Reading(name, data, None, data.decode("utf-8"), ())
