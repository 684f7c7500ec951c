"""A release as users download it: the package in every format, its metadata and documents, hashed and zipped.

Beside the folder of the release stands a zip for each format, for those who want that alone: ``emn-ahq-1.2.0-xlsx.zip``.
"""

import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ahq.core import versions, workers, zip_files
from ahq.core.checkout import Checkout
from ahq.core.digests import sha256_of_file
from ahq.core.errors import CannotRun
from ahq.core.files import MAX_TABLE_BYTES, copy_file
from ahq.core.json_files import encode
from ahq.core.problems import Problem
from ahq.corpus import variable_names
from ahq.publishing import as_loaded
from ahq.publishing.data_package import Published
from ahq.publishing.metadata import Coverage, Distribution, croissant, csvw, dcat_ap, schema_org, zenodo
from ahq.releasing import contents, downloads, readme
from ahq.releasing.differences import Difference
from ahq.rules import package as rules

NAME = "emn-ahq"
SUMS = "SHA256SUMS"
STAMP = "release.json"
DOCUMENTS = (
    "codebook-*",
    "dictionary",
    "findings",
    "queries",
    "recipes",
)  # those of docs/ that are for users of the data
TERMS = ("LICENSE.md", "CITATION.cff")  # what goes along with a format that is downloaded alone
COPIED = ("datapackage.json", "LICENSE", "CHANGELOG.md", *TERMS)
# Each format, a module of ``formats``, with its folder; those that take longest first.
FORMATS = {
    "xlsx": "formats/xlsx",
    "qualitative": "formats/qualitative",
    "statistics": "wide",
    "sqlite": "formats/sqlite",
    "jsonl": "formats/jsonl",
    "parquet": "formats/parquet",
    "flat": ".",
}
CSV = "csv"  # the zip of the tables as they are
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
METADATA = (schema_org, dcat_ap, csvw, croissant, zenodo)
CHANGES = ("table", "key", "field", "old", "new")
WORTH_A_PROCESS = 20_000  # rows; fewer are written in the time that a process needs to begin
# By format: its title, and the media type of its files.
FORMAT_TITLES = {
    CSV: ("The tables as CSV, with their descriptor", "text/csv"),
    "xlsx": ("Workbooks for Excel and LibreOffice", XLSX_TYPE),
    "qualitative": ("Projects, codebooks and tags for programs of qualitative analysis", "application/xml"),
    "statistics": ("The coded variables, a column each, as CSV, Stata and SPSS files", "text/csv"),
    "sqlite": ("SQLite with full-text search, and what Datasette says of it", "application/vnd.sqlite3"),
    "jsonl": ("The tables as JSON Lines", "application/x-ndjson"),
    "parquet": ("The tables as Parquet", "application/vnd.apache.parquet"),
    "flat": ("Every answer with its country, question and codes, in one file", "text/csv"),
}
MOST_ENTRIES = 100_000  # of a zip
MOST_LISTED = 64 << 20  # bytes of the list of checksums, and of the stamp
_STAMPED = {"name": r"[a-z0-9-]{1,100}", "version": r"[0-9.]{1,50}", "commit": r"[0-9a-f]{40,64}"}
PARTS = ("package", "changes", *FORMATS, CSV, "metadata", "checksums", "zip")


def build(checkout: Checkout, folder: Path, commit: str, difference: Difference | None, jobs: int = 0) -> Iterator[str]:
    """Write a release into the empty ``folder``, and its zips beside it; yield each of ``PARTS`` when it is done.

    ``difference`` is that to the last release, and ``None`` for the first. Without ``jobs`` there are as many processes
    as processors, and one for few rows. Raises OSError or ValueError.
    """
    published = Published(checkout.root)
    _copy_package(checkout, published, folder)
    yield "package"
    _write_changes(published, difference, folder)
    yield "changes"
    with TemporaryDirectory(dir=folder.parent, prefix=".pieces") as pieces:
        found: dict[str, _Packed] = {}
        for name, packed in _write_and_pack_all(checkout.root, folder, Path(pieces), jobs):
            found[name] = packed
            yield name
        packed_in_order = [found[name] for name in (*FORMATS, CSV)]
        _write_metadata(published, [one.distribution for one in packed_in_order if one.distribution], folder)
        yield "metadata"
        _finish(published, commit, folder, {name: hash_ for one in packed_in_order for name, hash_ in one.sums.items()})
        yield "checksums"
        members = {name: member for one in packed_in_order for name, member in one.members.items()}
        pack(folder, folder.with_name(f"{folder.name}.zip"), members)
        yield "zip"


def write_formats(root: Path, folder: Path, jobs: int = 0) -> Iterator[tuple[str, Distribution]]:
    """Write every format of the package at ``root`` into a release that has its tables and terms, and beside it what each is
    had alone as; yield the name of each with that when it is done, but of none that has no files. Raises OSError, ValueError.
    """
    with TemporaryDirectory(dir=folder.parent, prefix=".pieces") as pieces:
        for name, packed in _write_and_pack_all(root, folder, Path(pieces), jobs):
            if packed.distribution:
                yield name, packed.distribution


def _write_and_pack_all(root: Path, folder: Path, pieces: Path, jobs: int) -> "Iterator[tuple[str, _Packed]]":
    tasks = {name: partial(_write_and_pack, name, root, folder, pieces) for name in (*FORMATS, CSV)}
    yield from workers.run(tasks, jobs or _jobs(Published(root)))


def _jobs(published: Published) -> int:
    rows = sum(table.about["rows"] for table in published.tables.values())
    return 1 if rows < WORTH_A_PROCESS else workers.processors()


def _copy_package(checkout: Checkout, published: Published, folder: Path) -> None:
    tables = [resource["path"] for resource in published.descriptor["resources"]]
    sources = [source["path"] for source in published.descriptor["sources"]]
    passes = [
        checkout.name(path)
        for folder in checkout.query_folders()
        for pattern in ("coding/*.csv", variable_names.NAME)
        for path in sorted(folder.glob(pattern))
    ]
    docs = checkout.root / "docs"
    documents = [checkout.name(path) for name in DOCUMENTS for path in sorted(docs.glob(f"{name}.md"))]
    for name in (*COPIED, *tables, *sources, *passes, *documents):
        copy_file(checkout, checkout.root / name, folder / name, MAX_TABLE_BYTES)


def _csv(published: Published, folder: Path) -> list[Path]:
    paths = [folder / resource["path"] for resource in published.descriptor["resources"]]
    return [folder / "datapackage.json", *paths]


def _write_changes(published: Published, difference: Difference | None, folder: Path) -> None:
    changes = difference.changes() if difference else ()
    rows = ((change.table, ";".join(change.key), *change[2:]) for change in changes)
    contents.write_csv(folder / versions.changes_name(published.version), CHANGES, rows)


def write_format(name: str, published: Published, folder: Path) -> list[Path]:
    """Write one of ``FORMATS`` to its place in a release and return its files. Raises OSError, ValueError."""
    place = folder / FORMATS[name]
    place.mkdir(parents=True, exist_ok=True)
    return import_module(f"ahq.releasing.formats.{name}").write(published, place)


class _Packed(NamedTuple):
    """A format that is written: its file beside the release, where its files stand compressed, and their SHA-256.

    A format that has no files, as that of coded variables where no query is coded, has nothing beside the release.
    """

    distribution: Distribution | None
    members: dict[str, zip_files.Member]
    sums: dict[str, str]


def _write_and_pack(name: str, root: Path, folder: Path, pieces: Path) -> _Packed:
    published = Published(root)
    paths = _csv(published, folder) if name == CSV else write_format(name, published, folder)
    if not paths:
        return _Packed(None, {}, {})
    named = {path.relative_to(folder).as_posix(): path for path in paths}
    place = folder.with_name(f"{folder.name}-{name}.zip")
    if len(paths) == 1:  # it needs no zip beside the release, and one that is taken apart again for that of the whole
        own = paths[0].name
        alone = folder.with_name(folder.name + (own.removeprefix(NAME) if own.startswith(NAME) else f"-{own}"))
        shutil.copyfile(paths[0], alone)
        place = pieces / place.name
        zip_files.write(place, named)
    else:
        alone = place
        zip_files.write(place, named | {term: folder / term for term in TERMS if (folder / term).is_file()})
    about = Distribution(alone.name, *FORMAT_TITLES[name], alone.stat().st_size, sha256_of_file(alone))
    members = {name: zip_files.Member(place, name) for name in named}
    return _Packed(about, members, {name: sha256_of_file(path) for name, path in named.items()})


def _write_metadata(published: Published, distributions: list[Distribution], folder: Path) -> None:
    coverage = _coverage(published)
    for module in METADATA:
        path = folder / module.PATH
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(module.render(published.descriptor, distributions, coverage))


def _coverage(published: Published) -> Coverage:
    """Return the days and the countries of what was asked and answered."""
    days = sorted(row["request_date"] for row in published.tables["queries"].rows() if row["request_date"])
    answered = {row[contents.COUNTRY] for row in published.tables["responses"].rows()}
    known = contents.countries(published)
    places = [(known[code]["alpha3"], known[code]["name"]) for code in sorted(answered & known.keys())]
    return Coverage(days[0] if days else "", days[-1] if days else "", places)


def _finish(published: Published, commit: str, folder: Path, known: Mapping[str, str]) -> None:
    stamp = {"name": published.descriptor["name"], "version": published.version, "commit": commit}
    (folder / STAMP).write_bytes(encode(stamp))
    (folder / "README.md").write_text(readme.render(published), "utf-8", newline="\n")
    lines = (f"{hash_}  {name}\n" for name, hash_ in sorted(sums(folder, known).items()))
    (folder / SUMS).write_text("".join(lines), "utf-8", newline="\n")


def assets(folder: Path) -> list[Path]:
    """Return the files beside a release that hold the whole or one format, by name."""
    return sorted(path for path in folder.parent.glob(f"{folder.name}[.-]*") if path.is_file())


def write_asset_sums(folder: Path) -> Path:
    """Write the SHA-256 of the files beside a release into ``SHA256SUMS`` there, and return its path. Raises OSError."""
    path = folder.with_name(SUMS)
    path.write_text(
        "".join(f"{sha256_of_file(asset)}  {asset.name}\n" for asset in assets(folder)), "utf-8", newline="\n"
    )
    return path


def files(folder: Path) -> Iterator[Path]:
    """Yield the files of a release, sorted by name; a link is not one."""
    yield from sorted(path for path in folder.rglob("*") if stat.S_ISREG(path.lstat().st_mode))


def sums(folder: Path, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the SHA-256 of every file of a release by its name, but for the list of them; some may be ``known``."""
    names = {path.relative_to(folder).as_posix(): path for path in files(folder)}
    return {name: (known or {}).get(name) or sha256_of_file(path) for name, path in names.items() if name != SUMS}


def pack(folder: Path, path: Path, members: Mapping[str, zip_files.Member] | None = None) -> None:
    """Write the zip of a release: the same bytes for the same files. Raises OSError.

    ``members`` are files that are compressed already, by their names.
    """
    found: dict[str, zip_files.Content] = {}
    for file in files(folder):
        name = file.relative_to(folder).as_posix()
        found[f"{folder.name}/{name}"] = (members or {}).get(name, file)
    zip_files.write(path, found)


def unpack(path: Path, folder: Path, most: int = 16 << 30) -> Path:
    """Unpack the zip of a release into ``folder`` and return the release. Raises OSError, CannotRun.

    ``most`` is the number of bytes beyond which it is refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_entries(path.name, archive.infolist(), min(most, shutil.disk_usage(folder.parent).free))
            archive.extractall(folder)  # names that lead out of the folder are kept inside by zipfile
    except CannotRun:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise CannotRun(f"{path.name} is not a zip file, or is damaged: {error}") from error
    found = [child for child in folder.iterdir() if child.is_dir()]
    if len(found) != 1:
        raise CannotRun(f"{path.name} holds {len(found)} folders; a release is one")
    return found[0]


def _check_entries(name: str, entries: list[zipfile.ZipInfo], most: int) -> None:
    """Refuse what no zip of a release has, before anything is unpacked. Raises CannotRun."""
    if len(entries) > MOST_ENTRIES:
        raise CannotRun(f"{name} holds {len(entries):,} files; at most {MOST_ENTRIES:,}")
    if sum(about.file_size for about in entries) > most:
        raise CannotRun(f"{name} would be more than {most:,} bytes")
    for about in entries:
        if about.flag_bits & 1:
            raise CannotRun(f"{name}: {about.filename} is encrypted; a release is not")
        if about.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise CannotRun(
                f"{name}: {about.filename} is packed in a way that a release is not ({about.compress_type})"
            )


def verify(folder: Path) -> list[Problem]:
    """Return what is wrong with a release: files that differ from the list, and the package against its schemas."""
    try:
        lines = _small(folder / SUMS).decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return [rules.AS_DOWNLOADED.problem(SUMS, "the list of checksums cannot be read")]
    listed = {name: hash_ for hash_, _, name in (line.partition("  ") for line in lines)}
    have = sums(folder)
    found = []
    for name in sorted(listed.keys() | have.keys()):
        if listed.get(name) != have.get(name):
            said = "is not there" if name not in have else "is not listed" if name not in listed else "was changed"
            found.append(rules.AS_DOWNLOADED.problem(name, f"the file {said}"))
    return found or downloads.check(folder) or as_loaded.problems(folder)


def stamp(folder: Path) -> dict[str, str] | None:
    """Return the stamp of a release: name, version, commit; ``None`` where it is not those. Raises OSError."""
    found = downloads.json_of(_small(folder / STAMP))
    good = isinstance(found, dict) and all(
        isinstance(found.get(key), str) and re.fullmatch(pattern, found[key]) for key, pattern in _STAMPED.items()
    )
    return found if good else None


def _small(path: Path) -> bytes:
    """Return what stands in a small, regular file of a download. Raises OSError."""
    if not stat.S_ISREG(path.lstat().st_mode) or path.stat().st_size > MOST_LISTED:
        raise OSError(f"{path.name} is not a regular file of at most {MOST_LISTED:,} bytes")
    return path.read_bytes()
