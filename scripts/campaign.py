"""Run a campaign against the pipeline, from a seed, and print its figures.

Usage: campaign.py NAME [--seed N] [--runs N] [--input KIND] [--folder FOLDER]

mutations   every kind of input changed at random: no traceback, no wait; what is accepted in silence is listed
kills       a publication killed at any time: whole old or whole new, at once or before anything else runs
disks       a publication on disks that are full: whole old or whole new, and what it says
pairs       two runs at once: both succeed, or one says who holds the lock

All is done in copies of the checkout below FOLDER. Exits 0 where all holds, 1 where something does not, 2 where it could
not run.
"""

import argparse
import tempfile
from pathlib import Path

from ahq.core import commands
from dev.campaigns import disks, kills, mutations, pairs

CAMPAIGNS = {"mutations": mutations.run, "kills": kills.run, "disks": disks.run, "pairs": pairs.run}


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        return 0 if CAMPAIGNS[options.name](Path(folder).resolve(), options) else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = commands.parser("campaign", __doc__, root=False)
    parser.add_argument("name", choices=CAMPAIGNS)
    parser.add_argument("--seed", type=commands.number(0), default=1)
    parser.add_argument(
        "--runs", type=commands.number(0), default=0, help="0: as many as the campaign is meant to have"
    )
    parser.add_argument("--input", choices=mutations.PATTERNS, default=None, help="of mutations: this kind alone")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where the copies are made; without, for temporary files"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    commands.run("campaign", main)
