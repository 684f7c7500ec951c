"""One command at a time changes what a checkout publishes; a second one waits, and says for whom."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ahq.core.checkout import Checkout
from ahq.core.errors import CannotRun
from ahq.core.files import make_folder

MOST_SECONDS = 600.0
_LOOK_AGAIN = 0.05  # seconds


@contextlib.contextmanager
def locked(checkout: Checkout, command: str, seconds: float = MOST_SECONDS) -> Iterator[None]:
    """Hold the lock of a checkout. Raises CannotRun where another command holds it for longer than ``seconds``.

    The system releases the lock of a process that ends, however it ends.
    """
    path = make_folder(checkout, checkout.build) / "lock"
    with path.open("a+", encoding="utf-8", newline="\n") as file:
        _wait(file, seconds)
        file.truncate(0)
        file.write(f"{command} (process {os.getpid()})")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
            _release(file)


def _wait(file: IO[str], seconds: float) -> None:
    end, told = time.monotonic() + seconds, False
    while not _acquire(file):
        holder = Path(file.name).read_text("utf-8") or "another command"
        if time.monotonic() > end:
            raise CannotRun(f"{holder} still holds build/lock; try again when it has ended")
        if not told:
            print(f"waiting for {holder}", file=sys.stderr, flush=True)
            told = True
        time.sleep(_LOOK_AGAIN)


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # Windows lets nobody read a byte that is locked: this one is behind what is written

    def _acquire(file: IO[str]) -> bool:
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(file: IO[str]) -> None:
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _acquire(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
