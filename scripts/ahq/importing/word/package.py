"""Open a Word file: a zip of XML parts, read within limits; nothing outside of it is ever opened."""

import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from ahq.core.errors import CannotRun
from ahq.importing.word.names import RELATIONS, STRICT_WORD, WORD, Element

MOST_PARTS = 10_000
MOST_BYTES = 32_000_000  # of a part, unpacked; that of a compilation of 50 pages has about 2,000,000
_OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1")  # the file format before .docx, and what a password makes of a .docx
_LOCKED = "EncryptedPackage".encode("utf-16-le")


class Package(NamedTuple):
    """The parts of a Word file by their kind ("styles", "footnotes", …), each with its bytes and its elements."""

    raw: Mapping[str, bytes]
    parts: Mapping[str, Element]
    running: tuple[Element, ...]  # heads and feet of the pages


def open_package(name: str, data: bytes) -> Package:
    """Return the parts of a Word file. Raises CannotRun where it cannot be read."""
    if data.startswith(_OLD_WORD):
        if _LOCKED in data:
            raise CannotRun(f"{name}: the Word file is locked with a password; save it without one")
        raise CannotRun(f"{name}: this is a file of an old Word (.doc); open it and save it as .docx")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _package(name, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, UnicodeError):
        raise CannotRun(f"{name}: this is no Word file, or a damaged one; open it and save it as .docx") from None


def _package(name: str, archive: zipfile.ZipFile) -> Package:
    if len(archive.infolist()) > MOST_PARTS:
        raise CannotRun(
            f"{name}: the file holds {len(archive.infolist()):,} parts; a Word file has at most {MOST_PARTS:,}"
        )
    main = next((target for kind, target in _relations(name, archive, "") if kind == "officeDocument"), None)
    if main is None:
        raise CannotRun(f"{name}: this is a zip file, but no Word file; save the document as .docx")
    related = [("document", main), *_relations(name, archive, main)]
    raw = {kind: _bytes(name, archive, path) for kind, path in related if kind in _READ and path in archive.namelist()}
    running = [path for kind, path in related if kind in ("header", "footer") and path in archive.namelist()]
    parts = {kind: _elements(name, kind, data) for kind, data in raw.items()}
    if "document" not in parts:
        raise CannotRun(f"{name}: the Word file has no text part; open it and save it anew")
    return Package(raw, parts, tuple(_elements(name, path, _bytes(name, archive, path)) for path in running))


_READ = frozenset({"document", "styles", "numbering", "footnotes", "endnotes", "comments", "settings"})


def _relations(name: str, archive: zipfile.ZipFile, part: str) -> list[tuple[str, str]]:
    """Return the kind and the path of each part that a part points to, within the file."""
    folder, base = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{base}.rels")
    if path not in archive.namelist():
        return []
    found = []
    for relation in _elements(name, path, _bytes(name, archive, path)).iter(f"{{{RELATIONS}}}Relationship"):
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
            found.append((relation.get("Type", "").rpartition("/")[2], target.lstrip("/")))
    return found


def _bytes(name: str, archive: zipfile.ZipFile, path: str) -> bytes:
    about = archive.getinfo(path)
    if about.flag_bits & 1:
        raise CannotRun(f"{name}: the file is locked with a password; save it without one")
    with archive.open(about) as part:
        data = part.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise CannotRun(f"{name}: {path} in it unpacks to more than {MOST_BYTES:,} bytes; this is no compilation")
    return data.replace(STRICT_WORD.encode(), WORD.encode())


def _elements(name: str, part: str, data: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise CannotRun(f"{name}: {part} in it is nested too deeply to be a text") from None
        raise CannotRun(f"{name}: {part} in it is damaged; open the file and save it anew") from None
    if root.getroottree().docinfo.doctype:
        raise CannotRun(f"{name}: {part} in it declares a document type, which no Word file does; it is not read")
    return root
