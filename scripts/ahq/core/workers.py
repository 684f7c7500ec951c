"""Worker processes, the same on Linux, macOS and Windows: a worker is made once in each, and results keep their order."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from ahq.core.errors import CannotRun

Item = TypeVar("Item")
Result = TypeVar("Result")
Worker = Callable[[Any], Any]
_CHUNKS = 16  # of each process: small enough to keep all busy, large enough that sending costs little
_worker: Worker


def processors() -> int:
    """Return how many processors this process may use, at least one."""
    try:
        return len(os.sched_getaffinity(0))  # what a container or taskset leaves of the machine
    except AttributeError:  # macOS and Windows do not say
        return os.cpu_count() or 1


def work(
    factory: Callable[..., Callable[[Item], Result]], arguments: tuple[Any, ...], items: Sequence[Item], jobs: int
) -> Iterator[Result]:
    """Yield the result of each item, in order, from ``jobs`` processes or, where one is enough, from this one.

    ``factory(*arguments)`` makes the worker; factory, arguments, items and results must be such as pickle takes.
    Raises what a worker raises, and CannotRun where the system ended one.
    """
    jobs = min(jobs, len(items))
    if jobs <= 1:
        yield from map(factory(*arguments), items)
        return
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
    from multiprocessing import get_context

    forks = sys.platform == "linux" and _can_fork()
    if forks:  # what the worker has read is then shared, and not read again in each process
        _keep(factory, arguments)
    prepare = _ignore_interrupts if forks else partial(_start, factory, arguments)
    chunk = max(1, len(items) // (jobs * _CHUNKS))
    context = get_context("fork" if forks else "spawn")
    with ProcessPoolExecutor(jobs, context, prepare) as pool:
        try:
            yield from pool.map(_call, items, chunksize=chunk)
        except BrokenProcessPool as error:
            raise CannotRun("the system ended a worker process, perhaps for lack of memory; try --jobs 1") from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _can_fork() -> bool:
    from multiprocessing import get_all_start_methods

    return "fork" in get_all_start_methods()


def _keep(factory: Callable[..., Worker], arguments: tuple[Any, ...]) -> None:
    global _worker
    _worker = factory(*arguments)


def _start(factory: Callable[..., Worker], arguments: tuple[Any, ...]) -> None:
    _ignore_interrupts()
    _keep(factory, arguments)


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the process that started the others; it ends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _call(item: Any) -> Any:
    return _worker(item)
