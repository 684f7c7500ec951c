"""One query with all that its records are checked against: questions, codebook, source, lists."""

from typing import NamedTuple

from ahq.corpus.code_lists import CodeLists
from ahq.corpus.codebook import Codebook
from ahq.corpus.source import Source


class Query(NamedTuple):
    """A query folder as read: ``value`` is ``query.yaml``; ``items`` maps item to question."""

    id: str
    value: dict
    items: dict
    codebook: Codebook | None
    source: Source | None
    reference: CodeLists


def items_of(value: dict) -> dict[str, dict]:
    """Return the questions of a read ``query.yaml`` by item id, in their order."""
    return {question["item"]: question for question in value["questions"]}


def parts_of(items: dict[str, dict]) -> dict[str, list[str]]:
    """Return the ids of the lettered parts of each numbered question."""
    parts: dict[str, list[str]] = {}
    for item, question in items.items():
        parts.setdefault(question.get("parent", item), [])
        if "parent" in question:
            parts[question["parent"]].append(item)
    return parts
