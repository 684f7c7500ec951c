"""Fixtures: a small checkout of real records that any test may break as it likes."""

import gc
import importlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from ahq.core import caches, commands, files
from ahq.core.checkout import HOME, Checkout
from ahq.core.table_schemas import schemas
from ahq.publishing import package
from ahq.releasing import requirements
from ahq.tables.builder import build

FIXTURE = Path(__file__).parent / "fixtures" / "checkout"
STANDARDS = (
    HOME / ".cache" / "standards"
)  # the files of standards that outputs are held against, where somebody put them there
QUERY = "2016-social-media-migrant-smuggling"


def pytest_configure() -> None:
    """Stop where Python would write temporary files into the checkout, as it does where nobody can write to /tmp."""
    if Path(tempfile.gettempdir()).resolve().is_relative_to(HOME):
        pytest.exit("there is no folder for temporary files that can be written; set TMPDIR to one", 2)


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


def misspell_a_code(path: Path, more: str = "s") -> int:
    """Write ``more`` behind the first code of a record, which alone can then be meant; return its line."""
    text = path.read_text("utf-8")
    found = re.search(r"^  value: ([a-z-]{6,})$", text, re.MULTILINE)
    assert found, f"{path.name} has no code of six letters"
    path.write_text(f"{text[: found.end()]}{more}{text[found.end() :]}", "utf-8", newline="")
    return text.count("\n", 0, found.start()) + 1


def run(verb: str, *arguments: str, root: Path | None = None, **options) -> subprocess.CompletedProcess:
    """Run a verb as its user does: in this process, or where there are ``options`` of subprocess in one of its own."""
    words = [*(["--root", str(root)] if root else []), *map(str, arguments)]
    if options:
        command = [sys.executable, str(HOME / "scripts" / f"{verb}.py"), *words]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, **options)
    files._is_inside.cache_clear()
    caches.tracked.cache_clear()  # a process of its own would not know how folders were before
    main = importlib.import_module(verb).main
    with _output() as stdout, _output() as stderr, redirect_stdout(stdout), redirect_stderr(stderr):
        try:
            code = commands.execute(verb.replace("_", "-"), main, words)
        finally:
            gc.enable()
        return subprocess.CompletedProcess(words, code, _written(stdout), _written(stderr))


def _output() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True)


def _written(stream: io.TextIOWrapper) -> str:
    return stream.buffer.getvalue().decode("utf-8").replace("\r\n", "\n")


def git(checkout: Checkout, *arguments: str) -> str:
    """Run git in a checkout, with the settings of nobody."""
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(command, cwd=checkout.root, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def publish(checkout: Checkout) -> None:
    """Publish without the bounds on totals, which three records of a query of 21 do not keep."""
    draft = checkout.build / "draft"
    build(checkout, draft)
    package.replace_published(checkout, package.stage(checkout, schemas(), draft))


def commit(checkout: Checkout, message: str = "base") -> None:
    """Publish, and commit everything."""
    publish(checkout)
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", message)


@pytest.fixture(scope="session")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """The repository that the tests copy; made once, and never changed."""
    checkout = make_checkout(tmp_path_factory.mktemp("committed") / "checkout")
    (checkout.root / ".gitignore").write_text("build/\n.cache/\ndist/\n")
    git(checkout, "init", "--quiet", "--initial-branch", "main")
    commit(checkout)
    return checkout


@pytest.fixture
def repository(committed: Checkout, tmp_path: Path) -> Checkout:
    """A repository with the fixture published in its first commit."""
    return copy_of(committed, tmp_path / "repository")


def copy_of(checkout: Checkout, root: Path) -> Checkout:
    """Copy a checkout that several tests begin with, to one that a test may break."""
    return Checkout(shutil.copytree(checkout.root, root, symlinks=True))
