"""JSON files as they are committed."""

import json
from typing import Any


def encode(value: Any) -> bytes:
    """Return a value as JSON: an indent of two spaces, keys in their order, no escapes, LF."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
