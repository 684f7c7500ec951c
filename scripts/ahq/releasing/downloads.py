"""What a download says of itself, before anything that it names is opened: nothing in it is believed.

The program that loads the package as a user would (frictionless) fetches whatever a descriptor has in the place of a
path, a schema or a profile, and would do so for anybody's descriptor. So that is held against the form in which we write it.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ahq.core.problems import Problem
from ahq.publishing import package
from ahq.rules import package as rules

_PACKAGE = frozenset(
    ("$schema", "name", "id", "version", "created", "title", "description", "keywords", "themes", "eurovoc", "licenses", "contributors",
     "homepage", "home", "sources", "resources")
)  # fmt: skip
_RESOURCE = frozenset(
    ("name", "type", "path", "title", "description", "format", "mediatype", "encoding", "bytes", "hash", "licenses", "rows",
     "dialect", "schema")
)  # fmt: skip
_SAID = {"type": "table", "format": "csv", "encoding": "utf-8", "dialect": package.DIALECT}
_PATH = re.compile(rf"{package.TABLES}/[A-Za-z0-9_-]{{1,100}}\.csv")
_SCHEMA = frozenset(("$schema", "fields", "primaryKey", "foreignKeys", "missingValues", "uniqueKeys"))
_NAME = "datapackage.json"


def json_of(data: bytes) -> Any:
    """Return what JSON says; ``None`` where it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def check(folder: Path) -> list[Problem]:
    """Return what in the descriptor of a download is not as we write it. Raises OSError."""
    if not (folder / _NAME).is_file():
        return [rules.AS_DOWNLOADED.problem(_NAME, "the file is not there")]
    value = json_of((folder / _NAME).read_bytes())
    return [rules.AS_DOWNLOADED.problem(_NAME, said) for said in _against(value)]


def _against(value: Any) -> Iterator[str]:
    if not isinstance(value, dict) or not isinstance(value.get("resources"), list) or not value["resources"]:
        yield "this is not the descriptor of a package with tables"
        return
    if value.get("$schema") != package.PROFILE:
        yield f"$schema is not {package.PROFILE}"
    yield from _unknown("the package", value, _PACKAGE)
    for number, resource in enumerate(value["resources"], 1):
        yield from _of_resource(f"resource {number}", resource)


def _of_resource(where: str, resource: Any) -> Iterator[str]:
    if not isinstance(resource, dict):
        yield f"{where} is not described"
        return
    yield from _unknown(where, resource, _RESOURCE)
    if not isinstance(resource.get("path"), str) or not _PATH.fullmatch(resource["path"]):
        yield f"the path of {where} is not that of a table in {package.TABLES}"
    for key, said in _SAID.items():
        if resource.get(key) != said:
            yield f"{key} of {where} is not as a release has it"
    schema = resource.get("schema")
    if not isinstance(schema, dict) or schema.get("$schema") != package.TABLE_PROFILE:
        yield f"the schema of {where} is not in its place"
        return
    yield from _unknown(f"the schema of {where}", schema, _SCHEMA)
    keys = schema.get("foreignKeys", [])
    if not isinstance(keys, list) or not all(_is_reference(key) for key in keys):
        yield f"a key of {where} leads out of the package"


def _is_reference(key: Any) -> bool:
    reference = key.get("reference") if isinstance(key, dict) else None
    return isinstance(reference, dict) and reference.keys() == {"resource", "fields"}


def _unknown(where: str, value: dict[str, Any], known: frozenset[str]) -> Iterator[str]:
    names = sorted(value.keys() - known)
    if names:
        yield f"{where} has keys that no release has: {', '.join(name[:40] for name in names[:5])}"
