"""Every metadata format says what the descriptor says: all tables, all columns, one version, three licences."""

import copy
import json

import pytest

from ahq.core.checkout import HOME, Checkout
from ahq.publishing.metadata import (
    Coverage,
    Distribution,
    croissant,
    csvw,
    dcat_ap,
    missing,
    relative,
    schema_org,
    zenodo,
)
from ahq.publishing.package import published

DESCRIPTOR = published(Checkout())
RESOURCES = DESCRIPTOR["resources"]
COLUMNS = {
    (resource["name"], field["name"]): field["description"]
    for resource in RESOURCES
    for field in resource["schema"]["fields"]
}
FORMATS = [schema_org, dcat_ap, csvw, croissant, zenodo]
every_format = pytest.mark.parametrize("format_", FORMATS, ids=lambda module: module.__name__.rpartition(".")[2])

# Where a deposit may say what: "Deposit metadata" in https://developers.zenodo.org, and the values of upload_type.
ZENODO_KEYS = set(
    "upload_type publication_type image_type publication_date title creators description access_right license "
    "embargo_date access_conditions doi prereserve_doi keywords notes related_identifiers contributors references "
    "communities grants journal_title journal_volume journal_issue journal_pages conference_title conference_acronym "
    "conference_dates conference_place conference_url conference_session conference_session_part imprint_publisher "
    "imprint_isbn imprint_place partof_title partof_pages thesis_supervisors thesis_university subjects version "
    "language locations dates method".split()
)
ZENODO_CREATOR = {"name", "affiliation", "orcid", "gnd"}


ZIPPED = Distribution(
    "emn-ahq-1.0.0-parquet.zip", "The tables as Parquet", "application/vnd.apache.parquet", 12, "ab" * 32
)
BOOK = Distribution("emn-ahq-1.0.0.xlsx", "Workbooks", "application/vnd.ms-excel", 34, "cd" * 32)
COVERAGE = Coverage("2009-05-01", "2016-04-18", [("AUT", "Austria"), ("NOR", "Norway")])
HOUSED = {
    "page": "https://example.org/",
    "files": "https://example.org/tree/v{version}/",
    "downloads": "https://example.org/releases/v{version}/",
    "contact": {"name": "Maintainers", "email": "someone@example.org", "url": "https://example.org/contact"},
}
AT_HOME = DESCRIPTOR | {"homepage": HOUSED["page"], "home": HOUSED}


def rendered(format_, descriptor=DESCRIPTOR, *more):
    document = json.loads(format_.render(descriptor, *more))
    return document["dataset"][0] if format_ is dcat_ap else document


def addresses(value):
    """Yield what a document gives as the address of something else."""
    keys = ("url", "contentUrl", "accessURL", "downloadURL", "conformsTo", "@id")
    if isinstance(value, list):
        for item in value:
            yield from addresses(item)
    if isinstance(value, dict):
        for key, item in value.items():
            if key in keys and isinstance(item, str):
                yield item
            elif key not in ("@context", "recordSet"):  # there, an id is a name within the document
                yield from addresses(item)


@every_format
def test_the_same_descriptor_gives_the_same_bytes_and_stays_as_it_was(format_):
    given = copy.deepcopy(DESCRIPTOR)
    assert format_.render(given) == format_.render(DESCRIPTOR)
    assert given == DESCRIPTOR
    assert format_.render(given).endswith(b"}\n")


@every_format
def test_the_version_and_the_text_are_those_of_the_descriptor(format_):
    changed = DESCRIPTOR | {"version": "98.76.54", "title": "Another title", "description": "Another <description>"}
    text = format_.render(changed).decode()
    assert '"98.76.54"' in text
    assert '"Another title"' in text
    assert "Another <description>" in text or "Another &lt;description&gt;" in text
    assert DESCRIPTOR["version"] in format_.render(DESCRIPTOR).decode()


@every_format
def test_every_table_is_named_with_its_description(format_):
    text = format_.render(DESCRIPTOR).decode()
    for resource in RESOURCES:
        assert resource["name"] in text
        assert resource["description"] in text


def test_every_column_is_named_with_its_description():
    variables = rendered(schema_org)["variableMeasured"]
    assert {tuple(v["name"].split(".")): v["description"] for v in variables} == COLUMNS
    sets = rendered(croissant)["recordSet"]
    assert {(s["name"], f["name"]): f["description"] for s in sets for f in s["field"]} == COLUMNS
    names = {relative(resource["path"], csvw.PATH): resource["name"] for resource in RESOURCES}
    found = {
        (names[table["url"]], column["name"]): column["dc:description"]
        for table in rendered(csvw)["tables"]
        for column in table["tableSchema"]["columns"]
    }
    assert found == COLUMNS


@every_format
def test_every_licence_says_what_it_covers_and_where_it_stands(format_):
    text = format_.render(DESCRIPTOR).decode()
    for part in ("Code", "Coding", "Verbatim answers"):
        assert any(licence["title"].startswith(part) for licence in DESCRIPTOR["licenses"]), part
    for licence in DESCRIPTOR["licenses"]:
        assert licence["title"] in text
        assert licence["path"] in text


@every_format
def test_no_file_knows_this_machine_or_invents_an_address(format_):
    text = format_.render(DESCRIPTOR).decode()
    assert str(HOME) not in text
    assert "file:" not in text
    assert not any(address.startswith("/") for address in addresses(json.loads(text)))


@pytest.mark.parametrize("format_", [schema_org, dcat_ap, csvw, croissant])
def test_every_relative_address_leads_to_a_file_of_the_package(format_):
    names = {resource["path"] for resource in RESOURCES}  # Croissant names a file by its path in the package
    found = {a for a in addresses(rendered(format_)) if "://" not in a and not a.startswith("#")}
    relative_ones = found - names if format_ is croissant else found
    assert len(relative_ones) > len(RESOURCES)
    generated = [HOME / module.PATH for module in FORMATS]
    for address in relative_ones:
        path = ((HOME / format_.PATH).parent / address).resolve()
        assert path.is_file() or path in generated, address


def test_every_table_can_be_fetched_and_checked():
    whole = {(r["path"], r["hash"].removeprefix("sha256:")) for r in RESOURCES}
    files = rendered(croissant)["distribution"]
    assert {(file["@id"], file["sha256"]) for file in files} == whole
    wanted = {(relative(path, dcat_ap.PATH), digest) for path, digest in whole}
    assert {(file["contentUrl"], file["sha256"]) for file in files} == wanted
    downloads = rendered(schema_org)["distribution"]
    assert {(download["contentUrl"], download["sha256"]) for download in downloads} == wanted
    distributions = rendered(dcat_ap)["distribution"]
    assert {(d["downloadURL"], d["checksum"]["checksumValue"]) for d in distributions} == wanted


def test_keys_are_those_of_the_descriptor():
    for resource, table, records in zip(
        RESOURCES, rendered(csvw)["tables"], rendered(croissant)["recordSet"], strict=True
    ):
        schema = resource["schema"]
        assert table["tableSchema"]["primaryKey"] == schema["primaryKey"]
        assert [key["@id"] for key in records["key"]] == [f"{resource['name']}/{name}" for name in schema["primaryKey"]]
        found = [
            (key["columnReference"], key["reference"]["resource"], key["reference"]["columnReference"])
            for key in table["tableSchema"]["foreignKeys"]
        ]
        wanted = [
            (key["fields"], f"{key['reference']['resource']}.csv", key["reference"]["fields"])
            for key in schema.get("foreignKeys", [])
        ]
        assert found == wanted


def test_landing_page_and_contact_are_given_where_there_is_a_home():
    assert "home" not in DESCRIPTOR
    assert {"landingPage", "contactPoint"}.isdisjoint(rendered(dcat_ap))
    assert {"url", "maintainer"}.isdisjoint(rendered(schema_org))
    found = rendered(dcat_ap, AT_HOME)
    assert found["landingPage"] == "https://example.org/"
    assert found["contactPoint"]["hasEmail"] == "mailto:someone@example.org"
    for format_ in (schema_org, croissant):
        found = rendered(format_, AT_HOME)
        assert found["url"] == "https://example.org/"
        assert found["maintainer"]["contactPoint"]["url"] == "https://example.org/contact"


def test_with_a_home_every_address_is_absolute_and_of_this_version():
    version = DESCRIPTOR["version"]
    for format_, key in ((schema_org, "contentUrl"), (croissant, "contentUrl"), (dcat_ap, "downloadURL")):
        found = {one[key] for one in rendered(format_, AT_HOME, [ZIPPED], COVERAGE)["distribution"]}
        assert f"https://example.org/tree/v{version}/data/tables/answers.csv" in found
        assert f"https://example.org/releases/v{version}/{ZIPPED.name}" in found
        assert all(address.startswith("https://example.org/") for address in found)


def test_what_is_not_known_without_a_home_is_said():
    assert missing(AT_HOME) == []
    assert missing(DESCRIPTOR) == [
        "no landing page",
        "no absolute addresses of the tables",
        "no absolute addresses of the formats",
        "no contact point",
    ]


def test_every_format_of_a_release_is_a_distribution():
    for format_ in (schema_org, croissant):
        found = {one["name"]: one for one in rendered(format_, DESCRIPTOR, [ZIPPED, BOOK], COVERAGE)["distribution"]}
        assert found[ZIPPED.name]["contentUrl"] == f"../../{ZIPPED.name}"
        assert found[ZIPPED.name]["sha256"] == ZIPPED.sha256
        assert found[BOOK.name]["contentSize"] == "34 B"
        assert len(found) == len(RESOURCES) + 2
    found = {one["title"]: one for one in rendered(dcat_ap, DESCRIPTOR, [ZIPPED, BOOK], COVERAGE)["distribution"]}
    assert found[ZIPPED.title]["packageFormat"].endswith("application/zip")
    assert found[ZIPPED.title]["format"].endswith("/ZIP")
    assert found[BOOK.title]["format"].endswith("/XLSX")
    assert "packageFormat" not in found[BOOK.title]


def test_when_and_where_is_said():
    found = rendered(dcat_ap, DESCRIPTOR, [], COVERAGE)
    assert (found["temporal"]["startDate"], found["temporal"]["endDate"]) == ("2009-05-01", "2016-04-18")
    assert [place.rpartition("/")[2] for place in found["spatial"]] == ["AUT", "NOR"]
    for format_ in (schema_org, croissant):
        found = rendered(format_, DESCRIPTOR, [], COVERAGE)
        assert found["temporalCoverage"] == "2009-05-01/2016-04-18"
        assert [place["name"] for place in found["spatialCoverage"]] == ["Austria", "Norway"]


def test_the_data_set_stands_in_a_catalogue():
    catalogue = json.loads(dcat_ap.render(DESCRIPTOR))
    assert catalogue["@type"] == "dcat:Catalog"
    assert {"title", "description", "publisher", "dataset"} <= catalogue.keys()
    assert [one["@type"] for one in catalogue["dataset"]] == ["dcat:Dataset"]


def test_without_publisher_or_named_licence_there_is_a_reason():
    nobody = DESCRIPTOR | {"contributors": [{"title": "Somebody", "roles": ["maintainer"]}]}
    with pytest.raises(ValueError, match="publisher"):
        dcat_ap.render(nobody)
    with pytest.raises(ValueError, match="licence"):
        zenodo.render(DESCRIPTOR | {"licenses": [{"title": "Some terms", "path": "LICENSE.md"}]})


def zenodo_faults(document):
    """Return the keys and values that Zenodo would refuse, or would miss."""
    faults = {"title", "upload_type", "description", "creators"} - document.keys()
    faults |= document.keys() - ZENODO_KEYS
    for creator in document.get("creators", []):
        faults |= (creator.keys() - ZENODO_CREATOR) | ({"name"} - creator.keys())
    return faults


def test_zenodo_knows_every_key():
    assert zenodo_faults(rendered(zenodo)) == set()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"licence": "cc-by-4.0"}, "licence"),
        ({"creators": [{"title": "EMN"}]}, "name"),
        ({"creators": [{"name": "EMN", "role": "publisher"}]}, "role"),
    ],
)
def test_what_zenodo_does_not_know_is_found(change, fault):
    assert fault in zenodo_faults(rendered(zenodo) | change)


@pytest.mark.parametrize(
    ("path", "place", "expected"),
    [
        ("data/tables/answers.csv", "data/tables/csv-metadata.json", "answers.csv"),
        ("data/tables/answers.csv", "metadata/croissant.json", "../data/tables/answers.csv"),
        ("LICENSE.md", ".zenodo.json", "LICENSE.md"),
        ("https://example.org/a", "metadata/croissant.json", "https://example.org/a"),
    ],
)
def test_a_path_is_written_from_where_the_file_stands(path, place, expected):
    assert relative(path, place) == expected
