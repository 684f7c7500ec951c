"""Make the repairs that have one right answer, and say what was done and which problems are left.

Usage: fix.py [--root FOLDER] [FILE ...]

Line ends, a byte order mark, a missing last line end, spaces at the end of a line; a misspelt code, variable or item; a
code under the key of another kind; an item without quotation marks. Nothing else is touched, and never the text of an
answer. Without FILE, every file of every query.
Exits 0 where no problem is left, 1 where one is, 2 where the command could not run.
"""

import sys
from collections.abc import Iterator

from ahq.checking.checker import Checker
from ahq.checking.runner import check_all, check_files
from ahq.core import commands
from ahq.core.checkout import Checkout
from ahq.core.files import replace_file
from ahq.core.problems import Problem, as_text, counted, inert, lines_below
from ahq.editing.fixes import fix
from ahq.editing.rewrite import YamlFile, rewritten
from ahq.rules import code_lists


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("fix", __doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="YAML files of queries; without, all of them")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    broken = code_lists.check(checkout)  # no code can be looked up in lists that are broken
    refused = broken or _fix(checkout, options.files)
    left = sorted({*refused, *_left(checkout, options.files, refused)})
    sys.stdout.write(as_text(left, lines_below(checkout.root)))
    print(f"{counted(len(left), 'problem')} left")
    return 1 if left else 0


def _fix(checkout: Checkout, names: list[str]) -> list[Problem]:
    """Repair files, say what was done, and return why others were not read."""
    checker = Checker(checkout)
    refused, total, changed = [], 0, 0
    done: list[Problem] = []

    def change(file: YamlFile) -> bytes:
        fixed = fix(file.data, lambda data: checker.bytes_of(file.path, data, file.kind))
        done.extend(fixed.done)
        return fixed.data

    for file in rewritten(checkout, commands.existing(names), change):
        total += 1
        refused += file.problems
        if file.before != file.after:
            changed += 1
            replace_file(checkout, file.path, file.after)
    sys.stdout.writelines(_said(done))
    print(f"{counted(total, 'file')}, {changed or 'none'} fixed")
    return refused


def _said(done: list[Problem]) -> Iterator[str]:
    for problem in done:
        if problem.repair:
            yield inert(f"{problem.path}:{problem.line}:{problem.column}: {problem.rule} {problem.repair.done}") + "\n"


def _left(checkout: Checkout, names: list[str], refused: list[Problem]) -> list[Problem]:
    """Return the problems of the files, as `make validate` finds them."""
    if not names:
        return check_all(checkout).problems
    known = {problem.path for problem in refused}
    return check_files(checkout, [name for name in names if checkout.name(checkout.locate(name)) not in known]).problems


if __name__ == "__main__":
    commands.run("fix", main)
