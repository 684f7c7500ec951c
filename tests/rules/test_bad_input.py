"""What a broken or hostile file does: a clear problem, and nothing published is harmed."""

import os

import pytest

from conftest import record, run

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]\n"


def _directory(path):
    path.unlink()
    path.mkdir()


def _broken_link(path):
    path.unlink()
    path.symlink_to(path.parent / "nowhere.yaml")


def _link_out_of_the_tree(path):
    outside = path.parents[5] / "outside.yaml"
    path.rename(outside)
    path.symlink_to(outside)


def _fifo(path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("Windows has no FIFO")
    path.unlink()
    os.mkfifo(path)


BROKEN = {
    "no YAML": (lambda p: p.write_text("{ this is: [not YAML\n"), "F06"),
    "no UTF-8": (lambda p: p.write_bytes(b"query: \xe4\xf6\xfc\n"), "F02"),
    "UTF-16": (lambda p: p.write_bytes("query: a\n".encode("utf-16")), "F02"),
    "empty": (lambda p: p.write_bytes(b""), "F07"),
    "NUL bytes": (lambda p: p.write_bytes(b"a: \0\0\n"), "F05"),
    "50 MB": (lambda p: p.write_bytes(b"a" * 50_000_000), "F00"),
    "a directory": (_directory, "F00"),
    "a broken link": (_broken_link, "F00"),
    "a link out of the tree": (_link_out_of_the_tree, "F00"),
    "a pipe": (_fifo, "F00"),
    "a YAML bomb": (lambda p: p.write_text(BOMB), "F09"),
    "deep nesting": (lambda p: p.write_text("a: " + "[" * 100_000 + "]" * 100_000 + "\n"), "F10"),
    "a giant number": (lambda p: p.write_text(f"a: {'9' * 100_000}\n"), "F11"),
    "a list": (lambda p: p.write_text("- a\n"), "F12"),
    "a scalar": (lambda p: p.write_text("a\n"), "F12"),
    "a tag that would run code": (lambda p: p.write_text("a: !!python/object/apply:os.system [id]\n"), "F09"),
    "an unknown country": (lambda p: p.write_text(p.read_text("utf-8").replace("country: HR", "country: XX")), "N03"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_record_is_a_problem_and_never_a_traceback(checkout, name):
    damage, rule = BROKEN[name]
    damage(record(checkout, "HR"))
    for arguments in ((), (record(checkout, "HR"),)):
        result = run("validate", *arguments, root=checkout.root)
        assert result.returncode == 1, result.stderr
        assert f": {rule} " in result.stdout, result.stdout
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", sorted(set(BROKEN) - {"an unknown country"}))
def test_tables_are_not_built_of_a_broken_record(checkout, name):
    damage, _ = BROKEN[name]
    damage(record(checkout, "HR"))
    result = run("normalise", root=checkout.root)
    assert result.returncode in (1, 2), result.stdout
    assert "Traceback" not in result.stderr
    assert not (checkout.build / "tables").exists()
    assert run("publish", root=checkout.root).returncode == 2
    assert not checkout.descriptor.exists()


@pytest.mark.parametrize("name", ["countries.csv", "entities.csv", "missing_codes.csv"])
def test_a_missing_list_is_an_error_and_never_a_traceback(checkout, name):
    (checkout.reference / name).unlink()
    for verb, code in (("validate", 1), ("normalise", 2)):
        result = run(verb, root=checkout.root)
        assert result.returncode == code
        assert name in result.stdout + result.stderr
        assert "Traceback" not in result.stderr
