"""Formatting, as a contributor runs it: one form, no value changed, no comment lost."""

import re

import pytest

from ahq.core import strict_yaml
from ahq.core.checkout import Checkout
from ahq.corpus import canonical_form
from ahq.corpus.canonical_form import CannotFormat, canonical
from ahq.editing.rewrite import yaml_paths
from conftest import record as record_of
from conftest import run

REAL = yaml_paths(Checkout())


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_the_records_are_canonical(path):
    assert canonical(path.read_text("utf-8"), canonical_form.kind_of(path)) == path.read_text("utf-8")


def muddled(text: str) -> str:
    """Return a record with its keys in another order, other quotation marks, blank lines and comments."""
    text = text.replace("  label: Croatia\n  country: HR\n", "  country: 'HR' # c1\n\n  # c2\n  label: \"Croatia\"\n")
    text = text.replace('- item: "2"\n  marker', '# c3\n- item: "2" # c4\n  # c5\n  marker')
    text = text.replace("  text: |-\n    No findings.\n", "  text: >-  # c6\n    No findings.\n  # c7 # still c7\n", 1)
    return text.replace("values: [police]", "values:  # c8\n  - police # c9").rstrip("\n") + "\n# c10"


@pytest.fixture
def text(checkout):
    return record_of(checkout, "HR").read_text("utf-8")


def test_no_value_and_no_comment_is_lost_and_twice_is_once(text):
    before = muddled(text)
    after = canonical(before, "response")
    assert strict_yaml.read(after).value == strict_yaml.read(before).value
    assert sorted(re.findall(r"# c\d+", after)) == sorted(re.findall(r"# c\d+", before))
    assert canonical(after, "response") == after
    assert re.sub(r" *# c.*", "", after).replace("\n\n", "\n") == text.rstrip("\n") + "\n"


def test_a_comment_stays_with_what_it_was_said_of(text):
    lines = canonical(muddled(text), "response").split("\n")
    assert "  country: HR  # c1" in lines
    assert lines[lines.index("  # c2") + 1] == "  label: Croatia"
    assert lines[lines.index("# c3") + 1] == '- item: "2"  # c4'
    assert lines[lines.index("  # c5") + 1] == '  marker: "2. 2."'


def test_a_number_sign_in_a_text_is_no_comment(text):
    before = text.replace("No findings.", "No findings # 1.").replace("quote: No", 'quote: "No')
    before = re.sub(r'(quote: "No findings # 1\.)', r'\1"', before)
    after = canonical(before, "response")
    assert strict_yaml.read(after).value == strict_yaml.read(before).value
    assert after.count("# 1.") == before.count("# 1.")


def test_a_missing_first_line_is_written(text):
    assert canonical(text.split("\n", 1)[1], "response") == text


@pytest.mark.parametrize("broken", ["a: [", "a: 1\na: 2\n", "- a\n", ""])
def test_what_cannot_be_read_is_not_formatted(broken):
    with pytest.raises(CannotFormat):
        canonical(broken, "response")


def test_check_shows_the_difference_and_writes_nothing(checkout, text):
    path = record_of(checkout, "HR")
    path.write_text(muddled(text), "utf-8")
    shown = run("format", "--check", root=checkout.root)
    assert shown.returncode == 1
    assert f"--- a/{checkout.name(path)}" in shown.stdout
    assert "+  label: Croatia" in shown.stdout
    assert path.read_text("utf-8") == muddled(text)
    assert run("format", root=checkout.root).returncode == 0
    assert run("format", "--check", root=checkout.root).returncode == 0


@pytest.mark.parametrize("verb", ["format", "fix"])
def test_a_file_that_cannot_be_read_is_told_and_left_and_the_others_go_on(checkout, verb):
    broken, other = record_of(checkout, "AT"), record_of(checkout, "HR")
    broken.write_text("a: [\n")
    sound = other.read_bytes()
    other.write_bytes(sound.replace(b"\n", b"\r\n"))
    result = run(verb, root=checkout.root)
    assert result.returncode == 1
    assert f"{checkout.name(broken)}:2:1: F06" in result.stdout
    assert "Traceback" not in result.stderr
    assert broken.read_text() == "a: [\n"
    assert other.read_bytes() == sound


@pytest.mark.parametrize("verb", ["format", "fix"])
@pytest.mark.parametrize("name", ["README.md", "data/queries", "data/tables/answers.csv", "../outside.yaml"])
def test_another_file_is_refused(checkout, verb, name):
    path = checkout.root / name
    if not path.is_dir():
        path.parent.mkdir(exist_ok=True)
        path.write_text("a: b\n", "utf-8")
    result = run(verb, checkout.root / name, root=checkout.root)
    assert result.returncode == 1
    assert "F00" in result.stdout
    assert "Traceback" not in result.stderr
