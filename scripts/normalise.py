"""Build the tidy tables into build/tables and check them with pandera.

Usage: normalise.py [--root FOLDER] [--jobs N]

Where nothing changed since the tables were built, they stay as they are, and where queries changed, only their rows are built
again. Tables that break a constraint stay in build/draft, to be looked at; build/tables is then as it was.
Exits 0 where every table holds, 1 where one does not, 2 where the tables could not be built.
"""

import sys

from ahq.core import commands
from ahq.core.checkout import Checkout
from ahq.core.files import remove_folder
from ahq.core.locks import locked
from ahq.core.problems import as_text, counted
from ahq.core.table_schemas import NAMES, schemas
from ahq.tables import kept
from ahq.tables.builder import CannotBuild, build
from ahq.tables.kept import Kept


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("normalise", __doc__)
    parser.add_argument("--jobs", type=commands.number(0), default=0, help="processes; 0: as many as there are cores")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    with locked(checkout, "normalise"):
        return _normalise(checkout, options.jobs)


def _normalise(checkout: Checkout, jobs: int) -> int:
    draft, built = checkout.build / "draft", checkout.build / "tables"
    keys, before = kept.keys_now(checkout), kept.load(checkout)
    if before and before.is_of(keys):
        return _said(0, before.rows)
    try:
        places = build(checkout, draft, jobs, before.ready(keys, built) if before else {})
    except CannotBuild as error:
        sys.stderr.write(as_text(error.problems))
        return 2
    from ahq.tables import constraints  # polars begins threads, and a process that has them is not forked

    problems, rows = constraints.check(draft, schemas())
    sys.stderr.write(as_text(problems))
    if not problems:
        remove_folder(checkout, built)
        draft.rename(built)
        kept.keep(checkout, Kept(keys, places, rows))
    return _said(len(problems), rows)


def _said(problems: int, rows: int) -> int:
    print(f"{len(NAMES)} tables, {rows:,} rows, {counted(problems, 'problem')}")
    return 1 if problems else 0


if __name__ == "__main__":
    commands.run("normalise", main)
