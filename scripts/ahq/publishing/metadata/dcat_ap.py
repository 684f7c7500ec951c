"""DCAT-AP 3 in JSON-LD, as European data portals harvest it.

It is one dcat:Dataset with a distribution for each table; the catalogue that it stands in is the portal's. A distribution
has one licence, for a table with verbatim text the terms of that text, and one statement of rights, which says what
holds for which part. DCAT does not describe columns: each distribution conforms to the CSVW metadata, which do.
"""

from ahq.core.json_files import encode
from ahq.publishing.metadata import csvw, day, digest, publisher, relative, rights

PATH = "metadata/dcat-ap.jsonld"

AUTHORITY = "http://publications.europa.eu/resource/authority"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
LICENCES = {"CC-BY-4.0": f"{AUTHORITY}/licence/CC_BY_4_0"}
THEMES = ("JUST", "SOCI")  # justice and public safety; population and society
EUROVOC = (1915, 2509, 6541, 5540)  # illegal migration, migration policy, EU migration policy, border control

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "accessRights": {"@id": "dct:accessRights", "@type": "@id"},
    "accessURL": {"@id": "dcat:accessURL", "@type": "@id"},
    "algorithm": {"@id": "spdx:algorithm", "@type": "@id"},
    "byteSize": {"@id": "dcat:byteSize", "@type": "xsd:nonNegativeInteger"},
    "checksum": "spdx:checksum",
    "checksumValue": {"@id": "spdx:checksumValue", "@type": "xsd:hexBinary"},
    "conformsTo": {"@id": "dct:conformsTo", "@type": "@id"},
    "creator": "dct:creator",
    "description": {"@id": "dct:description", "@language": "en"},
    "distribution": "dcat:distribution",
    "downloadURL": {"@id": "dcat:downloadURL", "@type": "@id"},
    "format": {"@id": "dct:format", "@type": "@id"},
    "frequency": {"@id": "dct:accrualPeriodicity", "@type": "@id"},
    "identifier": "dct:identifier",
    "issued": {"@id": "dct:issued", "@type": "xsd:date"},
    "keyword": {"@id": "dcat:keyword", "@language": "en"},
    "label": {"@id": "rdfs:label", "@language": "en"},
    "landingPage": {"@id": "dcat:landingPage", "@type": "@id"},
    "language": {"@id": "dct:language", "@type": "@id"},
    "license": {"@id": "dct:license", "@type": "@id"},
    "mediaType": {"@id": "dcat:mediaType", "@type": "@id"},
    "modified": {"@id": "dct:modified", "@type": "xsd:date"},
    "name": "foaf:name",
    "provenance": "dct:provenance",
    "publisher": "dct:publisher",
    "rights": {"@id": "dct:rights", "@type": "@id"},
    "subject": {"@id": "dct:subject", "@type": "@id"},
    "theme": {"@id": "dcat:theme", "@type": "@id"},
    "title": {"@id": "dct:title", "@language": "en"},
    "version": "dcat:version",
}


def render(descriptor: dict) -> bytes:
    """Return the data set with its distributions. Raises ValueError where licence or publisher are not known."""
    return encode({"@context": CONTEXT, **_dataset(descriptor)})


def _dataset(descriptor: dict) -> dict:
    homepage = {"landingPage": descriptor["homepage"]} if "homepage" in descriptor else {}
    return {
        "@id": "#dataset",
        "@type": "dcat:Dataset",
        "title": descriptor["title"],
        "description": descriptor["description"],
        "identifier": descriptor["id"],
        "version": descriptor["version"],
        "issued": day(descriptor),
        "modified": day(descriptor),
        **homepage,
        "publisher": _agent(publisher(descriptor)),
        "creator": [_agent(contributor["title"]) for contributor in descriptor["contributors"]],
        "language": f"{AUTHORITY}/language/ENG",
        "frequency": f"{AUTHORITY}/frequency/IRREG",
        "accessRights": f"{AUTHORITY}/access-right/PUBLIC",
        "theme": [f"{AUTHORITY}/data-theme/{theme}" for theme in THEMES],
        "subject": [f"http://eurovoc.europa.eu/{number}" for number in EUROVOC],
        "keyword": descriptor["keywords"],
        "rights": {"@id": "#rights", "@type": "dct:RightsStatement", "label": rights(descriptor)},
        "provenance": [_origin(source) for source in descriptor["sources"]],
        "distribution": [_distribution(resource, descriptor) for resource in descriptor["resources"]],
    }


def _agent(name: str) -> dict:
    return {"@type": "foaf:Agent", "name": name}


def _origin(source: dict) -> dict:
    return {"@type": "dct:ProvenanceStatement", "label": f"Taken from {source['title']}; archived as {source['path']}."}


def _distribution(resource: dict, descriptor: dict) -> dict:
    address = relative(resource["path"], PATH)
    return {
        "@id": f"#{resource['name']}",
        "@type": "dcat:Distribution",
        "title": resource["title"],
        "description": resource["description"],
        "accessURL": address,
        "downloadURL": address,
        "format": f"{AUTHORITY}/file-type/{resource['format'].upper()}",
        "mediaType": f"{MEDIA_TYPES}/{resource['mediatype']}",
        "byteSize": str(resource["bytes"]),
        "checksum": {
            "@type": "spdx:Checksum",
            "algorithm": "spdx:checksumAlgorithm_sha256",
            "checksumValue": digest(resource),
        },
        "issued": day(descriptor),
        "language": f"{AUTHORITY}/language/ENG",
        "license": _licence(resource["licenses"]),
        "rights": "#rights",
        "conformsTo": relative(csvw.PATH, PATH),
    }


def _licence(licences: list[dict]) -> str:
    """Return the one licence that a distribution may have: the terms of the verbatim text, where a table holds any."""
    licence = min(licences, key=lambda one: "name" in one)
    return LICENCES.get(licence.get("name", ""), relative(licence["path"], PATH))
