"""REFI-QDA projects (``.qdpx``), one a query: answers, codebook and coded quotes for programs of qualitative analysis.

A response that may be disseminated is a text source. Each of its answers stands there verbatim under a heading line
``[2a] text of the question``; in ``[2a; in-parts] …`` the word after the item is the status of the answer. Each answer
is also a selection with the code of its item, so that nobody needs to read headings; each quote is a selection with its
code. Positions count Unicode code points from 0; the end is the position after the last character, as programs read it.

Each response is a case. What is known of it, of its country, and of each coded variable (also where no quote carries
the code) are the values of the case. A note on a coding stands with its quotes, or with the case if it has none.
"""

import uuid
from collections import defaultdict
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ahq.core import zip_files
from ahq.core.table_schemas import wide_name
from ahq.publishing.data_package import Published, Table

NAMESPACE = "urn:QDA-XML:project:1.0"
OF_A_QUERY = ("questions", "variables", "codes", "responses", "answers", "codings", "evidence")
KINDS = {"string": "Text", "integer": "Integer", "number": "Float", "boolean": "Boolean", "date": "Date"}
KEYS = ("query_id", "country_code")
ITEMS = "Answers by item"


def write(package: Published, folder: Path) -> list[Path]:
    """Write ``<query_id>.qdpx`` for each query into ``folder`` and return the paths.

    Tables are read a query at a time. Raises OSError, or ValueError where a table is not in the order of ``queries``.
    """
    parts = [_ByQuery(package.tables[name]) for name in OF_A_QUERY]
    countries = {row["country_code"]: row for row in package.tables["countries"].rows()}
    paths = []
    for query in package.tables["queries"].rows():
        rows = {part.table.name: part.take(query["query_id"]) for part in parts}
        project = _Project(package, query, rows, countries)
        paths.append(folder / f"{query['query_id']}.qdpx")
        zip_files.write(paths[-1], project.files())
    for part in parts:
        part.end()
    return paths


class _ByQuery:
    """The rows of one table, a query at a time; every table is sorted by query."""

    def __init__(self, table: Table):
        self.table = table
        self._groups = groupby(table.rows(), itemgetter("query_id"))
        self._next = next(self._groups, None)

    def take(self, query_id: str) -> list[dict[str, str]]:
        """Return the rows of this query, which comes after those that were taken before."""
        if self._next is None or self._next[0] != query_id:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows

    def end(self) -> None:
        """Raise ValueError if rows are left."""
        if self._next is not None:
            raise ValueError(f"table {self.table.name}: rows of {self._next[0]} are not in the order of table queries")


class _Field(NamedTuple):
    """A variable of the cases: its name in the project, its field in a table, and that table's rows by country."""

    name: str
    about: dict
    rows: dict[str, dict[str, str]]


class _Project:
    """One query as a REFI-QDA project."""

    def __init__(self, package: Published, query: dict, rows: dict[str, list[dict]], countries: dict[str, dict]):
        self.package = package
        self.query = query
        self.rows = rows
        self.countries = countries
        self.created = package.descriptor["created"]
        self.texts: dict[str, str] = {}
        self.notes = {_coding(row): row["note"] for row in rows["codings"] if row["note"]}
        self.questions = {row["item"]: row for row in sorted(rows["questions"], key=_position)}
        self.answers = _by_country(rows["answers"])
        self.evidence = _by_country(rows["evidence"])

    def files(self) -> dict[str, bytes]:
        """Return the files of the archive by name."""
        root = Element(
            "Project",
            xmlns=NAMESPACE,
            name=self.query["query_id"],
            origin=f"{self.package.descriptor['name']} {self.package.version}",
            creatingUserGUID=self.guid("user"),
            creationDateTime=self.created,
        )
        users = SubElement(root, "Users")
        SubElement(users, "User", guid=self.guid("user"), name=f"Maintainers of {self.package.descriptor['name']}")
        self._add_codebook(root)
        self._add_cases(root)
        self._add_sources(root)
        _describe(root, self._description())
        ElementTree.indent(root)
        project = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        return {"project.qde": project} | {f"sources/{name}": text.encode() for name, text in self.texts.items()}

    def guid(self, *names: str) -> str:
        """Return the GUID of a thing of this query, the same in every version of the package."""
        path = "/".join((self.package.descriptor["name"], self.query["query_id"], *names))
        return str(uuid.uuid5(uuid.NAMESPACE_URL, path))

    def made(self) -> dict[str, str]:
        """Return the attributes that say who made a thing, and when."""
        return {"creatingUser": self.guid("user"), "creationDateTime": self.created}

    def _description(self) -> str:
        about = self.package.descriptor
        licences = "\n".join(f"{licence['title']} ({licence['path']})" for licence in about["licenses"])
        package = f"{about['title']}, version {self.package.version}\n{about['description']}"
        said = (self.query["title"], package, licences, self.query["disclaimer"], self.query["background"])
        return "\n\n".join(filter(None, said))

    def _add_codebook(self, root: Element) -> None:
        codes = SubElement(SubElement(root, "CodeBook"), "Codes")
        items = SubElement(codes, "Code", guid=self.guid("items"), name=ITEMS, isCodable="false")
        for item, question in self.questions.items():
            self._add_code(items, ("item", item), f"item {item}", question["text"])
        of_variable = defaultdict(list)
        for row in sorted(self.rows["codes"], key=_position):
            of_variable[row["variable_id"]].append(row)
        for row in sorted(self.rows["variables"], key=_position):
            name = row["variable_id"]
            variable = SubElement(codes, "Code", guid=self.guid("variable", name), name=name, isCodable="false")
            _describe(variable, "\n".join(filter(None, (row["label"], row["rule"]))))
            for code in of_variable[name]:
                # Some programs merge codes of one name wherever they stand, so the name says the variable too.
                self._add_code(variable, ("code", name, code["code"]), f"{name}: {code['code']}", code["label"])

    def _add_code(self, above: Element, key: tuple[str, ...], name: str, description: str) -> None:
        code = SubElement(above, "Code", guid=self.guid(*key), name=name, isCodable="true")
        _describe(code, description)

    def _fields(self) -> list[_Field]:
        wide = self.package.tables[wide_name(self.query["query_id"])]
        sources = (
            ("response.", self.package.tables["responses"], self.rows["responses"]),
            ("country.", self.package.tables["countries"], self.countries.values()),
            ("", wide, wide.rows()),
        )
        found = []
        for prefix, table, rows in sources:
            by_country = {row["country_code"]: row for row in rows}
            wanted = [field for field in table.fields if field["name"] not in KEYS]
            found += [_Field(prefix + field["name"], field, by_country) for field in wanted]
        return found

    def _add_cases(self, root: Element) -> None:
        fields = self._fields()
        variables = SubElement(root, "Variables")
        for name, about, _ in fields:
            kind = KINDS[about["type"]]
            guid = self.guid("case-variable", name)
            _describe(
                SubElement(variables, "Variable", guid=guid, name=name, typeOfVariable=kind), about["description"]
            )
        cases = SubElement(root, "Cases")
        for response in self.rows["responses"]:
            self._add_case(cases, response, fields)

    def _add_case(self, cases: Element, response: dict, fields: list[_Field]) -> None:
        country = response["country_code"]
        case = SubElement(cases, "Case", guid=self.guid("case", country), name=self._name(country))
        _describe(case, self._notes_without_quote(country))
        for name, about, rows in fields:
            cell = rows[country][about["name"]]
            if cell:
                value = SubElement(case, "VariableValue")
                SubElement(value, "VariableRef", targetGUID=self.guid("case-variable", name))
                SubElement(value, f"{KINDS[about['type']]}Value").text = cell
        if _is_disseminated(response):
            SubElement(case, "SourceRef", targetGUID=self.guid("source", country))

    def _notes_without_quote(self, country: str) -> str:
        quoted = {_coding(row) for row in self.evidence[country]}
        notes = [(key, note) for key, note in self.notes.items() if key[0] == country and key not in quoted]
        return "\n".join(f"{variable}: {code}: {note}" for (_, variable, code), note in notes)

    def _name(self, country: str) -> str:
        return f"{country} {self.countries[country]['name']}"

    def _add_sources(self, root: Element) -> None:
        countries = [row["country_code"] for row in self.rows["responses"] if _is_disseminated(row)]
        if countries:
            sources = SubElement(root, "Sources")
            for country in countries:
                self._add_source(sources, country)

    def _add_source(self, sources: Element, country: str) -> None:
        guid = self.guid("source", country)
        path = f"internal://{guid}.txt"
        source = SubElement(
            sources, "TextSource", guid=guid, name=self._name(country), plainTextPath=path, **self.made()
        )
        of_item = {row["item"]: row for row in self.answers[country]}
        answers = [of_item[item] for item in self.questions if item in of_item]
        _describe(source, "\n".join(f"item {a['item']}: {a['source_note']}" for a in answers if a["source_note"]))
        self.texts[f"{guid}.txt"], starts = self._layout(answers)
        for answer in answers:
            if answer["text"]:
                start, item = starts[answer["item"]], answer["item"]
                place = (start, start + len(answer["text"]))
                self._add_selection(source, (country, item), f"item {item}", place, self.guid("item", item))
        for row in self.evidence[country]:
            start, variable = starts[row["item"]], row["variable_id"]
            place = (start + int(row["char_start"]), start + int(row["char_end"]))
            key = (country, variable, row["evidence_number"])
            code = self.guid("code", variable, row["code"])
            self._add_selection(source, key, " ".join(key[1:]), place, code, self.notes.get(_coding(row), ""))

    def _layout(self, answers: list[dict]) -> tuple[str, dict[str, int]]:
        """Return the text of a source, and where the answer to each item begins in it."""
        text, length = [], 0
        starts = {}
        for answer in answers:
            status = "" if answer["status"] == "answered" else f"; {answer['status']}"
            question = " ".join(self.questions[answer["item"]]["text"].split())
            heading = f"[{answer['item']}{status}] {question}\n"
            starts[answer["item"]] = length + len(heading)
            text.append(f"{heading}{answer['text']}\n\n" if answer["text"] else f"{heading}\n")
            length += len(text[-1])
        return "".join(text), starts

    def _add_selection(
        self, source: Element, key: tuple[str, ...], name: str, place: tuple[int, int], code: str, note: str = ""
    ) -> None:
        start, end = map(str, place)
        guid = self.guid("selection", *key)
        made = self.made()
        selection = SubElement(
            source, "PlainTextSelection", guid=guid, name=name, startPosition=start, endPosition=end, **made
        )
        _describe(selection, note)
        coding = SubElement(selection, "Coding", guid=self.guid("coding", *key), **made)
        SubElement(coding, "CodeRef", targetGUID=code)


def _coding(row: dict) -> tuple[str, str, str]:
    return row["country_code"], row["variable_id"], row["code"]


def _position(row: dict) -> int:
    return int(row["position"])


def _is_disseminated(response: dict) -> bool:
    return response["wider_dissemination"] == "true"


def _by_country(rows: list[dict]) -> dict[str, list[dict]]:
    found = defaultdict(list)
    for row in rows:
        found[row["country_code"]].append(row)
    return found


def _describe(element: Element, text: str) -> None:
    if text:
        SubElement(element, "Description").text = text
