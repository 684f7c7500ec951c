"""pre-commit, as a contributor runs it: what is staged is checked, and nothing else."""

import os
import subprocess

import pytest

from ahq.core.checkout import HOME, Checkout
from conftest import QUERY, change, misspell_a_code
from dev import walks

PRE_COMMIT = HOME / ".cache" / "beyond" / "installed" / "bin" / "pre-commit"
RECORD = f"data/queries/{QUERY}/responses/HR.yaml"

pytestmark = pytest.mark.skipif(not PRE_COMMIT.exists(), reason="pre-commit is not installed; run `make test-all`")


def _git(folder, *arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A checkout with the environment of this one, where everything is committed."""
    return walks.clone(Checkout(), tmp_path_factory.mktemp("pre-commit") / "checkout")


@pytest.fixture
def checkout(clone):
    """The clone as it was committed."""
    _git(clone, "reset", "-q", "--hard")
    return clone


def _checked(folder, tmp_path, *arguments) -> subprocess.CompletedProcess:
    variables = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "kept"), "PRE_COMMIT_COLOR": "never"}
    command = [str(PRE_COMMIT), "run", *arguments]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=300)


def _outcomes(done) -> dict[str, str]:
    lines = (line for line in done.stdout.splitlines() if "....." in line)
    return {line.split("...")[0].strip(): line.rstrip().rsplit(".", 1)[1].rsplit(")", 1)[-1] for line in lines}


def test_everything_that_is_committed_passes(checkout, tmp_path):
    done = _checked(checkout, tmp_path, "--all-files")
    assert set(_outcomes(done).values()) == {"Passed"}, done.stdout + done.stderr


def test_a_broken_record_is_named_with_rule_and_line(checkout, tmp_path):
    number = misspell_a_code(checkout / RECORD)
    _git(checkout, "add", RECORD)
    done = _checked(checkout, tmp_path)
    assert done.returncode == 1
    assert f"{RECORD}:{number}:10: C04" in done.stdout
    assert "1 record, 1 problem" in done.stdout
    assert list(_outcomes(done).values()) == ["Failed", "Passed", "Skipped", "Skipped"]


def test_a_record_that_is_not_in_its_form_is_shown_and_not_changed(checkout, tmp_path):
    change(checkout / RECORD, "\n  value: ", "\n  value:   ")
    before = (checkout / RECORD).read_bytes()
    _git(checkout, "add", RECORD)
    done = _checked(checkout, tmp_path)
    assert list(_outcomes(done).values()) == ["Failed", "Failed", "Skipped", "Skipped"]  # F16, and the difference
    assert "-  value:   " in done.stdout
    assert (checkout / RECORD).read_bytes() == before


def test_what_is_not_staged_does_not_count(checkout, tmp_path):
    misspell_a_code(checkout / RECORD)
    (checkout / "README.md").write_text("changed", "utf-8")
    _git(checkout, "add", "README.md")
    done = _checked(checkout, tmp_path)
    assert done.returncode == 0, done.stdout
    assert set(_outcomes(done).values()) == {"Skipped"}


def test_an_untouched_record_passes(checkout, tmp_path):
    done = _checked(checkout, tmp_path, "--files", RECORD)
    assert list(_outcomes(done).values()) == ["Passed", "Passed", "Skipped", "Skipped"], done.stdout


def test_a_script_is_held_to_the_rules_of_ruff(checkout, tmp_path):
    script = checkout / "scripts" / "fix.py"
    script.write_text(f"import   os\n{script.read_text('utf-8')}", "utf-8")
    _git(checkout, "add", "scripts/fix.py")
    assert list(_outcomes(_checked(checkout, tmp_path)).values()) == ["Skipped", "Skipped", "Failed", "Failed"]
