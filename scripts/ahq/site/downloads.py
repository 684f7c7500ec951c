"""What the page of the data offers beside the tables: the formats of a release, and the files of each query.

They are written by what writes a release, from the same tables, and written again only where these changed.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ahq.core.checkout import Checkout
from ahq.core.digests import cache_key, sha256_of_file
from ahq.core.files import MAX_TABLE_BYTES, copy_file
from ahq.releasing import distribution
from ahq.site.model import Package

FOLDER = "downloads"
# The files of one query in a release: what each is, and its media type.
OF_QUERY = {
    "wide/{query}.csv": ("The coded variables, a column each (CSV)", "text/csv"),
    "wide/{query}.dta": ("The same for Stata", "application/x-stata-dta"),
    "wide/{query}.sav": ("The same for SPSS", "application/x-spss-sav"),
    "wide/{query}-codebook.csv": ("What columns and values of the Stata and SPSS files mean (CSV)", "text/csv"),
    "formats/xlsx/{query}.xlsx": ("A workbook of this query alone (XLSX)", distribution.XLSX_TYPE),
}


class Download(NamedTuple):
    """A file to download: its path from the top of the site, what it is, its size and its SHA-256."""

    path: str
    title: str
    media_type: str
    bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Downloads:
    """All downloads of a site: those of the whole package, and those of each query by its id."""

    formats: list[Download] = field(default_factory=list)
    queries: dict[str, list[Download]] = field(default_factory=dict)

    @property
    def workbook(self) -> str:
        """The path of the workbook of all tables, with a sheet of each query; empty where it is a zip of many."""
        return next((one.path for one in self.formats if one.path.endswith(".xlsx")), "")

    @property
    def paths(self) -> list[str]:
        """The paths of all files."""
        return [one.path for some in (self.formats, *self.queries.values()) for one in some]


def digest(package: Package) -> str:
    """Return a digest of all that the downloads are made from: the tables, the terms, and the code that writes them."""
    code = Path(distribution.__file__).parent
    parts = [path.read_bytes() for path in sorted(code.rglob("*.py"))]
    terms = [path.read_bytes() for path in _terms(package)]
    return cache_key((package.root / "datapackage.json").read_bytes(), *terms, *parts)


def kept(state: Path, wanted: str, take_over: Callable[[str], bool]) -> Downloads | None:
    """Return the downloads of the last site where they were made from the same; ``take_over`` brings each file along."""
    try:
        value = json.loads(state.read_bytes())
        formats = [Download(*one) for one in value["formats"]]
        queries = {query: [Download(*one) for one in some] for query, some in value["queries"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    found = Downloads(formats, queries)
    return found if value.get("digest") == wanted and all(map(take_over, found.paths)) else None


def keep(found: Downloads, wanted: str, state: Path) -> None:
    """Remember what was made, and from what. Raises OSError."""
    state.write_text(json.dumps({"digest": wanted, **asdict(found)}), "utf-8", newline="")


def write(package: Package, site: Path, work: Path) -> Downloads:
    """Write all downloads into ``site``, by way of the empty folder ``work``. Raises OSError, ValueError."""
    release = work / f"{distribution.NAME}-{package.version}"
    for source, name in (*((path, path.name) for path in _terms(package)), *package.files()):
        copy_file(Checkout(package.root), source, release / name, MAX_TABLE_BYTES)
    made = dict(distribution.write_formats(package.root, release))
    (site / FOLDER).mkdir(exist_ok=True)
    move = partial(_move, site)
    formats = [
        Download(move(work / one.name, one.name), one.title, one.media_type, one.bytes, one.sha256)
        for one in (made[name] for name in (distribution.CSV, *reversed(distribution.FORMATS)) if name in made)
    ]
    queries = {head.id: list(_of_query(head.id, release, move)) for head in package.heads}
    return Downloads(formats, {query: found for query, found in queries.items() if found})


def _of_query(query: str, release: Path, move: Callable[[Path, str], str]) -> list[Download]:
    found = []
    for pattern, about in OF_QUERY.items():
        path = release / pattern.format(query=query)
        if path.is_file():
            size, sha256 = path.stat().st_size, sha256_of_file(path)
            found.append(Download(move(path, f"queries/{path.name}"), *about, size, sha256))
    return found


def _move(site: Path, path: Path, name: str) -> str:
    """Move a file to its place among the downloads, and return its path from the top of the site."""
    place = f"{FOLDER}/{name}"
    (site / place).parent.mkdir(exist_ok=True)
    path.replace(site / place)
    return place


def _terms(package: Package) -> list[Path]:
    return [path for name in distribution.TERMS if (path := package.root / name).is_file()]
