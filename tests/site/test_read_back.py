"""What the tables hold is on the pages, letter by letter, and every link leads somewhere."""

import json
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .html_tree import Element, parse


@cache
def page(path: Path) -> Element:
    return parse(path.read_text("utf-8"))


def folder(published, query: str) -> Path:
    return published.checkout.build / "site" / "queries" / query


def test_every_answer_is_on_the_page_of_its_response_and_of_its_question(published):
    answers = [row for row in published.rows("answers") if row["text"]]
    assert len(answers) > 100
    for row in answers:
        query, country, item = row["query_id"], row["country_code"], row["item"]
        response = page(folder(published, query) / "responses" / f"{country}.html").one("section", id=f"a-{item}")
        question = page(folder(published, query) / "questions" / f"{item}.html").one("article", id=country)
        assert response.one(class_="words").text == row["text"]
        assert question.one(class_="words").text == row["text"]


def test_every_quote_is_marked_where_it_stands_and_is_on_the_page_of_its_variable(published):
    quotes = published.rows("evidence")
    assert len(quotes) > 400
    for row in quotes:
        query, country, id_ = row["query_id"], row["country_code"], f"e-{row['variable_id']}-{row['evidence_number']}"
        response = page(folder(published, query) / "responses" / f"{country}.html")
        words = response.one("section", id=f"a-{row['item']}").one(class_="words")
        assert words.place_of(id_) == int(row["char_start"])
        marks = "".join(mark.text for mark in words.all("mark"))
        assert row["quote"] in marks
        variable = page(folder(published, query) / "variables" / f"{row['variable_id']}.html")
        said = [quote.one("p").text for quote in variable.one(id=country).all("blockquote")]
        assert row["quote"] in said


def test_marks_cover_the_quotes_and_nothing_else(published):
    covered: dict[tuple[str, ...], set[int]] = {}
    for row in published.rows("evidence"):
        key = row["query_id"], row["country_code"], row["item"]
        covered.setdefault(key, set()).update(range(int(row["char_start"]), int(row["char_end"])))
    for (query, country, item), places in covered.items():
        response = page(folder(published, query) / "responses" / f"{country}.html")
        words = response.one("section", id=f"a-{item}").one(class_="words")
        marked, place = set(), 0
        for child in words.children:
            length = len(child if isinstance(child, str) else child.text)
            if isinstance(child, Element) and child.tag == "mark":
                marked |= set(range(place, place + length))
            place += length
        assert marked == places, (country, item)


def test_every_code_is_in_the_matrix_and_on_the_pages_of_its_response_and_variable(published):
    cells: dict[tuple[str, str, str], list[str]] = {}
    for row in published.rows("codings"):
        cells.setdefault((row["query_id"], row["country_code"], row["variable_id"]), []).append(row["code"])
        written = f"{row['value_number']} %" if row["value_number"] else row["code"]
        response = page(folder(published, row["query_id"]) / "responses" / f"{row['country_code']}.html")
        table = response.one("table", class_="codes")
        rows = [
            line
            for line in table.all("tr")
            if line.all(
                "a",
                href=f"../../../queries/{row['query_id']}/variables/{row['variable_id']}.html#{row['country_code']}",
            )
        ]
        assert any(badge.text.endswith(written) for line in rows for badge in line.all(class_="badge"))
    names = {row["country_code"]: row["name"] for row in published.rows("countries")}
    for (query, country, variable), codes in cells.items():
        matrix = page(folder(published, query) / "index.html").one("table", id="matrix-table")
        columns = [head.attributes.get("data-column") for head in matrix.all("th", scope="col")]
        line = matrix.one("tr", **{"data-state": names[country]})
        cell = line.all("td")[columns.index(variable) - 1]
        assert sorted(cell.attributes["data-codes"].split()) == sorted(codes)


def test_counts_say_of_how_many(published):
    variable = page(folder(published, "2016-social-media-migrant-smuggling") / "variables" / "judicial_evidence.html")
    line = variable.one("tr", id="code-used")
    assert line.one("td", class_="count").text.startswith("3 of 18 states (DE, PL, SE)")
    line = variable.one("tr", id="code-not-used")
    assert "5 of 18 states (AT, CY, LV, SK, UK)" in line.text
    assert "3 of 21 states (BE, FR, NL)" in variable.one("tr", id="code-not-disseminated").text


def test_every_status_without_a_text_is_said_in_words(published):
    words = {
        "in-parts": "No text of its own; lettered parts have one",
        "not-answered": "Nothing is printed for this item",
    }
    for row in published.rows("answers"):
        if row["status"] in words:
            response = page(folder(published, row["query_id"]) / "responses" / f"{row['country_code']}.html")
            assert words[row["status"]] in response.one("section", id=f"a-{row['item']}").text


def test_the_json_beside_a_page_holds_the_rows_of_the_tables(published):
    for row in published.rows("answers"):
        if row["text"]:
            path = folder(published, row["query_id"]) / "responses" / f"{row['country_code']}.json"
            answers = {one["item"]: one for one in json.loads(path.read_bytes())["answers"]}
            assert {name: answers[row["item"]][name] for name in ("text", "status", "marker", "source_note")} == {
                name: row[name] for name in ("text", "status", "marker", "source_note")
            }


def test_every_internal_link_and_anchor_resolves(published):
    site = published.checkout.build / "site"
    ids: dict[Path, set[str]] = {}
    pages = sorted(site.rglob("*.html"))
    for path in pages:
        found = [element.attributes["id"] for element in page(path).all() if "id" in element.attributes]
        assert len(found) == len(set(found)), f"{path}: {[one for one in found if found.count(one) > 1]}"
        ids[path] = set(found)
    assert len(pages) > 100
    for path in pages:
        for element in page(path).all():
            for name in ("href", "src", "action"):
                address = element.attributes.get(name)
                if address is None or urlsplit(address).scheme:
                    continue
                parts = urlsplit(address)
                target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
                assert target.is_file(), f"{path}: {address}"
                if parts.fragment and target.suffix == ".html":
                    assert unquote(parts.fragment) in ids[target], f"{path}: {address}"


def test_nothing_is_loaded_from_elsewhere_and_nothing_stands_inline(published):
    for path in (published.checkout.build / "site").rglob("*.html"):
        top = page(path)
        policy = top.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe-inline" not in policy
        assert not [element for element in top.all() if "style" in element.attributes or element.tag == "style"]
        assert all(
            script.attributes.get("type") == "application/ld+json" or not script.text for script in top.all("script")
        )
        assert not [name for element in top.all() for name in element.attributes if name.startswith("on")]
        loaded = [
            e.attributes.get("src") or e.attributes.get("href")
            for e in (*top.all("script"), *top.all("img"), *top.all("link", rel="stylesheet"))
        ]
        assert not [address for address in loaded if address and urlsplit(address).netloc]


def test_the_map_tells_who_was_not_asked_from_who_did_not_answer_and_who_withheld(published):
    path = folder(published, "2016-social-media-migrant-smuggling") / "variables" / "judicial_evidence.html"
    said = {tile.one("title").text.split(":")[0]: tile for tile in page(path).one("svg", class_="map").all("g")}
    styles = {name: tile.attributes["class"].split()[1] for name, tile in said.items()}
    assert styles["Greece"] == "no-response"
    assert "no response in the compilation" in said["Greece"].text
    assert styles["Georgia"] == "not-asked"
    assert "not in the EMN on the day of the request: not asked" in said["Georgia"].text
    assert styles["Belgium"] == "missing-D"
    assert styles["Hungary (inferred)"].startswith(("code-", "missing-"))
    key = page(path).one("ul", class_="absences").text
    assert "no response in the compilation" in key
    assert "not asked" in key
    alone = path.with_name("judicial_evidence.map.svg").read_text("utf-8")
    assert "used: 3 of 18" in alone
    assert "not in the EMN on the day of the request: not asked" in alone
