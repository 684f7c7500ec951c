"""``make diff`` as a reviewer runs it: in a repository, against a revision, exactly the rows that differ."""

import json
import os

import pytest

from conftest import QUERY, change, commit, git, record, run


def diff(checkout, base="main", code=0, **options):
    result = run("diff", base, "--format", "json", root=checkout.root, **options)
    assert result.returncode == code, result.stdout + result.stderr
    return json.loads(result.stdout)


def test_nothing_changed(repository):
    found = diff(repository)
    assert (found["level"], found["changes"], found["problems"]["brought"]) == ("none", [], [])


def test_one_code_one_note_and_one_new_record_give_exactly_those_rows(repository):
    croatia, austria = record(repository, "HR"), record(repository, "AT")
    new = austria.read_bytes()
    austria.unlink()
    commit(repository, "without Austria")
    austria.write_bytes(new)
    change(croatia, "  value: supported\n", "  value: supported-with-reservation\n")
    change(croatia, "  status: placeholder\n", "  status: placeholder\n  note: Printed as small letters.\n")
    run("format", croatia, root=repository.root)
    found = diff(repository)
    assert found["level"] == "minor"
    assert found["problems"]["brought"] == []
    of_croatia = [(c["table"], c["field"], c["old"], c["new"]) for c in found["changes"] if "HR" in c["key"]]
    code = ("supported", "supported-with-reservation")
    assert of_croatia == [
        ("answers", "source_note", "", "Printed as small letters."),
        ("codings", "code", *code),
        ("evidence", "code", *code),
        (f"codings_wide-{QUERY}", "option_report", *code),
    ]
    others = {tuple(c["key"][:2]) for c in found["changes"] if "HR" not in c["key"]}
    assert others == {(QUERY, "AT")}
    assert {c["old"] for c in found["changes"] if "HR" not in c["key"]} == {""}


def test_one_word_of_an_answer_is_shown_and_its_problems_are_told_from_those_before(repository):
    change(record(repository, "HR"), "Croatia\n", "Croatia \n")
    commit(repository, "with a blank too many")
    assert [p["rule"] for p in diff(repository)["problems"]["known"]] == ["F14"]
    change(record(repository, "HR"), "    N/a\n", "    N/A\n")
    change(record(repository, "HR"), "quote: N/a\n", "quote: N/A\n")
    found = diff(repository, code=1)
    assert [p["rule"] for p in found["problems"]["known"]] == ["F14"]
    assert {p["rule"] for p in found["problems"]["brought"]} == {"T02"}
    changed = {(c["table"], c["field"], c["old"], c["new"]) for c in found["changes"]}
    assert changed == {("answers", "text", "N/a", "N/A"), ("evidence", "quote", "N/a", "N/A")}


def test_a_problem_that_moved_by_a_line_is_not_new(repository):
    change(record(repository, "HR"), "Croatia\n", "Croatia \n")
    commit(repository, "with a blank too many")
    change(record(repository, "HR"), "query:", "# a line more\nquery:")
    found = diff(repository)
    assert [p["rule"] for p in found["problems"]["known"]] == ["F14"]


def test_records_that_give_no_tables_are_told(repository):
    record(repository, "HR").write_text("a: [\n")
    result = run("diff", "main", root=repository.root)
    assert result.returncode == 1
    assert "cannot be built until" in result.stdout
    assert "F06" in result.stdout


def test_the_markdown_begins_with_the_verdict_and_names_the_command(repository):
    change(record(repository, "HR"), "  value: supported\n", "  value: not-supported\n")
    shown = run("diff", "main", "--format", "markdown", root=repository.root).stdout
    assert shown.startswith("**No new problem. Rows: 0 added, 0 removed, 3 changed, in 3 tables. Version level: patch")
    assert "`make diff BASE=main`" in shown
    assert shown.count("<details>") == shown.count("</details>") == 3
    assert "| ` supported ` | ` not-supported ` |" in shown


@pytest.mark.parametrize("base", ["nowhere", "--help", "-h", "", "main:data", "$(id)"])
def test_a_base_that_git_does_not_know(repository, base):
    result = run("diff", "--", base, root=repository.root)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert "git knows no revision" in result.stderr


def test_a_base_without_a_package_and_a_folder_without_git(repository, checkout, tmp_path):
    git(repository, "rm", "--quiet", "--cached", "datapackage.json")
    git(repository, "commit", "--quiet", "--message", "no package")
    result = run("diff", "main", root=repository.root)
    assert (result.returncode, "no datapackage.json" in result.stderr) == (2, True)
    (repository.root / ".git").rename(tmp_path / "elsewhere")
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path)}
    result = run("diff", "main", root=repository.root, env=environment)
    assert (result.returncode, "git knows no revision" in result.stderr) == (2, True)
