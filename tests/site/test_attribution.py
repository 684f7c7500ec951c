"""A state that the compilation does not print is never named beside words or codes without saying that it is inferred."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import QUERY

from .html_tree import Element, parse

SAID = ("name", "content", "aria-label", "title", "alt", "placeholder")
# What a state or a coder wrote, and what is of all states and says nothing of one answer.
NOT_OURS = {"words", "note", "asked-title", "asked-words", "parent", "questions"}
LISTS_OF_STATES = ("countries.html", "data.html", "method.html")
HUNGARY = re.compile(r"\bHungary\b(?! \(inferred\))|\bHU\b(?!\*| \[inferred\])")
ADDRESS = re.compile(r"\S*(?:responses/HU|-HU-)\S*")
SENTENCE = "The compilation prints “Blocked / Unknown”; that this is Hungary is inferred."


@pytest.fixture(scope="module")
def site(published) -> Path:
    return published.checkout.build / "site"


def files(site: Path, pattern: str) -> list[Path]:
    """The files of the site, but for those of queries whose compilations print the state or never speak of it."""
    others = [folder for folder in (site / "queries").iterdir() if folder.name != QUERY]
    return [path for path in sorted(site.rglob(pattern)) if not set(path.parents) & set(others)]


def texts(element: Element) -> Iterator[str]:
    """What the site itself says: runs of text and the attributes that people hear, without verbatim words."""
    said = ""
    for child in element.children:
        if isinstance(child, str):
            said += child
        elif child.tag in ("q", "blockquote", "mark", "script") or NOT_OURS & set(
            child.attributes.get("class", "").split()
        ):
            said += "…"
        else:
            yield from (child.attributes[name] for name in SAID if name in child.attributes)
            parts = list(texts(child))
            said += parts.pop() if parts else ""
            yield from parts
    yield said


def unsaid(text: str) -> list[str]:
    text = ADDRESS.sub("", text.replace(SENTENCE, ""))
    found = HUNGARY.finditer(text)
    return [text[max(one.start() - 40, 0) : one.end() + 40] for one in found]


def test_every_page_says_that_the_state_is_inferred(site):
    count = 0
    for path in files(site, "*.html"):
        name = path.relative_to(site).as_posix()
        if name in LISTS_OF_STATES or name == "countries/HU.html":
            continue
        top = parse(path.read_text("utf-8"))
        for text in texts(top):
            assert unsaid(text) == [], name
            count += len(re.findall(r"Hungary \(inferred\)|HU\*|HU \[inferred\]", text))
    assert count > 300


def test_the_pages_of_the_state_and_the_list_of_states_say_it_too(site):
    top = parse((site / "countries" / "HU.html").read_text("utf-8"))
    assert SENTENCE in top.one("ul", class_="queries").text
    line = next(row for row in parse((site / "countries.html").read_text("utf-8")).all("tr") if "Hungary" in row.text)
    assert "(1 inferred)" in line.text


def test_every_citation_says_it_in_every_format(site):
    entries = 0
    for path in files(site, "*.bib"):
        for entry in re.split(r"(?m)^(?=@)", path.read_text("utf-8")):
            entries += _says_it(entry, path)
    for path in files(site, "*.ris"):
        for entry in path.read_text("utf-8").split("ER  - "):
            entries += _says_it(entry, path)
    for path in files(site, "*.csl.json"):
        for entry in json.loads(path.read_bytes()):
            entries += _says_it("\n".join(map(str, entry.values())), path)
    for path in files(site, "*.html"):
        for quoted in parse(path.read_text("utf-8")).all(class_="citation"):
            entries += _says_it(quoted.text, path)
    assert entries > 100


def _says_it(entry: str, path: Path) -> bool:
    named = re.search(r"\bHungary \(inferred\)|\bHU \[inferred\]", entry) is not None
    assert unsaid(entry) == [], path
    assert (SENTENCE in entry) == named, f"{path}: {entry}"
    return named


def test_every_figure_says_it(site):
    drawn = 0
    for path in files(site, "*.svg"):
        text = path.read_text("utf-8")
        assert unsaid(re.sub(r"\s+", " ", re.sub(r"</text>\s*<text[^>]*>", " ", text))) == [], path
        drawn += "HU*" in text
    assert drawn >= 58


def test_the_data_of_pages_say_it_of_every_state_that_words_or_codes_are_put_to(site):
    def states(value: object) -> Iterator[dict]:
        if isinstance(value, dict):
            if "country_code" in value:
                yield value
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                yield from states(one)

    count = 0
    for path in files(site, "*.json"):
        if path.name in ("datapackage.json", "HU.json") and path.parent.name in ("site", "countries"):
            continue
        if path.name.endswith(".csl.json"):
            continue
        data = json.loads(path.read_bytes())
        for one in states(data):
            if path.parent.name != "countries":
                assert one["country_attribution"] == ("inferred" if one["country_code"] == "HU" else "printed"), path
                count += one["country_code"] == "HU"
        for code in data.get("codes", ()) if isinstance(data, dict) else ():
            assert code["inferred_country_codes"] == [one for one in code["country_codes"] if one == "HU"], path
    assert count > 100
    assert json.loads((site / "countries" / "HU.json").read_bytes())["responses"][0]["inferred"] == SENTENCE
