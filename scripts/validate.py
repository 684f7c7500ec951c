"""Check records against every rule, and print every problem of every file.

Usage: validate.py [--format text|github|json] [--root FOLDER] [--jobs N] [--fresh] [FILE ...]

Without FILE, all queries and all their records are checked. Exits 0 where no problem was found,
1 where one was, 2 where the check could not run.
"""

import argparse
import gc
import sys
from collections.abc import Callable

from ahq.checking.runner import check_all, check_files
from ahq.core import commands, problems
from ahq.core.checkout import Checkout
from ahq.core.problems import counted

SHOWN = {"github": problems.as_github, "json": problems.as_json}


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    gc.disable()  # records are trees: reference counting frees them, and the collector only costs time
    options = _options(arguments)
    checkout = commands.checkout(options.root)
    checked = (
        check_files(checkout, commands.existing(options.files))
        if options.files
        else check_all(checkout, options.jobs, options.fresh)
    )
    found = sorted(set(checked.problems))
    sys.stdout.write(SHOWN.get(options.format, _with_lines(checkout))(found))
    if options.format != "json":
        print(f"{counted(checked.records, 'record')}, {counted(len(found), 'problem')}")
    return 1 if found else 0


def _with_lines(checkout: Checkout) -> Callable[[list[problems.Problem]], str]:
    return lambda found: problems.as_text(found, problems.lines_below(checkout.root))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = commands.parser("validate", __doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="records; without, all of them")
    parser.add_argument("--format", choices=("text", "github", "json"), default="text")
    parser.add_argument("--jobs", type=commands.number(0), default=0, help="processes; 0: as many as there are cores")
    parser.add_argument("--fresh", action="store_true", help="use no cached results")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    commands.run("validate", main)
