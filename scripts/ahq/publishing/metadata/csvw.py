"""CSV on the Web: the metadata beside the tables, where tools that follow the W3C recommendation look for them.

CSVW has no list of allowed values, so an enum becomes a regular expression; it has no unique columns beside the key,
so these stay in the descriptor alone.
"""

import re
from collections.abc import Sequence

from ahq.core.json_files import encode
from ahq.publishing.metadata import Coverage, Distribution, day, relative

PATH = "data/tables/csv-metadata.json"


def render(descriptor: dict, distributions: Sequence[Distribution] = (), coverage: Coverage | None = None) -> bytes:
    """Return the table group: for each table its columns, key and foreign keys."""
    paths = {resource["name"]: relative(resource["path"], PATH) for resource in descriptor["resources"]}
    return encode(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "dc:title": descriptor["title"],
            "dc:description": descriptor["description"],
            "dc:identifier": descriptor["id"],
            "dc:hasVersion": descriptor["version"],
            "dc:issued": {"@value": day(descriptor), "@type": "xsd:date"},
            "dc:license": [_licence(licence) for licence in descriptor["licenses"]],
            "null": "",
            "dialect": _dialect(descriptor["resources"][0]),
            "tables": [_table(resource, paths) for resource in descriptor["resources"]],
        }
    )


def _licence(licence: dict) -> dict:
    return {"@id": relative(licence["path"], PATH), "dc:title": licence["title"]}


def _dialect(resource: dict) -> dict:
    dialect = resource["dialect"]
    return {
        "encoding": resource["encoding"],
        "delimiter": dialect["delimiter"],
        "quoteChar": dialect["quoteChar"],
        "doubleQuote": dialect["doubleQuote"],
        "header": dialect["header"],
        "lineTerminators": [dialect["lineTerminator"]],
    }


def _table(resource: dict, paths: dict[str, str]) -> dict:
    schema = resource["schema"]
    return {
        "url": paths[resource["name"]],
        "dc:title": resource["title"],
        "dc:description": resource["description"],
        "tableSchema": {
            "columns": [_column(field) for field in schema["fields"]],
            "primaryKey": schema["primaryKey"],
            "foreignKeys": [_foreign_key(key, paths) for key in schema.get("foreignKeys", [])],
        },
    }


def _column(field: dict) -> dict:
    constraints = field.get("constraints", {})
    return {
        "name": field["name"],
        "titles": field["name"],
        "dc:description": field["description"],
        "datatype": _datatype(field["type"], constraints),
        "required": constraints.get("required", False),
    }


def _datatype(base: str, constraints: dict) -> dict:
    bounds = {key: constraints[key] for key in ("minimum", "maximum", "minLength", "maxLength") if key in constraints}
    return {"base": base} | _format(base, constraints) | bounds


def _format(base: str, constraints: dict) -> dict:
    if base == "boolean":
        return {"format": "true|false"}
    if base == "date":
        return {"format": "yyyy-MM-dd"}
    if "enum" in constraints:
        # An escaped hyphen is an error to readers that take the expression as Unicode, so it stays as it is.
        allowed = "|".join(re.escape(value).replace(r"\-", "-") for value in constraints["enum"])
        return {"format": f"^({allowed})$"}
    return {"format": f"^({constraints['pattern']})$"} if "pattern" in constraints else {}


def _foreign_key(key: dict, paths: dict[str, str]) -> dict:
    target = key["reference"]
    return {
        "columnReference": key["fields"],
        "reference": {"resource": paths[target["resource"]], "columnReference": target["fields"]},
    }
