"""Nothing but data is specific to a query: no code, schema, list or document of the whole package names one, but in examples."""

import re
from pathlib import Path

import pytest

from ahq.core.checkout import HOME, Checkout

# Words of the first query; whoever writes of one query as if it were all of them would use these.
WORDS = re.compile(r"smuggl|social.media", re.IGNORECASE)
CLAIMS = re.compile(
    r"one query so far|coded by two|coded twice by|with 18 responses|all 18|by language models|language models of one kind",
    re.IGNORECASE,
)
EXAMPLE = re.compile(r"example", re.IGNORECASE)
NEAR = 8  # lines before a word in which it must be called an example
FILES = ("README.md", "LICENSE.md", "data/package.yaml")
FOLDERS = ("scripts", "schemas", "data/reference")


def files() -> list[Path]:
    found = [HOME / name for name in FILES]
    for folder in FOLDERS:
        found += [
            path for path in (HOME / folder).rglob("*") if path.suffix in (".py", ".json", ".csv", ".html", ".md")
        ]
    return sorted(path for path in found if "__pycache__" not in path.parts)


def named_outside_examples(text: str, words: re.Pattern[str]) -> list[str]:
    """Return the lines with such words of which neither they nor the lines before them say that they are an example."""
    lines = text.splitlines()
    return [
        line.strip()
        for number, line in enumerate(lines)
        if words.search(line) and not EXAMPLE.search("\n".join(lines[max(0, number - NEAR) : number + 1]))
    ]


def test_no_file_of_the_whole_package_names_a_query():
    found = {path.relative_to(HOME): named_outside_examples(path.read_text("utf-8"), WORDS) for path in files()}
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert len(found) > 200


def test_no_file_of_the_whole_package_claims_what_holds_for_one_query():
    found = {path.relative_to(HOME): CLAIMS.findall(path.read_text("utf-8")) for path in files()}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize("name", ["datapackage.json", "CITATION.cff", ".zenodo.json", "docs/dictionary.md"])
def test_no_generated_file_claims_what_holds_for_one_query(name):
    assert CLAIMS.findall((HOME / name).read_text("utf-8")) == []


def test_no_code_names_a_query_of_this_checkout():
    for folder in Checkout().query_folders():
        for path in files():
            assert named_outside_examples(path.read_text("utf-8"), re.compile(re.escape(folder.name))) == [], path.name


def test_what_is_named_outside_an_example_is_found():
    assert named_outside_examples("MODEL = 'smugglers'", WORDS) == ["MODEL = 'smugglers'"]
    assert named_outside_examples("For example:\nsmugglers", WORDS) == []
