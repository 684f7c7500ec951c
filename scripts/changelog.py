"""Draft the entry of the next version in CHANGELOG.md from what differs in the published rows.

Usage: changelog.py [VERSION] [--date YYYY-MM-DD] [--root FOLDER]
       changelog.py VERSION --show

What is published now is compared with the highest version that has a tag. Without VERSION, it is the lowest that
the difference allows. An entry that is there is never overwritten. With --show the entry of a version is printed.
Exits 0 on success, 1 where nothing is to be drafted, 2 where the command could not run.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

from ahq.core import commands, versions
from ahq.core.checkout import Checkout
from ahq.core.files import replace_file
from ahq.releasing import changelog, requirements

FIRST = """changelog: no version has a tag yet, so there is nothing to compare with. The first entry is written by hand:
put "## {version} — {day}" and what the data are into CHANGELOG.md, commit it, and `make release VERSION={version}`.
From its tag on, `make changelog` drafts each entry from what differs."""


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("changelog", __doc__)
    parser.add_argument("version", nargs="?", metavar="VERSION")
    parser.add_argument("--date", type=commands.day, default=None, help="of the version; without, today")
    parser.add_argument("--show", action="store_true", help="print the entry that is there; change nothing")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    if options.show:
        return _show(checkout, options.version)
    return _draft(checkout, options.version, str(options.date or date.today()))


def _show(checkout: Checkout, version: str | None) -> int:
    entry = changelog.entry(checkout.changelog, version or "")
    if entry is None:
        said = f"CHANGELOG.md has no entry for {version}" if version else "name the version of the entry to show"
        print(f"changelog: {said}", file=sys.stderr)
        return 1
    print(entry.text)
    return 0


def _draft(checkout: Checkout, version: str | None, day: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        base = requirements.base(checkout, Path(folder))
        if base is None:
            print(FIRST.format(version=version or "1.0.0", day=day))
            return 1
        difference = requirements.difference(checkout, base)
        version = version or versions.least(base.version, difference.level)
        if changelog.entry(checkout.changelog, version) is not None:
            print(f"changelog: CHANGELOG.md has an entry for {version} already; it was left unchanged")
            return 1
        drafted = changelog.draft(version, day, difference)
    replace_file(
        checkout, checkout.changelog, changelog.insert(checkout.changelog.read_text("utf-8"), drafted).encode("utf-8")
    )
    print(f"CHANGELOG.md: drafted the entry of {version} against {base.tag}; say in words what it means for users")
    return 0


if __name__ == "__main__":
    commands.run("changelog", main)
