"""Many files change as one, and one command at a time changes them."""

import json
import multiprocessing
import os
import time
from pathlib import Path

import pytest

from ahq.core import publication
from ahq.core.checkout import Checkout
from ahq.core.errors import CannotRun
from ahq.core.locks import locked

OLD = {"data/tables/a.csv": "old a", "data/tables/b.csv": "old b", "docs/c.md": "old c", "datapackage.json": "old d"}
NEW = {"data/tables/a.csv": "new a", "docs/c.md": "new c", "docs/new/e.md": "new e", "datapackage.json": "new d"}


def write(top, files):
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)


def read(top):
    names = (path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file())
    return {name: (top / name).read_text() for name in sorted(names) if not name.startswith("build/")}


@pytest.fixture
def checkout(tmp_path):
    write(tmp_path, OLD)
    return Checkout(tmp_path)


def prepare(checkout):
    write(publication.prepare(checkout), NEW)


def test_all_files_are_replaced_and_what_is_gone_is_removed(checkout):
    prepare(checkout)
    publication.publish(checkout, ["data/tables/b.csv", "data/tables/never.csv"])
    assert read(checkout.root) == dict(sorted(NEW.items()))
    assert [path.name for path in checkout.build.iterdir()] == []


def stop_at(moves, monkeypatch):
    """Let the move after so many be interrupted."""
    replace, done = Path.replace, []

    def stop(self, target):
        if len(done) == moves:
            raise KeyboardInterrupt
        done.append(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stop)


@pytest.mark.parametrize("moves", range(6))
def test_a_stop_between_two_moves_is_made_up_for(checkout, moves, monkeypatch):
    prepare(checkout)
    stop_at(moves, monkeypatch)
    try:
        publication.publish(checkout, ["data/tables/b.csv"])
    except KeyboardInterrupt:
        assert moves < len(NEW)
    monkeypatch.undo()
    publication.recover(checkout, "test")
    assert read(checkout.root) == dict(sorted((NEW if moves else OLD).items()))  # of the new, nothing was anywhere


def stopped_after(checkout, moves, monkeypatch):
    """Publish, and stop after so many files came to their places."""
    prepare(checkout)
    stop_at(moves, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        publication.publish(checkout, ["data/tables/b.csv"])
    monkeypatch.undo()


@pytest.mark.parametrize("moves", range(len(NEW)))
def test_what_somebody_took_back_by_hand_meanwhile_stays_old_or_becomes_new_whole(checkout, moves, monkeypatch):
    stopped_after(checkout, moves, monkeypatch)
    write(checkout.root, OLD)  # as `git checkout` does: a file that is new stays
    publication.recover(checkout, "test")
    taken_back = "docs/new/e.md" not in read(checkout.root)
    assert read(checkout.root) == dict(sorted((OLD if taken_back else NEW).items()))
    assert [path.name for path in checkout.build.iterdir() if path.name != "lock"] == []


def test_a_file_system_without_second_names_will_do(checkout, monkeypatch):
    def refuse(self, target):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    prepare(checkout)
    publication.publish(checkout, ["data/tables/b.csv"])
    assert read(checkout.root) == dict(sorted(NEW.items()))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": ["docs/c.md"], "removed": [], "before": {}}'])
def test_a_damaged_list_is_one_line_that_says_what_to_do(checkout, text):
    write(checkout.root, {"build/decided/publication.json": text})
    with pytest.raises(CannotRun, match="build/decided, a publication that was stopped, is damaged; remove it"):
        publication.recover(checkout, "test")
    assert read(checkout.root) == dict(sorted(OLD.items()))


@pytest.mark.parametrize("name", ["../x.csv", "docs/../../x.csv", "/tmp/x.csv"])
def test_a_list_of_somebody_else_writes_nothing_outside(checkout, name):
    outside = checkout.root.parent / "x.csv"
    files = {"files": [name], "removed": [], "before": {name: "0"}}
    write(checkout.root, {"build/decided/publication.json": json.dumps(files), "build/decided/files/x.csv": "x"})
    with pytest.raises(CannotRun):
        publication.recover(checkout, "test")
    assert not outside.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_the_permissions_of_a_file_stay(checkout):
    (checkout.root / "docs" / "c.md").chmod(0o640)
    prepare(checkout)
    publication.publish(checkout, [])
    assert (checkout.root / "docs" / "c.md").stat().st_mode & 0o777 == 0o640


def test_a_folder_in_the_place_of_a_file_stops_it_before_anything_changes(checkout):
    (checkout.root / "docs" / "c.md").unlink()
    (checkout.root / "docs" / "c.md").mkdir()
    prepare(checkout)
    with pytest.raises(CannotRun, match=r"docs/c\.md is a folder in the place of a file; .* nothing was published"):
        publication.publish(checkout, [])
    assert (checkout.root / "datapackage.json").read_text() == "old d"


def test_nothing_is_decided_by_a_preparation_that_was_stopped(checkout):
    prepare(checkout)
    publication.recover(checkout, "test")
    assert read(checkout.root) == dict(sorted(OLD.items()))


def test_a_link_in_the_way_stops_it_before_anything_changes(checkout, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (checkout.root / "docs" / "c.md").unlink()
    (checkout.root / "docs").rmdir()
    (checkout.root / "docs").symlink_to(outside)
    prepare(checkout)
    with pytest.raises(CannotRun, match="docs: this is a link"):
        publication.publish(checkout, [])
    assert (checkout.root / "datapackage.json").read_text() == "old d"
    assert list(outside.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_stops_it_before_anything_changes(checkout):
    prepare(checkout)
    (checkout.root / "docs").chmod(0o555)
    with pytest.raises(CannotRun, match="nothing was published"):
        publication.publish(checkout, [])
    assert read(checkout.root) == dict(sorted(OLD.items()))


def hold(root, entered):
    with locked(Checkout(root), "publish"):
        entered.set()
        time.sleep(60)


def test_a_second_command_waits_says_for_whom_and_goes_on_when_the_first_is_killed(checkout, capsys):
    entered = multiprocessing.Event()
    first = multiprocessing.Process(target=hold, args=(checkout.root, entered))
    first.start()
    entered.wait(30)
    with (
        pytest.raises(CannotRun, match=rf"publish \(process {first.pid}\) still holds build/lock"),
        locked(checkout, "x", 0),
    ):
        pass
    with pytest.raises(CannotRun), locked(checkout, "x", 0.1):
        pass
    assert capsys.readouterr().err == f"waiting for publish (process {first.pid})\n"
    first.kill()
    first.join()
    with locked(checkout, "normalise", 5):
        assert (checkout.build / "lock").read_text().startswith("normalise (process ")
    assert (checkout.build / "lock").read_text() == ""
