"""Nothing runs away: each limit is one line."""

import csv
import os
import subprocess
import sys
import tempfile
import time

import pytest

from ahq.core import problems
from ahq.core.checkout import HOME, Checkout
from ahq.core.errors import CannotRun
from ahq.core.problems import Problem
from conftest import QUERY, record, run
from dev import walks


def test_a_checkout_is_never_copied_into_itself(tmp_path):
    (tmp_path / "data").mkdir()
    with pytest.raises(CannotRun, match="lies in the checkout that is to be copied; set TMPDIR"):
        walks.clone(Checkout(tmp_path), tmp_path / "tmp" / "clone")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_without_a_folder_for_temporary_files_the_tests_say_so_and_write_nothing(tmp_path):
    code = "import tempfile, pytest, sys; tempfile.tempdir = sys.argv[1]; sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', 'tests/test_layers.py']))"
    command = [sys.executable, "-c", code, str(HOME)]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "there is no folder for temporary files that can be written; set TMPDIR to one" in done.stdout + done.stderr


def test_outputs_without_a_folder_for_temporary_files_ends_in_a_line(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(HOME / "build"))
    (HOME / "build").mkdir(exist_ok=True)
    before = set(os.listdir(HOME / "build"))
    result = run("outputs", "--check")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "set TMPDIR to a folder outside of it" in result.stderr
    assert set(os.listdir(HOME / "build")) == before


@pytest.mark.parametrize("filling", [" ", "\t", " \n", "\r", "a ", "\u00a0"])
def test_fix_takes_time_in_proportion_to_a_line_of_blanks(checkout, filling):
    def seconds(number):
        path.write_text(f'{sound}zz: "{filling * number}b"\n', "utf-8", newline="")
        start = time.process_time()
        run("fix", path, root=checkout.root)
        return time.process_time() - start

    path = record(checkout, "HR")
    sound = path.read_text("utf-8")
    small, big = (min(seconds(number) for _ in range(2)) for number in (10_000, 160_000))
    assert big < 16 * 4 * max(small, 0.02)  # if it took the square it were 256 times the time


def test_very_many_problems_are_printed_in_bounded_space():
    many = [Problem(f"data/{number}", 1, 1, "F15", "x" * 100, "y" * 100) for number in range(100_000)]
    for text in (problems.as_text(many), problems.as_github(many)):
        assert len(text) < 300_000
        assert "and 99,000 more problems; FORMAT=json lists all\n" in text
    assert problems.as_json(many).count("\n") == 100_002


def test_very_many_strays_are_printed_in_bounded_space(checkout):
    for number in range(2_000):
        (checkout.queries / QUERY / "responses" / f"x{number}.txt").touch()
        (checkout.data / f"{number}.csv").touch()
    result = run("validate", root=checkout.root)
    assert result.returncode == 1
    assert len(result.stdout.splitlines()) < 120
    assert "data:1:1: F15 and 3,950 more files that the package does not know" in result.stdout


def test_very_many_records_that_are_no_yaml_are_printed_in_bounded_space(checkout):
    for number in range(1_500):
        (checkout.queries / QUERY / "responses" / f"x{number}.yaml").write_text("a: [\n")
    result = run("validate", root=checkout.root)
    assert len(result.stdout.splitlines()) < 5_000
    assert "more problems; FORMAT=json lists all" in result.stdout


@pytest.fixture(params=[131_072, 10_000_000], ids=["as Python has it", "as frictionless sets it"])
def cell_limit(request):
    """The longest cell that Python's csv reads, of the whole process: it is raised where frictionless was imported."""
    before = csv.field_size_limit(request.param)
    yield
    csv.field_size_limit(before)


@pytest.mark.parametrize("column", range(7))
@pytest.mark.usefixtures("cell_limit")
def test_a_giant_cell_of_a_pass_is_a_line(checkout, column):
    folder = checkout.queries / QUERY / "coding"
    folder.mkdir(exist_ok=True)
    row = ["HR", "monitoring", "ongoing", "", "", "", ""]
    row[column] = "x" * 200_000
    for name in ("pass-1.csv", "pass-2.csv"):
        (folder / name).write_text(f"country,variable,code,number,quote,item,note\n{','.join(row)}\n", "utf-8")
    for verb in ("validate", "normalise"):
        result = run(verb, root=checkout.root)
        said = result.stdout + result.stderr
        assert result.returncode in (1, 2), said
        assert "internal error" not in said
        assert len(said) < 10_000
