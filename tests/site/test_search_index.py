"""The index of the search is made in parts: each of whole queries, and made again only where one of these changed."""

import json

import pytest

from ahq.site import search_index
from ahq.site.model import Package
from ahq.site.search_index import write_index

ANOTHER = "2017-another-query"


@pytest.fixture
def written(copy, monkeypatch):
    """A function that writes the index of a package of several queries, a part for each, and returns the names of the parts."""
    copy.add_query(ANOTHER)
    copy.change("queries", lambda row: row | ({"request_date": "2017-01-01"} if row["query_id"] == ANOTHER else {}))
    monkeypatch.setattr(search_index, "MAX_PART", 1)

    def write(name: str, old: str = "none") -> list[str]:
        folder = copy.checkout.build / name
        folder.mkdir(parents=True)
        write_index(Package(copy.checkout.root), folder, copy.checkout.build / old)
        return json.loads((folder / "pagefind" / "parts.json").read_bytes())

    return write


def stamps(copy, site: str, part: str) -> dict[str, int]:
    top = copy.checkout.build / site / "pagefind" / part
    return {path.relative_to(top).as_posix(): path.stat().st_mtime_ns for path in top.rglob("*") if path.is_file()}


def test_a_part_is_made_again_only_where_its_queries_changed(copy, written):
    before = written("one")
    assert len(before) == len(Package(copy.checkout.root).heads)
    assert written("two", old="one") == before
    assert all(stamps(copy, "two", part) == stamps(copy, "one", part) for part in before)

    def changed(row):
        return row | {"text": "Otherwise."} if row["query_id"] == ANOTHER and row["item"] == "1" else row

    copy.change("questions", changed)
    after = written("three", old="two")
    kept = [part for part in before if part in after]
    assert len(after) == len(before) == len(kept) + 1
    assert all(stamps(copy, "three", part) == stamps(copy, "one", part) for part in kept)


def test_what_searches_all_parts_comes_with_the_first_alone(copy, written):
    first, *others = (set(stamps(copy, "site", part)) for part in written("site"))
    assert {"pagefind.js", "wasm.en.pagefind", "pagefind-entry.json"} <= first
    assert others
    for other in others:
        assert "pagefind-entry.json" in other
        assert not {name for name in other if name.endswith(".js") or name.startswith("wasm")}


def test_all_is_one_part_while_it_is_small(copy):
    folder = copy.checkout.build / "site"
    folder.mkdir(parents=True)
    write_index(Package(copy.checkout.root), folder, copy.checkout.build / "none")
    assert len(json.loads((folder / "pagefind" / "parts.json").read_bytes())) == 1
    assert not list(copy.checkout.build.glob("pages-*"))
