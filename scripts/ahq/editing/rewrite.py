"""Going through YAML files of the checkout, each with what it would be after a change."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ahq.core.checkout import Checkout, record_paths
from ahq.core.problems import Problem
from ahq.corpus import canonical_form
from ahq.rules import asking
from ahq.rules.base import Subject
from ahq.rules.file import CAN_BE_READ, keys_are_plain_words, read


class Rewritten(NamedTuple):
    """A file before and after; the same where nothing is to be done, or where ``problems`` kept it as it is."""

    path: Path
    before: bytes
    after: bytes
    problems: list[Problem]


class YamlFile(NamedTuple):
    """A YAML file of a query: its path, its kind (the schema that it is written by) and its bytes."""

    path: Path
    kind: str
    data: bytes


def rewritten(checkout: Checkout, names: list[str], change: Callable[[YamlFile], bytes]) -> Iterator[Rewritten]:
    """Yield each file of ``names``, or of all queries where there are none, as ``change`` would write it.

    ``change`` may raise CannotFormat or UnicodeDecodeError; the file is then left as it is.
    """
    paths = [checkout.locate(name) for name in names] or yaml_paths(checkout)
    return (_rewritten(checkout, path, change) for path in paths)


def yaml_paths(checkout: Checkout) -> list[Path]:
    """Return the YAML files of all queries: their heads, their codebooks, their records."""
    return [
        path
        for folder in checkout.query_folders()
        for path in (*sorted(folder.glob("*.yaml")), *record_paths(folder))
        if canonical_form.kind_of(path)
    ]


def _rewritten(checkout: Checkout, path: Path, change: Callable[[YamlFile], bytes]) -> Rewritten:
    kind, name = canonical_form.kind_of(path), checkout.name(path)
    if kind is None:
        said = "this is no YAML file of a query"
        problem = CAN_BE_READ.problem(name, said, "name a record, or a file beside them")
        return Rewritten(path, b"", b"", [problem])
    data, problems = read(path, checkout)
    if data is None:
        return Rewritten(path, b"", b"", problems)
    try:
        return Rewritten(path, data, change(YamlFile(path, kind, data)), [])
    except (UnicodeDecodeError, canonical_form.CannotFormat):
        return Rewritten(path, data, data, _why(name, data, kind))


def _why(name: str, data: bytes, kind: str) -> list[Problem]:
    """Return what keeps a file from being read, as the check says it."""
    found = list(filter(asking.is_unreadable, asking.check(Subject(name, data, None, None, kind=kind))))
    said, help_ = (
        "a value of this file has no canonical form",
        f"`make validate FILES={name}` says what is wrong with it",
    )
    return found or [keys_are_plain_words.problem(name, said, help_)]
