"""What machines follow: a feed of versions, a sitemap, and robots.txt."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from ahq.site.model import Package
from ahq.site.render import File, Site, markdown

MOST_ADDRESSES = 50_000  # of one sitemap, by its protocol


def files(site: Site, package: Package, pages: list[str]) -> Iterator[File]:
    """Yield the feed, and where the site has an address its sitemap and robots.txt."""
    yield File("versions.atom", _atom(site, package).encode())
    if site.url:
        yield from _sitemaps(site, pages)
        yield File("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.url}sitemap.xml\n".encode())


def _atom(site: Site, package: Package) -> str:
    entries = [(one.version, one.date, str(markdown(one.text))) for one in package.changelog]
    if site.version not in (version for version, _, _ in entries):
        entries.insert(0, (site.version, site.date, escape(package.descriptor["description"])))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{escape(site.name)}: versions</title>\n<id>{escape(site.url or 'urn:emn-ahq')}</id>\n"
        f"<updated>{site.date}T00:00:00Z</updated>\n<author><name>Maintainers of emn-ad-hoc-queries</name></author>\n"
        f"{''.join(_entry(site, *entry) for entry in entries)}</feed>\n"
    )


def _entry(site: Site, version: str, day: str, html: str) -> str:
    address = escape(f"{site.url}data.html#v{version}")
    return (
        f"<entry><title>Version {escape(version)}</title><id>{address if site.url else f'urn:emn-ahq:{escape(version)}'}</id>"
        f'<updated>{day}T00:00:00Z</updated><link href="{address}"/>'
        f'<content type="html">{escape(html)}</content></entry>\n'
    )


def _sitemaps(site: Site, pages: list[str]) -> Iterator[File]:
    """Yield one sitemap, or where it would be too long several and an index of them."""
    parts = [pages[start : start + MOST_ADDRESSES] for start in range(0, len(pages), MOST_ADDRESSES)]
    if len(parts) == 1:
        yield File("sitemap.xml", _sitemap("urlset", "url", site, pages))
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield File("sitemap.xml", _sitemap("sitemapindex", "sitemap", site, names))
    for name, part in zip(names, parts, strict=True):
        yield File(name, _sitemap("urlset", "url", site, part))


def _sitemap(whole: str, one: str, site: Site, paths: list[str]) -> bytes:
    lines = "".join(f"<{one}><loc>{escape(site.url + path)}</loc></{one}>\n" for path in paths)
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    return f'{head}<{whole} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</{whole}>\n'.encode()
