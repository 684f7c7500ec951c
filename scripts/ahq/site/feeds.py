"""What machines follow: a feed of versions, a sitemap, and robots.txt."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from ahq.site.model import Package
from ahq.site.render import File, Site
from ahq.site.summaries import Summary


def files(site: Site, package: Package, pages: list[str], summaries: dict[str, Summary]) -> Iterator[File]:
    """Yield the feed, and where the site has an address the sitemap and robots.txt."""
    yield File("versions.atom", _atom(site, package).encode())
    if site.url:
        queries = [f"queries/{query}/index.html" for query in summaries]
        yield File("sitemap.xml", _sitemap(site, [*pages, *queries]).encode())
        yield File("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.url}sitemap.xml\n".encode())


def _atom(site: Site, package: Package) -> str:
    about = escape(package.descriptor["description"])
    id_ = f"urn:emn-ahq:{site.version}" if not site.url else f"{site.url}data.html#{site.version}"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{escape(site.name)}: versions</title>\n<id>{escape(site.url or 'urn:emn-ahq')}</id>\n"
        f"<updated>{site.date}T00:00:00Z</updated>\n<author><name>Maintainers of emn-ad-hoc-queries</name></author>\n"
        f"<entry><title>Version {escape(site.version)}</title><id>{escape(id_)}</id>"
        f'<updated>{site.date}T00:00:00Z</updated><link href="{escape(site.url)}data.html"/>'
        f"<summary>{about}</summary></entry>\n</feed>\n"
    )


def _sitemap(site: Site, pages: list[str]) -> str:
    lines = "".join(f"<url><loc>{escape(site.url + path)}</loc></url>\n" for path in pages)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
