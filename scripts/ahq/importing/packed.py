"""What the streams of a PDF unpack to, found before any library unpacks them: a library may end the whole process."""

import re
import zlib
from collections.abc import Iterator

MOST_BYTES = 128 * 1024 * 1024  # of one stream; a page scanned in colour with 300 dots an inch has 26
_STREAM = re.compile(rb"stream\r?\n")
_STEP = 1 << 20
_DEEPEST = 4  # streams that are packed more than once


def is_bomb(pdf: bytes) -> bool:
    """Return whether a stream of a PDF unpacks to more than a page can need."""
    return any(_is_too_big(pdf, match.end(), _DEEPEST) for match in _STREAM.finditer(pdf))


def _is_too_big(data: bytes, start: int, deeper: int) -> bool:
    size, beginning = 0, b""
    for piece in _unpacked(data, start):
        size += len(piece)
        beginning = beginning or piece
        if size > MOST_BYTES:
            return True
    if not deeper or not beginning.startswith(b"x"):
        return False
    return _is_too_big(b"".join(_unpacked(data, start)), 0, deeper - 1)


def _unpacked(data: bytes, start: int) -> Iterator[bytes]:
    """Yield the pieces of a packed stream; none where it is not packed, and no more where it is damaged."""
    if data[start : start + 1] != b"x":
        return
    unpacker = zlib.decompressobj()
    view = memoryview(data)
    try:
        for at in range(start, len(data), _STEP):
            rest: bytes | memoryview = view[at : at + _STEP]
            while rest and not unpacker.eof:
                if piece := unpacker.decompress(rest, _STEP):
                    yield piece
                rest = unpacker.unconsumed_tail
            if unpacker.eof:
                return
    except zlib.error:
        return
