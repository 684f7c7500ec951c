"""How a command ends, and what it prints then, whatever happens in it."""

import os
import shutil
import subprocess
import sys

import pytest

from ahq.core import commands
from ahq.core.checkout import HOME
from ahq.core.errors import CannotRun
from conftest import QUERY, record, run


def execute(error):
    def main(arguments):
        raise error

    return commands.execute("count", main, [])


def test_the_exit_code_is_that_of_the_command():
    assert commands.execute("count", lambda arguments: len(arguments), ["a", "b", "c"]) == 3


def test_an_error_of_the_user_is_one_line(capsys):
    assert execute(CannotRun("there is no query; make one with\n  make import")) == 2
    assert capsys.readouterr() == ("", "count: there is no query; make one with make import\n")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            FileNotFoundError(2, "No such file or directory", "/none/x.csv"),
            "count: /none/x.csv: No such file or directory\n",
        ),
        (PermissionError(13, "Permission denied", str(HOME / "docs")), "count: docs: Permission denied\n"),
        (OSError(28, "No space left on device"), "count: No space left on device\n"),
    ],
)
def test_an_error_of_the_system_names_the_file(error, said, capsys):
    assert execute(error) == 2
    assert capsys.readouterr() == ("", said)


def test_an_interruption_is_silent(capsys):
    assert execute(KeyboardInterrupt()) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "error", [KeyError("variable"), AssertionError(), RecursionError(), MemoryError(), TypeError("x")]
)
def test_an_error_of_ours_is_one_line_and_a_report(error, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(commands, "REPORTS", tmp_path / "reports")
    assert execute(error) == 2
    report = tmp_path / "reports" / f"count-{os.getpid()}.txt"
    said = f"internal error in count; its report is {report}: please open an issue with it\n"
    assert capsys.readouterr() == ("", said)
    assert type(error).__name__ in report.read_text("utf-8")
    assert "Traceback" in report.read_text("utf-8")


def test_a_report_that_cannot_be_written_costs_only_the_report(capsys, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(commands, "REPORTS", tmp_path / "file" / "reports")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "file" / "tmp"))
    assert execute(KeyError("x")) == 2
    assert capsys.readouterr().err == "internal error in count; no report could be written (KeyError)\n"


def test_a_message_cannot_steer_the_terminal_nor_github(capsys):
    assert execute(CannotRun("::error::\x1b[2J")) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_a_wrong_option_is_one_line(capsys):
    with pytest.raises(SystemExit) as end:
        commands.parser("count", "Count.").parse_args(["--jobs"])
    assert end.value.code == 2
    assert capsys.readouterr().err == "count: unrecognized arguments: --jobs; count --help lists the options\n"


@pytest.mark.parametrize(
    "verb", ["validate", "new", "fix", "format", "normalise", "publish", "release", "changelog", "diff"]
)
def test_a_folder_that_is_no_checkout_is_told_by_every_command(verb, tmp_path):
    needed = {"new": ["--query", "x", "--country", "HR"], "release": ["1.0.0"], "diff": ["main"]}.get(verb, [])
    result = run(verb, *needed, root=tmp_path)
    said = f"{verb}: {tmp_path} is not a checkout: it has no folder data; name its top with --root\n"
    assert (result.returncode, result.stdout, result.stderr) == (2, "", said)


def validate(*arguments, **options):
    command = [sys.executable, str(HOME / "scripts" / "validate.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)


def test_a_record_is_found_from_another_folder_and_through_a_link(checkout, tmp_path):
    own = record(checkout, "HR")
    (tmp_path / "link").symlink_to(checkout.root)
    places = {
        own.relative_to(checkout.root): checkout.root,
        f"../{own.relative_to(checkout.data)}": checkout.reference,
        tmp_path / "link" / own.relative_to(checkout.root): tmp_path,
    }
    for place, folder in places.items():
        result = validate("--root", checkout.root, place, cwd=folder)
        assert (result.stdout, result.returncode) == ("1 record, no problem\n", 0)


@pytest.mark.parametrize("name", ["/", "..", os.devnull, "Makefile"])
def test_a_file_in_no_place_of_a_record_is_told(checkout, name, monkeypatch):
    monkeypatch.chdir(HOME)
    result = run("validate", name, root=checkout.root)
    assert result.returncode == 1
    assert ": F00 this is not the place of a record (data/queries/<query>/responses/<CC>.yaml)\n" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("verb", ["validate", "fix", "format"])
def test_files_that_do_not_exist_are_told_at_once(checkout, verb):
    result = run(verb, "/responses/x.yaml", record(checkout, "HR"), "a\x1bb", "", root=checkout.root)
    said = f"{verb}: there is no such file: /responses/x.yaml, a\N{REPLACEMENT CHARACTER}b, one without a name; "
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"{said}give paths relative to the current folder\n"


@pytest.mark.parametrize(
    ("verb", "arguments", "said"),
    [
        ("validate", ["--jobs", "-1"], 'argument --jobs: "-1" is not a whole number of 0 or more'),
        ("normalise", ["--jobs", "two"], 'argument --jobs: "two" is not a whole number of 0 or more'),
        ("serve", ["--port", "65536"], 'argument --port: "65536" is not a whole number of 0 to 65535'),
        ("changelog", ["--date", "2026-02-30"], 'argument --date: "2026-02-30" is not a day: write YYYY-MM-DD'),
        ("changelog", ["--date", "20260228"], 'argument --date: "20260228" is not a day: write YYYY-MM-DD'),
        ("diff", [], "the following arguments are required: BASE"),
    ],
)
def test_an_option_that_cannot_be_is_told(verb, arguments, said):
    result = run(verb, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"{verb}: {said}; {verb} --help lists the options\n"


@pytest.mark.parametrize("verb", ["diff", "changelog", "release"])
def test_a_checkout_without_its_history_is_told(checkout, verb):
    needed = {"diff": ["main"], "release": ["1.0.0"]}.get(verb, [])
    result = run(verb, *needed, root=checkout.root)
    said = f"{checkout.root} is not a git repository; clone it with git, a download has no history\n"
    before = 'git knows no revision "main" here: ' if verb == "diff" else ""
    assert (result.returncode, result.stdout, result.stderr) == (2, "", f"{verb}: {before}{said}")


def test_a_package_that_is_not_installed_is_told(tmp_path):
    """Before anything of a command runs: -S leaves the packages of the environment out."""
    command = [sys.executable, "-S", str(HOME / "scripts" / "validate.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    said = f"`make` sets up .venv with all that is needed: run .venv/bin/python, not {sys.executable}\n"
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"validate: No module named 'jsonschema_rs'; {said}"


@pytest.mark.parametrize("damaged", ["runner", "commands"])
def test_a_compiled_file_that_a_full_disk_cut_off_is_told_and_does_not_stay(tmp_path, damaged):
    command = [sys.executable, str(HOME / "scripts" / "validate.py"), "--help"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path)
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
    (compiled,) = tmp_path.rglob(f"scripts/ahq/*/{damaged}.*.pyc")
    compiled.write_bytes(compiled.read_bytes()[:100])
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    said = "a compiled file of Python is damaged; 1 removed; run the command again\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"validate: {said}")
    assert not compiled.exists()
    assert subprocess.run(command, env=environment, capture_output=True, timeout=60).returncode == 0


def test_an_error_of_ours_before_a_command_begins_is_one_line_and_a_report(tmp_path):
    shutil.copytree(HOME / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "scripts" / "ahq" / "checking" / "runner.py").write_text("1 / 0\n", "utf-8")
    command = [sys.executable, str(tmp_path / "scripts" / "validate.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    (report,) = (tmp_path / ".cache" / "reports").iterdir()
    said = f"internal error in validate; its report is .cache/reports/{report.name}: please open an issue with it\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert "ZeroDivisionError" in report.read_text("utf-8")


def test_a_library_that_ends_the_process_with_words_has_them_printed(capsys):
    assert execute(SystemExit("no colours here")) == 1
    assert capsys.readouterr() == ("", "no colours here\n")


def test_a_reader_who_stops_reading_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, str(HOME / "scripts" / "validate.py")]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, timeout=60)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(os.name == "nt", reason="Windows has code pages, not locales")
def test_a_terminal_that_knows_only_ascii_gets_every_line(checkout):
    path = record(checkout, "HR")
    path.write_text(path.read_text("utf-8").replace("label: Croatia", "label: Кроатия"), "utf-8")
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    result = validate("--root", checkout.root, path, env=environment)
    assert result.returncode == 1
    assert "\\u041a" in result.stdout
    assert result.stderr == ""


def test_the_query_of_a_name_that_leads_out_is_not_read(checkout):
    result = run("new", "--query", f"../queries/{QUERY}", "--country", "HR", root=checkout.root)
    assert result.returncode == 1
    assert "there is no query" in result.stderr
