"""The walks of CONTRIBUTING.md, done as they are written: each edit applied, each output compared."""

import os
import re
import shutil
import subprocess

import pytest

from ahq.house import HOME

TEXT = (HOME / "CONTRIBUTING.md").read_text("utf-8")
WALKS = {part.split("\n", 1)[0]: part for part in TEXT.split("\n## ")[1:] if "```console" in part}
STEP = re.compile(r"```(diff|console)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A clone of what is committed and what is not, with the environment of this checkout."""
    if not (HOME / ".venv" / ".pipeline").exists():
        pytest.skip("there is no .venv; run `make test`")
    folder = tmp_path_factory.mktemp("walk") / "emn-ad-hoc-queries"
    skipped = shutil.ignore_patterns(".git", ".venv", "build", "dist", "node_modules", ".cache", "__pycache__")
    shutil.copytree(HOME, folder, ignore=skipped)
    (folder / ".venv").symlink_to(HOME / ".venv")
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "start"]):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"]
        subprocess.run(["git", *identity, *command], cwd=folder, check=True)
    return folder


@pytest.fixture
def checkout(clone):
    """The clone as it was committed."""
    subprocess.run(["git", "reset", "-q", "--hard"], cwd=clone, check=True)
    subprocess.run(["git", "clean", "-qfd"], cwd=clone, check=True)
    return clone


def test_the_walks_are_found():
    assert len(WALKS) == 4


@pytest.mark.parametrize("title", WALKS)
def test_a_walk_works_as_it_is_written(checkout, title):
    for kind, body in STEP.findall(WALKS[title]):
        if kind == "diff":
            done = subprocess.run(
                ["git", "apply", "--unidiff-zero", "-"], cwd=checkout, input=body, text=True, capture_output=True
            )
            assert done.returncode == 0, f"{done.stderr}\n{body}"
        else:
            for command, expected in _commands(body):
                assert _run(command, checkout) == expected, command


def _commands(body: str):
    for block in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, expected = block.partition("\n")
        yield command, expected.strip()


def _run(command: str, folder) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    shown = done.stdout + done.stderr
    return "\n".join(line.rstrip() for line in shown.strip().splitlines() if not line.startswith("make: ***"))
