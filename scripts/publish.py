"""Write datapackage.json and data/tables from the tables in build/, if everything holds.

Usage: publish.py [--root FOLDER] [--check]

The tables are those that normalise built. The package is put together in a folder of its own,
checked by frictionless as a user would load it, and only then put in the place of the published one. Where nothing that it is
made of has changed, all stays as it is. With --check nothing is replaced: the command says whether what is published is what
the records give.
Exits 0 on success, 1 on a problem (or, with --check, a difference), 2 where it could not run.
"""

import sys
from pathlib import Path

from ahq.core import commands, table_schemas
from ahq.core.checkout import Checkout
from ahq.core.errors import CannotRun
from ahq.core.locks import locked
from ahq.core.problems import Problem, as_text
from ahq.publishing import as_loaded, package, up_to_date
from ahq.rules.package import FRESH


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("publish", __doc__)
    parser.add_argument("--check", action="store_true", help="replace nothing; say what differs")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    with locked(checkout, "publish"):
        try:
            return _publish(checkout, options.check)
        except OSError as error:
            raise CannotRun(f"{commands.in_words(error)}; nothing was published") from error


def _publish(checkout: Checkout, only_check: bool) -> int:
    built = checkout.build / "tables"
    if not built.is_dir():
        raise CannotRun("there are no tables in build/; run `make normalise` first")
    made_of = "" if only_check else up_to_date.made_of(checkout)  # as it is before anything is read
    if up_to_date.is_published(checkout, made_of):
        return _said(checkout)
    staged = package.stage(checkout, table_schemas.schemas(), built)
    problems = as_loaded.problems(staged, checkout.root) or _problems_of_findings(checkout, staged / package.TABLES)
    if problems:
        sys.stderr.write(as_text(problems))
        print("publish: nothing was published", file=sys.stderr)
        return 1
    from ahq.publishing import generated  # polars begins threads, and a process that has them is not forked

    files = generated.files(checkout, staged)
    if only_check:
        return _differences(checkout, staged, files)
    up_to_date.keep(checkout, made_of, package.replace_published(checkout, staged, files))
    return _said(checkout)


def _said(checkout: Checkout) -> int:
    resources = package.published(checkout)["resources"]
    rows = sum(resource["rows"] for resource in resources)
    print(f"published {len(resources)} tables, {rows:,} rows: datapackage.json, data/tables")
    return 0


def _problems_of_findings(checkout: Checkout, tables: Path) -> list[Problem]:
    if not any((folder / "findings.yaml").exists() for folder in checkout.query_folders()):
        return []
    # DuckDB begins threads: it is loaded once the tables were checked in processes that are forked.
    from ahq.core.table_queries import TableQueries
    from ahq.rules import inputs

    with TableQueries(tables, table_schemas.NAMES) as database:
        return inputs.check_sql(checkout, database)


def _differences(checkout: Checkout, staged: Path, files: dict) -> int:
    wanted = {path.relative_to(staged).as_posix(): path.read_bytes() for path in staged.rglob("*") if path.is_file()}
    wanted |= files
    have = {checkout.name(path) for path in checkout.tables.glob("*.csv")}
    stale = [name for name, data in wanted.items() if _read(checkout.root / name) != data]
    stale += sorted(have - wanted.keys())
    for name in stale:
        sys.stdout.write(as_text([FRESH.problem(name, "the file is not what the records give", place=(1, 1))]))
    print(f"{len(wanted)} generated files, {len(stale) or 'none'} stale")
    return 1 if stale else 0


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


if __name__ == "__main__":
    commands.run("publish", main)
