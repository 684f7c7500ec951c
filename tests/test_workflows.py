"""The workflows: least permissions, pinned actions, no text of a change in a script; their steps, done by hand."""

import json
import os
import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

import outputs
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ahq.core.checkout import HOME, Checkout
from ahq.publishing import generated
from conftest import QUERY, misspell_a_code
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
on_linux = pytest.mark.skipif(os.name == "nt", reason="the job runs on Linux")


def _runs(workflow: dict) -> list[str]:
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


def _step(name: str, job: str, step: str) -> dict:
    """Return a step of a workflow by its name."""
    [found] = [one for one in WORKFLOWS[name]["jobs"][job]["steps"] if one.get("name") == step]
    return found


def _bash(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess:
    """Run a script as a workflow does."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    variables = {"PATH": "/usr/bin:/bin"} | variables
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=300)


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


@pytest.mark.parametrize("name", sorted({name for name, _ in MAY_WRITE}))
def test_a_workflow_that_may_write_is_never_cut_off(name):
    assert WORKFLOWS[name]["concurrency"]["cancel-in-progress"] == "false"


@pytest.mark.parametrize(("name", "job"), [("refresh.yml", "build"), ("site.yml", "make")])
def test_what_main_starts_is_left_out_in_a_fork(name, job):
    assert WORKFLOWS[name]["jobs"][job]["if"] == "${{ !github.event.repository.fork }}"
    assert all(job in other["needs"] for key, other in WORKFLOWS[name]["jobs"].items() if key != job)


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


def _speaks(**run: str) -> bool:
    """Say whether the comment is written after such a run: the condition of the job, read as Python."""
    [job] = WORKFLOWS["comment.yml"]["jobs"].values()
    condition = re.sub(r"github\.event\.workflow_run\.(\w+)", r"run['\1']", job["if"])
    condition = condition.replace("&&", "and").replace("||", "or")
    known = {"contains": lambda texts, text: text in texts, "fromJSON": json.loads, "startsWith": str.startswith}
    return eval(condition, {"__builtins__": {}, "run": run, **known})


@pytest.mark.parametrize(
    ("conclusion", "path", "speaks"),
    [
        ("success", "check.yml", True),
        ("failure", "check.yml", True),
        ("timed_out", "check.yml", True),
        ("success", "check.yml@refs/heads/main", True),
        ("cancelled", "check.yml", False),
        ("action_required", "check.yml", False),
        ("success", "other.yml", False),
        ("success", "check.yml.yml", False),
    ],
)
def test_the_comment_speaks_of_runs_of_the_check_that_came_to_an_end(conclusion, path, speaks):
    run = {"conclusion": conclusion, "path": f".github/workflows/{path}"}
    assert _speaks(event="pull_request", **run) == speaks
    assert not _speaks(event="push", **run)


def test_the_comment_is_written_where_what_was_handed_over_is_broken():
    assert _step("comment.yml", "comment", "Fetch it")["continue-on-error"] == "true"
    assert _step("comment.yml", "comment", "Comment")["if"] == "steps.found.outputs.number"


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
    misspell_a_code(folder / RECORD, "s ")
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
    variables = {"RUNNER_TEMP": str(temp), "GITHUB_STEP_SUMMARY": str(summary), "BASE": "main"}
    for script in _runs({"jobs": {"summary": WORKFLOWS["check.yml"]["jobs"]["summary"]}}):
        done = _bash(script, merge, **variables)
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
    [number] = [number for number, line in enumerate(lines, 1) if line.endswith("s ")]
    [hunk] = re.findall(r"^@@ -(\d+) \+(\d+) @@.*\n-(.*)\n\+(.*)\n", patch, re.MULTILINE)
    assert hunk == (str(number), str(number), lines[number - 1], lines[number - 1].removesuffix("s "))


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


def _stale(clone: Path, before: str, writes: str) -> subprocess.CompletedProcess:
    temp = clone.parent
    variables = {"GITHUB_STEP_SUMMARY": str(temp / "summary"), "BEFORE": before, "WRITES": writes}
    return _bash(_step("check.yml", "check", STALE)["run"], clone, PATH=f"{temp / 'bin'}:/usr/bin:/bin", **variables)


def _proposed(change: Path) -> Path:
    """Return the checkout of a pull request: the merge of the change with main, whose code went on meanwhile."""
    _git(change, "switch", "-qc", "merge", "HEAD~1")
    (change / "scripts" / "meanwhile").write_text("new", "utf-8")
    _git(change, "add", "--all")
    _git(change, "commit", "-qm", "meanwhile")
    _git(change, "merge", "-q", "--no-ff", "-m", "merge", "main")
    _git(change.parent, "clone", "-q", "--depth", "2", "-b", "merge", change.as_uri(), "proposed")
    return change.parent / "proposed"


@on_linux
@pytest.mark.parametrize("event", ["push", "pull_request"])
@pytest.mark.parametrize(
    ("changed", "writes", "code", "said"),
    [
        ("scripts", "", 0, ""),
        ("data", "docs.md", 0, "::notice title=generated files::"),
        ("scripts", "docs.md", 1, "::error title=generated files::"),
        ("schemas", "docs.md", 1, "::error title=generated files::"),
    ],
)
def test_stale_files_are_an_error_where_the_code_changed_and_a_notice_elsewhere(
    change, event, changed, writes, code, said
):
    base = _git(change, "rev-parse", "HEAD").strip()
    (change / changed / "file").write_text("new", "utf-8")
    _git(change, "commit", "-qam", "change")
    done = _stale(change, base, writes) if event == "push" else _stale(_proposed(change), "", writes)
    assert done.returncode == code
    assert re.findall("^::.*::", done.stdout, re.MULTILINE) == [said] * bool(said)


@on_linux
def test_stale_files_are_an_error_where_the_commit_before_a_push_is_not_known(change):
    assert _stale(change, "0" * 40, "docs.md").returncode == 1


def test_a_pull_request_is_compared_with_what_it_was_merged_with():
    checkout, *_ = WORKFLOWS["check.yml"]["jobs"]["check"]["steps"]
    assert checkout["with"]["fetch-depth"] == "2"
    # GitHub names a commit "before" for a pull request too: the one that its branch had.
    assert "github.event_name == 'push' &&" in _step("check.yml", "check", STALE)["env"]["BEFORE"]


def test_what_the_tests_beyond_python_need_is_installed_before_them():
    runs = [step.get("run") for step in WORKFLOWS["check.yml"]["jobs"]["check"]["steps"]]
    assert runs.index("sudo sh tests/beyond/install.sh") < runs.index("make test-all")


# What CONTRIBUTING says to type where there is no make.


def _installed_without_make() -> list[str]:
    run = _step("check.yml", "elsewhere", "Build and test without make")["run"]
    return re.findall(r"-r requirements/(\w+)\.txt", run)


def test_the_tests_have_the_site_s_packages_too():
    names = _installed_without_make()
    assert names.index("site") < names.index("test")


@pytest.mark.parametrize("name", _installed_without_make())
@pytest.mark.parametrize(
    "system",
    [
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    ],
    ids=lambda system: system["platform_system"],
)
def test_the_pins_name_what_other_systems_need(name, system):
    text = (HOME / "requirements" / f"{name}.txt").read_text("utf-8")
    pinned = {canonicalize_name(package) for package in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
    for package in sorted(pinned):
        needs = [Requirement(line) for line in metadata.requires(package) or ()]
        here = [need for need in needs if need.marker is None or need.marker.evaluate({**system, "extra": ""})]
        assert {canonicalize_name(need.name) for need in here} <= pinned, package


def test_the_workflow_and_contributing_name_the_same_commands_where_there_is_no_make():
    run = _step("check.yml", "elsewhere", "Build and test without make")["run"]
    [block] = re.findall(r"```powershell\n(.*?)```", (HOME / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL)
    said = block.replace("\\", "/").replace("py -3.11 ", "python ").splitlines()
    assert said[0] == '$env:PYTHONUTF8 = "1"'
    assert said[1:] == run.replace(" --quiet --require-hashes", " --require-hashes").splitlines()


# What import.yml and refresh.yml push, whatever the job that built or read hands over.


@pytest.fixture
def pushing(tmp_path):
    """A checkout of one commit, the repository that it pushes to, and a gh that does nothing."""
    there, checkout = tmp_path / "there.git", tmp_path / "checkout"
    for folder in (there, checkout, tmp_path / "handover", tmp_path / "bin"):
        folder.mkdir()
    (tmp_path / "bin" / "gh").write_text("#!/bin/sh\n", "utf-8")
    (tmp_path / "bin" / "gh").chmod(0o755)
    _git(there, "init", "-q", "--bare", "-b", "main")
    _git(checkout, "init", "-q", "-b", "main")
    _git(checkout, "remote", "add", "origin", str(there))
    for path in ("Makefile", "data/sources/there.md", "docs/there.md"):
        (checkout / path).parent.mkdir(parents=True, exist_ok=True)
        (checkout / path).write_text(f"all of {path}\n" * 9, "utf-8")
    _git(checkout, "add", ".")
    _git(checkout, "commit", "-qm", "begin")
    _git(checkout, "push", "-q", "origin", "main")
    return checkout


def _hand_over(checkout: Path, name: str) -> None:
    """Make a patch of what differs in the checkout, and leave the checkout as it was."""
    _git(checkout, "add", ".")
    patch = _git(checkout, "diff", "--cached", "--binary", "-M")
    (checkout.parent / name).write_text(patch, "utf-8", newline="")
    _git(checkout, "reset", "-q", "--hard")


def _push(checkout: Path, workflow: str) -> subprocess.CompletedProcess:
    temp = checkout.parent
    job = {"import.yml": "propose", "refresh.yml": "commit"}[workflow]
    (script,) = _runs({"jobs": {job: WORKFLOWS[workflow]["jobs"][job]}})
    variables = {"RUNNER_TEMP": str(temp), "ISSUE": "5", "RUN": "7-1", "GITHUB_OUTPUT": str(temp / "output")}
    variables["GITHUB_SHA"] = _git(checkout, "rev-parse", "HEAD").strip()
    return _bash(script, checkout, PATH=f"{temp / 'bin'}:/usr/bin:/bin", **variables)


PATCHES = {"import.yml": "handover/import.patch", "refresh.yml": "refresh.patch"}


@on_linux
def test_of_what_an_import_hands_over_only_records_and_archived_texts_are_pushed(pushing):
    good = ["data/queries/2014-x/query.yaml", "data/queries/2014-x/responses/AT.yaml", "data/sources/2014-x.md"]
    bad = [".github/workflows/x.yml", "setup.py", "scripts/x.py", "data/tables/answers.csv", "data/queries/2014-x/x.py"]
    for path in [*good, *bad]:
        (pushing / path).parent.mkdir(parents=True, exist_ok=True)
        (pushing / path).write_text("::error::git prints a line with a blank at its end \n", "utf-8")
    _hand_over(pushing, PATCHES["import.yml"])
    done = _push(pushing, "import.yml")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    assert "::error" not in done.stderr
    there = pushing.parent / "there.git"
    assert _git(there, "diff", "--name-only", "main", "import/issue-5-7-1").split() == good
    assert (pushing.parent / "output").read_text("utf-8") == "branch=import/issue-5-7-1\n"


def _write(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x\n", "utf-8")
    return path


HOSTILE = {  # each is given the checkout, and the folder in it that may be written to
    "a rename of another file": lambda checkout, folder: (checkout / "Makefile").rename(folder / "new.md"),
    "a link": lambda _, folder: (folder / "new.md").symlink_to("../../Makefile"),
    "a program": lambda _, folder: _write(folder / "new.md").chmod(0o755),
    "a mode": lambda _, folder: (folder / "there.md").chmod(0o755),
    "a name with a line end": lambda _, folder: _write(folder / "n\new.md"),
    "a file further below": lambda _, folder: _write(folder / "below" / "new.md"),
}
HOSTILE_TO_IMPORT = {
    "a change": lambda _, folder: _write(folder / "there.md"),
    "a deletion": lambda _, folder: (folder / "there.md").unlink(),
}


@on_linux
@pytest.mark.parametrize(
    ("workflow", "how"),
    [
        *(("import.yml", how) for how in HOSTILE | HOSTILE_TO_IMPORT),
        *(("refresh.yml", how) for how in HOSTILE),
    ],
)
def test_nothing_is_pushed_where_the_patch_brings_anything_but_plain_files(pushing, workflow, how):
    there = pushing.parent / "there.git"
    before = _git(there, "for-each-ref")
    folder = pushing / {"import.yml": "data/sources", "refresh.yml": "docs"}[workflow]
    (HOSTILE | HOSTILE_TO_IMPORT)[how](pushing, folder)
    _hand_over(pushing, PATCHES[workflow])
    done = _push(pushing, workflow)
    assert done.returncode == 1
    assert "nothing is pushed" in done.stdout
    assert _git(there, "for-each-ref") == before


def test_an_import_is_pushed_to_another_branch_at_each_attempt_and_waits_for_itself_alone():
    push = _step("import.yml", "propose", "Push the drafts to a branch of their own")
    assert "github.run_attempt" in push["env"]["RUN"]
    assert "github.event.label.name" in WORKFLOWS["import.yml"]["concurrency"]["group"]


@on_linux
def test_no_word_of_an_imported_file_reaches_the_log(tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("::error::words of the file\n##[error]words\n", "utf-8")
    script = _step("import.yml", "read", "Keep the report")["run"]
    done = _bash(script, tmp_path, RUNNER_TEMP=str(tmp_path), REPORT=str(report))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "handover" / "report.txt").read_bytes() == report.read_bytes()


@on_linux
def test_a_patch_that_does_not_fit_is_not_shown_in_the_log(pushing):
    path = _write(pushing / "data" / "sources" / "##[error]x.md")
    _hand_over(pushing, PATCHES["import.yml"])
    _write(path)  # it is there already
    done = _push(pushing, "import.yml")
    assert (done.returncode, done.stdout.count("::error")) == (1, 1)
    assert "##[error]" not in done.stdout + done.stderr


@on_linux
def test_every_generated_file_is_refreshed_and_nothing_else(pushing):
    checkout = Checkout()
    tables = [table["path"] for table in json.loads(checkout.descriptor.read_bytes())["resources"]]
    wanted = {"datapackage.json", *tables, *generated.files(checkout, checkout.root)}
    wanted |= {*outputs.WITH_EXAMPLES, *outputs.WITH_WALKS}
    for path in (*wanted, "scripts/x.py"):
        (pushing / path).parent.mkdir(parents=True, exist_ok=True)
        (pushing / path).write_text("old\n", "utf-8")
    _git(pushing, "add", "--all")
    _git(pushing, "commit", "-qm", "stale")
    _git(pushing, "push", "-q", "origin", "main")
    make = pushing.parent / "bin" / "make"
    every = 'git ls-files | while read -r path; do echo new > "$path"; done'
    make.write_text(f"#!/bin/sh\n{every}\nrm docs/there.md\n", "utf-8")
    make.chmod(0o755)
    temp = pushing.parent
    variables = {"RUNNER_TEMP": str(temp), "GITHUB_OUTPUT": str(temp / "output")}
    script = _step("refresh.yml", "build", "Build, and keep what differs")["run"]
    done = _bash(script, pushing, PATH=f"{temp / 'bin'}:/usr/bin:/bin", **variables)
    assert (done.returncode, (temp / "output").read_text("utf-8")) == (0, "stale=true\n"), done.stderr
    _git(pushing, "reset", "-q", "--hard")
    done = _push(pushing, "refresh.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    changed = _git(temp / "there.git", "diff", "--name-only", "main~1", "main").splitlines()
    assert set(changed) == wanted | {"docs/there.md"}


# What release.yml does with a tag, step by step, but for what only GitHub can: attest, and draft.


def test_a_release_is_built_twice_and_only_the_job_that_builds_nothing_may_write():
    jobs = WORKFLOWS["release.yml"]["jobs"]
    assert WORKFLOWS["release.yml"]["on"] == {"push": {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}}
    assert len(jobs["build"]["strategy"]["matrix"]["copy"]) == 2
    assert set(jobs["build"]["permissions"].values()) == {"read"}
    assert not [run for run in _runs({"jobs": {"draft": jobs["draft"]}}) if "make" in run]
    assert "--draft" in _runs({"jobs": {"draft": jobs["draft"]}})[-1]


@on_linux
def test_only_a_commit_of_main_is_released(tmp_path):
    there, checkout = tmp_path / "there", tmp_path / "checkout"
    there.mkdir()
    _git(there, "init", "-q", "-b", "main")
    _git(there, "commit", "-q", "--allow-empty", "-m", "released")
    _git(there, "tag", "--annotate", "v1.0.0", "-m", "Version 1.0.0")
    _git(there, "commit", "-q", "--allow-empty", "-m", "main goes on")
    _git(there, "switch", "-qc", "aside")
    _git(there, "commit", "-q", "--allow-empty", "-m", "not reviewed")
    _git(there, "tag", "v1.0.1")
    _git(tmp_path, "clone", "-q", str(there), "checkout")
    first = next(step["run"] for step in WORKFLOWS["release.yml"]["jobs"]["build"]["steps"] if "run" in step)
    for tag, code in (("v1.0.0", 0), ("v1.0.1", 1)):
        _git(checkout, "switch", "-q", "--detach", tag)
        sha = _git(checkout, "rev-parse", tag).strip()
        assert _bash(first, checkout, GITHUB_SHA=sha).returncode == code, tag
