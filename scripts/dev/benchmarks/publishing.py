"""What the whole of `make` costs: check, tables and package, from nothing, with nothing changed, with one record changed.

The peer is frictionless alone on the finished package; that of the check is what the parser of YAML takes for the same files.
"""

from ahq.core.checkout import Checkout, record_paths
from ahq.publishing import as_loaded, up_to_date
from ahq.tables import kept
from dev import measuring, peers
from dev.benchmarks import contributing
from dev.measuring import Bar, Run

MOST_MEGABYTES = {10_000: 600, 40_000: 1600}  # by records
FEW = 1000  # records; where there are more, noise is little beside the time that the run takes
RUNS = 3  # of the check and of its peer, in turn, where records are few
CACHES = (as_loaded.NAME, kept.NAME, up_to_date.NAME)
EVENTS = """
import sys, yaml
for path in open(sys.argv[1], encoding="utf-8").read().split("\\n"):
    for _ in yaml.parse(open(path, "rb"), Loader=yaml.CSafeLoader):
        pass
"""


def measure(checkout: Checkout) -> tuple[Run, list[Bar]]:
    """Measure on a corpus whose bootstrap is made; return the whole run from nothing, and the bars."""
    files = [path for folder in checkout.query_folders() for path in record_paths(folder)]
    count = len(files)
    events = "events of the YAML parser"
    check = "our check, cold, again"
    read = {events: _events(checkout), check: peers.validate(checkout, "--fresh")}
    found = measuring.runs(read, RUNS if count <= FEW else 1)
    forget(checkout)
    whole = _all(checkout, "--fresh")
    alone = measuring.run(peers.frictionless(), checkout.root)
    again = _all(checkout)
    contributing.add_note(contributing.with_coding(files)[0])
    changed = _all(checkout)
    found |= {
        "validate, normalise, publish": whole,
        "frictionless validate, alone": alone,
        "the same, nothing changed": again,
        "the same, one record changed": changed,
    }
    for name, one in found.items():
        print(
            f"  {name:<44} {one.seconds:8.1f} s {one.processor:8.1f} s of processors {one.megabytes:6.0f} MB",
            flush=True,
        )
    print(f"  size of datapackage.json {checkout.descriptor.stat().st_size / 1000:,.0f} kB")
    bars = [
        Bar(f"{count:,} records: our check, cold / events of YAML, processor time", found[check].processor / found[events].processor, "at most", 2),
        Bar(f"{count:,} records: validate, normalise, publish / frictionless alone", whole.seconds / alone.seconds, "at most", 3),
        Bar(f"{count:,} records: nothing changed / whole", again.seconds / whole.seconds, "at most", 0.1),
        Bar(f"{count:,} records: one record changed / whole", changed.seconds / whole.seconds, "at most", 0.5),
    ]  # fmt: skip
    if count in MOST_MEGABYTES:
        most = MOST_MEGABYTES[count]
        bars.append(
            Bar(f"{count:,} records: peak memory of all processes / {most} MB", whole.megabytes / most, "at most", 1)
        )
    return whole, bars


def forget(checkout: Checkout) -> None:
    """Remove what says that tables are built, checked or published already."""
    for name in CACHES:
        (checkout.root / ".cache" / name).unlink(missing_ok=True)


def growth(runs: dict[int, Run]) -> list[Bar]:
    """Return how the whole run grows from each size to the next: a tenth more than the number of records."""
    sizes = sorted(runs)
    return [
        Bar(f"make: {b:,} / {a:,} records", runs[b].seconds / runs[a].seconds, "at most", 1.1 * b / a)
        for a, b in zip(sizes, sizes[1:], strict=False)
    ]


def _all(checkout: Checkout, *of_validate: str) -> Run:
    parts = [measuring.run(peers.validate(checkout, *of_validate))]
    parts += [measuring.run(peers.verb(name, checkout)) for name in ("normalise", "publish")]
    return Run(
        sum(part.seconds for part in parts),
        max(part.megabytes for part in parts),
        sum(part.processor for part in parts),
    )


def _events(checkout: Checkout) -> list:
    """Return the command that parses the files of YAML that our check reads of each query."""
    folders = checkout.query_folders()
    files = [path for folder in folders for path in (*sorted(folder.glob("*.yaml")), *record_paths(folder))]
    listed = checkout.root / "files.txt"
    listed.write_text("\n".join(map(str, files)), "utf-8", newline="\n")
    return peers.program(EVENTS, listed)
