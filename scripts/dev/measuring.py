"""Measuring commands: wall time and peak memory of whole processes, the median of several runs."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from ahq.core.errors import CannotRun

EVERY = 0.1  # seconds between two looks at the memory


class Run(NamedTuple):
    """One run of a command: wall time in seconds, peak memory of all its processes in MB, their processor time in seconds."""

    seconds: float
    megabytes: float
    processor: float = 0.0


class Bar(NamedTuple):
    """A ratio and what it must be: ``at least`` or ``at most`` a number."""

    what: str
    ratio: float
    relation: str
    number: float

    @property
    def met(self) -> bool:
        """Whether the ratio is what it must be."""
        return self.ratio >= self.number if self.relation == "at least" else self.ratio <= self.number


class Failed(CannotRun):
    """A command that was to be measured ended with another exit code than 0."""


def shown(found: dict[str, Run], count: int, of: str = "records") -> dict[str, Run]:
    """Print each run, with its rate where ``count`` is of many, and return them."""
    for name, one in found.items():
        rate = f"{count / one.seconds:12,.0f} {of}/s" if count > 1 else ""
        processor = f"{one.processor:9.1f} s of processors" if one.processor else ""
        print(f"  {name:<52} {one.seconds:9.3f} s {one.megabytes:7.0f} MB {processor}{rate}", flush=True)
    return found


def output(command: Sequence[str | Path], folder: Path | None = None) -> str:
    """Return what a command writes. Raises CalledProcessError."""
    return subprocess.run(
        list(map(str, command)), cwd=folder, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout


def run(command: Sequence[str | Path], folder: Path | None = None) -> Run:
    """Run a command once. Raises Failed, with the end of what it said."""
    arguments = list(map(str, command))
    start, before = time.perf_counter(), _processor()
    process = subprocess.Popen(arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    watch = _Watch(process.pid)
    said, _ = process.communicate()
    seconds = time.perf_counter() - start
    if process.returncode:
        raise Failed(f"{' '.join(arguments)[:300]}\nended with exit code {process.returncode}: {said[-2000:].decode()}")
    return Run(seconds, watch.stop(), _processor() - before)


def runs(
    commands: Mapping[str, Sequence],
    times: int,
    folder: Path | None = None,
    before: Callable[[], object] = lambda: None,
) -> dict[str, Run]:
    """Run each command ``times`` times, in turn, so that noise meets all of them; return the medians.

    ``before`` is called before each run, and not measured.
    """
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            before()
            found[name].append(run(command, folder))
    return {
        name: Run(median(r.seconds for r in some), max(r.megabytes for r in some), median(r.processor for r in some))
        for name, some in found.items()
    }


def _processor() -> float:
    """Return the processor time of all processes that this one started and that have ended; 0 on Windows."""
    used = os.times()
    return used.children_user + used.children_system


class _Watch:
    """Looks at the memory of a process and of all that it started, until it is stopped.

    What is counted is the proportional set size: memory that two processes share counts once.
    """

    def __init__(self, pid: int):
        self.pid = pid
        self.peak = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        wait = EVERY / 10  # a short run is over before a first look that comes late
        while not self._over.wait(wait):
            self.peak = max(self.peak, sum(map(_megabytes, _family(self.pid))))
            wait = EVERY

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        return self.peak


def _family(pid: int) -> list[int]:
    """Return a process and all that descend from it; itself alone where the system does not say."""
    found = [pid]
    for parent in found:
        try:
            for thread in os.listdir(f"/proc/{parent}/task"):
                found += map(int, Path(f"/proc/{parent}/task/{thread}/children").read_text("ascii").split())
        except OSError:
            continue
    return found


def _megabytes(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
