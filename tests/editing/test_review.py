"""A review, as a second reader does it: what changed, what rests on it, and the marks that the command writes."""

import re
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from ahq.checking.checker import Checker
from ahq.core import strict_yaml
from ahq.corpus.record import answers_sha256
from conftest import QUERY, change, commit, git, record, run

HR = f"data/queries/{QUERY}/responses/HR.yaml"


def review(checkout, *arguments, country="HR"):
    return run("review", *arguments, record(checkout, country), root=checkout.root)


def problems(checkout, country="HR"):
    return [problem.rule for problem in Checker(checkout).record(record(checkout, country))]


@pytest.fixture
def changed(repository):
    """A repository in which source and record of Croatia say "found" where they said "findings"."""
    source = repository.sources / f"{QUERY}.md"
    change(source, "No findings.", "No evidence found.")
    path = record(repository, "HR")
    path.write_text(path.read_text("utf-8").replace("No findings.", "No evidence found."), "utf-8")
    text = (repository.queries / QUERY / "query.yaml").read_text("utf-8")
    old = text.split("  sha256: ", 1)[1].split("\n", 1)[0]
    change(repository.queries / QUERY / "query.yaml", old, sha256(source.read_bytes()).hexdigest())
    return repository


def test_what_changed_and_what_rests_on_it_is_shown_and_the_marks_are_written(changed):
    before = record(changed, "HR").read_text("utf-8")
    shown = review(changed)
    assert shown.returncode == 1
    lines = shown.stdout.split("\n")
    assert lines[0] == f"{HR}: since the last review"
    assert [line for line in lines if line.startswith("[")] == ["[2]"]
    assert {"  - findings.", "  + evidence found."} <= set(lines)
    assert '      "No evidence found."' in lines
    assert lines[-3:] == [
        f"{HR}: left unchanged; once you have read it, run this again with --yes (make: YES=1)",
        "0 of 1 record reviewed",
        "",
    ]
    assert record(changed, "HR").read_text("utf-8") == before

    done = review(changed, "--yes")
    assert (done.returncode, done.stdout.split("\n")[-2]) == (0, "1 of 1 record reviewed")
    marks = strict_yaml.read(record(changed, "HR").read_text("utf-8")).value["review"]
    value = strict_yaml.read(record(changed, "HR").read_text("utf-8")).value
    assert marks["date"] == datetime.now(UTC).date().isoformat()
    assert marks["answers_sha256"] == answers_sha256(value)
    assert problems(changed) == []
    again = review(changed)
    assert (again.returncode, again.stdout) == (
        0,
        f"{HR}: reviewed, and unchanged since\n1 of 1 record reviewed\n",
    )


def test_the_text_that_was_reviewed_is_found_behind_later_commits(changed):
    commit(changed, "the text alone")
    git(changed, "commit", "--quiet", "--allow-empty", "--message", "and nothing more")
    assert review(changed).stdout.startswith(f"{HR}: since the last review\n[2]\n")


def test_a_record_that_was_never_reviewed_is_shown_whole(repository):
    path = record(repository, "HR")
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("review:")] + "review:\n  status: draft\n", "utf-8")
    shown = review(repository).stdout.split("\n")
    assert shown[0] == f"{HR}: not reviewed yet, or the version that was reviewed is not in the git history here"
    answers = strict_yaml.read(text).value["answers"]
    assert [line for line in shown if line.startswith("[")] == [
        f"[{item}]" for item in dict.fromkeys(answer["item"] for answer in answers if "text" in answer)
    ]
    assert review(repository, "--yes").returncode == 0
    assert problems(repository) == []


def test_without_git_the_whole_text_is_shown(checkout):
    change(record(checkout, "HR"), "answers_sha256: a8", "answers_sha256: b8")
    assert review(checkout).stdout.startswith(
        f"{HR}: not reviewed yet, or the version that was reviewed is not in the git history here\n[1]\n"
    )


def test_a_response_that_is_not_disseminated_has_no_hash_to_review(repository):
    path = record(repository, "BE")
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("review:")] + "review:\n  status: draft\n", "utf-8")
    assert review(repository, "--yes", country="BE").returncode == 0
    marks = strict_yaml.read(path.read_text("utf-8")).value["review"]
    assert set(marks) == {"status", "date", "context_sha256"}
    assert (marks["status"], marks["date"]) == ("reviewed", datetime.now(UTC).date().isoformat())
    assert problems(repository, "BE") == []


def test_a_record_with_another_problem_is_not_reviewed(changed):
    path = record(changed, "HR")
    change(path, "  value: ongoing", "  value: ongoin")
    before = path.read_bytes()
    done = review(changed, "--yes")
    assert done.returncode == 1
    assert re.findall(" ([A-Z][0-9]{2}) ", done.stdout) == ["C04"]
    assert done.stdout.endswith("0 of 1 record reviewed\n")
    assert path.read_bytes() == before


def test_what_is_no_record_is_told(repository):
    done = run("review", repository.queries / QUERY / "query.yaml", root=repository.root)
    assert (done.returncode, "F00 this is not the place of a record" in done.stdout) == (1, True)
    assert run("review", repository.queries / "no.yaml", root=repository.root).returncode == 2


@pytest.mark.parametrize("text", ["answers: 5\n", "- 1\n", "??", "answers:\n- 1\n"])
def test_an_earlier_version_that_is_no_record_is_passed_over(changed, text):
    kept = record(changed, "HR").read_text("utf-8")
    record(changed, "HR").write_text(text, "utf-8")
    git(changed, "add", "--all")
    git(changed, "commit", "--quiet", "--message", "broken")
    record(changed, "HR").write_text(kept, "utf-8")
    assert review(changed).stdout.startswith(f"{HR}: since the last review\n[2]\n")
