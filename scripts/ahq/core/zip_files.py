"""Zip files with the same bytes for the same content, whenever and wherever they are written."""

import zipfile
from pathlib import Path

TIME = (1980, 1, 1, 0, 0, 0)  # a time of the clock would give other bytes on every run
AT_ONCE = 1 << 20  # bytes
LEVEL = 4  # twice as fast as the usual 6, and a twentieth larger
PACKED = (".xlsx", ".parquet", ".qdpx", ".zip")  # what is compressed already, and is stored as it is


def write(path: Path, files: dict[str, bytes | Path]) -> None:
    """Write a zip of contents by name, in their order, as a whole; of a path, what stands there. Raises OSError."""
    draft = path.with_name(f".{path.name}.draft")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, content in files.items():
            about = zipfile.ZipInfo(name, TIME)
            about.compress_type = zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
            about.create_system = 3  # Unix, wherever it is made: the permissions below mean this
            about.external_attr = 0o100644 << 16
            if isinstance(content, bytes):
                archive.writestr(about, content)
                continue
            about.file_size = content.stat().st_size  # of more than 2 GB, the format needs to know beforehand
            with content.open("rb") as data, archive.open(about, "w") as place:
                while part := data.read(AT_ONCE):
                    place.write(part)
    draft.replace(path)
