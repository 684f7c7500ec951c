"""Makes the site: the pages of each query in worker processes, then those of all queries together.

What the rows of a query give is made again only where they, the lists, or what makes the pages changed; a file whose bytes
are the same is taken over as it is. The whole site is put together in a draft and takes the place of the old one in one step.
"""

import filecmp
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ahq.core import workers
from ahq.core.checkout import Checkout
from ahq.core.digests import cache_key
from ahq.core.files import MAX_TABLE_BYTES, copy_file, make_empty_folder, make_folder, remove_folder
from ahq.site import common_pages, downloads, pictures, render
from ahq.site.downloads import Downloads
from ahq.site.model import Package
from ahq.site.query_pages import QueryPages, Shared
from ahq.site.render import File, Site
from ahq.site.summaries import Summary, summary

_DOWNLOADS = "downloads"  # no query has this name
_FEW = 8  # queries below this many are made in one process


class Built(NamedTuple):
    """What was made: numbers of queries, of those made again, and of files."""

    queries: int
    made: int
    files: int


@dataclass(frozen=True)
class _Made:
    """The state of one query: the digest of what its files were made from, their paths, and its summary."""

    digest: str
    files: list[str]
    summary: Summary


class Options(NamedTuple):
    """How a site is made: ``url`` is its address with a closing slash, or empty; ``jobs`` 0 is as many as processors.

    ``search`` writes the index of the search into a folder, with what it may take over of an old one; without it there is none.
    """

    url: str = ""
    jobs: int = 0
    pictures: bool = True
    formats: bool = True
    search: Callable[[Package, Path, Path], None] | None = None


def build(checkout: Checkout, options: Options) -> Built:
    """Write ``build/site`` from the published tables. Raises OSError, ValueError, CannotRun; the old site then stays."""
    draft, target, state = (checkout.build / name for name in ("site-draft", "site", "site-state"))
    make_empty_folder(checkout, draft)
    package = Package(checkout.root)
    site = Site("EMN ad-hoc queries", package.version, package.date, options.url)
    writer = _Writer(draft, target)
    wanted = downloads.digest(package) if options.formats else ""
    found = _downloads(checkout, package, writer, state / _DOWNLOADS, wanted)
    made = _of_queries(package, site, _Folders(draft, target, state), found, options)
    for file in _of_all(package, site, made, found):
        writer.put(file)
    for source, name in package.files():
        writer.copy(checkout, source, name)
    if options.search:
        options.search(package, draft, target)
    remove_folder(checkout, state)
    remove_folder(checkout, target)
    draft.rename(target)
    make_folder(checkout, state)
    downloads.keep(found, wanted, state / _DOWNLOADS)
    for query, (one, _) in made.items():
        (state / f"{query}.json").write_text(json.dumps(asdict(one)), "utf-8", newline="")
    files = sum(1 for path in target.rglob("*") if path.is_file())
    return Built(len(made), sum(again for _, again in made.values()), files)


class _Folders(NamedTuple):
    """Where the new site is put together, where the old one is, and what is remembered of how that was made."""

    draft: Path
    old: Path
    state: Path


def _downloads(checkout: Checkout, package: Package, writer: "_Writer", state: Path, wanted: str) -> Downloads:
    if not wanted:
        return Downloads()
    if kept := downloads.kept(state, wanted, writer.take_over):
        return kept
    with tempfile.TemporaryDirectory(prefix="formats-", dir=checkout.build) as work:
        return downloads.write(package, writer.draft, Path(work))


def _of_queries(
    package: Package, site: Site, folders: _Folders, found: Downloads, options: Options
) -> dict[str, tuple[_Made, bool]]:
    queries = sorted(head.id for head in package.heads)
    maker = partial(_Maker, package, site, folders, found, options.pictures)
    jobs = 1 if len(queries) < _FEW else options.jobs or workers.processors()
    return dict(zip(queries, workers.work(_worker, (maker,), queries, jobs), strict=True))


def _of_all(package: Package, site: Site, made: dict[str, tuple[_Made, bool]], found: Downloads) -> Iterator[File]:
    summaries = {query: one.summary for query, (one, _) in made.items()}
    pages = [name for one, _ in made.values() for name in one.files if name.endswith(".html")]
    return common_pages.files(package, site, summaries, found, pages)


def _worker(maker: Callable[[], "_Maker"]) -> "_Maker":
    return maker()


class _Maker:
    """Makes the files of a query, or takes them over."""

    def __init__(self, package: Package, site: Site, folders: _Folders, found: Downloads, with_pictures: bool):
        self.package, self.old, self.state, self.with_pictures = package, folders.old, folders.state, with_pictures
        self.writer, self.downloads = _Writer(folders.draft, folders.old), found
        words = package.categories("answers", "status")
        self.shared = Shared(site, package.countries, package.entities, words, package.descriptor, found.workbook)
        about = {name: value for name, value in package.descriptor.items() if name != "resources"}
        made_from = (*self.shared._replace(descriptor=about), with_pictures, render.digest())
        self.made_from = repr(made_from).encode()

    def __call__(self, query: str) -> tuple[_Made, bool]:
        """Return what was made of a query, and whether it was made again."""
        slices = self.package.slices(query)
        files = self.downloads.queries.get(query, [])
        rows = sorted((name, one.columns, one.digest) for name, one in slices.items())  # wherever they stand now
        digest = cache_key(self.made_from, repr(rows).encode(), repr(files).encode())
        made = _read_state(self.state / f"{query}.json")
        if made and made.digest == digest and all((self.old / name).is_file() for name in made.files):
            for name in made.files:
                self.writer.take_over(name)
            return made, False
        found = self.package.query(query)
        pages = QueryPages(found, self.shared, files)
        return _Made(digest, list(self._write(pages.files())), summary(found, self.package.countries)), True

    def _write(self, files: Iterable[File]) -> Iterator[str]:
        for file in files:
            kept = self.writer.put(file)
            yield file.path
            if self.with_pictures and file.path.endswith(".svg"):
                picture = f"{file.path.removesuffix('.svg')}.png"
                if not (kept and self.writer.take_over(picture)):
                    self.writer.put(File(picture, pictures.png(file.data)))
                yield picture


def _read_state(path: Path) -> _Made | None:
    try:
        value = json.loads(path.read_bytes())
        return _Made(value["digest"], value["files"], Summary(**value["summary"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


class _Writer:
    """Writes files of the draft; those that the old site has are linked, not written again."""

    def __init__(self, draft: Path, old: Path):
        self.draft, self.old = draft, old
        self._folders: set[Path] = set()

    def put(self, file: File) -> bool:
        """Write a file, and return whether the old site had the same."""
        path, old = self._target(file.path), self.old / file.path
        if _holds(old, file.data):
            return self.take_over(file.path)
        path.write_bytes(file.data)
        return False

    def take_over(self, name: str) -> bool:
        """Take a file over from the old site, and return whether it is there."""
        old = self.old / name
        if not old.is_file() or old.is_symlink():
            return False
        try:
            os.link(old, self._target(name))
        except OSError:  # a file system without links
            shutil.copy2(old, self._target(name))
        return True

    def copy(self, checkout: Checkout, source: Path, name: str) -> None:
        """Copy a file of the package, of any size, or link that of the old site where it is the same."""
        old = self.old / name
        if not (old.is_file() and filecmp.cmp(source, old, shallow=False) and self.take_over(name)):
            copy_file(checkout, source, self._target(name), MAX_TABLE_BYTES)

    def _target(self, name: str) -> Path:
        path = self.draft / name
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent)
        return path


def _holds(path: Path, data: bytes) -> bool:
    """Return whether a file that is no link has just these bytes."""
    return path.is_file() and not path.is_symlink() and path.stat().st_size == len(data) and path.read_bytes() == data
