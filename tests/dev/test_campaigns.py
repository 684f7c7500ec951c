"""The campaigns run, and tell what they see; their figures come from longer runs, `make campaign`."""

import random
import shutil
import subprocess
import sys

import pytest

from ahq.core.checkout import HOME
from dev.campaigns import changes, mutations

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked, and links and FIFOs made")


def campaign(*arguments):
    command = [sys.executable, str(HOME / "scripts" / "campaign.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("input_", ["adjudication.csv", "corrections.csv"])
def test_changed_inputs_are_told_or_listed(input_):
    done = campaign("mutations", "--input", input_, "--runs", 6)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"{input_}: 6 changes: ")


def test_a_killed_publication_is_whole():
    done = campaign("kills", "--runs", 2)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 kills within 10 ms of the switch" in done.stdout


def test_of_two_runs_none_fails():
    done = campaign("pairs", "--runs", 1)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 pairs, none failed" in done.stdout


@pytest.mark.skipif(shutil.which("unshare") is None, reason="there is no unshare here")
def test_a_full_disk_is_told():
    if subprocess.run(["unshare", "--map-root-user", "--mount", "true"], capture_output=True).returncode:
        pytest.skip("this system gives nobody mounts of their own")
    done = campaign("disks", "--runs", 2)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 old, exit code 2; 1 new, exit code 0" in done.stdout


@pytest.mark.parametrize("suffix", changes.BY_SUFFIX)
def test_the_same_seed_makes_the_same_changes(suffix):
    path = next((HOME / "data").rglob(f"[a-z0-9]*{suffix}"))
    made = [[way(random.Random(7), path.read_bytes()) for way in changes.BY_SUFFIX[suffix]] for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"a: 1\nb: [x]\n", b"b: [x]\na: 1\n", ""),
        (b"a: 1\nb: [x]\n", b"a: 2\nb: [x, y]\n", ".a, .b[] more"),
        (b"b: [{c: x}]\n", b"b: [{c: y, d: 1}]\n", ".b[].c, .b[].d added"),
    ],
)
def test_a_change_is_told_by_the_fields_that_differ(before, after, said):
    assert mutations.difference(".yaml", before, after) == said
