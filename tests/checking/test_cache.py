"""A cached result never hides a problem: whatever a rule can see, a change of it is reported."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ahq.core import caches
from ahq.core.checkout import HOME, Checkout
from ahq.core.digests import cache_key, sha256
from conftest import change
from dev.synthetic import generate

QUERY = "data/queries/2016-synthetic-0001"
RECORD = f"{QUERY}/responses/AT.yaml"
OTHER = f"{QUERY}/responses/BE.yaml"
SOURCE = "data/sources/2016-synthetic-0001.md"


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> Path:
    """A checkout with scripts and schemas of its own, found clean, whose results are cached."""
    root = tmp_path_factory.mktemp("cache") / "checkout"
    generate(root, 5)
    shutil.copytree(HOME / "schemas", root / "schemas")
    shutil.copytree(HOME / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    assert problems(root) == []
    return root


@pytest.fixture(autouse=True)
def caches_are_used(monkeypatch):
    """Where the tests run, the environment may say that no cache is used."""
    monkeypatch.delenv(caches.NONE, raising=False)


@pytest.fixture
def checkout(clean: Path, tmp_path: Path) -> Path:
    return shutil.copytree(clean, tmp_path / "checkout")


def validate(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-X", "importtime", str(root / "scripts" / "validate.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, timeout=60)


def problems(root: Path, *arguments: str) -> list[dict]:
    result = validate(root, "--format", "json", *arguments)
    assert result.returncode in (0, 1), result.stderr[-2000:]
    return json.loads(result.stdout)


def is_answered_from_the_cache(root: Path, **environment: str) -> bool:
    result = validate(root, **environment)
    assert (result.returncode, result.stdout) == (0, "5 records, no problem\n")
    return "jsonschema_rs" not in result.stderr


def words_of(path: Path, pattern: str) -> str:
    return re.search(pattern, path.read_text("utf-8"), re.MULTILINE).group(1)


def change_a_word_of_a_record(root):
    text = words_of(root / RECORD, r"text: \|-\n +(\S+ \S+) ")
    change(root / RECORD, f"{text} ", f"{text} not ")


def change_the_title_of_the_query(root):
    change(root / QUERY / "query.yaml", "Ad-Hoc Query", "Ad-Hoc Question")


def drop_an_item_of_the_query(root):
    change(root / QUERY / "query.yaml", '- item: "7"', '- item: "8"')


def rename_a_code_of_the_codebook(root):
    change(root / QUERY / "codebook.yaml", "    reported:", "    rumoured:")


def rename_a_variable_of_the_codebook(root):
    change(root / QUERY / "codebook.yaml", "- id: public_sources", "- id: sources")


def remove_the_codebook(root):
    (root / QUERY / "codebook.yaml").unlink()


def change_a_word_of_the_source(root):
    change(root / SOURCE, "Austria | Yes", "Austria | No")


def remove_the_source(root):
    (root / SOURCE).unlink()


def link_the_source(root):
    (root / SOURCE).rename(root / "elsewhere.md")
    (root / SOURCE).symlink_to(root / "elsewhere.md")


def drop_a_country(root):
    change(root / "data/reference/countries.csv", "AT,AUT", "XT,AUT")


def drop_the_platforms(root):
    path = root / "data/reference/entities.csv"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if row.startswith("entity_id") or ",authority," in row), "utf-8")


def ask_a_quote_of_another_missing_code(root):
    path = root / "data/reference/missing_codes.csv"
    path.write_text(re.sub("(?m)false,true$", "true,true", path.read_text("utf-8")), "utf-8")


def narrow_the_schema_of_records(root):
    change(root / "schemas/response.schema.json", '"maxLength": 200', '"maxLength": 5')


def narrow_the_schema_of_queries(root):
    change(root / "schemas/query.schema.json", '"policy_area": {"type": "string"', '"policy_area": {"type": "integer"')


def narrow_the_schema_of_codebooks(root):
    change(root / "schemas/codebook.schema.json", '"label": {"type": "string"', '"label": {"type": "integer"')


def change_a_rule(root):
    change(root / "scripts/ahq/rules/review.py", '["status"] != "reviewed"', '["status"] == "reviewed"')


def change_what_a_rule_measures_with(root):
    change(root / "scripts/ahq/corpus/code_lists.py", '["kind"] in PLATFORM_KINDS', '["kind"] not in PLATFORM_KINDS')


def remove_another_record(root):
    (root / OTHER).unlink()


def let_another_record_claim_the_same_lines(root):
    path = root / OTHER
    last = words_of(path, r"last: (\d+)")
    change(path, f"last: {last}", f"last: {int(last) + 1}")


def give_another_record_the_same_label(root):
    label = words_of(root / OTHER, "label: (.+)$")
    change(root / OTHER, f"label: {label}", "label: Austria")


def rename_a_record(root):
    (root / RECORD).rename(root / QUERY / "responses" / "SE.yaml")


def rename_the_query(root):
    (root / QUERY).rename(root / "data/queries/2016-renamed")


def link_a_record(root):
    (root / RECORD).rename(root / "AT.yaml")
    (root / RECORD).symlink_to(root / "AT.yaml")


def add_a_file_that_is_no_record(root):
    (root / QUERY / "responses" / "notes.txt").write_text("to do\n", "utf-8")


def add_a_folder_among_the_records(root):
    (root / QUERY / "responses" / "old").mkdir()


def add_a_query_without_records(root):
    (root / "data/queries/2017-new").mkdir()


BREAKS = [
    (change_a_word_of_a_record, "T02"),
    (change_the_title_of_the_query, "Q03"),
    (drop_an_item_of_the_query, "N05"),
    (rename_a_code_of_the_codebook, "C04"),
    (rename_a_variable_of_the_codebook, "C01"),
    (remove_the_codebook, "Q10"),
    (change_a_word_of_the_source, "Q02"),
    (remove_the_source, "Q02"),
    (link_the_source, "F00"),
    (drop_a_country, "N03"),
    (drop_the_platforms, "C04"),
    (ask_a_quote_of_another_missing_code, "E02"),
    (narrow_the_schema_of_records, "S01"),
    (narrow_the_schema_of_queries, "S01"),
    (narrow_the_schema_of_codebooks, "S01"),
    (change_a_rule, "V01"),
    (change_what_a_rule_measures_with, "C04"),
    (remove_another_record, "Q05"),
    (let_another_record_claim_the_same_lines, "T02"),
    (give_another_record_the_same_label, "Q05"),
    (rename_a_record, "N01"),
    (rename_the_query, "Q01"),
    (link_a_record, "F00"),
    (add_a_file_that_is_no_record, "F15"),
    (add_a_folder_among_the_records, "F15"),
    (add_a_query_without_records, "F00"),
]


@pytest.mark.parametrize(("break_", "rule"), BREAKS, ids=lambda value: getattr(value, "__name__", value))
def test_what_a_change_breaks_is_reported_although_results_were_cached(checkout, break_, rule):
    break_(checkout)
    found = problems(checkout)
    assert rule in {problem["rule"] for problem in found}
    assert found == problems(checkout, "--fresh")


def test_an_unchanged_checkout_is_answered_without_parsing_anything(checkout):
    assert is_answered_from_the_cache(checkout)


def test_a_package_of_another_version_makes_every_result_anew(checkout, tmp_path):
    (tmp_path / "packages" / "pyyaml-99.0.dist-info").mkdir(parents=True)
    assert not is_answered_from_the_cache(checkout, PYTHONPATH=str(tmp_path / "packages"))
    assert not is_answered_from_the_cache(checkout)


@pytest.mark.parametrize("harm", [b"", b"\xff\xfe", b"0" * 40 + b"\n", None])
def test_a_damaged_cache_costs_only_time(checkout, harm):
    path = Checkout(checkout).cache
    path.unlink()
    if harm is not None:
        path.write_bytes(harm)
    assert not is_answered_from_the_cache(checkout)
    assert is_answered_from_the_cache(checkout)


def test_a_problem_is_reported_each_time_until_it_is_mended(checkout):
    before = (checkout / RECORD).read_bytes()
    change_a_word_of_a_record(checkout)
    assert problems(checkout) == problems(checkout) != []
    (checkout / RECORD).write_bytes(before)
    assert problems(checkout) == []


def test_a_path_that_only_looks_like_the_source_hides_nothing(checkout):
    """The source is found by a guess before anything is parsed; here the guess is misled by a text."""
    query, source = checkout / QUERY / "query.yaml", checkout / SOURCE
    decoy = "path: data/sources/2016-decoy.md"
    change(query, "disclaimer: |-\n  The", f"disclaimer: |-\n  {decoy}\n  The")
    change(source, "The following responses", f"{decoy} The following responses")
    change(query, words_of(query, "sha256: (.*)$"), f'"{sha256(source.read_bytes())}"')
    shutil.copy(source, source.with_name("2016-decoy.md"))
    records = map(str, sorted((checkout / QUERY / "responses").glob("*.yaml")))
    subprocess.run([sys.executable, str(checkout / "scripts" / "review.py"), "--yes", *records], check=True)
    assert problems(checkout) == []
    change_a_word_of_the_source(checkout)
    assert "Q02" in {problem["rule"] for problem in problems(checkout)}


def test_parts_of_a_hash_are_told_apart():
    assert cache_key(b"ab", b"c") != cache_key(b"a", b"bc") != cache_key(b"abc")
    assert cache_key(b"", b"a") != cache_key(b"a", b"") != cache_key(b"a")


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)


def test_no_cache_is_used_where_the_environment_says_so(checkout):
    assert is_answered_from_the_cache(checkout)
    assert not is_answered_from_the_cache(checkout, **{caches.NONE: "1"})


def test_a_cache_that_git_tracks_is_refused(checkout):
    git(checkout, "init", "--quiet")
    assert is_answered_from_the_cache(checkout)
    git(checkout, "add", "--force", ".cache/checked.txt")
    found = problems(checkout)
    assert [(one["path"], one["rule"]) for one in found] == [(".cache/checked.txt", "F17")]
    assert not caches.is_believed(checkout)


@pytest.mark.parametrize("damage", ["emptied", "broken", "text", "a folder", "a link", "gone"])
def test_a_cache_that_was_damaged_is_made_again(checkout, damage):
    path = checkout / ".cache" / "checked.txt"
    if damage == "a folder":
        path.unlink()
        path.mkdir()
    elif damage == "a link":
        path.rename(path.with_name("elsewhere"))
        path.symlink_to("elsewhere")
    elif damage == "gone":
        shutil.rmtree(path.parent)
    else:
        path.write_bytes({"emptied": b"", "broken": b"\xff\x00" * 99, "text": b"no key\n"}[damage])
    assert not is_answered_from_the_cache(checkout)
    assert is_answered_from_the_cache(checkout) == (damage != "a folder")
    assert list(path.parent.glob("checked.txt.*")) == []
