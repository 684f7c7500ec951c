"""The workflows and forms, as linters of their own read them; the scripts of the comment, as node runs them."""

import json
import os
import shutil
import subprocess

import pytest

from ahq.core.checkout import HOME

GITHUB = HOME / ".github"
TOOLS = HOME / ".cache" / "beyond" / "installed" / "bin"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
CONFIG = GITHUB / "ISSUE_TEMPLATE" / "config.yml"
FORMS = sorted(set((GITHUB / "ISSUE_TEMPLATE").glob("*.yml")) - {CONFIG})
SCHEMAS = {
    "vendor.github-workflows": WORKFLOWS,
    "custom.github-workflows-require-timeout": WORKFLOWS,
    "vendor.github-issue-forms": FORMS,
    "vendor.github-issue-config": [CONFIG],
}

needs_tools = pytest.mark.skipif(not TOOLS.is_dir(), reason="the validators are not installed; run `make test-all`")
needs_node = pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")


def _run(*command, **options) -> subprocess.CompletedProcess:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120, **options)


@needs_tools
@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_files_fit_their_schema(schema):
    done = _run(TOOLS / "check-jsonschema", "--builtin-schema", schema, *SCHEMAS[schema])
    assert done.returncode == 0, done.stdout + done.stderr


@needs_tools
def test_a_form_that_does_not_fit_is_refused(tmp_path):
    form = tmp_path / "form.yml"
    form.write_text(FORMS[0].read_text("utf-8").replace("type: textarea", "type: essay"), "utf-8")
    assert _run(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-issue-forms", form).returncode == 1


@needs_tools
def test_zizmor_finds_nothing():
    done = _run(TOOLS / "zizmor", "--offline", "--no-progress", "--persona", "auditor", *WORKFLOWS)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_tools
def test_zizmor_finds_what_is_put_in(tmp_path):
    path = tmp_path / ".github" / "workflows" / "check.yml"
    path.parent.mkdir(parents=True)
    text = (GITHUB / "workflows" / "check.yml").read_text("utf-8")
    path.write_text(text.replace("run: make test-all", "run: echo ${{ github.event.pull_request.title }}"), "utf-8")
    done = _run(TOOLS / "zizmor", "--offline", "--no-progress", "--format", "json", path)
    assert "template-injection" in {finding["ident"] for finding in json.loads(done.stdout)}


@needs_node
def test_the_scripts_of_the_comment_hold_their_own_tests():
    tests = sorted((GITHUB / "scripts").glob("*.test.mjs"))
    assert [path.name.replace(".test", "") for path in tests] == sorted(
        path.name for path in (GITHUB / "scripts").glob("*.mjs") if ".test." not in path.name
    )
    done = _run("node", "--test", *tests)
    assert done.returncode == 0, done.stdout


@needs_node
@pytest.mark.parametrize(
    ("association", "names", "exit_code"),
    [
        ("NONE", ["data/queries/q/responses/AT.yaml", "docs/rules.md"], 0),
        ("NONE", ["data/queries/q/responses/AT.yaml", "scripts/fix.py"], 1),
        ("MEMBER", ["scripts/fix.py"], 0),
        ("CONTRIBUTOR", ["data/x\nscripts/y", "Makefile"], 1),
        ("NONE", [], 0),
    ],
)
def test_who_may_change_what(association, names, exit_code):
    command = ["node", str(GITHUB / "scripts" / "who.mjs")]
    variables = {**os.environ, "ASSOCIATION": association}
    done = _run(*command, input="".join(f"{name}\0" for name in names), env=variables)
    assert done.returncode == exit_code, done.stderr
    assert ("::error" in done.stdout) == bool(exit_code)
    for name in names:
        assert (f"  {name}\n" in done.stdout) == (bool(exit_code) and not name.startswith(("data/", "docs/")))
