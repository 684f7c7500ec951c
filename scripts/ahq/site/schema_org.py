"""What search engines read: schema.org's Dataset, for the whole package and for each query.

What is said of the package is that of its metadata; here stand only the addresses of the site.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ahq.publishing.metadata import schema_org
from ahq.site.downloads import Download
from ahq.site.model import Resource
from ahq.site.render import Site
from ahq.site.views import QueryView

HOME = "index.html"
_OF_PACKAGE = {"alternateName", "identifier", "keywords", "isBasedOn", "url"}  # not true of one query


class _File(NamedTuple):
    name: str
    path: str
    media_type: str
    bytes: int
    sha256: str


def dataset(
    site: Site, descriptor: dict, resources: list[Resource], formats: list[Download] | None = None
) -> dict[str, Any]:
    """Return the description of the package, with its tables and its formats."""
    files = [_File(one.name, one.path, "text/csv", one.bytes, one.sha256) for one in resources]
    files += [_File(one.name, one.path, one.media_type, one.bytes, one.sha256) for one in formats or ()]
    return {**_about(site, descriptor, HOME), "distribution": _downloads(site, files)}


def dataset_of_query(view: QueryView, site: Site, descriptor: dict, downloads: list[Download]) -> dict[str, Any]:
    """Return the description of a query."""
    head = view.head
    found = _about(site, descriptor, f"queries/{head.id}/{HOME}")
    files = [_File(one.name, one.path, one.media_type, one.bytes, one.sha256) for one in downloads]
    return {
        **{name: value for name, value in found.items() if name not in _OF_PACKAGE or (name == "url" and site.url)},
        "name": head.title,
        "description": (
            f"{len(view.query.disseminated)} of {len(view.query.responses)} responses that may be disseminated. "
            f"{head.disclaimer}"
        ),
        **({"temporalCoverage": head.request_date} if head.request_date else {}),
        **({"distribution": _downloads(site, files)} if files else {}),
        "isPartOf": {"@type": "Dataset", "name": descriptor["title"]},
    }


def _about(site: Site, descriptor: dict, place: str) -> dict[str, Any]:
    """Return what the metadata say, without addresses of files that the site does not have."""
    found = schema_org.about(descriptor, place)
    for name in ("license", "isBasedOn"):
        found[name] = [one for one in found[name] if "://" in one["url"]]
    found = {name: value for name, value in found.items() if value not in ([], "")}
    return {"@context": "https://schema.org/", "@type": "Dataset", **found} | (
        {"url": f"{site.url}{place}"} if site.url else {}
    )


def _downloads(site: Site, files: Iterable[_File]) -> list[dict[str, str]]:
    return [
        {
            "@type": "DataDownload",
            "name": one.name,
            **({"encodingFormat": one.media_type} if one.media_type else {}),
            "contentUrl": f"{site.url}{one.path}",
            "contentSize": f"{one.bytes} B",
            "sha256": one.sha256,
        }
        for one in files
    ]
