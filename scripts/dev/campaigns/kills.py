"""A publication killed at any time, half of the times within 10 ms of the switch: whole old or whole new.

What stands there is looked at at once, and again after the next command, whatever it is; a third of the times somebody
takes back what git knows in between. Each run is a process of its own, with its modules loaded beforehand.
"""

import argparse
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from dev.campaigns import published
from dev.campaigns.published import Two

RUNS = 200
NEAR = 0.010  # seconds
TRIGGERS = (
    "build/publication/publication.json",
    "build/decided/publication.json",
)  # just before the switch, just after
A_RECORD = "a record"
NEXT = (
    ("validate",),
    ("validate", A_RECORD),
    ("publish", "--check"),
    ("normalise",),
    ("publish",),
)


class Seen(NamedTuple):
    """What stood there at once and after the next command; whether that began with what was taken back."""

    near: bool
    ended: bool
    at_once: str
    taken_back: bool
    command: str
    then: str


def run(folder: Path, options: argparse.Namespace) -> bool:
    """Kill, look, and print what was seen; return whether every state was whole before anything else had run."""
    two = published.prepare(folder)
    chance = random.Random(options.seed)
    whole = _seconds(two)
    runs = options.runs or RUNS
    seen = [_kill(two, chance, number % 2 == 0, whole) for number in published.steps(runs)]
    for near in (True, False):
        some = [one for one in seen if one.near == near]
        print(f"{len(some)} kills {'within 10 ms of the switch' if near else f'at any time of {whole:.1f} seconds'}:")
        print(f"  {sum(one.ended for one in some)} came too late")
        for what, states in (
            ("at once", [o.at_once for o in some]),
            ("after the next command", [o.then for o in some]),
        ):
            counts = ", ".join(f"{number} {state}" for state, number in sorted(Counter(states).items()))
            print(f"  {what}: {counts}")
    bad = [one for one in seen if one.then not in ("old", "new") or one.at_once.startswith("strange")]
    for one in bad:
        print(f"  NOT WHOLE {one}")
    return not bad


def _seconds(two: Two) -> float:
    published.restore(two)
    start = time.monotonic()
    os.waitpid(published.begun(two.checkout.root, "publish"), 0)
    return time.monotonic() - start


def _kill(two: Two, chance: random.Random, near: bool, whole: float) -> Seen:
    checkout = published.restore(two)
    os.chdir(checkout.root)
    process = published.begun(checkout.root, "publish")
    if near:
        _wait_for(checkout.root / chance.choice(TRIGGERS), process)
        time.sleep(chance.uniform(0, NEAR))
    else:
        time.sleep(chance.uniform(0, whole))
    os.kill(process, signal.SIGKILL)  # a child that has ended waits for us, so that its id is still its own
    _, status = os.waitpid(process, 0)
    at_once = published.named(two, published.state(checkout.root))
    taken_back = chance.random() < 1 / 3
    if taken_back:
        published.take_back(two)
    command = tuple(published.a_record() if word == A_RECORD else word for word in chance.choice(NEXT))
    published.said(checkout.root, *command)
    then = published.named(two, published.state(checkout.root))
    if (checkout.build / "decided").exists():
        then = "not finished"
    return Seen(near, os.WIFEXITED(status), at_once, taken_back, " ".join(command), then)


def _wait_for(path: Path, process: int) -> None:
    """Wait until a file is there or the process has ended, looking all the time."""
    name = os.fspath(path)
    while not os.path.lexists(name):
        if os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return
