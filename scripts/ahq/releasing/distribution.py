"""A release as users download it: the package in every format, its metadata and documents, hashed and zipped."""

import csv
import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ahq.core import versions, zip_files
from ahq.core.checkout import Checkout
from ahq.core.digests import sha256_of_file
from ahq.core.errors import CannotRun
from ahq.core.json_files import encode
from ahq.core.problems import Problem
from ahq.publishing import package
from ahq.publishing.data_package import Published
from ahq.publishing.metadata import croissant, csvw, dcat_ap, schema_org, zenodo
from ahq.releasing import readme
from ahq.releasing.differences import Difference
from ahq.releasing.formats import jsonl, parquet, qdpx, sqlite, statistics, xlsx
from ahq.rules import package as rules

NAME = "emn-ahq"
SUMS = "SHA256SUMS"
STAMP = "release.json"
DOCUMENTS = ("codebook-*", "dictionary", "findings", "recipes")  # those of docs/ that are for users of the data
COPIED = ("datapackage.json", "LICENSE", "LICENSE.md", "CHANGELOG.md", "CITATION.cff")
FORMATS = {
    "parquet": parquet.write,
    "jsonl": jsonl.write,
    "sqlite": sqlite.write,
    "xlsx": xlsx.write,
    "statistics": statistics.write,
    "qdpx": qdpx.write,
}
METADATA = (schema_org, dcat_ap, csvw, croissant, zenodo)
CHANGES = ("table", "key", "field", "old", "new")


class Step(NamedTuple):
    """A part of a release: its name, and the call that writes it."""

    name: str
    write: Callable[[], object]


def steps(checkout: Checkout, folder: Path, commit: str, difference: Difference | None) -> list[Step]:
    """Return what is to be done, in order, to write a release into the empty ``folder``.

    ``difference`` is that to the last release, and ``None`` for the first. Each step may raise OSError or ValueError.
    """
    published = Published(checkout.root)
    found = [
        Step("package", lambda: _copy_package(checkout, published, folder)),
        Step("metadata", lambda: _write_metadata(published, folder)),
        Step("changes", lambda: _write_changes(published, difference, folder)),
    ]
    found += [Step(name, partial(write_format, name, published, folder)) for name in FORMATS]
    found.append(Step("checksums", lambda: _finish(published, commit, folder)))
    return found


def _copy_package(checkout: Checkout, published: Published, folder: Path) -> None:
    tables = [resource["path"] for resource in published.descriptor["resources"]]
    sources = [source["path"] for source in published.descriptor["sources"]]
    passes = [
        checkout.name(path) for folder in checkout.query_folders() for path in sorted(folder.glob("coding/*.csv"))
    ]
    docs = checkout.root / "docs"
    documents = [checkout.name(path) for name in DOCUMENTS for path in sorted(docs.glob(f"{name}.md"))]
    for name in (*COPIED, *tables, *sources, *passes, *documents):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(checkout.root / name, folder / name)


def _write_metadata(published: Published, folder: Path) -> None:
    for module in METADATA:
        path = folder / module.PATH
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(module.render(published.descriptor))


def _write_changes(published: Published, difference: Difference | None, folder: Path) -> None:
    with (folder / versions.changes_name(published.version)).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(CHANGES)
        for change in difference.changes() if difference else ():
            writer.writerow((change.table, ";".join(change.key), *change[2:]))


def write_format(name: str, published: Published, folder: Path) -> None:
    """Write one of ``FORMATS`` to its place in a release. Raises OSError, ValueError."""
    place = folder / "formats" / name
    place.mkdir(parents=True)
    FORMATS[name](published, place)


def _finish(published: Published, commit: str, folder: Path) -> None:
    stamp = {"name": published.descriptor["name"], "version": published.version, "commit": commit}
    (folder / STAMP).write_bytes(encode(stamp))
    (folder / "README.md").write_text(readme.render(published), "utf-8")
    lines = (f"{hash_}  {name}\n" for name, hash_ in sorted(sums(folder).items()))
    (folder / SUMS).write_text("".join(lines), "utf-8")


def files(folder: Path) -> Iterator[Path]:
    """Yield the files of a release, sorted by name; a link is not one."""
    yield from sorted(path for path in folder.rglob("*") if stat.S_ISREG(path.lstat().st_mode))


def sums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a release by its name, but for the list of them."""
    names = {path.relative_to(folder).as_posix(): path for path in files(folder)}
    return {name: sha256_of_file(path) for name, path in names.items() if name != SUMS}


def pack(folder: Path, path: Path) -> None:
    """Write the zip of a release: the same bytes for the same files. Raises OSError."""
    zip_files.write(path, {f"{folder.name}/{file.relative_to(folder).as_posix()}": file for file in files(folder)})


def unpack(path: Path, folder: Path, most: int = 16 << 30) -> Path:
    """Unpack the zip of a release into ``folder`` and return the release. Raises OSError, CannotRun.

    ``most`` is the number of bytes beyond which it is refused.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(about.file_size for about in archive.infolist()) > most:
                raise CannotRun(f"{path.name} would be more than {most:,} bytes")
            archive.extractall(folder)  # names that lead out of the folder are kept inside by zipfile
    except zipfile.BadZipFile as error:
        raise CannotRun(f"{path.name} is no zip file, or a harmed one: {error}") from error
    found = [child for child in folder.iterdir() if child.is_dir()]
    if len(found) != 1:
        raise CannotRun(f"{path.name} holds {len(found)} folders; a release is one")
    return found[0]


def verify(folder: Path) -> list[Problem]:
    """Return what is wrong with a release: files that differ from the list, and the package against its schemas."""
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return [rules.AS_DOWNLOADED.problem(SUMS, "the list of checksums cannot be read")]
    listed = {name: hash_ for hash_, _, name in (line.partition("  ") for line in lines)}
    have = sums(folder)
    found = []
    for name in sorted(listed.keys() | have.keys()):
        if listed.get(name) != have.get(name):
            said = "is not there" if name not in have else "is not listed" if name not in listed else "was changed"
            found.append(rules.AS_DOWNLOADED.problem(name, f"the file {said}"))
    return found or package.validate(folder)


def stamp(folder: Path) -> dict:
    """Return the stamp of a release: name, version, commit. Raises OSError, ValueError."""
    return json.loads((folder / STAMP).read_bytes())
