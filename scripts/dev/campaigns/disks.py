"""A publication on disks that are full sooner or later: whole old or whole new, in one line, and new once there is room.

Each disk is a tmpfs of its own size, from one that just holds the checkout to one with room for all. It is mounted where
nobody else sees it: `unshare` from util-linux gives us mounts of our own, so this needs Linux, and no rights.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from ahq.core.errors import CannotRun
from dev.campaigns import published
from dev.campaigns.published import Two

RUNS = 40
BLOCK = 4096  # bytes
MORE = 100  # blocks that a publication takes for a while: what it puts together before it switches
_OURS = "AHQ_MOUNTS_ARE_OURS"


def run(folder: Path, options: argparse.Namespace) -> bool:
    """Publish on each disk and print what was seen; return whether every state was whole and every message one line."""
    if not os.environ.get(_OURS):
        return _with_own_mounts()
    two = published.prepare(folder)
    blocks, needed = _blocks(two)
    runs = options.runs or RUNS
    seen: Counter[str] = Counter()
    bad = []
    for number in published.steps(runs):
        room = needed * number // max(runs - 1, 1)
        code, printed, state, then = _publish(two, blocks + room)
        seen[f"{state}, exit code {code}"] += 1
        lines = [line for line in printed.splitlines() if line.strip()]
        if (
            state not in ("old", "new")
            or then != "new"
            or (code and len(lines) != 1)
            or "internal error" in printed
            or "Traceback" in printed
        ):
            bad.append(f"room for {room} blocks: {state}, then {then}, exit code {code}: {printed[:500]}")
        if number % max(runs // 5, 1) == 0:
            print(f"  room for {room * BLOCK // 1024:,} KB: {state}, exit code {code}: {printed.strip()[:120]}")
    print(
        f"{runs} disks with room for 0 to {needed * BLOCK // 1024:,} KB: {'; '.join(f'{n} {s}' for s, n in seen.items())}"
    )
    for line in bad:
        print(f"  NOT SO {line}")
    return not bad


def _with_own_mounts() -> bool:
    command = ["unshare", "--map-root-user", "--mount", sys.executable, *sys.argv]
    try:
        return subprocess.run(command, env={**os.environ, _OURS: "1"}, check=False).returncode == 0
    except FileNotFoundError as error:
        raise CannotRun("this needs `unshare` of util-linux, on Linux") from error


def _blocks(two: Two) -> tuple[int, int]:
    """Return how many blocks the checkout takes, and how many more a publication of it takes at most."""
    work = two.checkout.root
    shutil.copytree(work.with_name("old"), work)
    before = _used(work)
    published.said(work, "publish")
    most = _used(work) - before
    shutil.rmtree(work)
    return before, most + MORE


def _used(folder: Path) -> int:
    """Return the blocks of all files, links and folders; a tmpfs counts no folder, so this is a little more than it takes."""
    return sum(-(-path.lstat().st_size // BLOCK) for path in folder.rglob("*") if path.is_file())


def _publish(two: Two, blocks: int) -> tuple[int, str, str, str]:
    work = two.checkout.root
    work.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={(blocks + 1) * BLOCK}", "none", work)
    try:
        shutil.copytree(work.with_name("old"), work, dirs_exist_ok=True)
        code, printed = published.said(work, "publish")
        state = published.named(two, published.state(work))
        if state not in ("old", "new"):  # a command that only looks makes up for it, or says why it cannot
            published.said(work, "validate")
            state = f"at once {state}, then {published.named(two, published.state(work))}"
        _mount("-o", "remount,size=1G", work)
        published.said(work, "publish")
        return code, printed, state, published.named(two, published.state(work))
    finally:
        subprocess.run(["umount", work], check=True)
        work.rmdir()


def _mount(*arguments: str | Path) -> None:
    subprocess.run(["mount", *arguments], check=True)
