"""The wide table of a query: its codings with a column for each variable."""

from collections.abc import Iterable
from typing import Any

from ahq.core.table_schemas import schema, wide_name
from ahq.corpus.code_lists import Row
from ahq.corpus.codebook import PERCENT, Variable

Schema = dict[str, Any]


def wide_schema(query_id: str, variables: Iterable[Variable], missing_codes: dict[str, Row]) -> Schema:
    """Return the Table Schema of one query's wide table, made from its codebook."""
    answers = schema("answers")
    fields = [field for field in answers["fields"] if field["name"] in ("query_id", "country_code")]
    for variable in variables:
        fields += _fields(variable, missing_codes)
    responses = answers["foreignKeys"][0]
    return {
        "name": wide_name(query_id),
        "title": f"Codings of {query_id}, a column for each variable",
        "description": "One row per response. Several codes of a variable are joined by semicolons.",
        "fields": fields,
        "missingValues": [""],
        "primaryKey": ["query_id", "country_code"],
        "foreignKeys": [responses],
    }


def _fields(variable: Variable, missing_codes: dict[str, Row]) -> list[Schema]:
    missing = [{"value": code, "label": row["definition"]} for code, row in missing_codes.items()]
    if variable.type == PERCENT:
        return _of_a_share(variable, missing)
    field: Schema = {
        "name": variable.id,
        "type": "string",
        "description": variable.label,
        "constraints": {"required": True},
    }
    if variable.type == "code":
        values = [{"value": code, "label": label} for code, label in variable.codes.items()] + missing
        field["constraints"]["enum"] = [value["value"] for value in values]
        field["categories"] = values
    return [field]


def _of_a_share(variable: Variable, missing: list[dict[str, str]]) -> list[Schema]:
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
        "constraints": {"enum": [code["value"] for code in missing]},
        "categories": missing,
    }
    return [number, why]
