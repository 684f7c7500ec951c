"""Fixtures: a small checkout of real records that any test may break as it likes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ahq.core.checkout import HOME, Checkout
from ahq.publishing import package
from ahq.releasing import requirements
from ahq.tables.builder import build

FIXTURE = Path(__file__).parent / "fixtures" / "checkout"
QUERY = "2016-social-media-migrant-smuggling"


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout with three real records (Austria, Belgium, Croatia), published nowhere yet."""
    return make_checkout(tmp_path / "checkout")


def make_checkout(root: Path) -> Checkout:
    """Copy the fixture, with the reference lists of this checkout, to ``root``; its version is one before the first."""
    shutil.copytree(FIXTURE, root)
    shutil.copytree(HOME / "data" / "reference", root / "data" / "reference")
    shutil.copy(HOME / "data" / "package.yaml", root / "data" / "package.yaml")
    requirements.set_version(Checkout(root), "0.1.0", "2026-11-24")
    return Checkout(root)


def record(checkout: Checkout, country: str) -> Path:
    """Return the path of a record of the fixture."""
    return checkout.queries / QUERY / "responses" / f"{country}.yaml"


def change(path: Path, old: str, new: str) -> None:
    """Put ``new`` in the place of the first ``old`` in a file; ``old`` must be there."""
    text = path.read_text("utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8", newline="")


def run(verb: str, *arguments: str, root: Path | None = None, **options) -> subprocess.CompletedProcess:
    """Run a verb as its user does, as a process of its own."""
    where = ["--root", str(root)] if root else []
    command = [sys.executable, str(HOME / "scripts" / f"{verb}.py"), *where, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, **options)


def git(checkout: Checkout, *arguments: str) -> str:
    """Run git in a checkout, with the settings of nobody."""
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(command, cwd=checkout.root, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def publish(checkout: Checkout) -> None:
    """Publish without the bounds on totals, which three records of a query of 21 do not keep."""
    draft = checkout.build / "draft"
    package.replace_published(checkout, package.stage(checkout, build(checkout, draft), draft))


def commit(checkout: Checkout, message: str = "base") -> None:
    """Publish, and commit everything."""
    publish(checkout)
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", message)


@pytest.fixture
def repository(checkout: Checkout) -> Checkout:
    """A repository with the fixture published in its first commit."""
    (checkout.root / ".gitignore").write_text("build/\n.cache/\ndist/\n")
    git(checkout, "init", "--quiet", "--initial-branch", "main")
    commit(checkout)
    return checkout
