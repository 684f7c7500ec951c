"""What the site costs: pages a second, its growth, what is made again after a change, and how heavy pages are as sent.

Growth and rates are of processor time, which what else the machine does changes little; both kinds are printed.
"""

import gzip
from pathlib import Path

from ahq.core import csv_tables
from ahq.core.checkout import Checkout
from dev import measuring, peers
from dev.measuring import Bar, Run

MOST_MEGABYTES = 600
MOST_KILOBYTES = 200  # of a page as sent; the matrix of a query may have twice that
PAGES_ALONE = ("--no-search", "--no-formats", "--no-pictures")
PICTURED_UP_TO = 1000  # records: the pictures take minutes where there are more
MARK = "A note of the benchmark. "


def measure(checkout: Checkout) -> tuple[Run, list[Bar]]:
    """Measure the site of a corpus that is published; return the run of all pages, and the bars of it alone."""
    pages = peers.verb("make_site", checkout, *PAGES_ALONE)
    first = measuring.run(pages)
    written = sorted((checkout.build / "site").rglob("*.html"))
    again = measuring.run(pages)
    query = _change(checkout)
    before = {path: path.stat().st_mtime_ns for path in written}
    changed = measuring.run(pages)
    searched = measuring.run(peers.verb("make_site", checkout, "--no-formats", "--no-pictures"))
    found = {"site, all pages": first, "site, nothing changed": again, "site, an answer changed": changed}
    found["site, the index of the search too"] = searched
    if _records(checkout) <= PICTURED_UP_TO:
        found["site, search and pictures too"] = measuring.run(peers.verb("make_site", checkout, "--no-formats"))
    for name, run in found.items():
        rate = len(written) / run.processor
        print(
            f"  {name:<44} {run.seconds:8.1f} s {run.processor:8.1f} s of processors {run.megabytes:6.0f} MB {rate:8,.0f} pages/s"
        )
    elsewhere = [path for path in written if path.stat().st_mtime_ns != before[path] and query not in path.parts]
    return first, [
        *_weights(written),
        *(
            Bar(f"{what}: peak memory / {MOST_MEGABYTES} MB", one.megabytes / MOST_MEGABYTES, "at most", 1)
            for what, one in found.items()
        ),
        Bar("site: pages of other queries made again after a change", len(elsewhere), "at most", 0),
        Bar("site: an answer changed / all pages, processor time", changed.processor / first.processor, "at most", 0.5),
    ]


def growth(runs: dict[int, Run]) -> list[Bar]:
    """Return how the processor time grows from each size to the next: a tenth more than the number of records."""
    sizes = sorted(runs)
    return [
        Bar(
            f"site: {b:,} / {a:,} records, processor time",
            runs[b].processor / runs[a].processor,
            "at most",
            1.1 * b / a,
        )
        for a, b in zip(sizes, sizes[1:], strict=False)
    ]


def _weights(pages: list[Path]) -> list[Bar]:
    """Return how heavy the heaviest page is as sent, of all and of the matrices."""
    matrices = [page for page in pages if page.name == "index.html"]
    bars = []
    for name, some, most in (
        ("matrix", matrices, 2 * MOST_KILOBYTES),
        ("other page", [page for page in pages if page.name != "index.html"], MOST_KILOBYTES),
    ):
        heaviest = max(len(gzip.compress(page.read_bytes(), 6)) for page in some) / 1000
        bars.append(Bar(f"site: heaviest {name} as sent, {heaviest:.0f} kB / {most} kB", heaviest / most, "at most", 1))
    return bars


def _change(checkout: Checkout) -> str:
    """Change a note of the first answer, and return the query that it is of."""
    path = checkout.tables / "answers.csv"
    first = next(csv_tables.rows_of(path))
    text = path.read_text("utf-8")
    start = text.index("\n") + 1  # the first row ends with its note
    end = text.index(f"\n{first['query_id']},", start)
    path.write_text(f"{text[:end].removesuffix(first['source_note'])}{MARK}{text[end:]}", "utf-8", newline="")
    return first["query_id"]


def _records(checkout: Checkout) -> int:
    return sum(1 for _ in csv_tables.rows_of(checkout.tables / "responses.csv"))
