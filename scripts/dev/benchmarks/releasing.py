"""What a release costs: time and memory with the size of the corpus, the size of each format, the same query in each."""

import shutil
from pathlib import Path

from ahq.core import git
from ahq.core.checkout import HOME, Checkout
from ahq.releasing import distribution
from dev import measuring, peers
from dev.measuring import Bar, Run

MOST_MEGABYTES = 1000
BEFORE = "ea058d4"  # the last commit before releases were made faster
MOST_OF_BEFORE = 0.6
# Run in the scripts of any revision: a corpus of its own, published and released.
PUBLISH = """
import shutil, sys
from pathlib import Path
from ahq.core.checkout import HOME, Checkout
from ahq.publishing import package
from ahq.releasing import distribution
from ahq.tables import builder
from dev.synthetic import generate
if __name__ == "__main__":
    root, built = Path(sys.argv[1]), Path(sys.argv[1]) / "build" / "tables"
    generate(root, int(sys.argv[2]), int(sys.argv[3]))
    checkout = Checkout(root)
    schemas = builder.build(checkout, built)
    if schemas is None:  # as it is now; the revision that is compared with returns them
        from ahq.core import table_schemas
        schemas = table_schemas.schemas()
    package.replace_published(checkout, package.stage(checkout, schemas, built))
    for name in distribution.COPIED:
        if not (root / name).exists():
            shutil.copyfile(HOME / name, root / name)
"""
RELEASE_BEFORE = """
import sys
from pathlib import Path
from ahq.core.checkout import Checkout
from ahq.releasing import distribution
folder = Path(sys.argv[2])
folder.mkdir(parents=True)
for step in distribution.steps(Checkout(sys.argv[1]), folder, "0" * 40, None):
    step.write()
distribution.pack(folder, folder.with_suffix(".zip"))
"""
WORD = "police"
RELEASE = """
import sys
from pathlib import Path
from ahq.core.checkout import Checkout
from ahq.releasing import distribution
folder = Path(sys.argv[2])
folder.mkdir(parents=True)
for _ in distribution.build(Checkout(sys.argv[1]), folder, "0" * 40, None):
    pass
"""
QUERY = "SELECT country_code, count(*) FROM {source} WHERE {condition} GROUP BY country_code ORDER BY country_code"
MENTION = f"regexp_matches(text, '(?i)\\b{WORD}\\b')"
SEARCH = {
    "CSV in DuckDB": (
        "duckdb",
        QUERY.format(
            source="read_csv('data/tables/answers.csv', all_varchar = true, header = true)", condition=MENTION
        ),
    ),
    "Parquet in DuckDB": ("duckdb", QUERY.format(source="'formats/parquet/answers.parquet'", condition=MENTION)),
    "SQLite, full-text index": (
        "sqlite",
        QUERY.format(
            source="answers_fts JOIN answers ON answers.rowid = answers_fts.rowid",
            condition=f"answers_fts MATCH '{WORD}'",
        ),
    ),
}
ASK = """
import sys
if sys.argv[1] == "duckdb":
    import duckdb
    rows = duckdb.sql(sys.argv[2]).fetchall()
else:
    import sqlite3
    rows = sqlite3.connect("formats/sqlite/emn-ahq.sqlite").execute(sys.argv[2]).fetchall()
print(rows)
"""


def measure(checkout: Checkout) -> tuple[Run, list[Bar]]:
    """Measure the release of a corpus that is published; return the run, and the bar of its memory."""
    folder = checkout.root / "dist" / "release"
    for name in distribution.COPIED:
        if not (checkout.root / name).exists():
            shutil.copyfile(HOME / name, checkout.root / name)
    command = peers.program(RELEASE, checkout.root, folder)
    run = measuring.run(command, peers.SCRIPTS)
    measuring.shown({"release, all formats": run}, 1)
    _show_sizes(folder)
    asked = {name: peers.program(ASK, *arguments) for name, arguments in SEARCH.items()}
    answers = {name: measuring.output(command, folder) for name, command in asked.items()}
    if len(set(answers.values())) != 1:
        raise ValueError(f"the formats do not answer alike: {answers}")
    measuring.shown(
        measuring.runs({f'answers that say "{WORD}", by country: {n}': c for n, c in asked.items()}, 3, folder), 1
    )
    return run, [Bar(f"release: peak memory / {MOST_MEGABYTES:,} MB", run.megabytes / MOST_MEGABYTES, "at most", 1)]


def compare(folder: Path, sizes: list[int], seed: int) -> list[Bar]:
    """Measure only releases: of each size, ours and that of the revision ``BEFORE``, each of a corpus of its own."""
    old = folder / "before"
    shutil.rmtree(old, ignore_errors=True)
    git.export(HOME, git.commit(HOME, BEFORE), (".",), old)
    places = {"release": (peers.SCRIPTS, RELEASE), f"release as of {BEFORE}": (old / "scripts", RELEASE_BEFORE)}
    bars: list[Bar] = []
    ours: dict[int, Run] = {}
    for records in sizes:
        print(f"\n{records:,} records")
        found: dict[str, Run] = {}
        for name, (scripts, text) in places.items():
            root = folder / f"releases-{records}"
            shutil.rmtree(root, ignore_errors=True)
            measuring.run(peers.program(PUBLISH, root, str(records), str(seed)), scripts)
            found[name] = measuring.run(peers.program(text, root, root / "dist" / "release"), scripts)
            measuring.shown({name: found[name]}, 1)
        run, before = found.values()
        ours[records] = run
        said = f"{records:,} records: release"
        bars.append(Bar(f"{said} / release as of {BEFORE}", run.seconds / before.seconds, "at most", MOST_OF_BEFORE))
        bars.append(Bar(f"{said}: peak memory / {MOST_MEGABYTES:,} MB", run.megabytes / MOST_MEGABYTES, "at most", 1))
    return bars + growth(ours)


def growth(releases: dict[int, Run]) -> list[Bar]:
    """Return how the time of a release grows from each size to the next: a tenth more than the number of records."""
    sizes = sorted(releases)
    return [
        Bar(f"release: {b:,} / {a:,} records", releases[b].seconds / releases[a].seconds, "at most", 1.1 * b / a)
        for a, b in zip(sizes, sizes[1:], strict=False)
    ]


def _show_sizes(folder: Path) -> None:
    tables = _megabytes(folder / "data" / "tables")
    sizes = {"csv": tables} | {path.name: _megabytes(path) for path in sorted((folder / "formats").iterdir())}
    sizes["zip of everything"] = folder.with_suffix(".zip").stat().st_size / 1e6
    for name, size in sizes.items():
        print(f"  size of {name:<44} {size:9.1f} MB {size / tables:11.2f} times the CSV", flush=True)


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
