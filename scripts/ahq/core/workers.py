"""Worker processes, the same on Linux, macOS and Windows.

What a worker raises arrives as it was raised, wherever it ran. Whatever ends the work before its time, Ctrl-C too, ends
every worker.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ahq.core.errors import CannotRun

if TYPE_CHECKING:
    from concurrent.futures import Executor

Item = TypeVar("Item")
Result = TypeVar("Result")
Worker = Callable[[Any], Any]
_CHUNKS = 16  # of each process: small enough to keep all busy, large enough that sending costs little
_make_worker: Callable[[], Worker]
_worker: Worker | None = None


def processors() -> int:
    """Return how many processors this process may use, at least one."""
    allowed = getattr(
        os, "sched_getaffinity", None
    )  # macOS and Windows do not say what a container leaves of the machine
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def work(
    factory: Callable[..., Callable[[Item], Result]], arguments: tuple[Any, ...], items: Sequence[Item], jobs: int
) -> Iterator[Result]:
    """Yield the result of each item, in order, from ``jobs`` processes or, where one is enough, from this one.

    ``factory(*arguments)`` makes the worker, once in each process; factory, arguments, items and results must be such as
    pickle takes. Raises what a worker raises, and CannotRun where the system ended one.
    """
    jobs = min(jobs, len(items))
    if jobs <= 1:
        yield from map(factory(*arguments), items)
        return
    make = partial(factory, *arguments)
    forks = _can_fork()
    if forks:  # what the worker has read is then shared, and not read again in each process
        _keep(make)
        _own_worker()
    chunk = max(1, len(items) // (jobs * _CHUNKS))
    with _pool(jobs, "fork" if forks else "spawn", None if forks else make) as pool:
        yield from pool.map(_call, items, chunksize=chunk)


def run(tasks: Mapping[str, Callable[[], Result]], jobs: int) -> Iterator[tuple[str, Result]]:
    """Yield the name and the result of each task as it ends; with one job in turn, in this process.

    Tasks begin in the order given: the longest should come first. They must be such as pickle takes. What one raises is
    raised here, and what has not begun then never does.
    """
    if jobs <= 1:
        yield from ((name, task()) for name, task in tasks.items())
        return
    from concurrent.futures import as_completed

    with _pool(jobs, "spawn", None) as pool:
        running = {pool.submit(_do, task): name for name, task in tasks.items()}
        yield from ((running[future], future.result()) for future in as_completed(running))


@contextmanager
def _pool(jobs: int, start: str, make: Callable[[], Worker] | None) -> Iterator[Executor]:
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
    from multiprocessing import active_children, get_context

    pool = ProcessPoolExecutor(jobs, get_context(start), _begin, (make, start == "fork"))
    try:
        yield pool
    except BrokenProcessPool as error:
        raise CannotRun("the system ended a worker process, perhaps for lack of memory; try --jobs 1") from error
    except BaseException:
        for child in active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _can_fork() -> bool:
    """Return whether a fork is safe here: a lock that another thread holds stays locked in the child for ever."""
    from multiprocessing import get_all_start_methods

    return sys.platform == "linux" and "fork" in get_all_start_methods() and _number_of_threads() == 1


def _number_of_threads() -> int:
    """Return the number of threads of this process, those of libraries too."""
    return len(os.listdir("/proc/self/task"))


def _begin(make: Callable[[], Worker] | None, is_forked: bool) -> None:
    """Begin a worker process; ``make`` is ``None`` where it has what it needs from the process that it was forked from."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a word: the first process has the word
    if is_forked:  # what is shared stays shared; in a spawned process it would never be freed, and DuckDB tells of that
        gc.freeze()
    gc.set_threshold(100_000, 20, 20)  # many small objects that live: looking for cycles took a sixth of the time
    if make is not None:
        _keep(make)


def _keep(make: Callable[[], Worker]) -> None:
    global _make_worker, _worker
    _make_worker, _worker = make, None


def _own_worker() -> Worker:
    """Return the worker of this process, made when the first item arrives: what goes wrong then is told with the item."""
    global _worker
    if _worker is None:
        _worker = _make_worker()
    return _worker


def _call(item: Any) -> Any:
    return _do(lambda: _own_worker()(item))


def _do(task: Callable[[], Result]) -> Result:
    try:
        return task()
    except Exception as error:
        raise _carried(error) from error.__cause__


def _carried(error: Exception) -> Exception:
    """Return an error that pickle takes, and that says what ``error`` says."""
    try:
        if type(pickle.loads(pickle.dumps(error))) is type(error):
            return error
    except Exception:
        pass
    import traceback  # slow to import, and only needed once something is wrong

    kind = CannotRun if isinstance(error, CannotRun) else RuntimeError
    said = str(error) if isinstance(error, CannotRun) else "".join(traceback.format_exception(error))
    return kind(said)
