"""What people write on the command line of make arrives as it is, and nothing of it runs."""

import os
import re
import shutil
import subprocess

import pytest

from ahq.core.checkout import HOME

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
HOSTILE = [
    "Costs $500 and 100% of $HOME",
    "$(shell touch pwned)",
    "`touch pwned`",
    "$$(touch pwned)",
    'a"b',
    "a'b",
    "a;touch pwned",
    "%.x #y",
]
PRINT = "printed:\n\t@printf '%s' \"$$TITLE\"\n"


def make(*arguments, folder):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "-s", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "Makefile").write_text(f"{(HOME / 'Makefile').read_text('utf-8')}\n{PRINT}", "utf-8")
    return tmp_path


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_arrives_as_it_was_written(folder, value):
    result = make("printed", f"TITLE={value}", folder=folder)
    assert (result.stdout, result.stderr) == (value, "")
    assert [path.name for path in folder.iterdir()] == ["Makefile"]


def values():
    """Return the variables that people write on the command line, as the Makefile lists them."""
    text = (HOME / "Makefile").read_text("utf-8").replace("\\\n", " ")
    return re.findall(r"^VALUES := (.*)$", text, re.MULTILINE)[0].split()


def test_every_variable_with_a_default_that_a_command_takes_is_one_of_the_values():
    text = (HOME / "Makefile").read_text("utf-8")
    assert set(re.findall(r"^([A-Z_]+) \?=", text, re.MULTILINE)) - {"PYTHON"} == set(values())


def test_no_recipe_lets_make_read_a_value():
    recipes = "\n".join(re.findall(r"^\t.*$", (HOME / "Makefile").read_text("utf-8"), re.MULTILINE))
    for name in values():
        used = re.findall(rf"\$[({{]{name}[)}}]", re.sub(rf"\$\(if \$\({name}\),", "", recipes))
        assert used == [], f"{name} is pasted into a command"


@pytest.mark.parametrize("name", values())
def test_each_value_arrives_as_it_was_written(folder, name):
    value = " ".join(HOSTILE)
    print_ = f"printed:\n\t@printf '%s' \"$${name}\"\n"
    (folder / "Makefile").write_text(f"{(HOME / 'Makefile').read_text('utf-8')}\n{print_}", "utf-8")
    result = make("printed", f"{name}={value}", folder=folder)
    assert (result.stdout, result.stderr) == (value, "")
    assert [path.name for path in folder.iterdir()] == ["Makefile"]


# What each target is given, where no environment need be set up for it: its command says what it got.
TARGETS = {
    "validate": ("FILES", "FORMAT"),
    "new": ("QUERY", "COUNTRY", "LABEL"),
    "new-query": ("TITLE", "DATE", "QUESTIONS", "ID", "SOURCE"),
    "import": ("SOURCE", "ID", "CODEBOOK"),
    "show": ("FILES",),
    "review": ("FILES", "YES"),
    "format": ("FILES", "CHECK"),
    "fix": ("FILES",),
    "diff": ("BASE", "FORMAT"),
    "site": ("SITE_URL",),
    "serve": ("PORT",),
    "changelog": ("VERSION",),
    "entry": ("VERSION",),
    "release": ("VERSION",),
    "verify": ("DIST",),
    "bench": ("RECORDS", "STRICT"),
    "mutate": ("MODULES", "MINUTES", "SAMPLE"),
    "campaign": ("CAMPAIGN", "RUNS"),
}


def test_every_value_is_given_to_a_target():
    assert {name for names in TARGETS.values() for name in names} == set(values())


@pytest.fixture
def dry(tmp_path):
    """The Makefile with commands that only print what they are given, and environments that stand already."""
    text = (HOME / "Makefile").read_text("utf-8")
    (tmp_path / "Makefile").write_text(re.sub(r"(?m)^\tset|^RUN := .*$", "RUN := ./said", text), "utf-8")
    for name in ("said", ".venv-import/bin/python"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text('#!/bin/sh\nfor word; do printf "<%s>\\n" "$word"; done\n')
        (tmp_path / name).chmod(0o755)
    stamps = re.findall(r"^(\$\(\w+\)/\.\w+):", text, re.MULTILINE)
    places = [f"{stamp.replace('$(VENV)', '.venv').replace('$(IMPORT)', '.venv-import')}" for stamp in stamps]
    tools = [
        *(f".cache/bench/{peer}/.ready" for peer in ("installed", "with-clib", "node_modules")),
        ".cache/mutation/env/.ready",
    ]
    shutil.copytree(HOME / "requirements", tmp_path / "requirements")
    for path in (tmp_path / "requirements").iterdir():
        os.utime(path, (0, 0))
    for name in (*places, *tools):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (10, 10))  # none is newer than what it rests on
    return tmp_path


@pytest.mark.parametrize(("target", "name"), [(target, name) for target, names in TARGETS.items() for name in names])
def test_a_target_hands_on_what_it_is_given_and_runs_nothing_of_it(dry, target, name):
    hostile = "$(shell touch pwned)$HOME`touch pwned`;touch pwned'\"#%"
    result = make(target, f"{name}={hostile}", folder=dry)
    assert not (dry / "pwned").exists()
    assert result.stderr == ""
    split = [f"<{word}>" for word in hostile.split()]
    flags = name in ("CHECK", "STRICT", "YES", "CODEBOOK")
    said = result.stdout.splitlines()
    assert flags or f"<{hostile}>" in said or all(word in said for word in split), result.stdout
