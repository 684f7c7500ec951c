"""Mend what has one right answer, and say what was changed: the form of a file, a misspelt code.

Usage: fix.py [--root FOLDER] [FILE ...]

Formatting, trailing blanks, CRLF, a byte order mark, a missing last line end, and a code that can only be a
misspelling of one other. The text of answers is never touched. Without FILE, every file of every query.
Exits 0 on success, 1 where a file cannot be read, 2 where it could not run.
"""

import sys
from pathlib import Path

from ahq.core import commands
from ahq.core.checkout import Checkout
from ahq.core.files import replace_file
from ahq.core.problems import as_text, inert
from ahq.corpus import reading
from ahq.corpus.query import Query
from ahq.editing.fixes import mend
from ahq.editing.rewrite import rewritten


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("fix", __doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="YAML files of queries; without, all of them")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    total, changed, problems = 0, 0, []
    for file in rewritten(checkout, options.files, _Mender(checkout).mended):
        total += 1
        problems += file.problems
        if file.before != file.after:
            changed += 1
            replace_file(checkout, file.path, file.after)
            sys.stdout.write("".join(f"{inert(f'{checkout.name(file.path)}: {said}')}\n" for said in file.done))
    sys.stdout.write(as_text(problems))
    print(f"{total:,} file{'s' if total != 1 else ''}, {changed or 'none'} mended; `make validate` says what is left")
    return 1 if problems else 0


class _Mender:
    """Mends files, and reads each query that their codes are looked up in once."""

    def __init__(self, checkout: Checkout):
        self.checkout = checkout
        self.lists = reading.read_lists(checkout)
        self.queries: dict[Path, Query | None] = {}

    def mended(self, data: bytes, kind: str, path: Path) -> tuple[str, list[str]]:
        return mend(data, kind, self._query(path.parents[1]) if kind == "response" else None)

    def _query(self, folder: Path) -> Query | None:
        if folder not in self.queries:
            self.queries[folder] = reading.read_query(folder, self.checkout, self.lists).query
        return self.queries[folder]


if __name__ == "__main__":
    commands.run("fix", main)
