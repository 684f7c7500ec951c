"""Two runs at once in one checkout: both succeed in the end, and the one that waits says for whom.

Each of a pair is any of the commands that write; they begin within 0.3 seconds of each other, as processes of their own.
"""

import argparse
import os
import random
from collections import Counter
from pathlib import Path

from dev.campaigns import published
from dev.campaigns.published import Two

RUNS = 100
COMMANDS: tuple[tuple[str, ...], ...] = (("publish",), ("normalise",), ("validate",), ("publish", "--check"))
# These end with 1: the copy's codebook has changed since its records were reviewed, and what is published there is old.
TELLING = {"validate", "--check"}
LATER = 0.3  # seconds at most


def run(folder: Path, options: argparse.Namespace) -> bool:
    """Begin pairs and print how they ended; return whether none failed, and what is published is whole."""
    two = published.prepare(folder)
    chance = random.Random(options.seed)
    runs = options.runs or RUNS
    seen: Counter[str] = Counter()
    bad = []
    for _ in published.steps(runs):
        commands, codes, outputs = _pair(two, chance)
        state = published.named(two, published.state(two.checkout.root))
        waited = sum("waiting for " in output for output in outputs)
        seen[f"{'both ended well' if not any(codes) else f'exit codes {sorted(codes)}'}, {waited} waited, {state}"] += 1
        expected = "new" if ("publish",) in commands else "old"
        fine = all(
            code == 0 or (code == 1 and TELLING.intersection(command))
            for code, command in zip(codes, commands, strict=True)
        )
        if (
            not fine
            or state != expected
            or any("internal error" in output or "Traceback" in output for output in outputs)
        ):
            bad.append(f"{commands} {codes} {state}: {outputs}")
    for what, number in sorted(seen.items()):
        print(f"  {number:4} {what}")
    print(f"{runs} pairs, {len(bad) or 'none'} failed (validate and a check that finds the old published end with 1)")
    for line in bad:
        print(f"  FAILED {line[:800]}")
    return not bad


def _pair(two: Two, chance: random.Random) -> tuple[list[tuple[str, ...]], list[int], list[str]]:
    root = published.restore(two).root
    commands = [chance.choice((COMMANDS[0], chance.choice(COMMANDS))) for _ in range(2)]
    outputs = [root.with_name(f"said-{number}.txt") for number in range(2)]
    later = chance.uniform(0, LATER)
    processes = [
        published.begun(root, *command, output=output, wait=later * number)
        for number, (command, output) in enumerate(zip(commands, outputs, strict=True))
    ]
    codes = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]
    return commands, codes, [output.read_text("utf-8", "replace") for output in outputs]
