"""schema.org/Dataset in JSON-LD, for Google Dataset Search and whoever reads the same.

See https://developers.google.com/search/docs/appearance/structured-data/dataset. A column is named with its table, as
the same name stands in several.
"""

from collections.abc import Sequence

from ahq.core.json_files import encode
from ahq.publishing.metadata import Coverage, Distribution, address, day, digest, download, home, publisher

PATH = "metadata/schema-org.jsonld"


def render(descriptor: dict, distributions: Sequence[Distribution] = (), coverage: Coverage | None = None) -> bytes:
    """Return the data set with a download for each table and each format, and a measured variable for each column."""
    return encode(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            **about(descriptor, PATH, coverage),
            "distribution": [
                *(_download(resource, descriptor) for resource in descriptor["resources"]),
                *(_format(one, descriptor) for one in distributions),
            ],
            "variableMeasured": [
                _variable(resource, field)
                for resource in descriptor["resources"]
                for field in resource["schema"]["fields"]
            ],
        }
    )


def about(descriptor: dict, place: str, coverage: Coverage | None = None) -> dict:
    """Return what schema.org can say of the package as a whole, for the file at ``place``."""
    return (
        _place(descriptor)
        | _covered(coverage)
        | {
            "name": descriptor["title"],
            "alternateName": descriptor["name"],
            "identifier": descriptor["id"],
            "description": descriptor["description"],
            "version": descriptor["version"],
            "datePublished": day(descriptor),
            "inLanguage": "en",
            "isAccessibleForFree": True,
            "keywords": descriptor["keywords"],
            "license": [_work(licence, place, descriptor) for licence in descriptor["licenses"]],
            "creator": [_organisation(contributor["title"]) for contributor in descriptor["contributors"]],
            "publisher": _organisation(publisher(descriptor)),
            "isBasedOn": [_work(source, place, descriptor) for source in descriptor["sources"]],
        }
    )


def _organisation(name: str) -> dict:
    return {"@type": "Organization", "name": name}


def _place(descriptor: dict) -> dict:
    known = home(descriptor)
    page = {"url": known["page"]} if "page" in known else {}
    if "contact" not in known:
        return page
    contact = {key: known["contact"][key] for key in ("name", "email", "url") if key in known["contact"]}
    return page | {
        "maintainer": _organisation(contact["name"]) | {"contactPoint": {"@type": "ContactPoint", **contact}}
    }


def _covered(coverage: Coverage | None) -> dict:
    if coverage is None or not coverage.start:
        return {}
    return {
        "temporalCoverage": f"{coverage.start}/{coverage.end}",
        "spatialCoverage": [
            {"@type": "Country", "name": name, "identifier": alpha3} for alpha3, name in coverage.countries
        ],
    }


def _work(titled: dict, place: str, descriptor: dict) -> dict:
    return {"@type": "CreativeWork", "name": titled["title"], "url": address(titled["path"], place, descriptor)}


def _format(one: Distribution, descriptor: dict) -> dict:
    return {
        "@type": "DataDownload",
        "name": one.name,
        "description": one.title,
        "contentUrl": download(one, PATH, descriptor),
        "encodingFormat": ["application/zip", one.media_type] if one.name.endswith(".zip") else one.media_type,
        "contentSize": f"{one.bytes} B",
        "sha256": one.sha256,
    }


def _download(resource: dict, descriptor: dict) -> dict:
    return {
        "@type": "DataDownload",
        "name": resource["name"],
        "description": resource["description"],
        "contentUrl": address(resource["path"], PATH, descriptor),
        "encodingFormat": resource["mediatype"],
        "contentSize": f"{resource['bytes']} B",
        "sha256": digest(resource),
    }


def _variable(resource: dict, field: dict) -> dict:
    return {
        "@type": "PropertyValue",
        "name": f"{resource['name']}.{field['name']}",
        "description": field["description"],
    }
