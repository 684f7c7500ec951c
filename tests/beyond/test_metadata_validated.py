"""The metadata, checked by validators that others wrote, none of which may use the network; and each can fail."""

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ahq.core.checkout import HOME, Checkout
from ahq.publishing.metadata import Coverage, Distribution, croissant, csvw, dcat_ap, schema_org, zenodo
from ahq.publishing.package import published
from conftest import STANDARDS

DESCRIPTOR = published(Checkout())
FORMATS = [
    Distribution("emn-ahq-1.0.0-parquet.zip", "The tables as Parquet", "application/vnd.apache.parquet", 12, "ab" * 32),
    Distribution("emn-ahq-1.0.0-answers_with_context.csv", "Every answer", "text/csv", 34, "cd" * 32),
]
COVERAGE = Coverage("2009-05-01", "2016-04-18", [("AUT", "Austria"), ("NOR", "Norway")])
HOME_OF_IT = {
    "page": "https://example.org/",
    "files": "https://example.org/tree/v{version}/",
    "downloads": "https://example.org/releases/v{version}/",
    "contact": {"name": "Maintainers", "email": "someone@example.org", "url": "https://example.org/contact"},
}
ROWS = {resource["name"]: resource["rows"] for resource in DESCRIPTOR["resources"]}
INSTALLED = HOME / ".cache" / "beyond" / "installed" / "bin"
CFF = HOME / ".cache" / "beyond" / "cff" / "bin"
SHAPES = STANDARDS / "dcat-ap-3.0.1-shapes.ttl"
NOWHERE = "http://127.0.0.1:9"  # the discard port: who asks the network fails at once, on every machine alike

# What pandas takes for missing unless it is told not to; mlcroissant does not tell it.
TAKEN_FOR_MISSING = ("N/A", "NA", "n/a", "None", "null", "NULL", "nan", "NaN")

LOAD = """
import json, sys
import mlcroissant, pandas
data = mlcroissant.Dataset(sys.argv[1])
counts = {}
for records in data.metadata.record_sets:
    rows = list(data.records(records.id))
    filled = sum(not pandas.isna(value) for row in rows for value in row.values())
    counts[records.id] = [len(rows), filled]
print(json.dumps(counts))
"""

# The context of schema.org is on the network; "@vocab" alone reads the same names as the same properties.
# Google requires name and description (50 to 5,000 characters), and an address for each download.
READ_SCHEMA_ORG = """
import json, sys
from rdflib import RDF, Graph, Namespace
SDO = Namespace("https://schema.org/")
document = json.load(sys.stdin)
assert document["@context"] == "https://schema.org/"
document["@context"] = {"@vocab": "https://schema.org/"}
graph = Graph().parse(data=json.dumps(document), format="json-ld", publicID="https://example.org/metadata/file")
wanted = {
    SDO.Dataset: "name description version license creator publisher datePublished keywords distribution variableMeasured",
    SDO.DataDownload: "name contentUrl encodingFormat sha256",
    SDO.PropertyValue: "name description",
    SDO.CreativeWork: "name url",
    SDO.Organization: "name",
}
missing = set()
for kind, properties in wanted.items():
    nodes = list(graph.subjects(RDF.type, kind))
    missing |= {str(kind)} if not nodes else set()
    missing |= {p for node in nodes for p in properties.split() if (node, SDO[p], None) not in graph}
for dataset in graph.subjects(RDF.type, SDO.Dataset):
    if not 50 <= len(graph.value(dataset, SDO.description, default="")) <= 5000:
        missing.add("description")
print(json.dumps(sorted(missing)))
"""


@pytest.fixture
def package(tmp_path):
    """Return the folder of a package with its tables and its metadata."""
    root = tmp_path / "package"
    shutil.copytree(HOME / "data" / "tables", root / "data" / "tables")
    for format_ in (croissant, csvw, dcat_ap, schema_org, zenodo):
        path = root / format_.PATH
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(format_.render(DESCRIPTOR, FORMATS, COVERAGE))
    shutil.copy(HOME / "CITATION.cff", root)
    return root


def tool(folder: Path, name: str) -> str:
    """Return the path of a validator; skip the test where it is not installed."""
    if not (folder / name).exists():
        pytest.skip(f"{name} is not installed; run `make test-all`")
    return str(folder / name)


def offline(*command, home: Path, **options) -> subprocess.CompletedProcess:
    """Run a validator for which every address of the network is closed."""
    environment = {"PATH": os.defpath, "HOME": str(home), "PYTHONUTF8": "1"}
    environment |= {f"{scheme}_proxy": NOWHERE for scheme in ("http", "https", "all")}
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, env=environment, timeout=120, **options
    )


def change(path: Path, edit) -> None:
    """Let ``edit`` change a JSON document where it stands."""
    document = json.loads(path.read_bytes())
    edit(document)
    path.write_text(json.dumps(document), "utf-8")


# Croissant


def validate_croissant(package):
    command = [tool(INSTALLED, "mlcroissant"), "validate", "--jsonld", package / croissant.PATH]
    return offline(*command, home=package)


def load_croissant(package):
    tool(INSTALLED, "mlcroissant")
    return offline(INSTALLED / "python", "-c", LOAD, package / croissant.PATH, home=package)


def test_croissant_is_valid_without_a_warning(package):
    done = validate_croissant(package)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr.upper()


def test_a_field_of_no_file_is_not_valid_croissant(package):
    def edit(document):
        document["recordSet"][0]["field"][0]["source"]["fileObject"]["@id"] = "data/tables/nothing.csv"

    change(package / croissant.PATH, edit)
    assert validate_croissant(package).returncode == 1


def test_croissant_loads_every_row_and_loses_only_what_pandas_takes_for_missing(package):
    done = load_croissant(package)
    assert done.returncode == 0, done.stderr
    wanted = {}
    for resource in DESCRIPTOR["resources"]:
        with (package / resource["path"]).open(encoding="utf-8", newline="") as file:
            _, *rows = csv.reader(file)
        wanted[resource["name"]] = [resource["rows"], sum(_is_read(cell) for row in rows for cell in row)]
    assert json.loads(done.stdout) == wanted
    assert {name: rows for name, (rows, _) in wanted.items()} == ROWS


def _is_read(cell: str) -> bool:
    return cell != "" and cell not in TAKEN_FOR_MISSING


def test_croissant_does_not_load_a_table_that_has_changed(package):
    with (package / "data" / "tables" / "countries.csv").open("a") as file:
        file.write("XX,XXX,XX,Nowhere,,,observer,\n")
    done = load_croissant(package)
    assert done.returncode != 0
    assert "Hash of downloaded file" in done.stderr


# CSV on the Web


def validate_csvw(package):
    return offline(tool(INSTALLED, "csvwvalidate"), "-v", package / csvw.PATH, home=package)


def test_csvw_describes_the_tables(package):
    done = validate_csvw(package)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("table", "old", "new", "says"),
    [
        ("countries", ",member,", ",membre,", "emn_role"),
        ("countries", "2008-05-14", "14.5.2008", "emn_from"),
        ("countries", ",AUT,", ",Aut,", "alpha3"),
        ("countries", ",Austria,", ",,", "name: required"),
        ("countries", "alpha3", "alpha4", "missing required columns"),
        ("responses", ",true,", ",yes,", "wider_dissemination"),
        ("codings", ",percent,15,", ",percent,150,", "value_number"),
        ("responses", ",AT,", ",ZZ,", "not found in table countries.csv"),
        ("countries", "\nAT,", "\nAM,", "duplicate primary key"),
    ],
)
def test_csvw_finds_what_the_descriptor_does_not_allow(package, table, old, new, says):
    path = package / "data" / "tables" / f"{table}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    done = validate_csvw(package)
    assert done.returncode != 0
    assert says in done.stdout


# DCAT-AP


def validate_dcat(package):
    if not SHAPES.exists():
        pytest.skip(f"{SHAPES.name}, the shapes of SEMIC, are not here")
    command = [tool(INSTALLED, "pyshacl"), "-s", SHAPES, "-sf", "turtle", "-df", "json-ld", package / dcat_ap.PATH]
    return offline(*command, home=package)


@pytest.mark.parametrize("home", [{}, {"homepage": HOME_OF_IT["page"], "home": HOME_OF_IT}], ids=["none", "home"])
def test_dcat_ap_fits_the_shapes(package, home):
    (package / dcat_ap.PATH).write_bytes(dcat_ap.render(DESCRIPTOR | home, FORMATS, COVERAGE))
    done = validate_dcat(package)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "edit",
    [
        lambda dataset: dataset.pop("description"),
        lambda dataset: dataset["publisher"].pop("name"),
        lambda dataset: dataset["distribution"][0].pop("accessURL"),
        lambda dataset: dataset["distribution"][-1].pop("accessURL"),
        lambda dataset: dataset["distribution"][0]["checksum"].pop("algorithm"),
        lambda dataset: dataset["distribution"][0].update(issued={"@value": "2026", "@type": "xsd:string"}),
        lambda dataset: dataset["distribution"][0].update(license=[dcat_ap.LICENCES["CC-BY-4.0"], "../LICENSE"]),
    ],
    ids=[
        "description",
        "publisher's name",
        "access URL",
        "access URL of a format",
        "checksum's algorithm",
        "date",
        "second licence",
    ],
)
def test_the_shapes_find_what_dcat_ap_does_not_allow(package, edit):
    change(package / dcat_ap.PATH, lambda catalogue: edit(catalogue["dataset"][0]))
    done = validate_dcat(package)
    assert done.returncode == 1
    assert "Conforms: False" in done.stdout


# schema.org


def missing_in_schema_org(package):
    tool(INSTALLED, "rdfpipe")
    text = (package / schema_org.PATH).read_text("utf-8")
    done = offline(INSTALLED / "python", "-c", READ_SCHEMA_ORG, home=package, input=text)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_schema_org_has_what_search_engines_ask_for(package):
    assert missing_in_schema_org(package) == []


@pytest.mark.parametrize(
    ("edit", "missing"),
    [
        (lambda document: document.pop("publisher"), "publisher"),
        (lambda document: document.update(description="Too short."), "description"),
        (lambda document: document["distribution"][0].pop("contentUrl"), "contentUrl"),
        (lambda document: document["license"][1].pop("url"), "url"),
    ],
    ids=["publisher", "description", "download", "licence"],
)
def test_what_search_engines_would_miss_is_found(package, edit, missing):
    change(package / schema_org.PATH, edit)
    assert missing_in_schema_org(package) == [missing]


# CITATION.cff and .zenodo.json


def validate_citation(package):
    return offline(tool(CFF, "cffconvert"), "--validate", "-i", package / "CITATION.cff", home=package)


def test_the_citation_is_valid(package):
    done = validate_citation(package)
    assert done.returncode == 0, done.stderr


def test_a_citation_without_authors_is_not_valid(package):
    path = package / "CITATION.cff"
    path.write_text(path.read_text("utf-8").replace("\nauthors:\n", "\nwriters:\n"), "utf-8")
    assert validate_citation(package).returncode != 0


def differences_from_citation(package):
    """Return the keys in which the deposit is not what cffconvert makes of CITATION.cff for Zenodo."""
    done = offline(tool(CFF, "cffconvert"), "-f", "zenodo", "-i", package / "CITATION.cff", home=package)
    assert done.returncode == 0, done.stderr
    cited = json.loads(done.stdout)
    cited |= {"description": f"<p>{cited['description']}</p>", "license": cited["license"]["id"].lower()}
    deposit = json.loads((package / zenodo.PATH).read_bytes())
    deposit["description"] = deposit["description"].partition("<ul>")[0]
    return {key for key, value in cited.items() if deposit.get(key) != value}


def test_the_deposit_says_what_the_citation_says(package):
    assert differences_from_citation(package) == set()


def test_a_deposit_that_says_something_else_is_found(package):
    change(package / zenodo.PATH, lambda deposit: deposit.update(version="98.76.54"))
    assert differences_from_citation(package) == {"version"}
