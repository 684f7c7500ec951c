"""The published tables as typed values: the one place of the site that knows their names and columns.

A table that a package does not have is empty, and a column that it does not have is an empty text; so a site can be
made of any release. The tables are sorted by their primary keys, and nearly all begin with ``query_id``: the rows of one
query stand together, and are read when its pages are made.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar

from ahq.core import csv_tables
from ahq.corpus.query import coding_in_short
from ahq.publishing.data_package import Published
from ahq.releasing import changelog
from ahq.site.row_slices import Slice, rows_in, slices_by_query

Row = dict[str, str]
Value = TypeVar("Value")


class Country(NamedTuple):
    """A state: ``code`` is that of ISO 3166-1, ``eu_code`` that of the EU's institutions (EL, UK)."""

    code: str
    eu_code: str
    name: str
    eu_member_from: str
    eu_member_to: str
    emn_role: str
    emn_from: str

    def in_emn(self, day: str) -> bool:
        """Return whether the EMN's queries were put to the state on a day (ISO date), as member or observer.

        The last day of a former member is not known: it is counted until it left the EU.
        """
        left = self.eu_member_to if self.emn_role == "former-member" else ""
        return bool(self.emn_from) and self.emn_from <= day and not (left and left < day)

    def in_eu(self, day: str) -> bool:
        """Return whether the state was a Member State of the EU on a day (ISO date; empty: today's members)."""
        if not self.eu_member_from:
            return False
        return self.eu_member_from <= (day or "9999") and (
            not self.eu_member_to or (day or "9999") <= self.eu_member_to
        )


class Entity(NamedTuple):
    """A platform, agency or authority that answers name."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]


class Question(NamedTuple):
    """An item of a questionnaire; ``parent`` is the item that it belongs to, or empty."""

    item: str
    parent: str
    kind: str
    text: str


class Response(NamedTuple):
    """A respondent of a query. ``line_start`` and ``line_end`` count lines of the archived source from 1."""

    country: str
    label: str
    attribution: str
    basis: str
    disseminated: bool
    answers_count: int
    words_count: int
    differences_count: int
    line_start: str
    line_end: str

    @property
    def is_inferred(self) -> bool:
        """Whether the compilation does not print which state it is."""
        return self.attribution == "inferred"


class Answer(NamedTuple):
    """What stands under one item of a response; ``text`` is verbatim, and empty where there is none."""

    country: str
    item: str
    status: str
    assignment: str
    marker: str
    text: str
    words_count: int
    note: str


class Code(NamedTuple):
    """A code of a variable; ``definition`` is what the table calls its label."""

    variable: str
    code: str
    position: int
    definition: str
    is_missing: bool


class Variable(NamedTuple):
    """A variable of a codebook; ``type`` is code, codes or percent."""

    id: str
    items: tuple[str, ...]
    type: str
    label: str
    rule: str


class Coding(NamedTuple):
    """A code of a response on a variable; ``number`` as written, for percent."""

    country: str
    variable: str
    code: str
    number: str
    note: str


class Evidence(NamedTuple):
    """A quote that carries a code. ``start`` and ``end`` count code points of the answer's text."""

    country: str
    variable: str
    number: str
    code: str
    item: str
    quote: str
    start: int
    end: int


class Mention(NamedTuple):
    """An entity named in an answer."""

    country: str
    item: str
    start: int
    end: int
    entity: str
    surface: str


class Link(NamedTuple):
    """A link in an answer."""

    country: str
    item: str
    start: int
    url: str


class Span(NamedTuple):
    """A passage of an answer that only repeats the question."""

    country: str
    item: str
    start: int
    end: int


class Alternative(NamedTuple):
    """A code that another reader could choose in the place of the one held, with the reason; ``number`` as written."""

    country: str
    variable: str
    code: str
    number: str
    reason: str


class Correction(NamedTuple):
    """A code that was changed after its publication."""

    country: str
    variable: str
    date: str
    old: str
    new: str
    reason: str


class Difference(NamedTuple):
    """A declared place where the record does not have the words of the source."""

    country: str
    kind: str
    source: str
    record: str
    reason: str


class Reliability(NamedTuple):
    """How far two coders agreed on a variable; numbers as written."""

    units: str
    agreement: str
    alpha: str
    low: str
    high: str


class Head(NamedTuple):
    """The head of a query, as its own page and all lists of queries show it."""

    id: str
    title: str
    requested_by: str
    request_date: str
    reply_date: str
    compilation_date: str
    policy_area: str
    responses_total: str
    respondents_note: str
    coding_passes: str
    coders: str
    adjudicated: str
    coding_note: str
    background: str
    disclaimer: str
    source_path: str
    source_sha256: str

    @property
    def coding_in_short(self) -> str:
        """How it was coded, in one clause; of a package that does not say so, that it was."""
        if not self.coding_passes:
            return "coded"
        return coding_in_short(int(self.coding_passes), self.coders, self.adjudicated == "true")


@dataclass(frozen=True)
class Query:
    """All rows of one query, in the order of the questionnaire, of the codebook, and of the names of states."""

    head: Head
    questions: list[Question]
    responses: list[Response]
    answers: dict[tuple[str, str], Answer]
    variables: list[Variable]
    codes: dict[str, list[Code]]
    codings: dict[tuple[str, str], list[Coding]]
    evidence: list[Evidence]
    mentions: list[Mention]
    links: list[Link]
    spans: list[Span]
    alternatives: list[Alternative]
    corrections: list[Correction]
    differences: list[Difference]
    reliability: dict[str, Reliability]

    @cached_property
    def disseminated(self) -> list[Response]:
        """The responses with a text: those that a count is of."""
        return [response for response in self.responses if response.disseminated]


class Resource(NamedTuple):
    """A table of the package, as people who download it see it."""

    name: str
    title: str
    description: str
    path: str
    bytes: int
    sha256: str
    rows: int
    fields: list[dict]


class Package:
    """A published package. Raises OSError or ValueError where it cannot be read."""

    def __init__(self, root: Path):
        self.root = root
        self._published = Published(root)
        self.descriptor = self._published.descriptor
        self._slices = {
            name: slices_by_query(table.path)
            for name, table in self._published.tables.items()
            if name in _BY_QUERY and table.path.is_file()
        }

    @property
    def version(self) -> str:
        """The version of the data."""
        return self._published.version

    @property
    def date(self) -> str:
        """The ISO date of the version."""
        return str(self._published.created.date())

    @cached_property
    def countries(self) -> dict[str, Country]:
        """The states, by ISO code."""
        return {row["country_code"]: _country(row) for row in self._rows("countries")}

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """The entities, by id."""
        return {row["entity_id"]: _entity(row) for row in self._rows("entities")}

    @cached_property
    def heads(self) -> list[Head]:
        """The heads of all queries; the latest comes first."""
        return sorted((_head(row) for row in self._rows("queries")), key=lambda h: (h.request_date, h.id), reverse=True)

    @cached_property
    def retired(self) -> list[Row]:
        """The ids that were once published and are no more."""
        return list(self._rows("retired"))

    @cached_property
    def resources(self) -> list[Resource]:
        """The tables of the package."""
        return [_resource(table.about) for table in self._published.tables.values()]

    @cached_property
    def changelog(self) -> list[changelog.Entry]:
        """What the changelog beside the package says of each version, the newest first; empty where there is none."""
        path = self.root / "CHANGELOG.md"
        return changelog.entries(path.read_text("utf-8")) if path.is_file() else []

    def files(self) -> list[tuple[Path, str]]:
        """Return the descriptor and the tables, each with its path in the package."""
        names = ["datapackage.json", *(table.about["path"] for table in self._published.tables.values())]
        return [(self.root / name, name) for name in names]

    def categories(self, table: str, column: str) -> dict[str, str]:
        """Return what each allowed value of a column means, in words."""
        about = self._published.tables.get(table)
        found = [f for f in about.fields if f["name"] == column] if about else []
        return {c["value"]: c.get("label", c["value"]) for f in found for c in f.get("categories", ())}

    def slices(self, query: str) -> dict[str, Slice]:
        """Return where the rows of a query stand in each table."""
        return {name: found[query] for name, found in self._slices.items() if query in found}

    def query(self, id_: str) -> Query:
        """Return all rows of a query."""
        return _query({name: list(self._read(name, where)) for name, where in self.slices(id_).items()}, self.countries)

    def _read(self, name: str, where: Slice) -> Iterator[Row]:
        return rows_in(self._published.tables[name].path, where)

    def _rows(self, name: str) -> Iterator[Row]:
        table = self._published.tables.get(name)
        return csv_tables.rows_of(table.path) if table else iter(())


_BY_QUERY = (
    *("queries", "questions", "responses", "answers", "variables", "codes", "codings", "evidence", "mentions"),
    *("links", "question_spans", "alternatives", "corrections", "differences", "reliability"),
)


def _query(rows: dict[str, list[Row]], countries: dict[str, Country]) -> Query:
    def values(name: str, make: Callable[[Row], Value]) -> list[Value]:
        return [make(row) for row in rows.get(name, ())]

    def by_position(name: str) -> list[Row]:
        return sorted(rows.get(name, ()), key=lambda row: int(row["position"]))

    codes: dict[str, list[Code]] = {}
    for row in by_position("codes"):
        codes.setdefault(row["variable_id"], []).append(_code(row))
    codings: dict[tuple[str, str], list[Coding]] = {}
    for coding in values("codings", _coding):
        codings.setdefault((coding.country, coding.variable), []).append(coding)
    return Query(
        head=_head(rows["queries"][0]),
        questions=[_question(row) for row in by_position("questions")],
        responses=sorted(values("responses", _response), key=lambda r: countries[r.country].name),
        answers={(answer.country, answer.item): answer for answer in values("answers", _answer)},
        variables=[_variable(row) for row in by_position("variables")],
        codes=codes,
        codings=codings,
        evidence=values("evidence", _evidence),
        mentions=values("mentions", _mention),
        links=values("links", _link),
        spans=values("question_spans", _span),
        alternatives=values("alternatives", _alternative),
        corrections=values("corrections", _correction),
        differences=values("differences", _difference),
        reliability={row["variable_id"]: _reliability(row) for row in rows.get("reliability", ())},
    )


def _head(row: Row) -> Head:
    return Head(row["query_id"], *(row.get(name, "") for name in Head._fields[1:]))


def _country(row: Row) -> Country:
    return Country(
        row["country_code"],
        row["eu_code"],
        row["name"],
        row.get("eu_member_from", ""),
        row.get("eu_member_to", ""),
        row.get("emn_role", ""),
        row.get("emn_from", ""),
    )


def _entity(row: Row) -> Entity:
    return Entity(row["entity_id"], row["name"], row["kind"], tuple(filter(None, row["aliases"].split(";"))))


def _question(row: Row) -> Question:
    return Question(row["item"], row["parent_item"], row["kind"], row["text"])


def _response(row: Row) -> Response:
    return Response(
        country=row["country_code"],
        label=row["printed_label"],
        attribution=row["country_attribution"],
        basis=row["attribution_basis"],
        disseminated=row["wider_dissemination"] == "true",
        answers_count=int(row["answers_count"]),
        words_count=int(row["words_count"]),
        differences_count=int(row["differences_count"]),
        line_start=row["source_line_start"],
        line_end=row["source_line_end"],
    )


def _answer(row: Row) -> Answer:
    return Answer(
        country=row["country_code"],
        item=row["item"],
        status=row["status"],
        assignment=row["assignment"],
        marker=row["marker"],
        text=row["text"],
        words_count=int(row["words_count"]),
        note=row["source_note"],
    )


def _code(row: Row) -> Code:
    missing = row["is_missing"] == "true"
    return Code(row["variable_id"], row["code"], int(row["position"]), row["label"], missing)


def _variable(row: Row) -> Variable:
    items = tuple(row["items"].split(";"))
    return Variable(row["variable_id"], items, row["type"], row["label"], row["rule"])


def _coding(row: Row) -> Coding:
    return Coding(row["country_code"], row["variable_id"], row["code"], row["value_number"], row["note"])


def _evidence(row: Row) -> Evidence:
    return Evidence(
        country=row["country_code"],
        variable=row["variable_id"],
        number=row["evidence_number"],
        code=row["code"],
        item=row["item"],
        quote=row["quote"],
        start=int(row["char_start"]),
        end=int(row["char_end"]),
    )


def _mention(row: Row) -> Mention:
    places = int(row["char_start"]), int(row["char_end"])
    return Mention(row["country_code"], row["item"], *places, row["entity_id"], row["surface"])


def _link(row: Row) -> Link:
    return Link(row["country_code"], row["item"], int(row["char_start"]), row["url"])


def _span(row: Row) -> Span:
    return Span(row["country_code"], row["item"], int(row["char_start"]), int(row["char_end"]))


def _alternative(row: Row) -> Alternative:
    return Alternative(*(row[name] for name in ("country_code", "variable_id", "code", "value_number", "reason")))


def _correction(row: Row) -> Correction:
    names = ("country_code", "variable_id", "date", "old", "new", "reason")
    return Correction(*(row[name] for name in names))


def _difference(row: Row) -> Difference:
    return Difference(*(row[name] for name in ("country_code", "kind", "source", "record", "reason")))


def _reliability(row: Row) -> Reliability:
    names = ("units", "agreement", "krippendorff_alpha", "ci_low", "ci_high")
    return Reliability(*(row[name] for name in names))


def _resource(about: dict) -> Resource:
    return Resource(
        about["name"],
        about.get("title", about["name"]),
        about.get("description", ""),
        about["path"],
        about["bytes"],
        about["hash"].removeprefix("sha256:"),
        about.get("rows", 0),
        about["schema"]["fields"],
    )
