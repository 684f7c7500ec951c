"""Going through YAML files of the checkout, each with what it would be after a change."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from . import formatting
from .files import read_file
from .house import House, record_paths
from .problems import Problem


class Rewritten(NamedTuple):
    """A file before and after; the same where nothing is to be done, or where ``problems`` kept it as it is."""

    path: Path
    before: bytes
    after: bytes
    done: list[str]
    problems: list[Problem]


def rewritten(house: House, names: list[str], change: Callable) -> Iterator[Rewritten]:
    """Yield each file of ``names``, or of all queries where there are none, as ``change`` would write it.

    ``change(data, kind, path)`` returns the text and what it did in words; it may raise CannotFormat.
    """
    paths = [Path(name).absolute() for name in names] or yaml_paths(house)
    return (_rewritten(house, path, change) for path in paths)


def yaml_paths(house: House) -> list[Path]:
    """Return the YAML files of all queries: their heads, their codebooks, their records."""
    return [
        path
        for folder in house.query_folders()
        for path in (*sorted(folder.glob("*.yaml")), *record_paths(folder))
        if formatting.kind_of(path)
    ]


def _rewritten(house: House, path: Path, change: Callable) -> Rewritten:
    kind, name = formatting.kind_of(path), house.name(path)
    if kind is None:
        said = "this is no YAML file of a query"
        return Rewritten(path, b"", b"", [], [Problem(name, 0, 0, "F00", said, "name a record, or a file beside them")])
    data, problems = read_file(path, house)
    if data is None:
        return Rewritten(path, b"", b"", [], problems)
    try:
        text, done = change(data, kind, path)
    except UnicodeDecodeError as error:
        said = f"byte 0x{data[error.start]:02X} is not UTF-8"
        return Rewritten(
            path, data, data, [], [Problem(name, 0, 0, "F02", said, "save the file with the encoding UTF-8")]
        )
    except formatting.CannotFormat as error:
        return Rewritten(path, data, data, [], _why(name, error))
    return Rewritten(path, data, text.encode("utf-8"), done, [])


def _why(name: str, error: formatting.CannotFormat) -> list[Problem]:
    if not error.faults:
        said = "a value of this file has no canonical form"
        return [Problem(name, 0, 0, "F10", said, f"`make validate FILES={name}` says what is wrong with it")]
    return [
        Problem(name, f.line, f.column, "F06", f.message, "it was left as it is; mend this first") for f in error.faults
    ]
