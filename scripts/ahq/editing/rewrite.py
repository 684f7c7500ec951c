"""Going through YAML files of the checkout, each with what it would be after a change."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ahq import rules
from ahq.core.checkout import Checkout, record_paths
from ahq.core.problems import Problem
from ahq.editing import canonical_form
from ahq.rules import file
from ahq.rules.base import Subject


class Rewritten(NamedTuple):
    """A file before and after; the same where nothing is to be done, or where ``problems`` kept it as it is."""

    path: Path
    before: bytes
    after: bytes
    done: list[str]
    problems: list[Problem]


def rewritten(checkout: Checkout, names: list[str], change: Callable) -> Iterator[Rewritten]:
    """Yield each file of ``names``, or of all queries where there are none, as ``change`` would write it.

    ``change(data, kind, path)`` returns the new bytes, what it did in words, and the problems that are left; it may raise
    CannotFormat.
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


def _rewritten(checkout: Checkout, path: Path, change: Callable) -> Rewritten:
    kind, name = canonical_form.kind_of(path), checkout.name(path)
    if kind is None:
        return Rewritten(path, b"", b"", [], [_NO_YAML(name, "this is no YAML file of a query", _NAME_ONE)])
    data, problems = file.read(path, checkout)
    if data is None:
        return Rewritten(path, b"", b"", [], problems)
    try:
        after, done, left = change(data, kind, path)
    except (UnicodeDecodeError, canonical_form.CannotFormat):
        return Rewritten(path, data, data, [], _why(name, data))
    return Rewritten(path, data, after, done, left)


_NO_YAML = file.CAN_BE_READ.problem
_NAME_ONE = "name a record, or a file beside the records"


def _why(name: str, data: bytes) -> list[Problem]:
    """Return what keeps a file from being read, as the check says it."""
    subject = Subject(name, data, None, None)
    asked = (rule for rule in (*file.BYTES, *file.YAML) if rule not in file.FORM)
    found = [problem for rule in asked for problem in rules.ask(rule, subject)]
    said = "a value of this file has no canonical form"
    return found or [
        file.keys_are_plain_words.problem(name, said, f"`make validate FILES={name}` says what is wrong with it")
    ]
