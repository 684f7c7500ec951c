"""Lighthouse's four scores of each kind of page, of the site of the published tables as `make serve` sends it.

Its performance depends on what else the machine does: measure it when nothing else runs.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ahq.core.checkout import HOME, Checkout
from dev import measuring, peers
from dev.measuring import Bar

LEAST = 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
QUIET = ("--quiet", "--output=json", "--disable-full-page-screenshot", f"--only-categories={','.join(CATEGORIES)}")
BROWSER = "--chrome-flags=--headless=new --no-sandbox"


def measure(folder: Path) -> list[Bar]:
    """Return a bar for each kind of page; none where Lighthouse or a Chromium is not installed."""
    command, chromium = folder / "node_modules/.bin/lighthouse", shutil.which("chromium")
    if not command.exists() or not chromium:
        print("lighthouse or chromium is not installed: the scores of pages are left out")
        return []
    checkout = _site(folder / "site")
    bars = []
    with _served(checkout) as address:
        for page in kinds(checkout.build / "site"):
            done = subprocess.run(
                [command, f"{address}{page}", *QUIET, BROWSER],
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=True,
                env={**os.environ, "CHROME_PATH": chromium},
            )
            found = scores(done.stdout)
            print(f"  {page:<76} {' '.join(f'{name} {score}' for name, score in found.items())}", flush=True)
            bars.append(Bar(f"Lighthouse, least score of {page}", min(found.values()), "at least", LEAST))
    return bars


def scores(report: str) -> dict[str, int]:
    """Return the scores of a report by category, from 0 to 100."""
    categories = json.loads(report)["categories"]
    return {name: round(100 * categories[name]["score"]) for name in CATEGORIES}


def kinds(site: Path) -> list[str]:
    """Return the heaviest page of each kind, and the search for a word."""
    found = {}
    for path in sorted(site.rglob("*.html"), key=lambda path: path.stat().st_size):
        parts = path.relative_to(site).parts
        found[parts if len(parts) == 1 else (parts[-2] if parts[-1] != "index.html" else "query")] = "/".join(parts)
    return [*sorted(name for name in found.values() if name != "search.html"), "search.html?q=court"]


def _site(root: Path) -> Checkout:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(HOME / "data" / "tables", root / "data" / "tables")
    shutil.copy(HOME / "datapackage.json", root)
    checkout = Checkout(root)
    measuring.run(peers.verb("make_site", checkout))
    return checkout


@contextmanager
def _served(checkout: Checkout) -> Iterator[str]:
    command = list(map(str, peers.verb("serve", checkout, "--port", "0")))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[0]
        finally:
            server.terminate()
