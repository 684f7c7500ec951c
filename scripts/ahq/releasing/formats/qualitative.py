"""Programs for qualitative analysis: for each query a REFI-QDA project, its codebook, and the codes as tags.

``<query>.qdpx`` is a project: answers, codes and coded quotes. A response that may be disseminated is a text source. Each
of its answers stands there verbatim under a heading line ``[2a] text of the question``; in ``[2a; in-parts] …`` the word
after the item is the status of the answer. Each answer is also a selection with the code of its item, so that nobody
needs to read headings; each quote is a selection with its code. Positions count Unicode code points from 0; the end is
the position after the last character, as programs read it.

Each response is a case. What is known of it, of its country, and of each coded variable (also where no quote carries
the code) are the values of the case. A note on a coding stands with its quotes, or with the case if it has none. Programs
differ in how they link a case to its text: some follow the reference, QualCoder takes a code that has the GUID of the
case; so each case with a text is also a code, whose one selection is the whole text.

The project has the codes that a selection has. ``<query>.qdc`` is the whole codebook, also what nobody said, and
``<query>-tags.csv`` has the same for Taguette.
"""

import hashlib
import uuid
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ahq.core import zip_files
from ahq.corpus.codebook import PERCENT
from ahq.publishing import by_query, metadata
from ahq.publishing.data_package import Published
from ahq.releasing import contents, wide
from ahq.releasing.formats import qualitative_readme
from ahq.releasing.formats.colours import colour

NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
OF_A_QUERY = ("questions", "variables", "codes", "responses", "answers", "codings", "evidence")
KINDS = {"string": "Text", "integer": "Integer", "number": "Float", "boolean": "Boolean", "date": "Date"}
KEYS = ("query_id", "country_code")
ITEMS = "Answers by item"
CASES = "Cases"
GREY = "#D8D8D8"  # of items, cases and missing codes: what is no finding


def write(package: Published, folder: Path) -> list[Path]:
    """Write ``<query>.qdpx``, ``.qdc`` and ``-tags.csv`` for each query, and README.md, into ``folder``; return the paths.

    Tables are read a query at a time. Raises OSError, or ValueError where a table is not in the order of ``queries``.
    """
    countries = contents.countries(package)
    paths = [folder / "README.md"]
    paths[0].write_text(qualitative_readme.render(package.descriptor), "utf-8", newline="\n")
    for query, rows in by_query.queries(package, OF_A_QUERY):
        project = _Project(package, query, rows, countries)
        place = folder / query["query_id"]
        files = {kind: place.with_name(f"{place.name}{kind}") for kind in (".qdpx", ".qdc", "-tags.csv")}
        zip_files.write(files[".qdpx"], project.files())
        files[".qdc"].write_bytes(project.codebook())
        tags = ((code.name, code.description) for code in project.codes())
        contents.write_csv(files["-tags.csv"], ("tag", "description"), tags)
        paths += files.values()
    return paths


class _Code(NamedTuple):
    """A code: the parts of its GUID, its name, what it means, the group that it stands in, its colour."""

    key: tuple[str, ...]
    name: str
    description: str
    group: tuple[str, ...]
    colour: str


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
        begin = f"{package.descriptor['name']}/{query['query_id']}"
        self._namespace = hashlib.sha1(uuid.NAMESPACE_URL.bytes + begin.encode(), usedforsecurity=False)
        self.rows = rows
        self.countries = countries
        # Who made a thing, and when.
        self.made = {"creatingUser": self.guid("user"), "creationDateTime": package.descriptor["created"]}
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
            origin=self._origin(),
            creatingUserGUID=self.guid("user"),
            creationDateTime=self.made["creationDateTime"],
        )
        users = SubElement(root, "Users")
        SubElement(users, "User", guid=self.guid("user"), name=f"Maintainers of {self.package.descriptor['name']}")
        self._add_codebook(root)
        self._add_cases(root)
        self._add_sources(root)
        _describe(root, self._description())
        return {"project.qde": _encode(root)} | {f"sources/{name}": text.encode() for name, text in self.texts.items()}

    def _origin(self) -> str:
        return f"{self.package.descriptor['name']} {self.package.version}"

    def _disseminated(self) -> list[str]:
        return [row["country_code"] for row in self.rows["responses"] if _is_disseminated(row)]

    def guid(self, *names: str) -> str:
        """Return the GUID of a thing of this query, the same in every version of the package: a UUID of version 5.

        It is what ``uuid.uuid5`` gives for the path of names, in a third of the time.
        """
        digest = self._namespace.copy()
        digest.update("".join(f"/{name}" for name in names).encode())
        text = digest.hexdigest()
        variant = "89ab"[int(text[16], 16) & 3]
        return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"

    def _description(self) -> str:
        about = self.package.descriptor
        licences = "\n".join(f"{licence['title']} ({licence['path']})" for licence in about["licenses"])
        package = f"{about['title']}, version {self.package.version}\n{about['description']}"
        cite = f"Cite: {metadata.citation(about)}"
        said = (self.query["title"], package, cite, licences, self.query["disclaimer"], self.query["background"])
        return "\n\n".join(filter(None, said))

    def codes(self) -> list[_Code]:
        """Return every code that a person can give: the items, then those of each variable, in their order."""
        found = [_Code(("item", i), f"item {i}", q["text"], ("items",), GREY) for i, q in self.questions.items()]
        of_variable = defaultdict(list)
        for row in sorted(self.rows["codes"], key=_position):
            of_variable[row["variable_id"]].append(row)
        for variable in self._variables():
            # Some programs merge codes of one name wherever they stand, so the name says the variable too.
            found += [
                _Code(
                    ("code", variable, row["code"]),
                    f"{variable}: {row['code']}",
                    row["label"],
                    ("variable", variable),
                    GREY if row["is_missing"] == "true" else colour(variable, row["code"]),
                )
                for row in of_variable[variable]
            ]
        return found

    def codebook(self) -> bytes:
        """Return the codebook alone, with every code, as a file of its own."""
        root = Element("CodeBook", xmlns=CODEBOOK_NAMESPACE, origin=self._origin())
        self._add_codes(SubElement(root, "Codes"), self.codes())
        ElementTree.indent(root)
        return _encode(root)

    def _add_codebook(self, root: Element) -> None:
        codes = SubElement(SubElement(root, "CodeBook"), "Codes")
        used = self._used()
        self._add_codes(codes, [code for code in self.codes() if code.key in used])
        cases = [
            _Code(("case", country), self._name(country), "The whole response.", ("cases",), GREY)
            for country in self._disseminated()
        ]
        self._add_codes(codes, cases)

    def _used(self) -> set[tuple[str, ...]]:
        """Return the keys of the codes that a selection has."""
        items = {("item", row["item"]) for row in self.rows["answers"] if row["text"]}
        return items | {("code", row["variable_id"], row["code"]) for row in self.rows["evidence"]}

    def _add_codes(self, place: Element, codes: list[_Code]) -> None:
        """Add codes in their groups; a group is a code that nothing can have."""
        variables = self._variables()
        groups: dict[tuple[str, ...], Element] = {}
        for code in codes:
            if code.group not in groups:
                name = {"items": ITEMS, "cases": CASES}.get(code.group[0], code.group[-1])
                groups[code.group] = SubElement(
                    place, "Code", guid=self.guid(*code.group), name=name, isCodable="false", color=code.colour
                )
                about = variables.get(code.group[-1], {})
                _describe(groups[code.group], "\n".join(filter(None, (about.get("label"), about.get("rule")))))
            own = SubElement(
                groups[code.group],
                "Code",
                guid=self.guid(*code.key),
                name=code.name,
                isCodable="true",
                color=code.colour,
            )
            _describe(own, code.description)

    def _variables(self) -> dict[str, dict]:
        return {row["variable_id"]: row for row in sorted(self.rows["variables"], key=_position)}

    def _fields(self) -> list[_Field]:
        found = []
        for prefix, table, rows in (
            ("response.", self.package.tables["responses"], self.rows["responses"]),
            ("country.", self.package.tables["countries"], self.countries.values()),
        ):
            by_country = {row["country_code"]: row for row in rows}
            wanted = [field for field in table.fields if field["name"] not in KEYS]
            found += [_Field(prefix + field["name"], field, by_country) for field in wanted]
        return found + self._coded_fields()

    def _coded_fields(self) -> list[_Field]:
        coded = wide.of_query(self.query["query_id"], self.rows)
        numbers = {variable.id for variable in coded.variables if variable.type == PERCENT}
        by_country = {row["country_code"]: row for row in coded.rows()}
        return [
            _Field(
                name,
                {"name": name, "type": "number" if name in numbers else "string", "description": description},
                by_country,
            )
            for name, description in coded.columns().items()
            if name not in KEYS
        ]

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
        countries = self._disseminated()
        if countries:
            sources = SubElement(root, "Sources")
            for country in countries:
                self._add_source(sources, country)

    def _add_source(self, sources: Element, country: str) -> None:
        guid = self.guid("source", country)
        path = f"internal://{guid}.txt"
        source = SubElement(sources, "TextSource", guid=guid, name=self._name(country), plainTextPath=path, **self.made)
        of_item = {row["item"]: row for row in self.answers[country]}
        answers = [of_item[item] for item in self.questions if item in of_item]
        _describe(source, "\n".join(f"item {a['item']}: {a['source_note']}" for a in answers if a["source_note"]))
        text, starts = self._layout(answers)
        self.texts[f"{guid}.txt"] = text
        self._add_selection(source, ("case", country), "case", (0, len(text)), self.guid("case", country))
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
        selection = SubElement(
            source, "PlainTextSelection", guid=guid, name=name, startPosition=start, endPosition=end, **self.made
        )
        _describe(selection, note)
        coding = SubElement(selection, "Coding", guid=self.guid("coding", *key), **self.made)
        SubElement(coding, "CodeRef", targetGUID=code)


def _encode(root: Element) -> bytes:
    """Return an XML file; to encode the whole at once takes half the time."""
    text = ElementTree.tostring(root, encoding="unicode")
    return f"<?xml version='1.0' encoding='utf-8'?>\n{text}".encode()


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
