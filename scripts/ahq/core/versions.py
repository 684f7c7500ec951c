"""Versions of the data: SemVer, and the level of the step from one to the next."""

import re

LEVELS = ("none", "patch", "minor", "major")
_VERSION = re.compile(r"v?(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


def is_version(name: str) -> bool:
    """Return whether a name, of a tag say, is a version: three numbers, with or without v."""
    return _VERSION.fullmatch(name) is not None


def number(version: str) -> tuple[int, ...]:
    """Return the three numbers of a version. Raises ValueError where it is none."""
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f'"{version}" is not a version: write three numbers, as 1.2.0')
    return tuple(map(int, match.groups()))


def least(version: str, level: str) -> str:
    """Return the lowest version that is ``level`` above ``version``."""
    major, minor, patch = number(version)
    raised = {
        "major": (major + 1, 0, 0),
        "minor": (major, minor + 1, 0),
        "patch": (major, minor, patch + 1),
        "none": (major, minor, patch),
    }
    return ".".join(map(str, raised[level]))


def changes_name(version: str) -> str:
    """Return the name of the list of all values that a version changed."""
    return f"changes-{version}.csv"
