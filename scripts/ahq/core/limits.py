"""Limits on what a piece of work may take of the machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAGES = Path("/proc/self/statm")


@contextmanager
def limited_memory(more: int) -> Iterator[None]:
    """Let this process take at most ``more`` bytes beyond what it has now; beyond that, MemoryError.

    Only Linux can say and hold this; elsewhere nothing is limited.
    """
    if sys.platform != "linux" or not _PAGES.is_file():
        yield
        return
    import resource

    have = int(_PAGES.read_text("ascii").split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (have + more, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
