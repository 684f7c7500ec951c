"""What may stand below ``data/``: each file has its place, and a file in no place is a problem.

A misspelt name would be read by nobody, and a file of another program (``.gitattributes``) can hide a change from
those who review it. What a system or an editor leaves behind (``.DS_Store``, ``x.yaml~``) is passed over.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from ahq.core import caches, text
from ahq.core.checkout import Checkout, is_litter, is_record_name
from ahq.core.problems import Problem
from ahq.rules.base import Example, Rule

PLACE: Rule[Checkout] = Rule(
    "F15",
    "data",
    "data/ holds the files that the package knows, each in its place, and no others.",
    "a file with a misspelt name would be read by nobody",
    "rename it, move it, or remove it",
    Example("the package knows no such file here", words="a file `querry.yaml` beside the records of a query"),
    asked_in="scripts/ahq/rules/layout.py",
)
CACHE: Rule[Checkout] = Rule(
    "F17",
    "data",
    "Git tracks nothing of .cache.",
    "a cache says what need not be checked again, and is believed only where this machine made it",
    "git rm -r --cached .cache",
    Example("git tracks this file of the cache", words="a change that adds .cache/checked.txt to the repository"),
    asked_in="scripts/ahq/rules/layout.py",
)
RULES = (PLACE, CACHE)
_QUERY = r"[0-9]{4}(?:-[a-z0-9]+)+"
_COUNTRY = r"[A-Z]{2}"
# The names of files by the folder that they stand in, as patterns of whole paths below data/.
FILES = (
    r"package\.yaml",
    r"sources/README\.md",
    rf"sources/{_QUERY}\.(?:md|txt)",
    r"reference/(?:countries|entities|missing_codes|retired)\.csv",
    r"tables/[a-z_]+(?:-[a-z0-9-]+)?\.csv",
    rf"queries/{_QUERY}/(?:query|codebook|findings)\.yaml",
    rf"queries/{_QUERY}/response\.schema\.json",
    rf"queries/{_QUERY}/variable_names\.csv",
    rf"queries/{_QUERY}/responses/{_COUNTRY}\.yaml",
    rf"queries/{_QUERY}/coding/(?:pass-[1-9]|adjudication|corrections)\.csv",
)
FOLDERS = ("", "sources", "reference", "tables", "queries", rf"queries/{_QUERY}(?:/(?:responses|coding))?")
NAMES = (
    "package.yaml", "README.md", "countries.csv", "entities.csv", "missing_codes.csv", "retired.csv", "query.yaml",
    "codebook.yaml", "findings.yaml", "response.schema.json", "adjudication.csv", "corrections.csv", "pass-1.csv",
    "variable_names.csv", "sources", "reference", "tables", "queries", "responses", "coding",
)  # fmt: skip
MOST = 50  # problems; a folder of a hundred thousand strays is told once
_FILE = re.compile("|".join(f"(?:{pattern})" for pattern in FILES))
_FOLDER = re.compile("|".join(f"(?:{pattern})" for pattern in FOLDERS))


def check(checkout: Checkout) -> list[Problem]:
    """Return a problem for each file and folder below data/ that has no place there, at most ``MOST`` and their number."""
    found: list[Problem] = []
    more = 0
    for path in map(Path, _strays(os.fspath(checkout.data))):
        if len(found) == MOST:
            more += 1
            continue
        name = checkout.name(path)
        found.append(PLACE.problem(name, "the package knows no such file here", _help(path)))
    if more:
        found.append(PLACE.problem("data", f"and {more:,} more files that the package does not know"))
    return found + [
        CACHE.problem(name, "git tracks this file of the cache") for name in caches.tracked(checkout.root)[:MOST]
    ]


def _strays(folder: str, above: str = "") -> Iterator[str]:
    """Yield the path of each file and folder that has no place; ``above`` is that of ``folder`` from data/, and ends with /."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if is_litter(entry.name):
                continue
            below = above + entry.name
            if entry.is_dir(follow_symlinks=False) and _FOLDER.fullmatch(below):
                yield from _strays(entry.path, f"{below}/")
            elif not _FILE.fullmatch(below) and not _is_a_record(below):
                yield entry.path


def _is_a_record(below: str) -> bool:
    """Return whether a file is checked as a record, whatever its name is: the rules of records say more of it."""
    folder, _, name = below.rpartition("/")
    return re.fullmatch(rf"queries/{_QUERY}/responses", folder) is not None and is_record_name(name)


def _help(path: Path) -> str:
    meant = text.nearest(path.name, NAMES)
    return f'did you mean "{meant}"? Otherwise remove it' if meant and meant != path.name else PLACE.repair
