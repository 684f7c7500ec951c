"""For programs of qualitative analysis: every quote in its place under its code, every case with its text, the same bytes twice."""

import csv
import json
import re
import shutil
import zipfile
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from ahq.core.checkout import HOME
from ahq.publishing.data_package import Published
from ahq.releasing.formats import colours, qualitative
from conftest import QUERY

NS = {"q": qualitative.NAMESPACE}
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
        columns = [field["name"] for field in resource["schema"]["fields"]]
        rows = [row for row in load(HOME / resource["path"]) if row.get("query_id", QUERY) == QUERY]
        save(path, columns, rows + [moved(row) for row in rows if "query_id" in columns])
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


def save(path, columns: list[str], rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def projects(package, tmp_path_factory) -> list[SimpleNamespace]:
    paths = qualitative.write(package, tmp_path_factory.mktemp("qualitative"))
    of_each = [f"{query}{kind}" for query in (QUERY, SECOND) for kind in (".qdpx", ".qdc", "-tags.csv")]
    assert [path.name for path in paths] == ["README.md", *of_each]
    return [read(path) for path in paths if path.suffix == ".qdpx"]


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
    codebook = ElementTree.parse(path.with_suffix(".qdc")).getroot()
    tags = load(path.with_name(f"{path.stem}-tags.csv"))
    return SimpleNamespace(query=path.stem, root=root, texts=of_source, codebook=codebook, tags=tags)


def selections(project) -> list[tuple[str, str, str, str]]:
    """The source's name, the selection's name, the code's name and the words of each selection."""
    names = {code.get("guid"): code.get("name") for code in project.root.iter(f"{{{qualitative.NAMESPACE}}}Code")}
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
        found = [s for s in selections(project) if s[1] != "case" and not s[1].startswith("item ")]
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


def codes_of(place, namespace: str) -> list[tuple[str, str, str]]:
    """The group, the name and the description of each code."""
    tag = {"q": namespace}
    return [
        (group.get("name"), code.get("name"), code.findtext("q:Description", None, tag))
        for group in place.findall("q:Code", tag)
        for code in group.findall("q:Code", tag)
    ]


def every_code(package, query: str) -> list[tuple[str, str, str]]:
    codes = of_query(package, "codes", query)
    items = [("Answers by item", f"item {row['item']}", row["text"]) for row in of_query(package, "questions", query)]
    return items + [(row["variable_id"], f"{row['variable_id']}: {row['code']}", row["label"]) for row in codes]


def test_the_codebook_has_every_code_under_its_variable_also_what_nobody_said(package, projects):
    for project in projects:
        place = project.codebook.find("c:Codes", {"c": "urn:QDA-XML:codebook:1.0"})
        assert sorted(codes_of(place, "urn:QDA-XML:codebook:1.0")) == sorted(every_code(package, project.query))


def test_the_tags_are_the_same_codes_as_taguette_reads_them(package, projects):
    for project in projects:
        wanted = sorted((name, description) for _, name, description in every_code(package, project.query))
        assert sorted((row["tag"], row["description"]) for row in project.tags) == wanted
        assert list(project.tags[0]) == ["tag", "description"]


def test_a_project_has_the_codes_that_a_selection_has_and_no_other(package, projects):
    for project in projects:
        used = {code for _, _, code, _ in selections(project)}
        found = codes_of(project.root.find("q:CodeBook/q:Codes", NS), qualitative.NAMESPACE)
        assert {name for _, name, _ in found} == used
        known = every_code(package, project.query)
        assert {code for code in found if code[0] != "Cases"} <= set(known)


def test_every_case_with_a_text_is_a_code_upon_the_whole_of_it(projects):
    # What QualCoder reads: it takes a code that has the GUID of a case for that case, and its selections for the case's.
    for project in projects:
        cases = {case.get("guid"): case.get("name") for case in project.root.findall("q:Cases/q:Case", NS)}
        linked = {}
        for source in project.root.findall("q:Sources/q:TextSource", NS):
            for selection in source.findall("q:PlainTextSelection", NS):
                code = selection.find("q:Coding/q:CodeRef", NS).get("targetGUID")
                if code in cases:
                    linked[cases[code]] = source.get("name")
                    whole = (0, len(project.texts[source.get("guid")]))
                    assert (int(selection.get("startPosition")), int(selection.get("endPosition"))) == whole
        assert linked == {name: name for name in linked}
        assert len(linked) == len(project.texts)


def test_every_code_has_a_colour_that_no_other_code_changes(projects):
    for project in projects:
        found = {code.get("name"): code.get("color") for code in project.root.iter(f"{{{qualitative.NAMESPACE}}}Code")}
        assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in found.values())
        assert found["monitoring: ongoing"] == colours.colour("monitoring", "ongoing")
        assert found["monitoring: no-information"] == found["item 1"] == "#D8D8D8"
    # Written down once: whoever knows a code by its colour finds it again in the next version.
    assert colours.colour("monitoring", "ongoing") == "#ECC479"
    assert colours.colour("option_warn", "supported") == "#ECB77C"


def test_the_readme_says_what_each_program_shows(package, tmp_path):
    text = qualitative.write(package, tmp_path)[0].read_text("utf-8")
    for part in ("QualCoder", "Taguette", "ATLAS.ti", "`Cases`", f"version {package.version}"):
        assert part in text


@pytest.mark.parametrize("tag", ["Code", "Variable", "Case", "TextSource"])
def test_no_name_stands_twice(projects, tag):
    # Programs that keep one list of names merge what is named alike, and its codings are lost.
    for project in projects:
        names = [element.get("name") for element in project.root.iter(f"{{{qualitative.NAMESPACE}}}{tag}")]
        assert names
        assert len(names) == len(set(names))


def test_no_guid_stands_for_two_things_but_a_case_that_is_a_code(projects):
    seen = []
    for project in projects:
        cases = {case.get("guid") for case in project.root.findall("q:Cases/q:Case", NS)}
        codes = [code.get("guid") for code in project.root.findall("q:CodeBook/q:Codes/q:Code/q:Code", NS)]
        guids = [e.get("guid") for e in project.root.iter() if e.get("guid")]
        for guid in cases.intersection(codes):
            guids.remove(guid)
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
        qualitative.write(package, folder)
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes()


def test_a_table_in_another_order_is_refused(package, tmp_path):
    root = shutil.copytree(package.root, tmp_path / "package")
    path = root / "data" / "tables" / "evidence.csv"
    rows = load(path)
    save(path, list(rows[0]), rows[::-1])
    with pytest.raises(ValueError, match="table evidence"):
        qualitative.write(Published(root), tmp_path)
