"""Show what a change does to the published rows, to the version level, and to the problems.

Usage: diff.py BASE [--format text|markdown|json] [--root FOLDER]

Compares the tables that are published in the revision BASE of git with those that the records of the working tree
give. New problems are told apart from those that BASE has. What needs a maintainer is named, and what only reading can
judge is shown beside the words of the source.
Exits 0 where the change brings no problem, 1 where it does, 2 where the command could not run.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from ahq.checking.checker import Checker
from ahq.checking.runner import check_all
from ahq.core import commands, git, table_schemas
from ahq.core.checkout import Checkout
from ahq.core.errors import CannotRun
from ahq.core.problems import Problem
from ahq.publishing import package
from ahq.publishing.data_package import Published, built
from ahq.releasing import difference_report as document
from ahq.releasing import for_reviewers
from ahq.releasing.differences import Difference, compare
from ahq.tables.builder import CannotBuild, build

SHOWN = {"text": document.as_terminal, "markdown": document.as_markdown, "json": document.as_json}


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("diff", __doc__)
    parser.add_argument("base", metavar="BASE", help="a revision of git: a branch, a tag, a commit")
    parser.add_argument("--format", choices=SHOWN, default="text")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    with tempfile.TemporaryDirectory() as folder:
        report = _report(checkout, options.base, Path(folder))
    sys.stdout.write(SHOWN[options.format](report))
    return 1 if report.brought else 0


def _report(checkout: Checkout, base: str, folder: Path) -> document.Report:
    commit = git.commit(checkout.root, base)
    problems = sorted(set(check_all(checkout).problems))
    records = git.export(checkout.root, commit, git.RECORDS, folder / "records")
    known = _problems_of(Checkout(records), problems) if problems else Counter()
    brought = [problem for problem in problems if not _take(known, problem)]
    version = package.about(checkout)["version"]
    before = [problem for problem in problems if problem not in brought]
    asked = for_reviewers.of(records, checkout)
    return document.Report(base, version, _difference(checkout, commit, folder), brought, before, *asked)


def _difference(checkout: Checkout, commit: str, folder: Path) -> Difference | None:
    """Return what differs in the tables; ``None`` where the records do not give any."""
    published = git.export(checkout.root, commit, git.TABLES, folder / "tables")
    if not (published / "datapackage.json").exists():
        raise CannotRun(f"the revision {commit[:12]} has no datapackage.json to compare with")
    old = Published(published)
    draft = checkout.build / "diff"
    try:
        build(checkout, draft)
    except (CannotBuild, KeyError, ValueError):
        return None
    return compare(old.tables, built(draft, table_schemas.schemas()))


def _problems_of(old: Checkout, problems: list[Problem]) -> Counter:
    """Return the problems that the queries with a problem have in a revision; lines do not count, they move."""
    checker = Checker(old)
    names = {tuple(Path(problem.path).parts[:3]) for problem in problems}
    folders = [path for path in (old.root.joinpath(*parts) for parts in names) if path.is_dir()]
    found = (problem for path in folders for problem in checker.folder(path).problems)
    return Counter(map(_without_place, found))


def _take(known: Counter, problem: Problem) -> bool:
    """Return whether one of the known problems is this one, and take it off."""
    taken = known[_without_place(problem)] > 0
    known[_without_place(problem)] -= taken
    return taken


def _without_place(problem: Problem) -> tuple:
    return problem.path, problem.rule, problem.message


if __name__ == "__main__":
    commands.run("diff", main)
