"""Parts of a release side by side, in processes of their own."""

import gc
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TypeVar

Result = TypeVar("Result")


def run(tasks: Mapping[str, Callable[[], Result]], jobs: int) -> Iterator[tuple[str, Result]]:
    """Yield the name and the result of each task as it ends; with one job in turn, in this process.

    Tasks begin in the order given: the longest should come first. They must be picklable. What one raises is raised
    here, and what has not begun then never does.
    """
    if jobs == 1:
        yield from ((name, task()) for name, task in tasks.items())
        return
    # Not forked: polars holds threads, and a fork of a process that has threads may wait for ever.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_collect_seldom) as pool:
        running = {pool.submit(task): name for name, task in tasks.items()}
        try:
            for future in as_completed(running):
                yield running[future], future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _collect_seldom() -> None:
    """Look for cycles less often: writers make many small objects that live, and a sixth of their time went there."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
