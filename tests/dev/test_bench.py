"""The benchmark: what it measures is what it says, and the work of a check grows with the records alone."""

import json
import shutil
import sys
from collections import Counter
from pathlib import Path

import bench
import pytest

from ahq.checking import runner
from ahq.core.checkout import HOME, Checkout
from ahq.tables.builder import build
from conftest import run
from dev import measuring
from dev.benchmarks import lighthouse, site
from dev.synthetic import generate

SLEEP = [sys.executable, "-c", "import time; time.sleep(0.3)"]
# Zeros that are written to, page by page: memory is held, and no copy of it for a moment.
HOLD = "import subprocess, sys, time; held = bytearray(30_000_000); held[::1024] = bytes(len(held[::1024])); "
WAIT = HOLD + "time.sleep(1.5)"


only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what memory a process takes")


@only_linux
def test_a_run_has_wall_time_and_memory():
    found = measuring.run(SLEEP)
    assert found.seconds >= 0.3
    assert found.megabytes > 1


@only_linux
def test_the_memory_of_every_process_counts():
    alone = measuring.run([sys.executable, "-c", WAIT]).megabytes
    both = measuring.run([sys.executable, "-c", f"{HOLD} subprocess.run([sys.executable, '-c', {WAIT!r}])"])
    assert both.megabytes > alone + 20 > 50


def test_a_command_that_fails_says_why():
    with pytest.raises(measuring.Failed, match="no such option"):
        measuring.run([sys.executable, "-c", "import sys; sys.exit('no such option')"])


def test_commands_take_turns(tmp_path):
    log = tmp_path / "log"
    commands = {name: [sys.executable, "-c", f"open({str(log)!r}, 'a').write({name!r})"] for name in ("a", "b")}
    assert measuring.runs(commands, 3).keys() == commands.keys()
    assert log.read_text() == "ababab"


@pytest.mark.parametrize(
    ("ratio", "relation", "met"), [(30.1, "at least", True), (29.9, "at least", False), (0.5, "at most", False)]
)
def test_a_bar_knows_whether_it_is_met(ratio, relation, met):
    assert measuring.Bar("", ratio, relation, 0.4 if relation == "at most" else 30).met is met


def test_growth_allows_a_tenth_more_than_the_records():
    cold = {size: measuring.Run(seconds, 100) for size, seconds in ((1000, 1), (10000, 11.1), (40000, 44))}
    first, second, memory = bench._growth(cold)
    assert (first.number, first.met) == (11, False)
    assert (round(second.number, 6), second.met) == (4.4, True)
    assert memory.met


def test_one_corpus_can_be_made_and_no_peer_is_needed(tmp_path):
    result = run("bench", "--only-generate", tmp_path / "corpus", "--records", 3)
    assert result.returncode == 0, result.stderr
    assert run("validate", root=tmp_path / "corpus").stdout == "3 records, no problem\n"
    again = run("bench", "--only-generate", tmp_path / "corpus", "--records", 3)
    assert again.returncode == 2
    assert "already" in again.stderr


def test_peers_that_are_absent_are_named_and_left_out(tmp_path):
    few = ("--records", 3, 6, "--peers-up-to", 0, "--slow-peers-up-to", 0)
    result = run("bench", "--folder", tmp_path, "--strict", *few)
    assert result.returncode in (0, 1), result.stderr
    assert "check-jsonschema is not installed" in result.stdout
    assert "our check, cold: 6 / 3 records" in result.stdout
    assert result.returncode == ("NO" in result.stdout)


def work(function, *arguments) -> int:
    """Return how many functions are called, of Python and of C."""
    counted: Counter = Counter()

    def count(_frame, event, _argument):
        counted[event] += 1

    sys.setprofile(count)
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return counted["call"] + counted["c_call"]


@pytest.fixture(scope="module")
def corpora(tmp_path_factory) -> dict[int, Checkout]:
    """One and four times as many queries, each of the same number of respondents."""
    root = tmp_path_factory.mktemp("growth")
    for records in (27, 108):
        generate(root / str(records), records)
        shutil.rmtree(next(root.rglob("coding")))  # the first query alone is coded twice
    return {records: Checkout(root / str(records)) for records in (27, 108)}


@pytest.mark.parametrize("fresh", [True, False])
def test_the_work_of_a_check_grows_with_the_records_alone(corpora, fresh):
    found = {}
    for records, checkout in corpora.items():
        runner.check_all(checkout, 1)
        found[records] = work(runner.check_all, checkout, 1, fresh)
    assert found[108] <= 4.1 * found[27]


def test_the_work_of_building_tables_grows_with_the_records_alone(corpora):
    found = {}
    for records, checkout in corpora.items():
        folder: Path = checkout.build / "tables"
        build(checkout, folder, 1)
        found[records] = work(build, checkout, folder, 1)
    assert found[108] <= 4.1 * found[27]


def test_the_site_is_measured_and_a_change_makes_one_query_again(tmp_path):
    shutil.copytree(HOME / "data" / "tables", tmp_path / "data" / "tables")
    shutil.copy(HOME / "datapackage.json", tmp_path)
    run_, bars = site.measure(Checkout(tmp_path))
    assert run_.processor > 0
    found = {bar.what.split(",")[0]: bar for bar in bars}
    assert found["site: heaviest matrix as sent"].met
    assert found["site: heaviest other page as sent"].met
    assert found["site: pages of other queries made again after a change"].ratio == 0
    (again,) = site.growth({1000: run_, 10000: run_._replace(processor=12 * run_.processor)})
    assert (again.number, again.met) == (11, False)


def test_lighthouse_sees_the_heaviest_page_of_each_kind(tmp_path):
    for name, length in {"index.html": 1, "search.html": 9, "queries/q/index.html": 1, "countries/AT.html": 2}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x" * length, "utf-8")
    (tmp_path / "countries" / "BE.html").write_text("xxx", "utf-8")
    assert lighthouse.kinds(tmp_path) == [
        "countries/BE.html",
        "index.html",
        "queries/q/index.html",
        "search.html?q=court",
    ]
    report = {"categories": {name: {"score": 0.97} for name in lighthouse.CATEGORIES}}
    assert set(lighthouse.scores(json.dumps(report)).values()) == {97}
