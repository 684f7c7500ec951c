"""schema.org/Dataset in JSON-LD, for Google Dataset Search and whoever reads the same.

See https://developers.google.com/search/docs/appearance/structured-data/dataset. A column is named with its table, as
the same name stands in several.
"""

from ahq.core.json_files import encode
from ahq.publishing.metadata import day, digest, publisher, relative

PATH = "metadata/schema-org.jsonld"


def render(descriptor: dict) -> bytes:
    """Return the data set with a download for each table and a measured variable for each column."""
    return encode(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            **about(descriptor, PATH),
            "distribution": [_download(resource) for resource in descriptor["resources"]],
            "variableMeasured": [
                _variable(resource, field)
                for resource in descriptor["resources"]
                for field in resource["schema"]["fields"]
            ],
        }
    )


def about(descriptor: dict, place: str) -> dict:
    """Return what schema.org can say of the package as a whole, for the file at ``place``."""
    homepage = {"url": descriptor["homepage"]} if "homepage" in descriptor else {}
    return homepage | {
        "name": descriptor["title"],
        "alternateName": descriptor["name"],
        "identifier": descriptor["id"],
        "description": descriptor["description"],
        "version": descriptor["version"],
        "datePublished": day(descriptor),
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "keywords": descriptor["keywords"],
        "license": [_work(licence, place) for licence in descriptor["licenses"]],
        "creator": [_organisation(contributor["title"]) for contributor in descriptor["contributors"]],
        "publisher": _organisation(publisher(descriptor)),
        "isBasedOn": [_work(source, place) for source in descriptor["sources"]],
    }


def _organisation(name: str) -> dict:
    return {"@type": "Organization", "name": name}


def _work(titled: dict, place: str) -> dict:
    return {"@type": "CreativeWork", "name": titled["title"], "url": relative(titled["path"], place)}


def _download(resource: dict) -> dict:
    return {
        "@type": "DataDownload",
        "name": resource["name"],
        "description": resource["description"],
        "contentUrl": relative(resource["path"], PATH),
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
