"""Change modules in one place at a time, and show the changes that their tests do not notice.

Usage: mutate.py [--minutes N] [--sample N] [--tools FOLDER] [--root FOLDER] [MODULE ...]

A module is named from scripts/ahq, as pyproject.toml lists it with its tests: tables/rows. What was tried is kept; the
next run goes on. Exits 0 whatever was found, 2 where it could not run.
"""

import argparse
from pathlib import Path
from time import monotonic

from ahq.core import commands
from ahq.core.checkout import HOME
from dev.mutation import Mutant, Mutation, targets


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    options = _options(arguments)
    checkout = commands.checkout(options.root)
    mutation = Mutation(checkout, options.tools, options.sample)
    end = monotonic() + options.minutes * 60
    for target in targets(checkout, options.modules):
        found = mutation.run(target, end - monotonic())
        for mutant in found:
            if mutant.noticed is False:
                print(
                    f"scripts/ahq/{target.module}.py:{mutant.line}: {mutant.name} is not noticed\n{mutant.difference}\n"
                )
        print(f"{target.module}: {_score(found)}", flush=True)
    return 0


def _score(found: list[Mutant]) -> str:
    tried = [mutant for mutant in found if mutant.noticed is not None]
    noticed = sum(mutant.noticed is True for mutant in tried)
    share = f" ({noticed / len(tried):.1%})" if tried else ""
    return f"{len(found)} mutants, {len(tried)} tried, {noticed} noticed{share}"


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = commands.parser("mutate", __doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="modules; without, all that are listed")
    parser.add_argument("--minutes", type=float, default=60, help="after so many minutes no other mutant is tried")
    parser.add_argument(
        "--sample", type=commands.number(0), default=0, help="mutants of each module, drawn at random; 0: all"
    )
    parser.add_argument("--tools", type=Path, default=HOME / ".cache/mutation/env/bin", help="where Cosmic Ray is")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    commands.run("mutate", main)
