"""Walks in documents: commands with what they print, and edits between them, done in a clone as a contributor would."""

import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

from ahq.core.checkout import Checkout
from ahq.core.errors import CannotRun

STEP = re.compile(r"```(diff|console)\n(.*?)```", re.DOTALL)
DAY = "2026-11-25"  # shown for the day on which a walk is done
ENVIRONMENTS = (".venv", ".venv-import")
SKIPPED = (".git", *ENVIRONMENTS, "build", "dist", "node_modules", ".cache", "__pycache__")


class Outdated(ValueError):
    """An edit of a walk cannot be made any more: the data that it changes are others since the walk was written."""


def sections(text: str) -> list[str]:
    """Return the sections of a document, the first one what stands before any heading; joined they are the document."""
    return re.split(r"(?=\n## )", text)


def clone(checkout: Checkout, folder: Path) -> Path:
    """Make a repository of what is committed and what is not, with the environments of ``checkout``, and return it.

    Raises CannotRun where ``folder`` lies in the checkout: it would be copied into itself, without end.
    """
    if folder.resolve().is_relative_to(checkout.root):
        raise CannotRun(f"{folder} lies in the checkout that is to be copied; set TMPDIR to a folder outside of it")
    shutil.copytree(checkout.root, folder, ignore=shutil.ignore_patterns(*SKIPPED))
    for environment in ENVIRONMENTS:
        (folder / environment).symlink_to(checkout.root / environment)
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=folder, check=True)
    (folder / ".git" / "info" / "exclude").write_text("\n".join(ENVIRONMENTS), "utf-8", newline="\n")
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"]
    for command in (["add", "-A"], ["commit", "-qm", "start"]):
        subprocess.run(["git", *identity, *command], cwd=folder, check=True)
    return folder


def walked(section: str, clone_: Path) -> str:
    """Return a section with what its commands print, in the clone as it was committed.

    Raises Outdated where an edit of data cannot be made, and ValueError where one of another file cannot.
    """
    for command in (["reset", "-q", "--hard"], ["clean", "-qfd"]):
        subprocess.run(["git", *command], cwd=clone_, check=True)
    return STEP.sub(lambda step: _step(step, clone_), section)


def _step(step: re.Match, clone_: Path) -> str:
    kind, body = step.groups()
    if kind == "console":
        commands = [block.partition("\n")[0] for block in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]]
        return f"```console\n{''.join(_shown(command, clone_) for command in commands)}```"
    command = ["git", "apply", "--unidiff-zero", "-"]
    done = subprocess.run(command, cwd=clone_, input=body, text=True, encoding="utf-8", capture_output=True)
    if done.returncode:
        if body.startswith("--- a/data/"):
            raise Outdated(f"{body.splitlines()[0].removeprefix('--- a/')} has other lines now")
        raise ValueError(f"an edit cannot be made: {done.stderr}\n{body}")
    return step.group()


def _shown(command: str, clone_: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        command, shell=True, cwd=clone_, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    lines = (done.stdout + done.stderr).replace(date.today().isoformat(), DAY).strip().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in (f"$ {command}", *lines) if not line.startswith("make: ***"))
