"""Zip files with the same bytes for the same content, whenever and wherever they are written."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

TIME = (1980, 1, 1, 0, 0, 0)  # a time of the clock would give other bytes on every run
AT_ONCE = 1 << 20  # bytes
LEVEL = 4  # twice as fast as the usual 6, and a twentieth larger
PACKED = (".xlsx", ".parquet", ".qdpx", ".zip")  # what is compressed already, and is stored as it is


class Member(NamedTuple):
    """A file in another zip that was written here: it is taken over as it is, and not compressed again."""

    path: Path
    name: str


Content = bytes | Path | Member


def write(path: Path, files: Mapping[str, Content]) -> None:
    """Write a zip of contents by name, in their order; of a path, what stands there. Raises OSError.

    It is not put in its place in one step: it belongs into a folder that nobody reads until that is whole.
    """
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            about = zipfile.ZipInfo(name, TIME)
            about.compress_type = zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
            about._compresslevel = LEVEL  # type: ignore[attr-defined]  # that of the archive is for names alone
            about.create_system = 3  # Unix, wherever it is made: the permissions below mean this
            about.external_attr = 0o100644 << 16
            if isinstance(content, bytes):
                archive.writestr(about, content)
            elif isinstance(content, Path):
                _add(archive, about, content)
            else:
                _take_over(archive, about, content)


def _add(archive: zipfile.ZipFile, about: zipfile.ZipInfo, path: Path) -> None:
    about.file_size = path.stat().st_size  # of more than 2 GB, the format needs to know beforehand
    with path.open("rb") as data, archive.open(about, "w") as place:
        while part := data.read(AT_ONCE):
            place.write(part)


def _take_over(archive: zipfile.ZipFile, about: zipfile.ZipInfo, member: Member) -> None:
    """Copy the compressed bytes of a member of another zip; the library has no function for it, only the parts of one."""
    with zipfile.ZipFile(member.path) as other, member.path.open("rb") as data:
        known = other.getinfo(member.name)
        about.compress_type, about.CRC = known.compress_type, known.CRC
        about.file_size, about.compress_size = known.file_size, known.compress_size
        data.seek(known.header_offset + 26)  # behind the head of the file stand its name and what else is known of it
        lengths = data.read(4)
        data.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
        target = archive.fp
        assert target is not None  # it is open for writing
        target.seek(archive.start_dir)
        about.header_offset = archive.start_dir
        target.write(about.FileHeader())
        left = known.compress_size
        while left:
            part = data.read(min(AT_ONCE, left))
            if not part:
                raise OSError(f"{member.path.name} ends within {member.name}")
            target.write(part)
            left -= len(part)
        archive.filelist.append(about)
        archive.NameToInfo[about.filename] = about
        archive.start_dir = target.tell()
        archive._didModify = True  # type: ignore[attr-defined]
