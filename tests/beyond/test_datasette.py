"""The command of docs/recipes.md for Datasette, on loopback: its search finds what is there, its rows link, its JSON answers."""

import contextlib
import json
import re
import shlex
import socket
import subprocess
import time
import urllib.error
import urllib.request
from urllib.parse import urlencode

import pytest
from test_recipes import DOCUMENT, PACKAGE

from ahq.core.checkout import HOME, Checkout
from dev.examples import make_release

DATASETTE = HOME / ".cache" / "beyond" / "installed" / "bin" / "datasette"
QUERY = "2016-social-media-migrant-smuggling"
PATIENCE = 60  # seconds until it answers, and for each answer

pytestmark = pytest.mark.skipif(not DATASETTE.exists(), reason="Datasette is not installed; run `make test-all`")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of the database, served as the recipe says but on a port that is free."""
    folder = make_release(Checkout(), tmp_path_factory.mktemp("release"))
    (command,) = re.findall(r"^```sh\n(datasette .*)\n```$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [str(DATASETTE), *shlex.split(command)[1:], "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}/emn-ahq"
            _wait_for(address, server)
            yield address
        finally:
            server.kill()


def _wait_for(address, server):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            return fetch(address)
        time.sleep(0.2)
    raise TimeoutError(f"Datasette does not answer (exit code {server.poll()})")


def fetch(address, **asked):
    with urllib.request.urlopen(f"{address}?{urlencode(asked)}", timeout=PATIENCE) as answer:
        return answer.read().decode("utf-8")


def rows(address, **asked):
    return json.loads(fetch(address, _shape="array", _size="max", **asked))


@pytest.mark.parametrize("table", ["answers", "answers_with_context"])
@pytest.mark.parametrize("word", ["facebook", "europol"])
def test_a_search_gives_the_answers_that_have_the_word_and_no_others(site, table, word):
    found = {(row["country_code"], row["item"]) for row in rows(f"{site}/{table}.json", _search=word)}
    wanted = {
        (row["country_code"], row["item"])
        for row in PACKAGE.tables["answers"].rows()
        if word in re.findall(r"\w+", row["text"].casefold())
    }
    assert found == wanted
    assert 0 < len(found) < 60


def test_a_row_links_to_its_country_its_query_and_its_question_by_their_names(site):
    page = fetch(f"{site}/answers", country_code__exact="AT", item__exact="2a")
    question = next(row["text"] for row in PACKAGE.tables["questions"].rows() if row["item"] == "2a")
    assert '<a href="/emn-ahq/countries/AT">Austria</a>' in page
    assert f'<a href="/emn-ahq/queries/{QUERY}">EMN Ad-Hoc Query on' in page
    assert f'<a href="/emn-ahq/questions/{QUERY}~2F2a">{question[:60]}' in page
    assert "from question in answers" in fetch(f"{site}/questions/{QUERY}~2F2a")


def test_every_table_and_every_query_has_a_page(site):
    for name in json.loads(fetch(f"{site}.json"))["tables"]:
        if not name["hidden"]:
            assert "This data as" in fetch(f"{site}/{name['name']}")
    asked = {"words": '"closed groups"', "variable_id": "closed_groups", "code": "monitored", "country": "Hungary"}
    for query in json.loads(fetch(f"{site}.json"))["queries"]:
        assert rows(f"{site}/{query['name']}.json", **asked), query["name"]


def test_a_page_explains_its_columns_and_says_under_which_terms(site):
    page = fetch(f"{site}/answers")
    assert "Answer, verbatim; several segments are joined by a newline" in page
    assert "https://creativecommons.org/licenses/by/4.0/" in page
