"""The workflows: least permissions, pinned actions, no text of a change in a script; their steps, done by hand."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from ahq.core.checkout import HOME, Checkout
from conftest import QUERY
from dev import walks

FOLDER = HOME / ".github" / "workflows"
FORMS = HOME / ".github" / "ISSUE_TEMPLATE"
PATHS = sorted(FOLDER.glob("*.yml"))
WORKFLOWS = {path.name: yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader) for path in PATHS}
JOBS = [
    pytest.param(workflow, job, id=f"{name}:{key}")
    for name, workflow in WORKFLOWS.items()
    for key, job in workflow["jobs"].items()
]
MAY_WRITE = {
    ("comment.yml", "pull-requests"),
    ("import.yml", "contents"),
    ("import.yml", "issues"),
    ("import.yml", "pull-requests"),
    ("refresh.yml", "contents"),
    ("release.yml", "contents"),
    ("release.yml", "id-token"),
    ("release.yml", "attestations"),
    ("site.yml", "pages"),
    ("site.yml", "id-token"),
}
RECORD = f"data/queries/{QUERY}/responses/HR.yaml"


def _runs(workflow: dict) -> list[str]:
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


def _scripts(job: dict) -> list[str]:
    """Return what a job runs: lines of shell, and of JavaScript."""
    return [text for step in job["steps"] for text in (step.get("run"), step.get("with", {}).get("script")) if text]


def _targets() -> list[str]:
    """Return the targets that the workflows ask make for."""
    calls = [re.split(r"[>|;]", call)[0].split() for w in WORKFLOWS.values() for call in _calls(w)]
    named = [[word for word in words if not word.startswith("-") and "=" not in word] for words in calls]
    return sorted({target for words in named for target in words or ["all"]})


def _calls(workflow: dict) -> list[str]:
    return [call for run in _runs(workflow) for call in re.findall(r"^make\b(.*)$", run, re.MULTILINE)]


def test_the_workflows_are_found():
    assert {"check.yml", "comment.yml", "refresh.yml"} <= set(WORKFLOWS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_commit_with_its_version(path):
    used = re.findall(r"^.*\buses:.*$", path.read_text("utf-8"), re.MULTILINE)
    assert used
    for line in used:
        assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_an_action_has_the_same_pin_everywhere():
    pins = re.findall(r"uses: ([\w./-]+)@(.+)", "".join(path.read_text("utf-8") for path in PATHS))
    assert len(set(pins)) == len(dict(pins))


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nothing_is_allowed_unless_a_job_asks_and_only_few_may_write(name):
    workflow = WORKFLOWS[name]
    assert workflow["permissions"] == {}
    asked = {
        (name, what) for job in workflow["jobs"].values() for what, how in job["permissions"].items() if how != "read"
    }
    assert asked <= MAY_WRITE


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_workflow_with_secrets_runs_for_a_change(name):
    workflow = WORKFLOWS[name]
    assert "pull_request_target" not in workflow["on"]
    assert "secrets." not in (FOLDER / name).read_text("utf-8")
    if any("write" in job["permissions"].values() for job in workflow["jobs"].values()):
        assert "pull_request" not in workflow["on"]


@pytest.mark.parametrize(("workflow", "job"), JOBS)
def test_no_expression_becomes_part_of_a_script(workflow, job):
    assert not [script for script in _scripts(job) if "${{" in script]


@pytest.mark.parametrize(("workflow", "job"), JOBS)
def test_every_job_ends_and_leaves_no_token_behind(workflow, job):
    assert int(job["timeout-minutes"]) <= 30
    checkouts = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] == "false" for step in checkouts)
    assert "group" in workflow["concurrency"]


def test_a_job_that_may_write_runs_nothing_of_a_change():
    (job,) = WORKFLOWS["comment.yml"]["jobs"].values()
    (checkout,) = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert "ref" not in checkout["with"]
    assert not [step for step in job["steps"] if "run" in step]
    assert not [run for run in _runs({"jobs": {"commit": WORKFLOWS["refresh.yml"]["jobs"]["commit"]}}) if "make" in run]


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
@pytest.mark.parametrize("target", _targets())
def test_make_knows_every_target_that_a_workflow_asks_for(target):
    done = subprocess.run(["make", "-n", target], cwd=HOME, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_a_dev_container_makes_the_environment_and_has_the_editor_s_extension():
    container = json.loads((HOME / ".devcontainer" / "devcontainer.json").read_bytes())
    assert container["postCreateCommand"] == "make .venv/.test"
    assert "\n$(VENV)/.test:" in (HOME / "Makefile").read_text("utf-8")
    wanted = json.loads((HOME / ".vscode" / "extensions.json").read_bytes())["recommendations"]
    assert set(wanted) <= set(container["customizations"]["vscode"]["extensions"])


def test_the_comment_waits_for_the_check_and_takes_what_it_hands_over():
    waits = WORKFLOWS["comment.yml"]["on"]["workflow_run"]["workflows"]
    assert waits == [WORKFLOWS["check.yml"]["name"]]
    handed = [
        step["with"]["name"]
        for step in WORKFLOWS["check.yml"]["jobs"]["summary"]["steps"]
        if "name" in step.get("with", {})
    ]
    assert handed == ["handover"]
    assert 'name: "handover"' in (HOME / ".github" / "scripts" / "pull.mjs").read_text("utf-8")


def test_a_file_of_anybody_is_read_where_nothing_can_be_written_and_only_a_maintainer_starts_it():
    workflow = WORKFLOWS["import.yml"]
    assert workflow["on"] == {"issues": {"types": ["labeled"]}}
    assert all("github.event.label.name == 'import'" in job["if"] for job in workflow["jobs"].values())
    assert workflow["jobs"]["read"]["permissions"] == {"contents": "read"}
    assert not [run for run in _runs({"jobs": {"propose": workflow["jobs"]["propose"]}}) if "make" in run]
    labels = [yaml.safe_load(path.read_text("utf-8")).get("labels") for path in FORMS.glob("*.yml")]
    assert not any("import" in (each or ()) for each in labels)  # a form must not start it


# What the job `summary` does on a pull request, step by step.


def _git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"]
    return subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def merge(tmp_path_factory):
    """A checkout as GitHub makes it: the merge of a change with main, which went on meanwhile."""
    if not (HOME / ".venv" / ".pipeline").exists():
        pytest.skip("there is no .venv; run `make test`")
    folder = walks.clone(Checkout(), tmp_path_factory.mktemp("merge") / "checkout")
    _git(folder, "switch", "-qc", "change")
    path = folder / RECORD
    text = path.read_text("utf-8")
    assert "value: supported\n" in text
    path.write_text(text.replace("value: supported\n", "value: supported-with-reservations \n", 1), "utf-8")
    _git(folder, "commit", "-qam", "change")
    _git(folder, "switch", "-q", "main")
    _git(folder, "commit", "-qm", "meanwhile", "--allow-empty")
    _git(folder, "merge", "-q", "--no-ff", "-m", "merge", "change")
    return folder


@pytest.fixture(scope="module")
def handover(merge, tmp_path_factory):
    """What the job hands over for that merge."""
    temp = tmp_path_factory.mktemp("runner")
    summary = temp / "summary.md"
    variables = {"RUNNER_TEMP": str(temp), "GITHUB_STEP_SUMMARY": str(summary), "BASE": "main", "PATH": "/usr/bin:/bin"}
    for script in _runs({"jobs": {"summary": WORKFLOWS["check.yml"]["jobs"]["summary"]}}):
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        done = subprocess.run(command, cwd=merge, env=variables, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
    assert summary.read_text("utf-8") == (temp / "handover" / "comment.md").read_text("utf-8")
    return temp / "handover"


def test_the_summary_is_handed_over_with_the_command_that_gives_it(handover):
    text = (handover / "comment.md").read_text("utf-8")
    assert re.match(r"\*\*\d+ new problem", text)
    assert "make diff BASE=origin/main" in text


def test_the_repairs_are_handed_over_with_the_lines_of_the_change(merge, handover):
    patch = (handover / "fix.patch").read_text("utf-8")
    lines = _git(merge, "show", f"change:{RECORD}").splitlines()
    number = lines.index("  value: supported-with-reservations ") + 1
    [hunk] = re.findall(r"^@@ -(\d+) \+(\d+) @@.*\n-(.*)\n\+(.*)\n", patch, re.MULTILINE)
    assert hunk == (str(number), str(number), lines[number - 1], "  value: supported-with-reservation")


# What the job `check` says of generated files that a change did not bring along.

STALE = "Build the generated files, and compare them with those of the change"


@pytest.fixture
def change(tmp_path):
    """A clone of a repository with one commit, and a make that writes what it is told to write."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    for name in ("data", "schemas", "scripts"):
        (origin / name).mkdir(parents=True)
        (origin / name / "file").write_text("old", "utf-8")
    _git(origin, "init", "-q", "-b", "main")
    _git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    _git(origin, "add", "--all")
    _git(origin, "commit", "-qm", "base")
    _git(tmp_path, "clone", "-q", str(origin), "clone")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "make").write_text('#!/bin/sh\ntest -z "$WRITES" || echo new > "$WRITES"\n', "utf-8")
    (tmp_path / "bin" / "make").chmod(0o755)
    return clone


def _stale(clone: Path, base: str, writes: str) -> subprocess.CompletedProcess:
    [script] = [step["run"] for step in WORKFLOWS["check.yml"]["jobs"]["check"]["steps"] if step.get("name") == STALE]
    temp = clone.parent
    variables = {"GITHUB_STEP_SUMMARY": str(temp / "summary"), "BASE": base, "WRITES": writes}
    variables["PATH"] = f"{temp / 'bin'}:/usr/bin:/bin"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=clone, env=variables, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(os.name == "nt", reason="the job runs on Linux")
@pytest.mark.parametrize(
    ("changed", "writes", "code", "said"),
    [
        ("scripts", "", 0, ""),
        ("data", "docs.md", 0, "::notice title=generated files::"),
        ("scripts", "docs.md", 1, "::error title=generated files::"),
        ("schemas", "docs.md", 1, "::error title=generated files::"),
    ],
)
def test_stale_files_are_an_error_where_the_code_changed_and_a_notice_elsewhere(change, changed, writes, code, said):
    base = _git(change, "rev-parse", "HEAD").strip()
    (change / changed / "file").write_text("new", "utf-8")
    _git(change, "commit", "-qam", "change")
    done = _stale(change, base, writes)
    assert done.returncode == code
    assert re.findall("^::.*::", done.stdout, re.MULTILINE) == [said] * bool(said)


@pytest.mark.skipif(os.name == "nt", reason="the job runs on Linux")
def test_stale_files_are_an_error_where_the_base_is_not_known(change):
    assert _stale(change, "0" * 40, "docs.md").returncode == 1


def test_the_workflow_and_contributing_name_the_same_commands_where_there_is_no_make():
    steps = WORKFLOWS["check.yml"]["jobs"]["elsewhere"]["steps"]
    [run] = [step["run"] for step in steps if step.get("name") == "Build and test without make"]
    [block] = re.findall(r"```powershell\n(.*?)```", (HOME / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL)
    said = block.replace("\\", "/").replace("py -3.11 ", "python ").splitlines()
    assert said[0] == '$env:PYTHONUTF8 = "1"'
    assert said[1:] == run.replace(" --quiet --require-hashes", " --require-hashes").splitlines()


# What import.yml pushes, whatever the job that read the file hands over.


def test_of_what_an_import_hands_over_only_records_and_archived_texts_are_pushed(tmp_path):
    there, checkout = tmp_path / "there.git", tmp_path / "checkout"
    there.mkdir(), checkout.mkdir()
    _git(there, "init", "-q", "--bare")
    _git(checkout, "init", "-q", "-b", "main")
    _git(checkout, "remote", "add", "origin", str(there))
    _git(checkout, "commit", "-q", "--allow-empty", "-m", "begin")
    good = ["data/queries/2014-x/query.yaml", "data/queries/2014-x/responses/AT.yaml", "data/sources/2014-x.md"]
    bad = [".github/workflows/x.yml", "Makefile", "scripts/x.py", "data/tables/answers.csv", "data/queries/2014-x/x.py"]
    for path in [*good, *bad]:
        (checkout / path).parent.mkdir(parents=True, exist_ok=True)
        (checkout / path).write_text("x\n", "utf-8")
    _git(checkout, "add", ".")
    (tmp_path / "handover").mkdir()
    (tmp_path / "handover" / "import.patch").write_text(_git(checkout, "diff", "--cached", "--binary"), "utf-8")
    _git(checkout, "rm", "-rqf", ".")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gh").write_text("#!/bin/sh\n", "utf-8")
    (tmp_path / "bin" / "gh").chmod(0o755)
    (script,) = _runs({"jobs": {"propose": WORKFLOWS["import.yml"]["jobs"]["propose"]}})
    variables = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "RUNNER_TEMP": str(tmp_path), "ISSUE": "5", "RUN": "7"}
    variables["GITHUB_OUTPUT"] = str(tmp_path / "output")
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=checkout, env=variables, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _git(there, "ls-tree", "-r", "--name-only", "import/issue-5-7").split() == good
    assert (tmp_path / "output").read_text("utf-8") == "branch=import/issue-5-7\n"


# What release.yml does with a tag, step by step, but for what only GitHub can: attest, and draft.


def test_a_release_is_built_twice_and_only_the_job_that_builds_nothing_may_write():
    jobs = WORKFLOWS["release.yml"]["jobs"]
    assert WORKFLOWS["release.yml"]["on"] == {"push": {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}}
    assert len(jobs["build"]["strategy"]["matrix"]["copy"]) == 2
    assert set(jobs["build"]["permissions"].values()) == {"read"}
    assert not [run for run in _runs({"jobs": {"draft": jobs["draft"]}}) if "make" in run]
    assert "--draft" in _runs({"jobs": {"draft": jobs["draft"]}})[-1]
