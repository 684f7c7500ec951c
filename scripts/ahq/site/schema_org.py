"""What search engines read: schema.org's Dataset, for the whole package and for each query."""

from typing import Any

from ahq.site.model import Head, Resource
from ahq.site.render import Site
from ahq.site.views import QueryView


def dataset(site: Site, descriptor: dict, resources: list[Resource]) -> dict[str, Any]:
    """Return the description of the package."""
    return {
        **_common(site, descriptor["title"], descriptor["description"], "index.html"),
        "keywords": descriptor.get("keywords", []),
        "distribution": [_download(site, one.name, one.path, one.bytes) for one in resources],
    }


def dataset_of_query(view: QueryView, site: Site, wide: list[Resource]) -> dict[str, Any]:
    """Return the description of a query."""
    head = view.head
    about = f"{len(view.query.disseminated)} of {len(view.query.responses)} responses that may be disseminated. {head.disclaimer}"
    path = f"queries/{head.id}/index.html"
    return {
        **_common(site, head.title, about, path),
        **_when(head),
        "distribution": [_download(site, one.name, one.path, one.bytes) for one in wide],
        "isPartOf": {"@type": "Dataset", "name": site.name},
    }


def _common(site: Site, name: str, description: str, path: str) -> dict[str, Any]:
    found = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": name,
        "description": description,
        "version": site.version,
        "datePublished": site.date,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "EMN National Contact Points"},
    }
    return found | ({"url": f"{site.url}{path}"} if site.url else {})


def _when(head: Head) -> dict[str, str]:
    return {"temporalCoverage": head.request_date} if head.request_date else {}


def _download(site: Site, name: str, path: str, count: int) -> dict[str, str]:
    where = f"{site.url}{path}"
    return {
        "@type": "DataDownload",
        "name": name,
        "encodingFormat": "text/csv",
        "contentUrl": where,
        "contentSize": f"{count} B",
    }
