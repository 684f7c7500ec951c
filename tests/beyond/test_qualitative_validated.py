"""The REFI-QDA projects, judged by the schema of the standard and read by two readers of other makers."""

import csv
import json
import subprocess

import pytest

from ahq.core.checkout import HOME
from ahq.publishing.data_package import Published
from ahq.releasing.formats import qualitative
from conftest import STANDARDS

BEYOND = HOME / ".cache" / "beyond"
VALIDATOR = BEYOND / "installed" / "bin" / "python"
READERS = BEYOND / "qda" / "bin" / "python"
STANDARD = STANDARDS / "refi-qda-project.xsd"
needs_readers = pytest.mark.skipif(
    not READERS.exists(), reason="qdaPy and pyrefiqda are not installed; run `make test-all`"
)

VALIDATE = """
import sys, zipfile
from lxml import etree
schema = etree.XMLSchema(etree.parse(sys.argv[1]))
for path in sys.argv[2:]:
    root = etree.fromstring(zipfile.ZipFile(path).read("project.qde"))
    print(schema.validate(root), *schema.error_log)
    del root.find(".//{*}PlainTextSelection").attrib["endPosition"]
    print(schema.validate(root))
"""

CODINGS = """
import json, sys
from qdapy.qdpx import read_qdpx
found = []
for path in sys.argv[1:]:
    table = read_qdpx(path, warn=False).fragments
    found += [[path, *row] for row in table[["title", "code", "text"]].values.tolist()]
json.dump(found, sys.stdout)
"""

CASES = """
import json, sys
from pyrefiqda import RefiProject
found = []
for path in sys.argv[2:]:
    project = RefiProject.load(path, sys.argv[1])
    names = {variable.guid: variable.name for variable in project.variables.variable}
    for case in project.cases.case:
        for value in case.variable_value:
            given = value.model_dump(mode="json", exclude_none=True, exclude={"variable_ref"})
            found.append([path, case.name, names[value.variable_ref.target_guid], *map(str, given.values())])
json.dump(found, sys.stdout)
"""


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    found = qualitative.write(Published(HOME), tmp_path_factory.mktemp("qualitative"))
    return [path for path in found if path.suffix == ".qdpx"]


def run(python, script, *arguments) -> str:
    command = [str(python), "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(table: str) -> list[dict]:
    with Published(HOME).tables[table].path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(not STANDARD.exists(), reason="the schema of the standard is not here")
@pytest.mark.skipif(not VALIDATOR.exists(), reason="lxml is not installed; run `make test-all`")
def test_the_schema_of_the_standard_accepts_it_and_refuses_a_broken_one(paths):
    assert run(VALIDATOR, VALIDATE, STANDARD, *paths).split("\n") == ["True", "False"] * len(paths) + [""]


@needs_readers
def test_qdapy_reads_every_quote_with_its_code(paths):
    others = (qualitative.ITEMS, qualitative.CASES)
    found = [tuple(row) for row in json.loads(run(READERS, CODINGS, *paths)) if not row[2].startswith(others)]
    names = {row["country_code"]: f"{row['country_code']} {row['name']}" for row in rows("countries")}
    of_query = {path.stem: str(path) for path in paths}
    wanted = [
        (
            of_query[r["query_id"]],
            names[r["country_code"]],
            "{variable_id}/{variable_id}: {code}".format(**r),
            r["quote"],
        )
        for r in rows("evidence")
    ]
    assert sorted(found) == sorted(wanted)


@needs_readers
def test_pyrefiqda_reads_every_coding_of_every_case(paths, tmp_path):
    values = {tuple(row[:3]): row[3] for row in json.loads(run(READERS, CASES, tmp_path, *paths))}
    names = {row["country_code"]: f"{row['country_code']} {row['name']}" for row in rows("countries")}
    of_query = {path.stem: str(path) for path in paths}
    for row in rows("codings"):
        of_case = (of_query[row["query_id"]], names[row["country_code"]])
        if row["value_number"]:
            assert float(values[*of_case, row["variable_id"]]) == float(row["value_number"])
        else:
            found = values.get((*of_case, row["variable_id"])) or values[*of_case, f"{row['variable_id']}_missing"]
            assert row["code"] in found.split(";")
