"""The site in a real browser: Debian's Chromium, driven by Playwright. Nothing may leave the site, and nothing may be said on the console."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen, run

import pytest

from ahq.core.checkout import HOME, Checkout
from ahq.site import search_index
from ahq.site.build import Options, build

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
AXE = HOME / ".cache" / "beyond" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium; tests/beyond/install.sh installs it")

FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
QUERY = "queries/2016-social-media-migrant-smuggling/"
PAGES = [
    "index.html",
    f"{QUERY}index.html",
    f"{QUERY}questions/6.html",
    f"{QUERY}responses/PL.html",
    f"{QUERY}responses/BE.html",
    f"{QUERY}variables/judicial_evidence.html",
    f"{QUERY}variables/platforms_used.html",
    f"{QUERY}variables/share_other.html",
    "countries.html",
    "countries/SI.html",
    "entities.html",
    "entities/facebook.html",
    "data.html",
    "method.html",
    "search.html?q=court",
    "404.html",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The site of the published tables of this checkout."""
    root = tmp_path_factory.mktemp("browser") / "checkout"
    shutil.copytree(HOME / "data" / "tables", root / "data" / "tables")
    shutil.copy(HOME / "datapackage.json", root)
    done = run([sys.executable, HOME / "scripts" / "make_site.py", "--root", root], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def address(folder) -> Iterator[str]:
    with served(folder) as address:
        yield address


@contextmanager
def served(root: Path) -> Iterator[str]:
    command = [sys.executable, HOME / "scripts" / "serve.py", "--root", root, "--port", "0"]
    with Popen(command, stdout=PIPE, text=True) as server:
        try:
            yield server.stdout.readline().split()[0]
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def opened(browser, address) -> Iterator[Callable]:
    """Open a page; at the end the console was silent and no request left the site."""
    with watched(browser, address) as open_page:
        yield open_page


@contextmanager
def watched(browser, address, **options) -> Iterator[Callable]:
    context = browser.new_context(**options)
    said, asked = [], []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    def open_page(path: str):
        page.goto(f"{address}{path}")
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, address, scheme):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; it needs npm")
    found = []
    for width in (1280, 320):
        size = {"width": width, "height": 900}
        with watched(browser, address, color_scheme=scheme, viewport=size, bypass_csp=True) as open_page:
            for path in PAGES:
                page = open_page(path)
                page.evaluate(
                    "[...document.querySelectorAll('details')].slice(0, 40).forEach((one) => { one.open = true; })"
                )
                page.add_script_tag(path=AXE)
                result = page.evaluate("(tags) => axe.run(document, { runOnly: tags })", TAGS)
                found += [(width, path, v["id"], v["nodes"][0]["html"][:200]) for v in result["violations"]]
    assert found == []


def test_no_page_is_wider_than_a_narrow_screen(browser, address):
    with watched(browser, address, viewport={"width": 320, "height": 800}) as open_page:
        for path in PAGES:
            page = open_page(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_the_matrix_is_filtered_ordered_and_restored_by_its_address(opened):
    page = opened(f"{QUERY}index.html")
    assert page.locator("#matrix-table tbody tr:visible").count() == 21
    page.locator(".filters [name=column]").select_option("judicial_evidence")
    page.locator(".filters [name=code]").select_option("used")
    names = page.locator("#matrix-table tbody tr:visible th").all_inner_texts()
    assert names == ["Germany", "Poland", "Sweden"]
    assert page.get_by_text("3 of 21 respondents shown").is_visible()
    again = page.url
    page.goto("about:blank")
    page.goto(again)
    assert page.locator("#matrix-table tbody tr:visible th").all_inner_texts() == names
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("21 of 21 respondents shown").wait_for()
    page.locator(".filters [name=group]").select_option("other")
    assert page.locator("#matrix-table tbody tr:visible th").all_inner_texts() == ["Norway"]
    page.get_by_role("button", name="Clear").click()
    page.locator(".filters [name=state]").fill("lux")
    assert page.locator("#matrix-table tbody tr:visible th").all_inner_texts() == ["Luxembourg"]


def test_a_cell_shows_its_quote_and_leads_to_its_place(opened):
    page = opened(f"{QUERY}index.html?column=judicial_evidence")
    cell = page.locator("tr[data-state=Slovenia] td:visible")
    assert not cell.locator("q").first.is_visible()
    cell.locator("summary").click()
    assert cell.locator("q").first.inner_text() == "Evidence may be utilized if approved by court order."
    cell.locator("details a").first.click()
    page.wait_for_url("**/responses/SI.html#e-judicial_evidence-1")
    assert page.locator("section#a-6 mark").first.is_visible()


def test_states_are_chosen_by_tick_box_and_kept_in_the_address(opened):
    page = opened(f"{QUERY}questions/6.html")
    assert page.locator("article.said:visible").count() == 16
    page.get_by_role("checkbox", name="Slovenia").check()
    page.get_by_role("checkbox", name="Austria").check()
    assert page.locator("article.said:visible h2").all_inner_texts() == ["Austria", "Slovenia"]
    assert page.url.endswith("questions/6.html?states=AT%2CSI")
    page.reload()
    assert page.locator("article.said:visible h2").all_inner_texts() == ["Austria", "Slovenia"]


def test_citations_are_copied(browser, address):
    with watched(browser, address, permissions=["clipboard-read", "clipboard-write"]) as open_page:
        page = open_page(f"{QUERY}responses/SI.html")
        section = page.locator("section#a-6")
        section.locator(".cite summary").click()
        section.get_by_role("button", name="Copy").click()
        section.get_by_text("Citation copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("“Evidence may be utilized if approved by court order.")
        assert "Slovenia, answer to item 6, in: European Migration Network, EMN Ad-Hoc Query" in copied
        assert "does not necessarily represent the official policy" in copied
        section.get_by_role("link", name="BibTeX").click()
        section.get_by_text("BibTeX copied").wait_for()
        entry = page.evaluate("navigator.clipboard.readText()")
        assert entry.startswith("@incollection{emn-2016-social-media-migrant-smuggling-SI-6,")
        assert entry.count("@incollection") == 1
        section.get_by_role("link", name="CSL-JSON").click()
        section.get_by_text("CSL-JSON copied").wait_for()
        assert len(page.evaluate("navigator.clipboard.readText().then(JSON.parse)")) == 1


def test_the_count_of_a_code_is_copied_with_the_words_of_each_state(browser, address):
    with watched(browser, address, permissions=["clipboard-read", "clipboard-write"]) as open_page:
        page = open_page(f"{QUERY}variables/judicial_evidence.html")
        row = page.locator("tr#code-admissible")
        row.locator(".cite summary").click()
        row.get_by_role("button", name="Copy with the quotes").click()
        row.get_by_text("Citation and quotes copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "6 of 18 states (CZ, ES, HR, HU [inferred], LT, SI)" in copied
        assert "Slovenia: “Evidence may be utilized if approved by court order.”" in copied
        assert "\nHungary (inferred): “" in copied


def test_the_search_finds_forms_of_words_and_filters(opened):
    page = opened("search.html?q=courts")
    page.locator("#search-results li").first.wait_for()
    assert "Slovenia, item 6" in page.locator("#search-results a").all_inner_texts()
    page.locator("#search [name=State]").select_option("Slovenia")
    page.get_by_text("2 places found").wait_for()
    assert "state=Slovenia" in page.url
    again = page.url
    page.goto("about:blank")
    page.goto(again)
    page.get_by_text("2 places found").wait_for()
    page.get_by_role("link", name="Slovenia, item 6").click()
    page.wait_for_url("**/responses/SI.html#a-6")


@pytest.mark.parametrize("word", ["Hiperogłoszenia", "hiperogloszenia"])
def test_the_search_finds_words_with_and_without_diacritics(opened, word):
    page = opened(f"search.html?q={word}")
    page.locator("#search-results li").first.wait_for()
    assert any("Poland" in title for title in page.locator("#search-results a").all_inner_texts())


def test_the_search_finds_what_stands_in_any_part_of_its_index(browser, folder, tmp_path, monkeypatch):
    shutil.copytree(folder / "data", tmp_path / "data")
    shutil.copy(folder / "datapackage.json", tmp_path)
    for path in (tmp_path / "data" / "tables").glob("*.csv"):
        head, *rows = path.read_text("utf-8").splitlines(keepends=True)
        if head.startswith("query_id,"):  # each row of one query begins with its id, in a line of its own
            again = "".join(rows).replace("2016-social-media-migrant-smuggling,", "2017-another-query,")
            path.write_text(head + "".join(rows) + again, "utf-8", newline="")
    monkeypatch.setattr(search_index, "MAX_PART", 1)
    build(Checkout(tmp_path), Options(pictures=False, formats=False, search=search_index.write_index))
    with served(tmp_path) as address, watched(browser, address) as open_page:
        page = open_page("search.html?q=courts&state=Slovenia")
        page.get_by_text("4 places found").wait_for()
        links = page.locator("#search-results a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
        assert sorted({link.split("/")[1] for link in links}) == [
            "2016-social-media-migrant-smuggling",
            "2017-another-query",
        ]


def test_without_javascript_all_but_search_and_filters_is_there(browser, address):
    with watched(browser, address, java_script_enabled=False) as open_page:
        page = open_page(f"{QUERY}index.html")
        assert page.locator("#matrix-table tbody tr").count() == 21
        assert not page.locator(".filters").is_visible()
        page.locator("tr[data-state=Slovenia] summary").first.click()
        assert page.locator("tr[data-state=Slovenia] q").first.is_visible()
        page = open_page(f"{QUERY}questions/6.html")
        assert page.locator("article.said:visible").count() == 16
        page = open_page("search.html")
        assert page.get_by_text("Search needs JavaScript").is_visible()


def test_the_folder_can_be_opened_as_files(browser, folder):
    with watched(browser, (folder / "build" / "site").as_uri() + "/") as open_page:
        page = open_page("index.html")
        page.get_by_role("link", name="EMN Ad-Hoc Query on COM").click()
        page.wait_for_url("**/index.html")
        page.locator(".filters [name=column]").select_option("judicial_evidence")
        page.locator(".filters [name=code]").select_option("used")
        assert page.locator("#matrix-table tbody tr:visible").count() == 3
        assert page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX") == "auto"


def test_the_keyboard_alone_leads_from_the_home_page_to_an_answer(opened):
    page = opened("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("EMN Ad-Hoc Query on COM")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{QUERY}index.html")
    page.locator("tr[data-state=Slovenia] summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/responses/SI.html#e-monitoring-1")


def test_tick_boxes_and_a_citation_by_keyboard_alone(opened):
    page = opened(f"{QUERY}questions/6.html")
    page.get_by_role("checkbox", name="Austria").focus()
    page.keyboard.press("Space")
    assert page.locator("article.said:visible h2").all_inner_texts() == ["Austria"]
    page.locator("article#AT .cite summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Copy"
    assert page.evaluate("document.activeElement.matches(':focus-visible')")


def test_forced_colours_leave_words_letters_and_edges(browser, address):
    edge = "(one) => getComputedStyle(one).borderTopStyle === 'solid' && getComputedStyle(one).borderTopColor"
    with watched(browser, address, forced_colors="active") as open_page:
        page = open_page(f"{QUERY}index.html")
        cells = page.locator("#matrix-table td")
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert all(cells.all_inner_texts())
        ink = page.evaluate("getComputedStyle(document.body).color")
        assert page.locator("td.code-1").first.evaluate(edge) == ink
        page = open_page(f"{QUERY}variables/judicial_evidence.html")
        assert page.locator(".badge.code-1").first.evaluate(edge) == ink
        assert page.locator("svg.map").evaluate("(one) => getComputedStyle(one).forcedColorAdjust") == "none"


def test_nothing_moves_while_a_page_loads(browser, address):
    watch = "new PerformanceObserver((list) => list.getEntries().forEach((one) => { window.moved = (window.moved || 0) + one.value; })).observe({ type: 'layout-shift', buffered: true })"
    with watched(browser, address, viewport={"width": 412, "height": 823}) as open_page:
        for path in PAGES:
            page = open_page(path)
            page.evaluate(watch)
            page.wait_for_timeout(100)
            assert page.evaluate("window.moved || 0") < 0.1, path


def test_pages_print_with_their_words(opened, tmp_path):
    for path in PAGES:
        printed = opened(path).pdf()
        assert printed.startswith(b"%PDF"), path
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    (tmp_path / "page.pdf").write_bytes(opened(f"{QUERY}responses/SI.html").pdf())
    done = run(["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True)
    words = " ".join(done.stdout.split())
    assert "Evidence may be utilized if approved by court order." in words
    assert "Evidence from social media for judicial purposes" in words
