"""Make the repairs that have one right answer, and say what was changed and what is left.

Usage: fix.py [--root FOLDER] [FILE ...]

The repairs are those that the rules propose: line ends, a byte order mark, spaces at the ends of lines, an item without
quotation marks, a misspelt variable or code, a missing code in the place of a value. Nothing else of a file is touched,
and the text of answers never is. Without FILE, every file of every query.
Exits 0 where no problem is left, 1 where one is, 2 where the command could not run.
"""

import sys
from pathlib import Path

from ahq.checking.checker import Checker
from ahq.core import commands
from ahq.core.files import replace_file
from ahq.core.problems import Problem, as_text, counted, inert
from ahq.editing.fixes import fix
from ahq.editing.rewrite import rewritten


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("fix", __doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="YAML files of queries; without, all of them")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    checker = Checker(checkout)

    def fixed(data: bytes, kind: str, path: Path) -> tuple[bytes, list[str], list[Problem]]:
        return fix(data, lambda data: checker.bytes_of(path, data, kind))

    total, changed, problems = 0, 0, []
    for file in rewritten(checkout, commands.existing(options.files), fixed):
        total += 1
        problems += file.problems
        if file.before != file.after:
            changed += 1
            replace_file(checkout, file.path, file.after)
            sys.stdout.write("".join(f"{inert(f'{checkout.name(file.path)}: {said}')}\n" for said in file.done))
    sys.stdout.write(as_text(problems))
    print(f"{counted(total, 'file')}, {changed or 'none'} changed; {counted(len(problems), 'problem')} left")
    return 1 if problems else 0


if __name__ == "__main__":
    commands.run("fix", main)
