"""What contributors and reviewers wait for: the format of all files, the hooks on three, the difference of ten."""

import os
import subprocess
from pathlib import Path

from ahq.core import table_schemas
from ahq.core.checkout import Checkout, record_paths
from ahq.publishing import package
from dev import measuring, peers
from dev.measuring import Bar, Run

CHANGED = 10
HOOKED = 3
FIRST_CODING = "- variable: monitoring\n"


def measure(checkout: Checkout, check: Run, runs: int, with_bars: bool) -> list[Bar]:
    """Measure on a corpus whose tables are built; ``check`` is our check of it, cold."""
    files = [path for folder in checkout.query_folders() for path in record_paths(folder)]
    some = files[:HOOKED]
    found = measuring.runs({"format, check only": peers.verb("format", checkout, "--check")}, runs)
    hooks = {
        f"hook: format, {HOOKED} records": peers.verb("format", checkout, "--check", *some),
        f"hook: validate, {HOOKED} records": peers.validate(checkout, *some),
    }
    measuring.shown(found, len(files))
    measuring.shown(measuring.runs(hooks, runs), 1)
    base = _commit(checkout)
    _change(files)
    measuring.run(peers.validate(checkout))  # a reviewer has checked before, as has the workflow
    again = {
        "normalise, ten records changed": peers.normalise(checkout),
        "diff, ten records changed": peers.verb("diff", checkout, base),
    }
    # Once: a second run would find the tables built.
    found |= measuring.shown({name: measuring.run(command) for name, command in again.items()}, len(files))
    normalise, difference = (found[name].seconds for name in again)
    bars = [
        Bar(
            f"{len(files):,} records: format / our check, cold",
            found["format, check only"].seconds / check.seconds,
            "at most",
            3,
        ),
        Bar(f"{len(files):,} records, ten changed: diff / normalise", difference / normalise, "at most", 2),
    ]
    return bars if with_bars else []


def _commit(checkout: Checkout) -> str:
    """Publish what is built, commit all of it, and return the name of the commit."""
    built = checkout.build / "tables"
    package.replace_published(checkout, package.stage(checkout, table_schemas.schemas(), built))
    (checkout.root / ".gitignore").write_text("/build/\n/.cache/\n/dist/\n", "utf-8", newline="\n")
    for arguments in (
        ["init", "--quiet", "--initial-branch", "base"],
        ["add", "--all"],
        ["commit", "--quiet", "-m", "base"],
    ):
        command = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.org", *arguments]
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
        subprocess.run(command, cwd=checkout.root, env=environment, check=True, capture_output=True)
    return "base"


def _change(files: list[Path]) -> None:
    """Add a note to a coding of ten records that are spread over the corpus."""
    spoken = with_coding(files)
    for path in spoken[:: max(1, len(spoken) // CHANGED)][:CHANGED]:
        add_note(path)


def with_coding(files: list[Path]) -> list[Path]:
    """Return the records that ``add_note`` can change."""
    return [path for path in files if FIRST_CODING in path.read_text("utf-8")]


def add_note(path: Path) -> None:
    """Add a note to the first coding of a record."""
    head, _, rest = path.read_text("utf-8").partition(FIRST_CODING)
    own, divider, others = rest.partition("\n- variable: ")
    own = "\n".join(line for line in own.split("\n") if not line.startswith("  note:"))
    path.write_text(
        f"{head}{FIRST_CODING}{own}\n  note: Written by the benchmark.{divider}{others}", "utf-8", newline="\n"
    )
