"""The JSON Schemas of ``schemas/``, each read and compiled once: response, query, codebook, findings, package."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from ahq.core.checkout import SCHEMAS

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator


@cache
def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file; copy it before you change it. Raises OSError where there is none."""
    loaded: dict[str, Any] = json.loads((SCHEMAS / f"{kind}.schema.json").read_bytes())
    return loaded


@cache
def validator(kind: str) -> Draft202012Validator:
    """Return the compiled JSON Schema of a kind of file. Raises OSError where there is none."""
    import jsonschema_rs  # takes longer to import than one record to check, and many commands go without

    return jsonschema_rs.Draft202012Validator(schema(kind))
