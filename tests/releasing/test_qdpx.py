"""The REFI-QDA projects: every quote in its place under its code, nothing lost, the same bytes twice."""

import csv
import json
import shutil
import zipfile
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from ahq.core.checkout import HOME
from ahq.core.table_schemas import wide_name
from ahq.publishing.data_package import Published
from ahq.releasing.formats import qdpx
from conftest import QUERY

NS = {"q": qdpx.NAMESPACE}
SECOND = "2017-another"
ASTRAL = "\N{MATHEMATICAL SCRIPT CAPITAL A} "  # one code point, two units of UTF-16


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Published:
    """The published package and a second query: the same again, each answer begun with a character beyond 16 bits."""
    root = tmp_path_factory.mktemp("package")
    descriptor = json.loads((HOME / "datapackage.json").read_bytes())
    for resource in list(descriptor["resources"]):
        path = root / resource["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if resource["name"] == wide_name(QUERY):
            shutil.copy(HOME / resource["path"], path)
            other = {**resource, "name": wide_name(SECOND), "path": resource["path"].replace(QUERY, SECOND)}
            descriptor["resources"].append(other)
            save(root / other["path"], [moved(row) for row in load(path)])
        else:
            rows = load(HOME / resource["path"])
            more = rows if rows and "query_id" in rows[0] else []
            save(path, rows + [moved(row) for row in more])
    (root / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return Published(root)


def moved(row: dict) -> dict:
    """A row of the first query as a row of the second."""
    row = row | {"query_id": SECOND}
    if row.get("status") and row["text"]:
        row["text"] = ASTRAL + row["text"]
    for key in {"char_start", "char_end"} & row.keys():
        row[key] = int(row[key]) + len(ASTRAL)
    return row


def load(path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def save(path, rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else ["query_id"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def projects(package, tmp_path_factory) -> list[SimpleNamespace]:
    paths = qdpx.write(package, tmp_path_factory.mktemp("qdpx"))
    assert [path.name for path in paths] == [f"{QUERY}.qdpx", f"{SECOND}.qdpx"]
    return [read(path) for path in paths]


def read(path) -> SimpleNamespace:
    """What the archive holds, found only by what stands in it."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        root = ElementTree.fromstring(archive.read("project.qde"))
        files = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    of_source = {
        source.get("guid"): files[source.get("plainTextPath").replace("internal://", "sources/")]
        for source in root.findall("q:Sources/q:TextSource", NS)
    }
    assert len(files) == len(of_source) + 1
    return SimpleNamespace(query=path.stem, root=root, texts=of_source)


def selections(project) -> list[tuple[str, str, str, str]]:
    """The source's name, the selection's name, the code's name and the words of each selection."""
    names = {code.get("guid"): code.get("name") for code in project.root.iter(f"{{{qdpx.NAMESPACE}}}Code")}
    found = []
    for source in project.root.findall("q:Sources/q:TextSource", NS):
        for selection in source.findall("q:PlainTextSelection", NS):
            (reference,) = selection.findall("q:Coding/q:CodeRef", NS)
            start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
            words = project.texts[source.get("guid")][start:end]
            found.append((source.get("name")[:2], selection.get("name"), names[reference.get("targetGUID")], words))
    return found


def as_selection(row: dict) -> tuple[str, str, str, str]:
    variable = row["variable_id"]
    return row["country_code"], f"{variable} {row['evidence_number']}", f"{variable}: {row['code']}", row["quote"]


def of_query(package, table: str, query: str) -> list[dict]:
    return [row for row in load(package.tables[table].path) if row["query_id"] == query]


def case_values(project) -> dict[str, dict[str, str]]:
    """The values of each case, by country and name of the variable."""
    names = {v.get("guid"): v.get("name") for v in project.root.findall("q:Variables/q:Variable", NS)}
    found = {}
    for case in project.root.findall("q:Cases/q:Case", NS):
        values = case.findall("q:VariableValue", NS)
        found[case.get("name")[:2]] = {names[v[0].get("targetGUID")]: v[1].text for v in values}
    return found


def test_every_quote_is_a_selection_with_its_code(package, projects):
    for project in projects:
        evidence = [as_selection(row) for row in of_query(package, "evidence", project.query)]
        found = [s for s in selections(project) if not s[1].startswith("item ")]
        assert evidence
        assert sorted(found) == sorted(evidence)


def test_every_answer_stands_verbatim_under_its_heading(package, projects):
    for project in projects:
        answers = [row for row in of_query(package, "answers", project.query) if row["text"]]
        wanted = [(row["country_code"], f"item {row['item']}", f"item {row['item']}", row["text"]) for row in answers]
        assert sorted(s for s in selections(project) if s[1].startswith("item ")) == sorted(wanted)


def test_a_source_is_the_answers_under_headings_and_nothing_else(package, projects):
    for project in projects:
        questions = sorted(of_query(package, "questions", project.query), key=lambda row: int(row["position"]))
        answers = {(r["country_code"], r["item"]): r for r in of_query(package, "answers", project.query)}
        for source in project.root.findall("q:Sources/q:TextSource", NS):
            rows = [(q, answers.get((source.get("name")[:2], q["item"]))) for q in questions]
            parts = [
                heading(question, row) + (f"{row['text']}\n" if row["text"] else "") for question, row in rows if row
            ]
            assert project.texts[source.get("guid")] == "".join(f"{part}\n" for part in parts)


def heading(question: dict, answer: dict) -> str:
    status = "" if answer["status"] == "answered" else f"; {answer['status']}"
    return f"[{answer['item']}{status}] {' '.join(question['text'].split())}\n"


def test_a_case_has_every_code_also_without_a_quote(package, projects):
    for project in projects:
        values = case_values(project)
        codings = of_query(package, "codings", project.query)
        assert codings
        for row in codings:
            of_case = values[row["country_code"]]
            found = of_case.get(row["variable_id"]) or of_case[f"{row['variable_id']}_missing"]
            assert (row["value_number"] or row["code"]) in found.split(";")


def test_a_response_that_is_not_disseminated_is_a_case_without_a_source(package, projects):
    for project in projects:
        responses = of_query(package, "responses", project.query)
        cases = {case.get("name")[:2]: case for case in project.root.findall("q:Cases/q:Case", NS)}
        assert list(cases) == [row["country_code"] for row in responses]
        without = {country for country, case in cases.items() if case.find("q:SourceRef", NS) is None}
        assert without == {row["country_code"] for row in responses if row["wider_dissemination"] == "false"}
        assert without
        assert len(project.texts) == len(cases) - len(without)


def test_every_note_on_a_coding_is_there(package, projects):
    for project in projects:
        described = [e.text for e in project.root.iterfind(".//q:PlainTextSelection/q:Description", NS)]
        described += [line for e in project.root.iterfind(".//q:Case/q:Description", NS) for line in e.text.split("\n")]
        notes = [row for row in of_query(package, "codings", project.query) if row["note"]]
        assert notes
        for row in notes:
            line = f"{row['variable_id']}: {row['code']}: {row['note']}"
            assert row["note"] in described or line in described


def test_the_codebook_has_every_code_under_its_variable(package, projects):
    for project in projects:
        codes = of_query(package, "codes", project.query)
        wanted = [(row["variable_id"], f"{row['variable_id']}: {row['code']}", row["label"]) for row in codes]
        found = [
            (variable.get("name"), code.get("name"), code.findtext("q:Description", None, NS))
            for variable in project.root.findall("q:CodeBook/q:Codes/q:Code", NS)[1:]
            for code in variable.findall("q:Code", NS)
        ]
        assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("tag", ["Code", "Variable", "Case", "TextSource"])
def test_no_name_stands_twice(projects, tag):
    # Programs that keep one list of names merge what is named alike, and its codings are lost.
    for project in projects:
        names = [element.get("name") for element in project.root.iter(f"{{{qdpx.NAMESPACE}}}{tag}")]
        assert names
        assert len(names) == len(set(names))


def test_no_guid_stands_for_two_things_and_every_reference_leads_to_one(projects):
    seen = []
    for project in projects:
        guids = [e.get("guid") for e in project.root.iter() if e.get("guid")]
        assert {e.get("targetGUID") for e in project.root.iter() if e.get("targetGUID")} <= set(guids)
        seen += guids
    assert len(seen) == len(set(seen))


def test_the_project_carries_the_disclaimer_and_no_name_of_a_person(package, projects):
    (query,) = of_query(package, "queries", QUERY)
    assert query["disclaimer"] in projects[0].root.findtext("q:Description", None, NS)
    users = [user.get("name") for user in projects[0].root.iterfind("q:Users/q:User", NS)]
    assert users == [f"Maintainers of {package.descriptor['name']}"]


def test_the_same_package_gives_the_same_bytes(package, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        qdpx.write(package, folder)
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes()


def test_a_table_in_another_order_is_refused(package, tmp_path):
    root = shutil.copytree(package.root, tmp_path / "package")
    path = root / "data" / "tables" / "evidence.csv"
    save(path, load(path)[::-1])
    with pytest.raises(ValueError, match="table evidence"):
        qdpx.write(Published(root), tmp_path)
