"""Read a file that somebody brings, whatever its kind, into an archived text."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from ahq.core.digests import sha256
from ahq.core.errors import CannotRun
from ahq.core.text import not_utf8
from ahq.importing import plain
from ahq.importing.archive import Archived, Original, recordable
from ahq.importing.labels import Labels

MOST_BYTES = 200 * 1024 * 1024
Progress = Callable[[int, int], None]  # pages done, pages in all
KINDS = {".pdf": "application/pdf", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         ".md": "text/markdown", ".txt": "text/plain"}  # fmt: skip


def read(path: Path, labels: Labels, progress: Progress | None = None) -> Archived:
    """Return the archived text of a file. Raises CannotRun, with what is wrong and what would help."""
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise CannotRun(
            f"{path.name}: the import reads .pdf, .docx, .md and .txt; save or export the file as one of them"
        )
    data = _bytes(path)
    about = Original(sha256(data), len(data), KINDS[kind], "this import")
    if kind in (".pdf", ".docx"):
        return _with_libraries(kind, path.name, data, about, labels, progress)
    return _text(path.name, data, about, labels if kind == ".txt" else None)


def _bytes(path: Path) -> bytes:
    if path.is_dir():  # which Windows does not even open
        raise CannotRun(f"{path}: this is not a regular file")
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise CannotRun(f"{path}: there is no such file") from None
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise CannotRun(f"{path}: this is not a regular file")
        if about.st_size > MOST_BYTES:
            raise CannotRun(f"{path}: the file has {about.st_size:,} bytes; the import reads at most {MOST_BYTES:,}")
        if about.st_size == 0:
            raise CannotRun(f"{path}: the file is empty")
        return file.read()


def _with_libraries(
    kind: str, name: str, data: bytes, about: Original, labels: Labels, progress: Progress | None
) -> Archived:
    """Read a file by libraries that stand in an environment of their own."""
    try:
        if kind == ".pdf":
            from ahq.importing import pdf

            return pdf.read(name, data, about, labels, progress)
        from ahq.importing import word

        return word.read(name, data, about, labels)
    except ImportError as error:
        raise CannotRun(f"{name}: reading it needs {error.name}; run make import SOURCE=…, which installs it") from None


def _text(name: str, data: bytes, about: Original, labels: Labels | None) -> Archived:
    if wrong := not_utf8(data):
        line, column, said = wrong
        raise CannotRun(f"{name}:{line}:{column}: {said}; save the file with the encoding UTF-8")
    text, left_out = recordable(data.decode("utf-8-sig"))
    if not text.strip():
        raise CannotRun(f"{name}: there is no text in this file")
    if labels is not None:
        text = plain.archived(text, labels.is_label)
    return Archived(text, about, left_out)
