"""Going through YAML files of the checkout, each with what it would be after a change."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ahq.core.checkout import Checkout, record_paths
from ahq.core.files import read_file
from ahq.core.problems import Problem
from ahq.editing import canonical_form


class Rewritten(NamedTuple):
    """A file before and after; the same where nothing is to be done, or where ``problems`` kept it as it is."""

    path: Path
    before: bytes
    after: bytes
    done: list[str]
    problems: list[Problem]


def rewritten(checkout: Checkout, names: list[str], change: Callable) -> Iterator[Rewritten]:
    """Yield each file of ``names``, or of all queries where there are none, as ``change`` would write it.

    ``change(data, kind, path)`` returns the text and what it did in words; it may raise CannotFormat.
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
        said = "this is no YAML file of a query"
        return Rewritten(path, b"", b"", [], [Problem(name, 0, 0, "F00", said, "name a record, or a file beside them")])
    data, problems = read_file(path, checkout)
    if data is None:
        return Rewritten(path, b"", b"", [], problems)
    try:
        text, done = change(data, kind, path)
    except (UnicodeDecodeError, canonical_form.CannotFormat):
        return Rewritten(path, data, data, [], _why(name, data))
    return Rewritten(path, data, text.encode("utf-8"), done, [])


def _why(name: str, data: bytes) -> list[Problem]:
    """Return what keeps a file from being read, as the check says it."""
    from ahq import rules  # only needed once something is wrong
    from ahq.rules.base import Subject
    from ahq.rules.file import BYTES, YAML

    subject = Subject(name, data, None, None)
    found = [problem for rule in BYTES + YAML for problem in rules.ask(rule, subject) if rule.id not in rules.FORM]
    said = "a value of this file has no canonical form"
    return found or [Problem(name, 0, 0, "F10", said, f"`make validate FILES={name}` says what is wrong with it")]
