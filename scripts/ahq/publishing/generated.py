"""Files that are generated beside the tables: schemas for editors, and documents from the tables."""

import os
from copy import deepcopy
from pathlib import Path

from ahq.core import json_schema
from ahq.core.checkout import Checkout
from ahq.core.json_files import encode
from ahq.corpus import code_lists, codebook, reading, variable_names
from ahq.publishing import by_query, package
from ahq.publishing.data_package import Published
from ahq.publishing.documents import citation, dictionary, queries
from ahq.publishing.documents import codebook as codebook_document
from ahq.publishing.documents import findings as findings_document
from ahq.publishing.documents import rules as rules_document
from ahq.publishing.metadata import zenodo


def files(checkout: Checkout, staged: Path) -> dict[str, bytes]:
    """Return every derived file of a checkout by its name from the top.

    ``staged`` is the package that the documents speak of and count in. Raises CannotRead.
    """
    tables = staged / package.TABLES
    described = Published(staged)
    lists = reading.read_lists(checkout)
    found = {
        "docs/rules.md": rules_document.render().encode(),
        "CITATION.cff": citation.render(package.about(checkout), described.descriptor["keywords"]).encode(),
        zenodo.PATH: zenodo.render(described.descriptor),
        "docs/dictionary.md": dictionary.render(described).encode(),
        "docs/queries.md": queries.render(described).encode(),
    }
    findings = []
    countries = {row["country_code"]: row["name"] for row in described.tables["countries"].rows()}
    for row, rows in by_query.queries(described, codebook_document.TABLES):
        folder = checkout.queries / row[by_query.QUERY]
        query = reading.read_query(folder, checkout, lists).required()
        schema = response_schema(folder.name, query.codebook, lists)
        found[checkout.name(folder / "response.schema.json")] = encode(schema)
        if query.codebook.variables:
            kept = reading.read_variable_names(folder, checkout)
            names = variable_names.completed(
                kept.required() if kept else {}, query.codebook.variables.values(), lists.missing_codes
            )
            found[checkout.name(folder / variable_names.NAME)] = variable_names.encode(names)
            decisions = reading.read_adjudication(folder, checkout)
            coded = codebook_document.Coded(rows, countries, decisions.required() if decisions else ())
            found[f"docs/codebook-{folder.name}.md"] = codebook_document.render(query, coded).encode()
        if os.path.lexists(folder / "findings.yaml"):
            findings.append(reading.read_findings(folder, checkout).required())
    if findings:
        found["docs/findings.md"] = findings_document.render(tables, findings).encode()
    return found


def response_schema(query_id: str, book: codebook.Codebook, lists: code_lists.CodeLists) -> dict:
    """Return the JSON Schema of one query's records, for editors: it knows every variable and code.

    The check itself looks codes up (faster, with better messages); this schema says the same.
    """
    schema = deepcopy(json_schema.schema("response"))
    schema["$id"] = f"{query_id}/response.schema.json"
    schema["$comment"] = "Generated from schemas/response.schema.json and the codebook by `make`; do not edit."
    schema["properties"]["query"] = {"const": query_id, "description": "Id of the query."}
    if not book.variables:
        del schema["properties"]["codings"]
        return schema
    coding = schema["properties"]["codings"]["items"]
    fields = coding["properties"]
    missing = {c: row["definition"] for c, row in lists.missing_codes.items() if row["in_records"] == "true"}
    fields["missing"] |= {"enum": list(missing), "enumDescriptions": list(missing.values())}
    coding["allOf"] = [_of_variable(variable, fields) for variable in book.variables.values()]
    fields["variable"] = {
        "title": "Id of a variable of the codebook",
        "enum": list(book.variables),
        "enumDescriptions": [v.label for v in book.variables.values()],
    }
    # Editors show the first description that they meet and offer a field as often as they meet it, so
    # that what a variable says of a field is said there alone.
    coding["properties"] = fields | dict.fromkeys(codebook.KEY_OF.values(), True)
    return schema


def _of_variable(variable: codebook.Variable, fields: dict) -> dict:
    about = {"description": " ".join(filter(None, (f"{variable.label}.", variable.whole_rule)))}
    codes = {"enum": list(variable.codes), "enumDescriptions": list(variable.codes.values())}
    shapes = {
        "code": {"value": fields["value"] | about | codes},
        "codes": {
            "values": fields["values"] | about | {"items": codes},
            "evidence": _quotes(fields["evidence"], codes),
        },
        "percent": {"number": fields["number"] | about | {"minimum": 0, "maximum": 100}},
    }
    # Editors complete by the beginning of a `const`, and one id may begin with another: hence the pattern.
    only = {"required": ["variable"], "properties": {"variable": {"const": variable.id, "pattern": f"^{variable.id}$"}}}
    then = {"variable": about} | dict.fromkeys(codebook.KEY_OF.values(), False) | shapes[variable.type]
    return {"if": only, "then": {"properties": then}}


def _quotes(evidence: dict, codes: dict) -> dict:
    quote = evidence["items"]
    properties = quote["properties"] | {"code": quote["properties"]["code"] | codes}
    return evidence | {"items": quote | {"properties": properties}}
