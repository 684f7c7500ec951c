"""Files are read and written as files: no link is followed, nothing waits, nothing is half written."""

import os
import stat

import pytest

from ahq.core.checkout import Checkout
from ahq.core.files import (
    Unusable,
    check_target,
    create_file,
    make_empty_folder,
    read_bytes,
    remove_folder,
    replace_file,
)

LINK = "the file is a link, or lies outside the repository"


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "top" / "data").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.csv").write_text("secret")
    return Checkout(tmp_path / "top")


def refusal(call, *arguments):
    with pytest.raises(Unusable) as error:
        call(*arguments)
    return error.value.message


def test_a_regular_file_is_read(checkout):
    (checkout.data / "a.csv").write_bytes(b"a,b\r\n")
    assert read_bytes(checkout, checkout.data / "a.csv") == b"a,b\r\n"


def test_what_is_no_regular_file_of_the_checkout_is_not_read(checkout, tmp_path):
    (checkout.data / "link.csv").symlink_to(tmp_path / "outside" / "secret.csv")
    (checkout.data / "folder").symlink_to(tmp_path / "outside")
    (checkout.data / "device.csv").symlink_to("/dev/zero")
    assert refusal(read_bytes, checkout, checkout.data / "link.csv") == LINK
    assert refusal(read_bytes, checkout, checkout.data / "folder" / "secret.csv") == LINK
    assert refusal(read_bytes, checkout, checkout.data / "device.csv") == LINK
    assert refusal(read_bytes, checkout, tmp_path / "outside" / "secret.csv") == LINK
    assert refusal(read_bytes, checkout, checkout.data) == "this is a folder, not a file"
    assert refusal(read_bytes, checkout, checkout.data / "none.csv") == "there is no such file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no FIFO")
def test_a_fifo_is_not_waited_for(checkout):
    os.mkfifo(checkout.data / "fifo.csv")
    assert refusal(read_bytes, checkout, checkout.data / "fifo.csv") == "this is not a regular file"


def test_a_file_over_its_limit_is_not_read(checkout):
    with (checkout.data / "big.csv").open("wb") as file:
        file.truncate(5_000_000_000)
    said = "the file is too big: 5,000,000,000 bytes; at most 1,048,576"
    assert refusal(read_bytes, checkout, checkout.data / "big.csv") == said


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_file_is_replaced_whole_and_keeps_its_permissions(checkout):
    path = checkout.data / "a.csv"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_file(checkout, path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [child.name for child in checkout.data.iterdir()] == ["a.csv"]


def test_nothing_is_written_or_removed_through_a_link(checkout, tmp_path):
    (checkout.data / "tables").symlink_to(tmp_path / "outside")
    (checkout.data / "a.csv").symlink_to(tmp_path / "outside" / "secret.csv")
    said = "this is a link, and nothing is written through links"
    assert refusal(replace_file, checkout, checkout.data / "tables" / "secret.csv", b"x") == said
    assert refusal(replace_file, checkout, checkout.data / "a.csv", b"x") == said
    assert refusal(remove_folder, checkout, checkout.data / "tables") == said
    assert refusal(make_empty_folder, checkout, checkout.data / "tables") == said
    assert refusal(create_file, checkout, checkout.data / "tables" / "new.csv", b"x") == said
    assert refusal(check_target, checkout, tmp_path / "outside" / ".." / "outside" / "x") == said
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["secret.csv"]
    assert (tmp_path / "outside" / "secret.csv").read_text() == "secret"


def test_a_file_that_exists_is_not_created(checkout):
    (checkout.data / "a.csv").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        create_file(checkout, checkout.data / "a.csv", b"new")
    assert (checkout.data / "a.csv").read_bytes() == b"old"


def test_a_write_that_fails_leaves_the_old_file_alone(checkout, monkeypatch):
    (checkout.data / "a.csv").write_bytes(b"old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ahq.core.files.flush_to_disk", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(checkout, checkout.data / "a.csv", b"new")
    assert (checkout.data / "a.csv").read_bytes() == b"old"
    assert list((checkout.build / "drafts").iterdir()) == []
