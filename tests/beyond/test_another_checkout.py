"""The whole of it on a checkout of several queries: invented ones beside those of this checkout, published and tested as they are here."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ahq.core.checkout import HOME, Checkout
from dev import walks

pytestmark = pytest.mark.skipif(
    "AHQ_SEVERAL" not in os.environ, reason="takes as long as all other tests: run it with `make test-several`"
)
SEVERAL = HOME / "tests" / "fixtures" / "several" / "data"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this checkout with its environments, and the invented queries added and committed."""
    root = walks.clone(Checkout(), tmp_path_factory.mktemp("several") / "checkout")
    for name in (".venv-import", ".cache"):
        if (HOME / name).exists() and not (root / name).exists():
            (root / name).symlink_to(HOME / name) if name == ".venv-import" else (root / name).mkdir()
    with (root / ".git" / "info" / "exclude").open("a", encoding="utf-8", newline="\n") as file:
        file.write(".venv-import\n")
    shutil.copytree(SEVERAL, root / "data", dirs_exist_ok=True)
    return root


def done(command: list[str], root: Path) -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "PYTEST_"))}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize("target", ["all", "outputs", "commit", "test"])  # in this order
def test_the_whole_of_it_is_green_on_several_queries(checkout, target):
    if target == "commit":
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        for words in (["add", "-A"], [*identity, "commit", "-qm", "invented queries"]):
            result = done(["git", *words], checkout)
            assert result.returncode == 0, result.stderr
        return
    result = done(["make", "-s", target], checkout)
    assert result.returncode == 0, (result.stdout + result.stderr)[-20_000:]
