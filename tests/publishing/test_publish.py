"""Normalise and publish as a maintainer runs them: all of it, or nothing."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ahq.core import publication
from ahq.core.checkout import HOME, Checkout
from ahq.core.table_schemas import NAMES, schemas
from ahq.corpus import reading
from ahq.publishing import as_loaded, package
from ahq.rules.package import AS_LOADED, FRESH
from conftest import QUERY, STANDARDS, change, make_checkout, record, run


def publish(checkout, *arguments, **options):
    """Normalise and publish, as ``make`` does; stop where make would."""
    result = run("normalise", root=checkout.root, **options)
    return result if result.returncode else run("publish", *arguments, root=checkout.root, **options)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """The fixture, published once for all tests of this file."""
    checkout = make_checkout(tmp_path_factory.mktemp("template") / "checkout")
    result = publish(checkout)
    assert result.returncode == 0, result.stderr
    return checkout


@pytest.fixture
def published(template, tmp_path):
    """A copy of the published fixture that a test may break."""
    return Checkout(shutil.copytree(template.root, tmp_path / "checkout"))


def state(checkout):
    files = [checkout.descriptor, *sorted(checkout.tables.glob("*.csv"))]
    return {path.name: path.read_bytes() for path in files}


def test_every_table_is_published_and_described(published):
    descriptor = package.published(published)
    names = [resource["name"] for resource in descriptor["resources"]]
    assert names == [*NAMES]
    assert {path.stem for path in published.tables.glob("*.csv")} == set(names)
    for key in ("version", "licenses", "sources", "contributors", "keywords", "created"):
        assert descriptor[key], key
    for resource in descriptor["resources"]:
        assert {"schema", "encoding", "bytes", "hash", "dialect", "rows"} <= resource.keys()


def test_the_same_input_gives_the_same_bytes(published, tmp_path):
    first = state(published)
    environment = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "77"}
    assert publish(published, env=environment, cwd=tmp_path).returncode == 0
    assert state(published) == first


def test_a_broken_record_publishes_nothing(published):
    before = state(published)
    change(record(published, "HR"), "  value: ongoing", "  value: ongoin")
    result = publish(published)
    assert result.returncode == 1
    assert "D0" in result.stderr
    assert "Traceback" not in result.stderr
    assert state(published) == before


def test_an_unreadable_record_publishes_nothing(published):
    before = state(published)
    record(published, "HR").write_text("a: [\n")
    result = publish(published)
    assert result.returncode == 2
    assert "F06" in result.stderr
    assert state(published) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of files")
@pytest.mark.parametrize("verb", ["normalise", "publish"])
def test_a_full_disk_publishes_nothing(published, verb):
    before = state(published)
    change_a_note(published)  # what has not changed is not written
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))"
    code = f"{limit}; import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); import sys; sys.argv = ['{verb}', '--root', {str(published.root)!r}]; import runpy; runpy.run_path({str(HOME / 'scripts' / f'{verb}.py')!r}, run_name='__main__')"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=HOME / "scripts", timeout=60
    )
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    assert state(published) == before


def change_a_note(checkout):
    """Give an answer of Croatia a note."""
    path = record(checkout, "HR")
    change(path, "  status: placeholder\n", "  status: placeholder\n  note: A note that is new in this record.\n")
    assert run("format", path, root=checkout.root).returncode == 0


@pytest.mark.parametrize("delay", [0.2, 0.8, 1.4, 2.0])
def test_a_killed_process_leaves_the_old_package_or_the_new_one(published, delay):
    before = state(published)
    change_a_note(published)
    assert run("normalise", root=published.root).returncode == 0
    command = [sys.executable, str(HOME / "scripts" / "publish.py"), "--root", str(published.root)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(delay)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    publication.recover(published, "test")
    after = state(published)
    assert as_loaded.problems(published.root) == []
    assert after == before or b"A note that is new" in after["answers.csv"]


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_a_publication_cut_off_between_two_moves_is_finished_by_the_next_run(published, moves, monkeypatch):
    change_a_note(published)
    assert run("normalise", root=published.root).returncode == 0
    staged = package.stage(published, schemas(), published.build / "tables")
    replace, done = Path.replace, []

    def stop_after(self, target):
        if len(done) == moves:
            raise KeyboardInterrupt
        done.append(self)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stop_after)
    try:
        package.replace_published(published, staged)
    except KeyboardInterrupt:
        monkeypatch.undo()
        assert run("validate", root=published.root).stdout == "3 records, no problem\n"  # any command makes up for it
    assert as_loaded.problems(published.root) == []
    assert (b"A note that is new" in state(published)["answers.csv"]) == (
        moves > 0
    )  # where nothing was new yet, all is old
    assert not (published.build / "decided").exists()


def test_check_tells_what_is_stale_and_changes_nothing(published):
    assert publish(published, "--check").returncode == 0
    before = state(published)
    change_a_note(published)
    result = publish(published, "--check")
    assert result.returncode == 1
    assert f"data/tables/answers.csv:1:1: P02 {FRESH.example.prints}\n" in result.stdout
    assert state(published) == before


def test_a_collapse_stops_the_publication(published):
    before = state(published)
    for country in ("AT", "HR"):
        record(published, country).unlink()
    result = publish(published)
    assert result.returncode == 1
    assert "D04" in result.stderr
    assert state(published) == before


def test_a_harmed_package_is_refused(published):
    path = published.tables / "answers.csv"
    path.write_bytes(path.read_bytes().replace(b"hints", b"hint", 1))
    problems = as_loaded.problems(published.root)
    assert {p.rule for p in problems} == {"P01"}
    assert AS_LOADED.example.prints in [p.message for p in problems]


def test_tables_are_built_again_where_anything_changed_and_only_there(published, monkeypatch):
    monkeypatch.delenv("AHQ_NO_CACHE", raising=False)
    answers = published.build / "tables" / "answers.csv"

    def is_built_again():
        before = answers.stat().st_ino if answers.exists() else None
        assert run("normalise", root=published.root).stdout == f"19 tables, {rows} rows, no problem\n"
        return answers.stat().st_ino != before

    result = run("normalise", root=published.root)
    rows = result.stdout.split()[2]
    whole = answers.read_bytes()
    assert not is_built_again()
    answers.write_bytes(whole[:-1])
    assert is_built_again()
    assert answers.read_bytes() == whole
    change_a_note(published)
    assert is_built_again()
    assert answers.read_bytes() != whole
    names = published.queries / QUERY / "variable_names.csv"
    names.unlink()
    assert run("publish", root=published.root).returncode == 0
    assert names.exists()
    assert not is_built_again()  # what publish writes among the records makes no table
    (published.root / ".cache" / "built-tables").write_bytes(b"\xff\n1 2")
    assert is_built_again()
    monkeypatch.setenv("AHQ_NO_CACHE", "1")
    assert is_built_again()


def test_a_sound_table_is_not_checked_again_until_it_or_what_it_points_to_changes(published, monkeypatch):
    monkeypatch.delenv("AHQ_NO_CACHE", raising=False)
    (published.root / ".cache" / "sound-tables").unlink(missing_ok=True)
    asked = []
    checker = as_loaded._checker

    def watched(folder):
        check = checker(folder)
        return lambda name: (asked.append(name), check(name))[1]

    monkeypatch.setattr(as_loaded, "_checker", watched)
    assert as_loaded.problems(published.root, published.root) == []
    assert sorted(asked) == sorted(NAMES)
    asked.clear()
    assert as_loaded.problems(published.root, published.root) == []
    assert asked == []
    entities = (published.tables / "entities.csv").read_text("utf-8")
    (published.tables / "entities.csv").write_text(entities.replace("facebook,", "facebok,"), "utf-8", newline="")
    found = as_loaded.problems(published.root, published.root)
    assert {problem.path for problem in found} >= {"data/tables/entities.csv", "data/tables/mentions.csv"}
    assert sorted(asked) == ["entities", "mentions"]
    asked.clear()
    assert as_loaded.problems(published.root, published.root) == found  # what is not sound is never kept
    assert sorted(asked) == ["entities", "mentions"]
    (published.tables / "entities.csv").write_text(entities, "utf-8", newline="")
    monkeypatch.setenv("AHQ_NO_CACHE", "1")
    asked.clear()
    assert as_loaded.problems(published.root, published.root) == []
    assert sorted(asked) == sorted(NAMES)


def test_a_table_is_not_checked_again_for_a_text_elsewhere_that_it_does_not_point_to(published, monkeypatch):
    monkeypatch.delenv("AHQ_NO_CACHE", raising=False)
    assert as_loaded.problems(published.root, published.root) == []
    asked = []
    checker = as_loaded._checker
    monkeypatch.setattr(
        as_loaded, "_checker", lambda folder: lambda name: (asked.append(name), checker(folder)(name))[1]
    )
    responses = published.tables / "responses.csv"
    whole = responses.read_text("utf-8")
    responses.write_text(whole.replace(",Croatia,", ",Croatie,", 1), "utf-8", newline="")
    as_loaded.problems(published.root, published.root)
    assert asked == ["responses"]
    asked.clear()
    responses.write_text(whole.replace(",HR,", ",HU,", 1), "utf-8", newline="")
    found = as_loaded.problems(published.root, published.root)
    assert {"responses", "answers", "codings"} <= set(asked)
    assert {"data/tables/answers.csv", "data/tables/codings.csv"} <= {problem.path for problem in found}


def test_only_the_rows_of_a_query_that_changed_are_built_again(published, monkeypatch):
    monkeypatch.delenv("AHQ_NO_CACHE", raising=False)
    other = shutil.copytree(published.queries / QUERY, published.queries / "2017-another")
    for path in other.rglob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace(f"{QUERY}\n", "2017-another\n"), "utf-8", newline="")
    assert run("normalise", root=published.root).returncode == 0
    tables = published.build / "tables"
    before = {path.name: path.read_bytes() for path in tables.glob("*.csv")}
    change_a_note(published)
    asked = []
    read = reading.read_query
    monkeypatch.setattr(
        reading, "read_query", lambda folder, *rest: (asked.append(folder.name), read(folder, *rest))[1]
    )
    assert run("normalise", root=published.root).returncode == 0
    assert asked == [QUERY]
    changed = {path.name: path.read_bytes() for path in tables.glob("*.csv")}
    assert [name for name in before if changed[name] != before[name]] == ["answers.csv"]
    monkeypatch.setenv("AHQ_NO_CACHE", "1")
    assert run("normalise", root=published.root).returncode == 0
    assert {path.name: path.read_bytes() for path in tables.glob("*.csv")} == changed


def test_what_is_edited_while_a_package_is_made_is_published_by_the_next_run(published, monkeypatch):
    monkeypatch.delenv("AHQ_NO_CACHE", raising=False)
    about = published.data / "package.yaml"
    change(about, "what European states answered", "what European countries answered")
    stage = package.stage

    def edited_meanwhile(*arguments):
        staged = stage(*arguments)
        change(about, "what European countries answered", "what the states answered")
        return staged

    monkeypatch.setattr(package, "stage", edited_meanwhile)
    assert run("publish", root=published.root).returncode == 0
    monkeypatch.undo()
    monkeypatch.delenv("AHQ_NO_CACHE", raising=False)
    assert run("publish", root=published.root).returncode == 0
    assert "what the states answered" in package.published(published)["title"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other names of files")
def test_what_systems_leave_below_data_stops_nothing(published, monkeypatch):
    monkeypatch.delenv("AHQ_NO_CACHE", raising=False)
    (published.data / ".DS_Store").mkdir()
    Path(os.fsdecode(os.fsencode(published.data) + b"/caf\xe9.yaml~")).write_bytes(b"x")
    change_a_note(published)
    assert publish(published).returncode == 0
    shutil.rmtree(published.build / "package")
    assert run("publish", root=published.root).returncode == 0
    assert not (published.build / "package").exists()  # nothing changed, and nothing was made again


def test_a_package_is_published_again_where_anything_changed_and_only_there(published, monkeypatch):
    monkeypatch.delenv("AHQ_NO_CACHE", raising=False)
    assert publish(published).returncode == 0
    staged = published.build / "package"

    def is_published_again():
        shutil.rmtree(staged, ignore_errors=True)
        assert run("publish", root=published.root).returncode == 0
        return staged.exists()

    assert not is_published_again()
    for name in ("docs/queries.md", "datapackage.json", "data/tables/answers.csv", "CITATION.cff"):
        path = published.root / name
        whole = path.read_bytes()
        path.write_bytes(whole + b"x")
        assert is_published_again(), name
        assert path.read_bytes() == whole
        path.unlink()
        assert is_published_again(), name
        assert path.read_bytes() == whole
        assert not is_published_again(), name
    change(published.data / "package.yaml", "what European states answered", "what European countries answered")
    assert is_published_again()
    assert "what European countries" in package.published(published)["title"]
    for damage in (b"", b"x", b"[1, 2]", b'["a", []]', b"null"):
        (published.root / ".cache" / "published").write_bytes(damage)
        assert is_published_again(), damage
    monkeypatch.setenv("AHQ_NO_CACHE", "1")
    assert is_published_again()


def test_the_profile_of_data_package_2_holds(published):
    profile = STANDARDS / "datapackage-profile-2.0.json"
    if not profile.exists():
        pytest.skip("the official profile is not on this machine")
    import jsonschema_rs

    descriptor = package.published(published)
    validator = jsonschema_rs.validator_for(json.loads(profile.read_bytes()))
    assert [error.message for error in validator.iter_errors(descriptor)] == []
