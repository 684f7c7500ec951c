"""Croissant 1.0 of MLCommons in JSON-LD: each table as a file with its hash, and as a set of records.

Foreign keys are left to the descriptor: Croissant has them for single fields only, and readers take them for joins.
"""

from collections.abc import Sequence

from ahq.core.json_files import encode
from ahq.publishing.metadata import Coverage, Distribution, address, citation, digest, download, schema_org

PATH = "metadata/croissant.json"

TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date"}

# mlcroissant reads CSV as pandas does by default, and Croissant has no way to tell it otherwise.
CAUTION = (
    'Some answers are just "N/A": load the tables without taking such texts for missing values '
    "(pandas: keep_default_na=False)."
)

# The context that the specification prints for 1.0; readers compare it key by key.
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def render(descriptor: dict, distributions: Sequence[Distribution] = (), coverage: Coverage | None = None) -> bytes:
    """Return the data set with a file and a set of records for each table, and a file for each format."""
    return encode(
        {
            "@context": CONTEXT,
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            **schema_org.about(descriptor, PATH, coverage),
            "description": f"{descriptor['description']} {CAUTION}",
            "citeAs": citation(descriptor),
            "distribution": [
                *(_file(resource, descriptor) for resource in descriptor["resources"]),
                *(_format(one, descriptor) for one in distributions),
            ],
            "recordSet": [_records(resource) for resource in descriptor["resources"]],
        }
    )


def _format(one: Distribution, descriptor: dict) -> dict:
    return {
        "@type": "cr:FileObject",
        "@id": one.name,
        "name": one.name,
        "description": one.title,
        "contentUrl": download(one, PATH, descriptor),
        "contentSize": f"{one.bytes} B",
        "encodingFormat": "application/zip" if one.name.endswith(".zip") else one.media_type,
        "sha256": one.sha256,
    }


def _file(resource: dict, descriptor: dict) -> dict:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["name"],
        "description": resource["description"],
        "contentUrl": address(resource["path"], PATH, descriptor),
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": resource["mediatype"],
        "sha256": digest(resource),
    }


def _records(resource: dict) -> dict:
    name, schema = resource["name"], resource["schema"]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": resource["description"],
        "key": [{"@id": f"{name}/{column}"} for column in schema["primaryKey"]],
        "field": [_field(resource, field) for field in schema["fields"]],
    }


def _field(resource: dict, field: dict) -> dict:
    return {
        "@type": "cr:Field",
        "@id": f"{resource['name']}/{field['name']}",
        "name": field["name"],
        "description": field["description"],
        "dataType": TYPES[field["type"]],
        "source": {"fileObject": {"@id": resource["path"]}, "extract": {"column": field["name"]}},
    }
