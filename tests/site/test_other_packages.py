"""Packages that are not like the published one: hostile text, no coding, more tables, fewer tables."""

import json

from .html_tree import parse

QUERY = "2016-social-media-migrant-smuggling"
HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> </div></section> &amp; {{ 7*7 }} "
    "=HYPERLINK(1) \u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd  two  spaces\n\n\n" + "w" * 100_000
)


def here(row: dict[str, str], country: str, item: str) -> bool:
    return (row["query_id"], row["country_code"], row["item"]) == (QUERY, country, item)


def html(copy, name: str):
    return parse((copy.checkout.build / "site" / "queries" / QUERY / name).read_text("utf-8"))


def test_hostile_text_is_shown_as_text(copy):
    without_quote = next(
        row
        for row in copy.rows("answers")
        if row["query_id"] == QUERY
        and row["text"]
        and not any(here(quote, row["country_code"], row["item"]) for quote in copy.rows("evidence"))
    )
    country, item = without_quote["country_code"], without_quote["item"]

    def hostile(row):
        return row | {"text": HOSTILE, "source_note": HOSTILE} if here(row, country, item) else row

    copy.change("answers", hostile)
    copy.change("mentions", lambda row: None if here(row, country, item) else row)
    copy.change("links", lambda row: row | {"url": "javascript:alert(1)"})
    copy.change("variables", lambda row: row | {"label": "<b>bold</b>\"'", "rule": HOSTILE[:200]})
    copy.change("queries", lambda row: row | {"title": "</title><script>x</script>", "disclaimer": "</script><b>"})
    copy.build()
    section = html(copy, f"responses/{country}.html").one("section", id=f"a-{item}")
    assert section.one(class_="words").text == HOSTILE
    assert html(copy, f"questions/{item}.html").one("article", id=country).one(class_="words").text == HOSTILE
    for path in (copy.checkout.build / "site").rglob("*.html"):
        top = parse(path.read_text("utf-8"))
        assert not [
            script
            for script in top.all("script")
            if "src" not in script.attributes and script.attributes.get("type") != "application/ld+json"
        ]
        assert not top.all("img")
        assert not [a for a in top.all("a") if a.attributes.get("href", "").startswith("javascript:")]
        for block in top.all("script", type="application/ld+json"):
            json.loads(block.text)


def test_a_query_without_coding_has_a_matrix_of_items(copy):
    for table in ("variables", "codes", "codings", "evidence", "reliability"):
        copy.change(table, lambda row: None)
    copy.build()
    top = html(copy, "index.html")
    line = top.one("table", id="matrix-table").one("tr", **{"data-state": "Slovenia"})
    assert [cell.attributes["data-codes"] for cell in line.all("td")][:3] == [
        "answered",
        "answered",
        "in-parent-item",
    ]
    assert line.all("td")[0].text == "22 words"
    assert "This query is not coded" in top.text
    assert not (copy.checkout.build / "site" / "queries" / QUERY / "variables").exists()
    assert not html(copy, "responses/SI.html").all(class_="codes")


def test_a_reader_sees_what_repeats_the_question_and_what_another_reader_could_choose(copy):
    answer = next(row for row in copy.rows("answers") if here(row, "SI", "6"))
    start = answer["text"].index("approved")
    span = {"query_id": QUERY, "country_code": "SI", "item": "6", "number": "1", "char_start": str(start)}
    copy.add_table("question_spans", [span | {"char_end": str(start + 8), "text": "approved"}])
    row = {"query_id": QUERY, "country_code": "SI", "variable_id": "judicial_evidence"}
    copy.add_table("alternatives", [row | {"code": "used", "value_number": "", "reason": "It may be read so."}])
    changed = {"date": "2027-01-02", "old": "used", "new": "admissible", "reason": "Read again."}
    copy.add_table("corrections", [row | changed])
    one = {"query_id": QUERY, "country_code": "SI", "number": "1", "kind": "litter", "source": "a b", "record": "ab"}
    copy.add_table("differences", [one | {"reason": "A page break."}])
    copy.build()
    response = html(copy, "responses/SI.html")
    assert [part.text for part in response.one("section", id="a-6").all(class_="asked")] == ["approved"]
    assert "Another reader could choose used: It may be read so." in response.text
    assert "litter: the source has a b, the record ab. A page break." in response.text
    variable = html(copy, "variables/judicial_evidence.html")
    assert "3 to 4 if other readings were taken" in variable.one("tr", id="code-used").text
    assert "5 to 6 if other readings were taken" in variable.one("tr", id="code-admissible").text
    assert "2 January 2027, Slovenia: used became admissible. Read again." in variable.text


def test_a_site_with_an_address_has_a_sitemap_and_canonical_addresses(copy):
    site = copy.build("https://example.org/emn/")
    page = parse((site / "queries" / QUERY / "responses" / "SI.html").read_text("utf-8"))
    assert (
        page.one("link", rel="canonical").attributes["href"]
        == f"https://example.org/emn/queries/{QUERY}/responses/SI.html"
    )
    assert f"<loc>https://example.org/emn/queries/{QUERY}/responses/SI.html</loc>" in (site / "sitemap.xml").read_text(
        "utf-8"
    )
    assert f"https://example.org/emn/queries/{QUERY}/responses/SI.html#a-6" in (
        site / "queries" / QUERY / "responses" / "SI.ris"
    ).read_text("utf-8")


def test_only_what_changed_is_made_again(copy):
    site = copy.build()
    assert copy.built.made == len(copy.rows("queries"))
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}
    copy.build()
    assert copy.built.made == 0
    copy.change(
        "answers",
        lambda row: row | {"source_note": "New."} if here(row, "SI", "6") else row,
    )
    copy.build()
    assert copy.built.made == 1
    changed = {
        path.relative_to(site).as_posix() for path in site.rglob("*.html") if path.stat().st_mtime_ns != before[path]
    }
    assert changed == {f"queries/{QUERY}/responses/SI.html", f"queries/{QUERY}/questions/6.html"}


def test_citations_carry_the_disclaimer_in_every_format(copy):
    site = copy.build()
    disclaimer = next(row["disclaimer"] for row in copy.rows("queries") if row["query_id"] == QUERY)
    folder = site / "queries" / QUERY / "responses"
    csl = {one["id"]: one for one in json.loads((folder / "SI.csl.json").read_bytes())}
    cited = csl[f"emn-{QUERY}-SI-6"]
    assert cited["author"] == [{"literal": "Slovenia"}]
    assert cited["issued"] == {"date-parts": [[2016, 4, 18]]}
    assert cited["note"] == disclaimer
    assert disclaimer in (folder / "SI.ris").read_text("utf-8")
    assert disclaimer in (folder / "SI.bib").read_text("utf-8")
    assert disclaimer in html(copy, "responses/SI.html").one("section", id="a-6").one(class_="citation").text


def test_rows_of_an_earlier_query_that_grow_make_no_later_query_again(copy):
    """A change moves what stands behind it in a table; where rows stand is not what pages are made of."""
    for table in ("queries", "questions", "responses", "answers"):
        rows = copy.rows(table)
        earlier = [row | {"query_id": "2008-earlier"} for row in rows if row["query_id"] == QUERY]
        copy.write(table, earlier + rows)
    copy.build()
    queries = len(copy.rows("queries"))
    assert (copy.built.queries, copy.built.made) == (queries, queries)
    copy.change("answers", lambda row: row | {"source_note": "Longer."} if row["query_id"] == "2008-earlier" else row)
    copy.build()
    assert copy.built.made == 1
