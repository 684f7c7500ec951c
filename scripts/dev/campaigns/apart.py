"""Work in processes that end without a word: libraries that count what they leave behind would speak at the end."""

import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

from ahq.core.errors import CannotRun

Result = TypeVar("Result")


def results(tasks: Sequence[Callable[[], Result]]) -> Iterator[Result]:
    """Yield the result of each task, in order; each has a process of its own. Raises CannotRun where one fails."""
    context = get_context("spawn")
    running = []
    for task in tasks:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_do, args=(task, theirs))
        process.start()
        theirs.close()
        running.append((process, ours))
    for process, ours in running:
        try:
            failed, found = ours.recv()
        except EOFError:
            failed, found = True, f"a process ended with {process.exitcode}"
        process.join()
        if failed:
            raise CannotRun(found)
        yield found


def _do(task: Callable[[], Result], theirs: Connection) -> None:
    try:
        theirs.send((False, task()))
    except BaseException as error:
        theirs.send((True, f"{type(error).__name__}: {error}"))
    theirs.close()
    os._exit(0)
