"""The synthetic corpus: sound by every rule, of the size of real records, and the same bytes each time."""

import shutil
import subprocess
import sys
from statistics import median

import pytest

from ahq.core.checkout import HOME, Checkout
from conftest import run
from dev.synthetic import generate


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    root = tmp_path_factory.mktemp("synthetic") / "checkout"
    generate(root, 60)
    return root


def contents(root) -> dict[str, bytes]:
    paths = (path for path in (root / "data").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def test_every_rule_holds(corpus):
    result = run("validate", "--fresh", root=corpus)
    assert (result.returncode, result.stdout) == (0, "60 records, no problem\n")


def test_it_can_be_normalised_and_published(corpus, tmp_path):
    copy = shutil.copytree(corpus, tmp_path / "copy")
    for verb in ("normalise", "publish"):
        result = run(verb, root=copy)
        assert result.returncode == 0, result.stderr
    assert "reliability" in Checkout(copy).descriptor.read_text("utf-8")


def test_records_are_of_the_size_of_real_ones(corpus):
    sizes = [path.stat().st_size for path in corpus.glob("data/queries/*/responses/*.yaml")]
    assert len(sizes) == 60
    assert 6000 <= median(sizes) <= 8600


def test_only_the_first_query_has_passes(corpus):
    passes = sorted(path.relative_to(corpus).as_posix() for path in corpus.rglob("pass-*.csv"))
    folder = "data/queries/2016-synthetic-0001/coding"
    assert passes == [f"{folder}/pass-1.csv", f"{folder}/pass-2.csv"]


def test_the_same_seed_gives_the_same_bytes_whatever_the_hash_seed(corpus, tmp_path):
    code = "import sys; from pathlib import Path; from dev.synthetic import generate; generate(Path(sys.argv[1]), 60)"
    command = [sys.executable, "-c", code, str(tmp_path / "again")]
    subprocess.run(command, check=True, cwd=HOME / "scripts", env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"})
    assert contents(tmp_path / "again") == contents(corpus)


def test_another_seed_gives_other_records(corpus, tmp_path):
    generate(tmp_path / "other", 60, seed=2)
    first, other = contents(corpus), contents(tmp_path / "other")
    assert first.keys() == other.keys()
    records = [name for name in first if "/responses/" in name]
    assert sum(first[name] == other[name] for name in records) < len(records) / 4  # silent respondents alone


def test_a_folder_that_holds_a_corpus_is_left_alone(corpus):
    before = contents(corpus)
    with pytest.raises(ValueError, match="already"):
        generate(corpus, 30)
    assert contents(corpus) == before
