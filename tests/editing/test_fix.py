"""Repairs, as a contributor runs them: exactly the edits that the rules propose, and nothing else."""

import re

import pytest

from ahq.checking.checker import Checker
from ahq.core import strict_yaml
from ahq.core.problems import Edit, Problem, Repair
from ahq.corpus import record
from ahq.editing.fixes import edited, fix
from conftest import QUERY, change, run
from conftest import record as record_of

# What is damaged in the record of Croatia, old and new, and what the repair says at the end of its line.
DAMAGE = [
    ("a misspelt code", "value: ongoing", "value: ongoin", ':56:10: C04 replaced "ongoin" with "ongoing"'),
    ("a code with a capital letter", "value: ongoing", "value: Ongoing", ':56:10: C04 replaced "Ongoing" with "ongoing"'),
    ("a code in quotation marks", "value: ongoing", 'value: "ongoin" # why', ':56:10: C04 replaced "ongoin" with "ongoing"'),
    ("a code of a list", "[police]", "[polic]", ':61:12: C04 replaced "polic" with "police"'),
    ("a missing code", "missing: not-mentioned", "missing: not-mentoned", ':71:12: C04 replaced "not-mentoned" with "not-mentioned"'),
    ("a missing code as a value", "missing: not-mentioned", "value: not-mentioned", ':71:10: C04 replaced "value: not-mentioned" with "missing: not-mentioned"'),
    ("a value as a missing code", "value: ongoing", "missing: ongoing", ':56:12: C04 replaced "missing: ongoing" with "value: ongoing"'),
    ("a value of a list as a missing code", "values: [police]", "missing: police", ':61:12: C04 replaced "missing: police" with "values: [police]"'),
    ("a variable", "variable: closed_groups", "variable: closed_group", ':65:13: C01 replaced "closed_group" with "closed_groups"'),
    ("an item without quotation marks", 'item: "1"', "item: 1", ':12:9: S01 put "1" in quotation marks'),
    ("an item of a quote without quotation marks", '  - item: "1"', "  - item: 1", ':58:11: S01 put "1" in quotation marks'),
    ("spaces at the end of a line", "country: HR\n", "country: HR  \n", ":5:14: F14 removed the spaces at the end of the line"),
    ("spaces behind a comment", "country: HR\n", "country: HR  # why \n", ":5:21: F14 removed the spaces at the end of the line"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "said"), DAMAGE, ids=[damage[0] for damage in DAMAGE])
def test_what_has_one_right_answer_is_fixed_and_said(checkout, name, old, new, said):
    path = record_of(checkout, "HR")
    sound = path.read_text("utf-8")
    change(path, old, new)
    result = run("fix", path, root=checkout.root)
    fixed = path.read_text("utf-8")
    form = [("F16", '"value: ongoing # why"')] if name == "a code in quotation marks" else []
    assert result.stdout.startswith(f"{checkout.name(path)}{said}\n1 file, 1 fixed\n")
    assert re.findall(r": ([A-Z][0-9]{2}) .* which has (.*) on this line", result.stdout) == form
    assert result.stdout.endswith("\n1 problem left\n" if form else "\nno problem left\n")
    assert result.returncode == len(form)
    assert [line.partition(" #")[0].rstrip().replace('"', "") for line in fixed.splitlines()] == [
        line.replace('"', "") for line in sound.splitlines()
    ]
    assert fixed.count("# why") == new.count("# why")


def test_a_misspelt_item_is_fixed_in_the_answer_and_in_its_quotes(checkout):
    path = record_of(checkout, "AT")
    sound = path.read_bytes()
    path.write_bytes(sound.replace(b'item: "2a"', b'item: "2A"'))
    assert path.read_bytes() != sound
    assert run("fix", path, root=checkout.root).returncode == 0
    assert path.read_bytes() == sound


FORMS = {
    ":1:1: F03 removed the byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    ":1:56: F04 ended the lines with LF": lambda data: data.replace(b"\n", b"\r\n"),
    ":188:83: F13 ended the last line": lambda data: data.rstrip(b"\n"),
}


@pytest.mark.parametrize("said", FORMS)
def test_a_wrong_form_is_fixed_and_said(checkout, said):
    path = record_of(checkout, "HR")
    sound = path.read_bytes()
    path.write_bytes(FORMS[said](sound))
    result = run("fix", path, root=checkout.root)
    assert result.stdout == f"{checkout.name(path)}{said}\n1 file, 1 fixed\nno problem left\n"
    assert path.read_bytes() == sound


def test_all_repairs_of_a_file_are_made_in_one_run_and_comments_stay_where_they_are(checkout):
    path = record_of(checkout, "HR")
    change(path, "  value: ongoing", "  # before\n  value: ongoin  # behind ")
    change(path, "- variable: closed_groups", "- variable: closed_group")
    wanted = path.read_text("utf-8").replace("ongoin ", "ongoing ").replace("closed_group\n", "closed_groups\n")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().rstrip(b"\n").replace(b"\n", b"\r\n"))
    result = run("fix", path, root=checkout.root)
    assert [line.split(": ")[1][:3] for line in result.stdout.splitlines()[:6]] == "F03 F04 F13 F14 C01 C04".split()
    assert result.stdout.endswith("1 file, 1 fixed\nno problem left\n")
    assert path.read_text("utf-8") == wanted.replace("# behind \n", "# behind\n")


def test_a_file_that_is_not_in_canonical_form_is_left_as_it_is(checkout):
    path = record_of(checkout, "HR")
    change(path, "country: HR\n", "country: 'HR'   # c1\n\n")
    before = path.read_bytes()
    said = run("fix", path, root=checkout.root).stdout
    assert said.startswith(f"1 file, none fixed\n{checkout.name(path)}:5:1: F16 ")
    assert said.endswith("\n1 problem left\n")
    assert path.read_bytes() == before


def test_what_is_left_is_printed_as_the_check_prints_it(checkout):
    path = record_of(checkout, "HR")
    change(path, "    No findings.", "    No finding.")
    change(path, "country: HR\n", "country: HR \n")
    assert run("fix", path, root=checkout.root).stdout.splitlines() == [
        f"{checkout.name(path)}:5:14: F14 removed the spaces at the end of the line",
        "1 file, 1 fixed",
        f'{checkout.name(path)}:23:8: T02 the source has "findings." here, and the record has "finding."',
        "    |     No finding.",
        "    |        ^",
        '    help: write "findings."',
        "1 problem left",
    ]


@pytest.mark.parametrize("code", ["supported-or-not", "none-at-all", "x", "admissible"])
def test_a_code_that_may_mean_two_things_is_left(checkout, code):
    path = record_of(checkout, "HR")
    change(path, "value: supported", f"value: {code}")
    before = path.read_bytes()
    assert run("fix", path, root=checkout.root).returncode == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize("words", ["No  findings. ", "No findings. ", "No finding.", "N0 findings"])
def test_the_text_of_an_answer_is_never_touched(checkout, words):
    path = record_of(checkout, "HR")
    change(path, "    No findings.\n", f"    {words}\n")
    before = path.read_bytes()
    run("fix", path, root=checkout.root)
    assert path.read_bytes() == before


@pytest.mark.parametrize("style", ["2016", "true"])
def test_an_answer_that_is_no_text_is_left_to_people(checkout, style):
    path = record_of(checkout, "HR")
    change(path, "text: |-\n    No findings.", f"text: {style}")
    before = path.read_bytes()
    run("fix", path, root=checkout.root)
    assert path.read_bytes() == before


def test_files_of_a_query_are_fixed_too(checkout):
    for name in ("query.yaml", "codebook.yaml"):
        path = checkout.queries / QUERY / name
        sound = path.read_bytes()
        path.write_bytes(sound.rstrip(b"\n"))
        assert run("fix", path, root=checkout.root).returncode == 0
        assert path.read_bytes() == sound


def test_a_file_with_unsound_yaml_keeps_its_spaces(checkout):
    path = record_of(checkout, "HR")
    change(path, "country: HR\n", "country: [HR \n")
    before = path.read_bytes()
    assert run("fix", path, root=checkout.root).returncode == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize("size", [1, 1_000, 40_000])
def test_a_file_is_checked_as_often_as_it_has_rules_to_fix_however_big_it_is(checkout, size):
    path, checker = record_of(checkout, "HR"), Checker(checkout)
    checked = []

    def check(data: bytes) -> list[Problem]:
        checked.append(len(data))
        return checker.bytes_of(path, data, "response")

    sound = path.read_bytes()
    fixed = fix(sound + b"# x \r\n" * size, check)
    assert fixed.data == sound + b"# x\n" * size
    assert checked == [len(sound) + n * size for n in (6, 5, 4)]


def _problem(rule: str, *edits: Edit, safe: bool = True) -> Problem:
    return Problem("a.yaml", edits[0].line, edits[0].column, rule, "x", "", Repair(edits, "x", safe))


def test_overlapping_edits_are_made_one_after_the_other_and_unsafe_ones_never():
    asked = []

    def check(data: bytes) -> list[Problem]:
        asked.append(data)
        found = []
        if b"abc" in data:
            found = [_problem("C01", Edit(1, 1, 1, 3, "x")), _problem("C01", Edit(1, 2, 1, 4, "y"))]
        elif b"xc" in data:
            found = [_problem("C01", Edit(1, 1, 1, 3, "z"))]
        return [*found, _problem("C04", Edit(2, 1, 2, 2, "!"), safe=False)]

    fixed = fix(b"abc\nq\n", check)
    assert fixed.data == b"z\nq\n"
    assert asked == [b"abc\nq\n", b"xc\nq\n", b"z\nq\n"]
    assert len(fixed.done) == 2


def test_repairs_that_never_end_are_stopped():
    fixed = fix(b"a\n", lambda data: [_problem("C01", Edit(1, 1, 1, 2, "b" if data == b"a\n" else "a"))])
    assert len(fixed.done) == 20


def test_edits_are_made_at_their_places():
    text = "ä b\n\nc"
    edits = [Edit(1, 1, 1, 2, "a"), Edit(1, 4, 2, 1, ""), Edit(3, 2, 3, 2, "\n")]
    assert edited(text, edits) == "a b\nc\n"
    assert edited(text, []) == text


def test_a_repair_is_shown_to_programs(checkout):
    path = record_of(checkout, "HR")
    change(path, "value: ongoing", "value: onging")
    change(path, "value: not-monitored", "value: not-watched")
    first, second = Checker(checkout).record(path)
    assert first.repair == Repair((Edit(56, 10, 56, 16, "ongoing"),), 'replaced "onging" with "ongoing"', True)
    assert second.repair is None or not second.repair.safe
    assert strict_yaml.read(path.read_text("utf-8")).value["codings"][0]["value"] == "onging"
    assert record.answers_by_item(strict_yaml.read(path.read_text("utf-8")).value)["2"] == "No findings."
