"""Measure our checks against their peers, on a synthetic corpus and in one run, and print the ratios.

Usage: bench.py [--records N ...] [--slow-peers-up-to N] [--peers-up-to N] [--runs N] [--strict] [--folder FOLDER]
       bench.py --only-releases [--records N ...] [--strict]
       bench.py --only-generate FOLDER [--records N] [--seed N]

Every figure is of a whole process: wall time, and the peak memory of it and of all that it starts.
Times depend on the machine and on what else it does; only ratios of one run mean something. Exits 0
whatever was measured, 1 where a bar is missed and --strict was asked for, 2 where it could not run.
"""

import argparse
import json
import shutil
from pathlib import Path

from ahq.core import commands, table_schemas
from ahq.core.checkout import HOME, Checkout, record_paths
from dev import measuring, peers
from dev.benchmarks import contributing, lighthouse, publishing, releasing, site
from dev.measuring import Bar
from dev.synthetic import generate

SINGLE_RUNS = 7  # of the commands that take a fraction of a second
MOST_MEGABYTES = 400
WORTH_A_START = 10_000  # records; the tables of fewer are checked in the time that pandera takes to import


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    options = _options(arguments)
    if options.only_generate:
        generate(options.only_generate, options.records[0], options.seed)
        return 0
    only = options.only_releases
    bars = releasing.compare(options.folder, options.records, options.seed) if only else _measure(options)
    print("\nratios of this run")
    for bar in bars:
        print(f"  {bar.what:<78} {bar.ratio:8.2f}  {bar.relation} {bar.number:g}: {'yes' if bar.met else 'NO'}")
    missed = sum(not bar.met for bar in bars)
    print(f"{len(bars)} bars, {missed or 'none'} missed")
    return 1 if missed and options.strict else 0


def _measure(options: argparse.Namespace) -> list[Bar]:
    known = peers.Peers(options.folder)
    for name in known.absent:
        print(f"{name} is not installed below {options.folder}: it is left out (`make bench` installs it)")
    bars: list[Bar] = []
    cold: dict[int, measuring.Run] = {}
    releases: dict[int, measuring.Run] = {}
    sites: dict[int, measuring.Run] = {}
    makes: dict[int, measuring.Run] = {}
    for records in options.records:
        checkout = _corpus(options.folder, records, options.seed)
        print(f"\n{records:,} records, {_megabytes_of(checkout):,.1f} MB")
        few = records <= options.slow_peers_up_to
        if records > options.peers_up_to:
            cold[records] = _alone(checkout)
            measuring.run(peers.normalise(checkout))
            makes[records], some = publishing.measure(checkout)
            bars += some
            continue
        cold[records], some = _all_records(checkout, known, options.runs, few)
        runs = options.runs if few else 1
        some += _tables(checkout, runs, records >= WORTH_A_START)
        makes[records], more = publishing.measure(checkout)
        bars += some + more + contributing.measure(checkout, cold[records], runs, records >= WORTH_A_START)
        releases[records], some = releasing.measure(checkout)
        bars += some
        sites[records], some = site.measure(checkout)
        bars += some
        if few:
            bars += _one_record(checkout, known)
    return (
        bars
        + _growth(cold)
        + publishing.growth(makes)
        + releasing.growth(releases)
        + site.growth(sites)
        + lighthouse.measure(options.folder)
    )


def _corpus(folder: Path, records: int, seed: int) -> Checkout:
    root = folder / f"corpus-{records}"
    shutil.rmtree(root, ignore_errors=True)
    generate(root, records, seed)
    return Checkout(root)


def _records(checkout: Checkout) -> list[Path]:
    return [path for folder in checkout.query_folders() for path in record_paths(folder)]


def _megabytes_of(checkout: Checkout) -> float:
    return sum(path.stat().st_size for path in _records(checkout)) / 1e6


def _all_records(checkout: Checkout, known: peers.Peers, runs: int, few: bool) -> tuple[measuring.Run, list[Bar]]:
    """Measure the check of all records; the slow peers only where the records are few, and once."""
    files = _records(checkout)
    book = peers.codebook_schema(checkout)
    quick = {"our check, cold": peers.validate(checkout, "--fresh"), "our check, warm": peers.validate(checkout)}
    slow: dict[str, list] = {}
    for name in known.names():
        commands = {
            f"{name}, schema alone": known.command(name, peers.plain_schema(), files),
            f"{name}, codebook schema": known.command(name, book, files),
        }
        if name.startswith("@sourcemeta"):
            quick |= commands
        elif few:
            slow |= commands
    found = measuring.shown(measuring.runs(quick, runs), len(files))
    found |= measuring.shown(measuring.runs(slow, 1), len(files))
    ours, warm = found["our check, cold"], found["our check, warm"]
    bars = [_times("check-jsonschema, schema alone / our check, cold", found, ours, 30)]
    bars += [_times("check-jsonschema with clib, schema alone / our check, cold", found, ours, 10)]
    bars += [_times("@sourcemeta/jsonschema, codebook schema / our check, cold", found, ours, 1)]
    bars += [_times("our check, cold / our check, warm", found, warm, 5)]
    return ours, [bar._replace(what=f"{len(files):,} records: {bar.what}") for bar in bars if bar]


def _alone(checkout: Checkout) -> measuring.Run:
    """Measure our check of all records where there are too many for the peers, and for a command line."""
    commands = {"our check, cold": peers.validate(checkout, "--fresh"), "our check, warm": peers.validate(checkout)}
    return measuring.shown(measuring.runs(commands, 1), len(_records(checkout)))["our check, cold"]


def _one_record(checkout: Checkout, known: peers.Peers) -> list[Bar]:
    file = _records(checkout)[0]
    commands = {"our check, one record": peers.validate(checkout, file)}
    slow = [name for name in known.names() if name.startswith("check-jsonschema")]
    commands |= {f"{name}, one record": known.command(name, peers.plain_schema(), [file]) for name in slow}
    found = measuring.shown(measuring.runs(commands, SINGLE_RUNS), 1)
    ours = found["our check, one record"].seconds
    return [
        Bar(f"our check / {name}, one record", ours / found[f"{name}, one record"].seconds, "at most", 0.4)
        for name in slow
    ]


def _tables(checkout: Checkout, runs: int, with_bars: bool) -> list[Bar]:
    from ahq.publishing import package  # slow to import, and most of a benchmark goes without

    built = checkout.build / "tables"
    measuring.run(
        peers.normalise(checkout)
    )  # not counted: it also makes the bootstrap of reliability, once and for all
    commands = {"normalise: build and check with pandera": peers.normalise(checkout)}
    found = measuring.runs(commands, runs, before=lambda: publishing.forget(checkout))
    staged = package.stage(checkout, table_schemas.schemas(), built)
    rows = sum(resource["rows"] for resource in json.loads((staged / "datapackage.json").read_bytes())["resources"])
    found |= measuring.runs({"pandera checks alone": peers.check_tables(checkout)}, runs, peers.SCRIPTS)
    found |= measuring.runs({"frictionless validate": peers.frictionless()}, 1, staged)
    measuring.shown(found, rows, "rows")
    peer = found.pop("frictionless validate").seconds
    bars = [
        Bar(f"{rows:,} rows: frictionless validate / {name}", peer / run.seconds, "at least", 5)
        for name, run in found.items()
    ]
    return bars if with_bars else []


def _times(what: str, found: dict, ours: measuring.Run, number: float) -> Bar | None:
    name = what.split(" / ")[0]
    return Bar(what, found[name].seconds / ours.seconds, "at least", number) if name in found else None


def _growth(cold: dict[int, measuring.Run]) -> list[Bar]:
    """Return how time grows from each size to the next: a tenth more than the number of records."""
    sizes = sorted(cold)
    bars = [
        Bar(f"our check, cold: {b:,} / {a:,} records", cold[b].seconds / cold[a].seconds, "at most", 1.1 * b / a)
        for a, b in zip(sizes, sizes[1:], strict=False)
    ]
    largest = sizes[-1]
    memory = cold[largest].megabytes / MOST_MEGABYTES
    return [
        *bars,
        Bar(f"our check, cold: peak memory at {largest:,} records / {MOST_MEGABYTES} MB", memory, "at most", 1),
    ]


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = commands.parser("bench", __doc__, root=False)
    parser.add_argument(
        "--records", type=commands.number(1), nargs="+", default=[1000, 10000], help="sizes of the corpora"
    )
    parser.add_argument(
        "--slow-peers-up-to", type=commands.number(0), default=1000, help="records that check-jsonschema reads"
    )
    parser.add_argument(
        "--peers-up-to",
        type=commands.number(0),
        default=10000,
        help="records beyond which only our check, and the whole of make, are measured",
    )
    parser.add_argument("--runs", type=commands.number(1), default=3, help="runs of each command; the median counts")
    parser.add_argument("--seed", type=commands.number(0), default=1, help="of the corpora")
    parser.add_argument("--strict", action="store_true", help="exit 1 where a bar is missed")
    parser.add_argument("--folder", type=Path, default=HOME / ".cache" / "bench", help="peers and corpora")
    parser.add_argument(
        "--only-releases", action="store_true", help="measure releases alone, against those of an earlier commit"
    )
    parser.add_argument("--only-generate", type=Path, metavar="FOLDER", help="make one corpus there, and stop")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    commands.run("bench", main)
