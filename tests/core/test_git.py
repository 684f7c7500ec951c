"""Files of a revision, byte for byte."""

import os

import pytest

from ahq.core import git as revisions
from ahq.core.git import NoRevision
from conftest import git


@pytest.fixture
def repository(checkout):
    git(checkout, "init", "--quiet", "--initial-branch", "main")
    return checkout


def commit(checkout):
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", "x")


def test_the_files_of_a_revision_are_written_byte_for_byte(repository, tmp_path):
    data = repository.data
    (data / ".gitattributes").write_bytes(b"lost.csv export-ignore\n*.csv export-subst text eol=crlf\n")
    (data / "lost.csv").write_bytes(b"a\n")
    (data / "b c\xe9.csv").write_bytes("$Format:%H$ é\n\n".encode())
    (data / "empty.csv").write_bytes(b"")
    if os.name != "nt":
        (data / "link.csv").symlink_to("/etc/passwd")
    commit(repository)
    folder = revisions.export(repository.root, "HEAD", ("data", "none"), tmp_path / "out") / "data"
    assert (folder / "lost.csv").read_bytes() == b"a\n"
    assert (folder / "b c\xe9.csv").read_bytes() == "$Format:%H$ é\n\n".encode()
    assert (folder / "empty.csv").read_bytes() == b""
    assert not (folder / "link.csv").exists()


def test_a_revision_that_is_not_known_is_told(repository):
    commit(repository)
    with pytest.raises(NoRevision, match=r'^git knows no revision "none" here; `git fetch --tags` may bring it$'):
        revisions.commit(repository.root, "none")


def test_git_that_is_not_installed_is_told(repository, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoRevision, match=r"^git is not installed; "):
        revisions.commit(repository.root, "HEAD")
