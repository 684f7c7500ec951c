"""Zips with the same bytes for the same content; what is compressed already is taken over."""

import zipfile

import pytest

from ahq.core import zip_files
from ahq.core.zip_files import Member

TEXT = "Schleuser é 😀 N/A\n" * 5000


def read(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {about.filename: archive.read(about).decode() for about in archive.infolist()}


@pytest.fixture
def text(tmp_path):
    (tmp_path / "text.csv").write_text(TEXT, "utf-8")
    return tmp_path / "text.csv"


def test_a_member_of_another_zip_gives_the_bytes_that_its_file_gives(text, tmp_path):
    zip_files.write(tmp_path / "part.zip", {"before.txt": b"before", "größer.csv": text, "packed.xlsx": b"stored"})
    files = {"a/before.txt": b"before", "a/größer.csv": text, "a/packed.xlsx": b"stored", "a/last.txt": b"last"}
    zip_files.write(tmp_path / "plain.zip", files)
    members = {name: Member(tmp_path / "part.zip", name.removeprefix("a/")) for name in list(files)[:3]}
    zip_files.write(tmp_path / "taken.zip", files | members)
    assert (tmp_path / "taken.zip").read_bytes() == (tmp_path / "plain.zip").read_bytes()
    assert read(tmp_path / "taken.zip")["a/größer.csv"] == TEXT


def test_the_level_is_that_of_the_module(text, tmp_path, monkeypatch):
    sizes = []
    for level in (0, 1, 9):
        monkeypatch.setattr(zip_files, "LEVEL", level)
        zip_files.write(tmp_path / "one.zip", {"text.csv": text})
        sizes.append((tmp_path / "one.zip").stat().st_size)
    assert sizes[0] > sizes[1] > sizes[2]


def test_a_zip_that_was_cut_short_stops_the_one_that_takes_from_it(text, tmp_path, monkeypatch):
    zip_files.write(tmp_path / "part.zip", {"text.csv": text})
    known = zipfile.ZipFile.getinfo

    def longer(self, name):
        about = known(self, name)
        about.compress_size += 1 << 20
        return about

    monkeypatch.setattr(zipfile.ZipFile, "getinfo", longer)
    with pytest.raises(OSError, match=r"part.zip ends within text.csv"):
        zip_files.write(tmp_path / "taken.zip", {"text.csv": Member(tmp_path / "part.zip", "text.csv")})
