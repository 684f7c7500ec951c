"""DCAT-AP 3 in JSON-LD, as European data portals harvest it.

It is a dcat:Catalog of one dcat:Dataset, with a distribution for each table and each format. A distribution has one
licence, for a table with verbatim text the terms of that text, and one statement of rights, which says what
holds for which part. DCAT does not describe columns: each distribution conforms to the CSVW metadata, which do.
"""

from collections.abc import Sequence

from ahq.core.json_files import encode
from ahq.publishing.metadata import (
    Coverage,
    Distribution,
    address,
    csvw,
    day,
    digest,
    download,
    home,
    publisher,
    rights,
)

PATH = "metadata/dcat-ap.jsonld"

AUTHORITY = "http://publications.europa.eu/resource/authority"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
LICENCES = {"CC-BY-4.0": f"{AUTHORITY}/licence/CC_BY_4_0"}

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "accessRights": {"@id": "dct:accessRights", "@type": "@id"},
    "accessURL": {"@id": "dcat:accessURL", "@type": "@id"},
    "algorithm": {"@id": "spdx:algorithm", "@type": "@id"},
    "byteSize": {"@id": "dcat:byteSize", "@type": "xsd:nonNegativeInteger"},
    "checksum": "spdx:checksum",
    "checksumValue": {"@id": "spdx:checksumValue", "@type": "xsd:hexBinary"},
    "conformsTo": {"@id": "dct:conformsTo", "@type": "@id"},
    "contactPoint": "dcat:contactPoint",
    "creator": "dct:creator",
    "dataset": "dcat:dataset",
    "description": {"@id": "dct:description", "@language": "en"},
    "distribution": "dcat:distribution",
    "downloadURL": {"@id": "dcat:downloadURL", "@type": "@id"},
    "endDate": {"@id": "dcat:endDate", "@type": "xsd:date"},
    "fn": "vcard:fn",
    "format": {"@id": "dct:format", "@type": "@id"},
    "frequency": {"@id": "dct:accrualPeriodicity", "@type": "@id"},
    "hasEmail": {"@id": "vcard:hasEmail", "@type": "@id"},
    "hasURL": {"@id": "vcard:hasURL", "@type": "@id"},
    "homepage": {"@id": "foaf:homepage", "@type": "@id"},
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
    "packageFormat": {"@id": "dcat:packageFormat", "@type": "@id"},
    "provenance": "dct:provenance",
    "publisher": "dct:publisher",
    "rights": {"@id": "dct:rights", "@type": "@id"},
    "spatial": {"@id": "dct:spatial", "@type": "@id"},
    "startDate": {"@id": "dcat:startDate", "@type": "xsd:date"},
    "subject": {"@id": "dct:subject", "@type": "@id"},
    "temporal": "dct:temporal",
    "theme": {"@id": "dcat:theme", "@type": "@id"},
    "title": {"@id": "dct:title", "@language": "en"},
    "version": "dcat:version",
}


def render(descriptor: dict, distributions: Sequence[Distribution] = (), coverage: Coverage | None = None) -> bytes:
    """Return the data set with its distributions, in a catalogue. Raises ValueError without licence or publisher."""
    dataset = _dataset(descriptor, distributions) | _covered(coverage)
    return encode({"@context": CONTEXT, **_catalogue(descriptor), "dataset": [dataset]})


def _catalogue(descriptor: dict) -> dict:
    page = {"homepage": home(descriptor)["page"]} if "page" in home(descriptor) else {}
    return {
        "@id": "#catalogue",
        "@type": "dcat:Catalog",
        "title": f"Catalogue of {descriptor['name']}",
        "description": f"The one data set that is published as {descriptor['name']}.",
        "publisher": _agent(publisher(descriptor)),
        "language": f"{AUTHORITY}/language/ENG",
        "modified": day(descriptor),
        **page,
    }


def _covered(coverage: Coverage | None) -> dict:
    if coverage is None or not coverage.start:
        return {}
    period = {"@type": "dct:PeriodOfTime", "startDate": coverage.start, "endDate": coverage.end}
    places = [f"{AUTHORITY}/country/{alpha3}" for alpha3, _ in coverage.countries]
    return {"spatial": places, "temporal": period}


def _dataset(descriptor: dict, distributions: Sequence[Distribution]) -> dict:
    known = home(descriptor)
    homepage = {"landingPage": known["page"]} if "page" in known else {}
    contact = {"contactPoint": _contact(known["contact"])} if "contact" in known else {}
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
        **contact,
        "publisher": _agent(publisher(descriptor)),
        "creator": [_agent(contributor["title"]) for contributor in descriptor["contributors"]],
        "language": f"{AUTHORITY}/language/ENG",
        "frequency": f"{AUTHORITY}/frequency/IRREG",
        "accessRights": f"{AUTHORITY}/access-right/PUBLIC",
        **_subjects(descriptor),
        "keyword": descriptor["keywords"],
        "rights": {"@id": "#rights", "@type": "dct:RightsStatement", "label": rights(descriptor)},
        "provenance": [_origin(source) for source in descriptor["sources"]],
        "distribution": [
            *(_distribution(resource, descriptor) for resource in descriptor["resources"]),
            *(_format(one, descriptor) for one in distributions),
        ],
    }


def _subjects(descriptor: dict) -> dict:
    """Return what the queries of the package are about, as far as they say so."""
    themes = [f"{AUTHORITY}/data-theme/{theme}" for theme in descriptor.get("themes", ())]
    concepts = [f"http://eurovoc.europa.eu/{number}" for number in descriptor.get("eurovoc", ())]
    return {name: found for name, found in (("theme", themes), ("subject", concepts)) if found}


def _contact(contact: dict) -> dict:
    mail = {"hasEmail": f"mailto:{contact['email']}"} if "email" in contact else {}
    page = {"hasURL": contact["url"]} if "url" in contact else {}
    return {"@type": "vcard:Organization", "fn": contact["name"], **mail, **page}


def _agent(name: str) -> dict:
    return {"@type": "foaf:Agent", "name": name}


def _origin(source: dict) -> dict:
    return {"@type": "dct:ProvenanceStatement", "label": f"Taken from {source['title']}; archived as {source['path']}."}


def _distribution(resource: dict, descriptor: dict) -> dict:
    place = address(resource["path"], PATH, descriptor)
    file = _file(resource["name"], place, resource["bytes"], digest(resource), descriptor)
    return file | {
        "title": resource["title"],
        "description": resource["description"],
        "format": f"{AUTHORITY}/file-type/{resource['format'].upper()}",
        "mediaType": f"{MEDIA_TYPES}/{resource['mediatype']}",
        "license": _licence(resource["licenses"], descriptor),
        "conformsTo": address(csvw.PATH, PATH, descriptor),
    }


def _format(one: Distribution, descriptor: dict) -> dict:
    """Return a file that holds all tables, the verbatim ones too."""
    kind = one.name.rpartition(".")[2]
    packed = {"packageFormat": f"{MEDIA_TYPES}/application/zip"} if kind == "zip" else {}
    file = _file(one.name, download(one, PATH, descriptor), one.bytes, one.sha256, descriptor)
    return file | {
        "title": one.title,
        "description": f"{one.title}: {one.name}, version {descriptor['version']}.",
        "format": f"{AUTHORITY}/file-type/{kind.upper()}",
        "mediaType": f"{MEDIA_TYPES}/{one.media_type}",
        **packed,
        "license": _licence(descriptor["licenses"][:2], descriptor),
    }


def _file(name: str, place: str, size: int, sha256: str, descriptor: dict) -> dict:
    return {
        "@id": f"#{name}",
        "@type": "dcat:Distribution",
        "accessURL": place,
        "downloadURL": place,
        "byteSize": str(size),
        "checksum": {
            "@type": "spdx:Checksum",
            "algorithm": "spdx:checksumAlgorithm_sha256",
            "checksumValue": sha256,
        },
        "issued": day(descriptor),
        "language": f"{AUTHORITY}/language/ENG",
        "rights": "#rights",
    }


def _licence(licences: list[dict], descriptor: dict) -> str:
    """Return the one licence that a distribution may have: the terms of the verbatim text, where a table holds any."""
    licence = min(licences, key=lambda one: "name" in one)
    return LICENCES.get(licence.get("name", ""), address(licence["path"], PATH, descriptor))
