"""The package as catalogues and search engines read it: one format a module, all from the one descriptor.

Each module has ``PATH``, where its file stands in the package, and ``render(descriptor, distributions, coverage)``, its
bytes; of a package that is not released, the last two are empty. Where the package is published stands in ``home`` of
data/package.yaml and nowhere else. Without it every file is named relative to the file that names it, as URLs and
JSON-LD resolve it; zips of a release are then named as files that stand beside its folder.
"""

from posixpath import dirname, relpath
from typing import NamedTuple


class Distribution(NamedTuple):
    """A file beside a release that has the package in one format: its name, title, media type, size in bytes, SHA-256."""

    name: str
    title: str
    media_type: str
    bytes: int
    sha256: str


class Coverage(NamedTuple):
    """What the package is about: the first and the last day of a request, and countries as alpha-3 code and name."""

    start: str
    end: str
    countries: list[tuple[str, str]]


MISSING = {
    "page": "no landing page",
    "files": "no absolute addresses of the tables",
    "downloads": "no absolute addresses of the formats",
    "contact": "no contact point",
}


def home(descriptor: dict) -> dict:
    """Return where the package is published: page, files, downloads, contact; empty where that is not known."""
    return descriptor.get("home", {})


def missing(descriptor: dict) -> list[str]:
    """Return what the metadata cannot say, because ``home`` of data/package.yaml does not."""
    return [said for key, said in MISSING.items() if key not in home(descriptor)]


def address(path: str, place: str, descriptor: dict) -> str:
    """Return the address of a file of the package: absolute where it has a home, otherwise relative to ``place``."""
    base = home(descriptor).get("files")
    if base is None or "://" in path:
        return relative(path, place)
    return base.format(version=descriptor["version"]) + path


def download(distribution: Distribution, place: str, descriptor: dict) -> str:
    """Return the address of a file beside a release."""
    base = home(descriptor).get("downloads")
    if base is None:
        return relative(f"../{distribution.name}", place)
    return base.format(version=descriptor["version"]) + distribution.name


def relative(path: str, place: str) -> str:
    """Return a path of the package as the file at ``place`` has to write it; an address stays as it is."""
    return path if "://" in path else relpath(path, dirname(place) or ".")


def day(descriptor: dict) -> str:
    """Return the day of the version, as YYYY-MM-DD."""
    return descriptor["created"][:10]


def citation(descriptor: dict) -> str:
    """Return how a version of the package is cited: authors, year, title, version and, where there is one, its page."""
    names = "; ".join(contributor["title"] for contributor in descriptor["contributors"])
    date, page = day(descriptor), home(descriptor).get("page", "")
    said = f"{names} ({date[:4]}). {descriptor['title']}, version {descriptor['version']} ({date}). Data package."
    return f"{said} {page}".rstrip()


def publisher(descriptor: dict) -> str:
    """Return the name of the first contributor with the role of publisher. Raises ValueError if there is none."""
    for contributor in descriptor["contributors"]:
        if "publisher" in contributor["roles"]:
            return contributor["title"]
    raise ValueError("no contributor of the package has the role publisher")


def table_licence(descriptor: dict) -> dict:
    """Return the licence of the tables as tables: the first that has a name. Raises ValueError if there is none."""
    for licence in descriptor["licenses"]:
        if "name" in licence:
            return licence
    raise ValueError("no licence of the package has a name")


def rights(descriptor: dict) -> str:
    """Return one sentence for each licence: what it covers, and where it is to be read."""
    return " ".join(f"{licence['title']} ({licence['path']})." for licence in descriptor["licenses"])


def digest(resource: dict) -> str:
    """Return the SHA-256 of a table in hexadecimal digits."""
    return resource["hash"].removeprefix("sha256:")
