"""Every file to download is there, with the size and the checksum that the page of the data says, and so is every version."""

import hashlib
import zipfile
from xml.etree import ElementTree

from ahq.releasing import distribution

from .html_tree import parse

QUERY = "2016-social-media-migrant-smuggling"


def data_page(copy):
    site = copy.checkout.build / "site"
    return site, parse((site / "data.html").read_text("utf-8"))


def test_each_file_has_the_size_and_the_checksum_that_the_page_says(published):
    site, page = data_page(published)
    names = []
    for line in page.all("tr"):
        for link in line.all("a", download=""):
            path = site / link.attributes["href"]
            data = path.read_bytes()
            assert line.one("td", class_="hash").text == hashlib.sha256(data).hexdigest()
            size = line.all("td", class_="num")[-1].text
            assert size in (f"{len(data) / 1000:.1f} kB", f"{len(data) / 1_000_000:.1f} MB")
            names.append(path.name)
    assert "emn-ahq-1.0.0.xlsx" in names
    assert {f"{QUERY}.csv", f"{QUERY}.dta", f"{QUERY}.sav"} <= set(names)
    assert "answers.csv" in names


def test_there_is_a_file_of_every_format_of_a_release(published):
    site, page = data_page(published)
    titles = {title for title, _ in distribution.FORMAT_TITLES.values()}
    assert titles <= {cell.text for cell in page.all("td")}
    with zipfile.ZipFile(next((site / "downloads").glob("*-parquet.zip"))) as archive:
        assert "formats/parquet/answers.parquet" in archive.namelist()


def test_the_page_of_a_query_offers_its_files(published):
    site = published.checkout.build / "site"
    page = parse((site / "queries" / QUERY / "index.html").read_text("utf-8"))
    links = {link.attributes["href"] for link in page.all("a", download="")}
    assert links >= {f"../../downloads/queries/{QUERY}.{ending}" for ending in ("csv", "dta", "sav")}
    assert any(link.endswith(".xlsx") for link in links)


def test_formats_are_written_again_only_where_the_tables_changed(copy):
    site = copy.build(formats=True)
    first = {path.name: path.stat().st_mtime_ns for path in (site / "downloads").rglob("*") if path.is_file()}
    site = copy.build(formats=True)
    again = {path.name: path.stat().st_mtime_ns for path in (site / "downloads").rglob("*") if path.is_file()}
    assert first == again
    copy.checkout.descriptor.write_text(copy.checkout.descriptor.read_text("utf-8") + "\n", "utf-8")
    site = copy.build(formats=True)
    assert all(path.stat().st_mtime_ns > again[path.name] for path in (site / "downloads").rglob("*") if path.is_file())


def test_the_changes_of_each_version_are_on_the_page_and_in_the_feed(copy):
    copy.checkout.changelog.write_text(
        "# Changelog\n\n## 1.1.0 — 2027-02-03\n\n- `answers`: <script>alert(1)</script> *two* rows\n\n"
        "## 1.0.0 — 2026-11-24\n\nThe first.\n",
        "utf-8",
    )
    site = copy.build("https://example.org/emn/")
    _, page = data_page(copy)
    newest = page.one("article", id="v1.1.0")
    assert newest.one("li").text == "answers: <script>alert(1)</script> two rows"
    assert newest.one("h3").text == "1.1.0 3 February 2027"
    assert page.one("article", id="v1.0.0").one("p").text == "The first."
    name = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring((site / "versions.atom").read_bytes())
    assert [one.findtext(f"{name}title") for one in feed.iter(f"{name}entry")] == ["Version 1.1.0", "Version 1.0.0"]
    entry = next(feed.iter(f"{name}entry"))
    assert entry.find(f"{name}link").attrib["href"] == "https://example.org/emn/data.html#v1.1.0"
    assert "<script>" not in entry.findtext(f"{name}content")


def test_a_package_without_a_changelog_has_a_feed_of_its_version(copy):
    site = copy.build()
    feed = ElementTree.fromstring((site / "versions.atom").read_bytes())
    titles = [one.text for one in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles[1:] == ["Version 1.0.0"]
