"""The pages of all queries together: home, states, entities, data, method, search, and what machines read."""

from collections.abc import Iterator
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from ahq.site import feeds, json_pages, schema_org
from ahq.site.downloads import Downloads
from ahq.site.model import Country, Entity, Package
from ahq.site.render import STATIC, File, Page, Site, page
from ahq.site.summaries import Summary

MENTIONS_ON_A_PAGE = 300
FILTERS = ("Kind", "Query", "State", "Question", "Status", "Code")  # of the search


def files(
    package: Package, site: Site, summaries: dict[str, Summary], downloads: Downloads, pages: list[str]
) -> Iterator[File]:
    """Yield every page that is not of one query; ``pages`` are the paths of those that are."""
    found = [*pages]
    for file in _pages(package, site, summaries, downloads):
        yield file
        if file.path.endswith(".html") and file.path != "404.html":
            found.append(file.path)
    yield from feeds.files(site, package, sorted(found))
    for path in sorted(STATIC.iterdir()):
        yield File(path.name, path.read_bytes())


def _pages(package: Package, site: Site, summaries: dict[str, Summary], downloads: Downloads) -> Iterator[File]:
    yield from _home(package, site, summaries, downloads)
    yield _data(package, site, downloads)
    for make in (_countries, _entities, _fixed):
        yield from make(package, site, summaries)


def _home(package: Package, site: Site, summaries: dict[str, Summary], downloads: Downloads) -> Iterator[File]:
    totals = SimpleNamespace(
        queries=len(summaries),
        **{
            n: sum(getattr(s, n) for s in summaries.values())
            for n in ("responses", "disseminated", "answers", "quotes")
        },
    )
    about = "What European states answered to the ad-hoc queries of the European Migration Network: to compare, search, count and quote."
    schema = schema_org.dataset(site, package.descriptor, package.resources, downloads.formats)
    yield page(
        "home.html",
        Page("index.html", site.name, about, json="index.json", schema_org=schema),
        site,
        years=[
            (year, list(some))
            for year, some in groupby(package.heads, key=lambda head: head.request_date[:4] or "undated")
        ],
        summaries=summaries,
        totals=totals,
        resources=package.resources,
        formats=downloads.formats,
    )
    heads = [{"query_id": h.id, "title": h.title, "request_date": h.request_date} for h in package.heads]
    yield json_pages.file("index.json", {"version": site.version, "queries": heads})


def _countries(package: Package, site: Site, summaries: dict[str, Summary]) -> Iterator[File]:
    rows = []
    for country in sorted(package.countries.values(), key=lambda c: c.name):
        found = [
            (head, summaries[head.id].states[country.code])
            for head in package.heads
            if country.code in summaries[head.id].states
        ]
        given = sum(state["disseminated"] for _, state in found)
        rows.append((country, len(found), given, sum(bool(state["inferred"]) for _, state in found)))
        yield from _country(country, found, len(summaries), site)
    head = Page("countries.html", "States", "The states of the EMN, and how many queries each answered.")
    yield page("countries.html", head, site, rows=rows, total=len(summaries))


def _country(country: Country, found: list[tuple[Any, dict]], total: int, site: Site) -> Iterator[File]:
    about = f"All that {country.name} answered to ad-hoc queries of the European Migration Network."
    trail = (("States", "countries.html"),)
    head = Page(f"countries/{country.code}.html", country.name, about, trail, f"{country.code}.json")
    yield page("country.html", head, site, country=country, rows=found, total=total)
    rows = [{"query_id": query.id, **state} for query, state in found]
    yield json_pages.file(f"countries/{country.code}.json", json_pages.country(country, rows, site))


def _entities(package: Package, site: Site, summaries: dict[str, Summary]) -> Iterator[File]:
    found: dict[str, list[dict]] = {id_: [] for id_ in package.entities}
    for head in package.heads:
        for mention in summaries[head.id].mentions:
            found[mention["entity_id"]].append({"query_id": head.id, **mention})
    titles = {head.id: head.title for head in package.heads}
    rows = [
        (entity, len(found[id_]), len({m["country_code"] for m in found[id_]}))
        for id_, entity in package.entities.items()
    ]
    rows.sort(key=lambda row: (-row[1], row[0].name))
    about = Page("entities.html", "Mentions", "Platforms, agencies and authorities that answers name.")
    yield page("entities.html", about, site, rows=rows)
    for id_, entity in package.entities.items():
        yield from _entity(entity, found[id_], titles, site)


def _entity(entity: Entity, found: list[dict], titles: dict[str, str], site: Site) -> Iterator[File]:
    parts = [found[i : i + MENTIONS_ON_A_PAGE] for i in range(0, len(found), MENTIONS_ON_A_PAGE)] or [[]]
    about = f"Every mention of {entity.name} in an answer, in its sentence."
    for number, part in enumerate(parts, 1):
        path = f"entities/{entity.id}{f'-{number}' if number > 1 else ''}.html"
        yield page(
            "entity.html",
            Page(path, entity.name, about, (("Mentions", "entities.html"),), f"{entity.id}.json"),
            site,
            entity=entity,
            groups=[(query, list(some)) for query, some in groupby(part, key=lambda m: m["query_id"])],
            total=len(found),
            states=len({mention["country_code"] for mention in found}),
            number=number,
            pages=len(parts),
            titles=titles,
        )
    yield json_pages.file(f"entities/{entity.id}.json", json_pages.entity(entity, found, site))


def _data(package: Package, site: Site, downloads: Downloads) -> File:
    about = "Every table and format with its size and checksum, columns, how to load it, and changes between versions."
    return page(
        "data.html",
        Page("data.html", "Data", about),
        site,
        resources=package.resources,
        formats=downloads.formats,
        queries=[(head, downloads.queries[head.id]) for head in package.heads if head.id in downloads.queries],
        retired=package.retired,
        changelog=package.changelog,
    )


def _fixed(package: Package, site: Site, summaries: dict[str, Summary]) -> Iterator[File]:
    words = package.categories("answers", "status")
    disclaimers = list(dict.fromkeys(s.disclaimer for s in summaries.values() if s.disclaimer))
    yield page(
        "method.html",
        Page("method.html", "Method", "How answers are cut, coded and checked, and what that is worth."),
        site,
        status_words=words,
        disclaimers=disclaimers[:10],
        licences=package.descriptor["licenses"],
    )
    yield page(
        "search.html",
        Page("search.html", "Search", "Search answers, questions and codes.", is_search=True),
        site,
        names=[name for name in FILTERS if name != "Query" or len(summaries) > 1],
    )
    yield page("404.html", Page("404.html", "No such page", "There is no such page."), site)
