"""Write YAML files in their one canonical form: the same values, the same comments.

Usage: format.py [--check] [--root FOLDER] [FILE ...]

Keys in the order of the schema, answers as literal blocks, our own prose folded. With --check nothing is written:
the command shows the difference, and exits 1 where there is one. Without FILE, every file of every query.
Exits 0 on success, 1 where a file cannot be read (or, with --check, is not canonical), 2 where it could not run.
"""

import sys
from difflib import unified_diff

from ahq.core import commands
from ahq.core.checkout import Checkout
from ahq.core.files import replace_file
from ahq.core.problems import as_text, counted
from ahq.corpus.canonical_form import canonical
from ahq.editing.rewrite import Rewritten, YamlFile, rewritten


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("format", __doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="YAML files of queries; without, all of them")
    parser.add_argument("--check", action="store_true", help="write nothing; show what differs")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    total, changed, problems = 0, 0, []
    for file in rewritten(checkout, commands.existing(options.files), _formatted):
        total += 1
        problems += file.problems
        if file.before != file.after:
            changed += 1
            _show(checkout, file) if options.check else replace_file(checkout, file.path, file.after)
    sys.stdout.write(as_text(problems))
    said = "to be formatted: `make format` does it" if changed and options.check else "formatted"
    print(f"{counted(total, 'file')}, {changed or 'none'} {said}")
    return 1 if problems or (changed and options.check) else 0


def _formatted(file: YamlFile) -> bytes:
    return canonical(file.data.decode("utf-8"), file.kind).encode("utf-8")


def _show(checkout: Checkout, file: Rewritten) -> None:
    name = checkout.name(file.path)
    old, new = (data.decode("utf-8").splitlines(keepends=True) for data in (file.before, file.after))
    for line in unified_diff(old, new, f"a/{name}", f"b/{name}"):
        sys.stdout.write(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")


if __name__ == "__main__":
    commands.run("format", main)
