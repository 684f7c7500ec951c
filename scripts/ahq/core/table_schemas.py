"""The Table Schemas of ``schemas/tables``: the one place where a table's columns stand."""

import json
from functools import cache

from ahq.core.checkout import TABLE_SCHEMAS

# In the order in which a reader meets them; a table stands after those that it points to.
NAMES = (
    "queries",
    "questions",
    "countries",
    "responses",
    "answers",
    "variables",
    "codes",
    "codings",
    "evidence",
    "entities",
    "mentions",
    "references",
    "reliability",
    "retired",
)
WIDE = "codings_wide"


@cache
def schema(name: str) -> dict:
    """Return the Table Schema of a table. Raises OSError where there is none."""
    return json.loads((TABLE_SCHEMAS / f"{name}.json").read_bytes())


def columns(schema_: dict) -> list[str]:
    """Return the names of a schema's fields, in their order."""
    return [field["name"] for field in schema_["fields"]]


def wide_name(query_id: str) -> str:
    """Return the name of a query's table of codings with a column for each variable."""
    return f"{WIDE}-{query_id}"


def wide_schema(query_id: str, variables, missing_codes: dict) -> dict:
    """Return the Table Schema of one query's wide table, made from its codebook."""
    answers = schema("answers")
    fields = [field for field in answers["fields"] if field["name"] in ("query_id", "country_code")]
    for variable in variables:
        fields += _wide_fields(variable, missing_codes)
    responses = schema("answers")["foreignKeys"][0]
    return {
        "name": wide_name(query_id),
        "title": f"Codings of {query_id}, a column for each variable",
        "description": "One row per response. Several codes of a variable are joined by semicolons.",
        "fields": fields,
        "missingValues": [""],
        "primaryKey": ["query_id", "country_code"],
        "foreignKeys": [responses],
    }


def _wide_fields(variable, missing_codes: dict) -> list[dict]:
    missing = [{"value": code, "label": row["definition"]} for code, row in missing_codes.items()]
    if variable.type == "percent":
        number = {
            "name": variable.id,
            "type": "number",
            "description": f"{variable.label}. Empty where missing.",
            "constraints": {"minimum": 0, "maximum": 100},
        }
        why = {
            "name": f"{variable.id}_missing",
            "type": "string",
            "description": f"Why {variable.id} is empty.",
            "constraints": {"enum": list(missing_codes)},
            "categories": missing,
        }
        return [number, why]
    field = {"name": variable.id, "type": "string", "description": variable.label, "constraints": {"required": True}}
    if variable.type == "code":
        values = [{"value": code, "label": label} for code, label in variable.codes.items()] + missing
        field["constraints"]["enum"] = [value["value"] for value in values]
        field["categories"] = values
    return [field]
