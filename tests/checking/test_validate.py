"""The command as a contributor runs it."""

import json
import os

import pytest

from conftest import QUERY, change, record, run


def problems(checkout, *files):
    result = run("validate", "--format", "json", *files, root=checkout.root)
    assert result.returncode in (0, 1), result.stderr
    return json.loads(result.stdout)


def test_a_sound_checkout_has_no_problem(checkout):
    result = run("validate", root=checkout.root)
    assert (result.returncode, result.stdout) == (0, "3 records, no problem\n")


def test_every_problem_of_every_file_in_one_run(checkout):
    change(record(checkout, "HR"), "  value: not-monitored", "  value: not-monitord")
    change(record(checkout, "HR"), "quote: No findings.", "quote: No findngs.")
    change(record(checkout, "AT"), "  number: 15", "  number: 115")
    reported = problems(checkout)
    assert {("HR", "C04"), ("HR", "E01"), ("AT", "C05")} <= {(p["path"][-7:-5], p["rule"]) for p in reported}


def test_a_wrong_form_hides_no_other_problem(checkout):
    path = record(checkout, "HR")
    change(path, "  value: not-monitored", "  value: not-monitord  ")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().rstrip(b"\n").replace(b"\n", b"\r\n"))
    assert [p["rule"] for p in problems(checkout, path)] == ["F03", "F04", "C04", "F14", "F13"]


def test_a_wrong_form_of_the_query_hides_no_problem_of_its_records(checkout):
    change(record(checkout, "HR"), "  value: not-monitored", "  value: not-monitord")
    head = checkout.queries / QUERY / "query.yaml"
    change(head, "policy_area: Irregular Migration", "policy_area: Irregular Migration  ")
    assert {(p["path"].rsplit("/")[-1], p["rule"]) for p in problems(checkout)} == {
        ("query.yaml", "F14"),
        ("HR.yaml", "C04"),
    }


def test_the_output_is_the_same_in_any_locale_and_folder(checkout, tmp_path):
    change(record(checkout, "HR"), "quote: No findings.", "quote: Nö findings.")
    shown = set()
    for locale, folder in (("C", tmp_path), ("de_DE.UTF-8", checkout.root), ("tr_TR", "/")):
        environment = {**os.environ, "LC_ALL": locale, "TZ": "Asia/Tokyo", "PYTHONUTF8": "1"}
        shown.add(run("validate", root=checkout.root, env=environment, cwd=folder).stdout)
    assert len(shown) == 1


def test_one_file_or_all_give_the_same_problems(checkout):
    change(record(checkout, "HR"), "quote: No findings.", "quote: No findngs.")
    assert problems(checkout) == problems(checkout, record(checkout, "HR"))


def test_two_processes_find_what_one_finds(checkout):
    change(record(checkout, "HR"), "quote: No findings.", "quote: No findngs.")
    one = run("validate", "--jobs", "1", "--fresh", root=checkout.root).stdout
    assert run("validate", "--jobs", "2", "--fresh", root=checkout.root).stdout == one


@pytest.mark.parametrize("name", ["elsewhere/responses/AT.yaml", "data/package.txt", "/", ".."])
def test_a_path_that_is_no_record_is_a_problem(checkout, name):
    for existing in ("elsewhere/responses/AT.yaml", "data/package.txt"):
        (checkout.root / existing).parent.mkdir(parents=True, exist_ok=True)
        (checkout.root / existing).write_text("", "utf-8")
    result = run("validate", name, root=checkout.root, cwd=checkout.root)
    assert result.returncode == 1
    assert ": F00 " in result.stdout
    assert "Traceback" not in result.stderr


def test_a_checkout_without_queries_cannot_be_checked(tmp_path):
    result = run("validate", root=tmp_path)
    assert result.returncode == 2
    assert result.stderr == f"validate: {tmp_path} is not a checkout: it has no folder data; name its top with --root\n"
