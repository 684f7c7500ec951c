"""What people write on the command line of make arrives as it is, and nothing of it runs."""

import os
import shutil
import subprocess

import pytest

from ahq.core.checkout import HOME

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
HOSTILE = [
    "Costs $500 and 100% of $HOME",
    "$(shell touch pwned)",
    "`touch pwned`",
    "$$(touch pwned)",
    'a"b',
    "a'b",
    "a;touch pwned",
    "%.x #y",
]
PRINT = "printed:\n\t@printf '%s' \"$$TITLE\"\n"


def make(*arguments, folder):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "-s", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "Makefile").write_text(f"{(HOME / 'Makefile').read_text('utf-8')}\n{PRINT}", "utf-8")
    return tmp_path


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_arrives_as_it_was_written(folder, value):
    result = make("printed", f"TITLE={value}", folder=folder)
    assert (result.stdout, result.stderr) == (value, "")
    assert [path.name for path in folder.iterdir()] == ["Makefile"]


@pytest.mark.parametrize(
    "name", ["FILES", "FORMAT", "CHECK", "STRICT", "BASE", "RECORDS", "VERSION", "QUERY", "ID", "SOURCE"]
)
def test_no_value_runs_a_command(folder, name):
    for target in ("validate", "format", "diff", "bench", "release", "new", "show"):
        make("-n", target, f"{name}=$(shell touch pwned)", folder=folder)
    assert [path.name for path in folder.iterdir()] == ["Makefile"]
