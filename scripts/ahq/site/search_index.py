"""The index of the search: Pagefind reads a small page for each answer, question and code, and writes its index.

These pages are for the index alone: a hit leads to the place of the answer on the page of its response, and each filter
(query, state, question, status, code) is true of just that answer.

Pagefind's memory grows with the words that it reads at once, so the index is made in parts of whole queries, which the browser
merges. A part is called by the digest of its pages; one that the old site has is not made again.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from text_unidecode import unidecode

from ahq.core.digests import cache_key
from ahq.core.errors import CannotRun
from ahq.site.model import Head, Package
from ahq.site.render import environment, shortened
from ahq.site.views import QueryView

FOLDER = "pagefind"
PARTS = "parts.json"  # the names of all parts; the browser begins with the first
MAX_PART = 6_000_000  # letters of the pages of a part; Pagefind takes some 45 bytes of memory for each
_ONLY_OF_THE_FIRST = ("pagefind.js", "pagefind-worker.js", "wasm.*")  # what merges and searches all of them
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js")


def write_index(package: Package, folder: Path, old: Path) -> None:
    """Write the index of a package into ``folder/pagefind``, parts of the site in ``old`` as they are. Raises CannotRun, OSError."""
    index = folder / FOLDER
    index.mkdir(parents=True)
    names: list[str] = []
    always = (Path(__file__).read_bytes(), version("pagefind").encode())
    for pages in _parts(package):
        name = cache_key(*always, str(not names).encode(), *(page.encode() for page in pages))[:16]
        if not _take_over(old / FOLDER / name, index / name):
            _write_part(pages, index / name, is_first=not names)
        names.append(name)
    (index / PARTS).write_text(json.dumps(names), "utf-8", newline="")


def _write_part(pages: list[str], part: Path, is_first: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="pages-", dir=part.parents[2]) as folder:
        for number, text in enumerate(pages):
            (Path(folder) / f"{number}.html").write_text(text, "utf-8", newline="\n")
        command = [sys.executable, "-m", "pagefind", "--site", folder, "--output-path", str(part)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise CannotRun(f"the index of the search could not be made: {said[-1] if said else 'Pagefind said nothing'}")
    for pattern in (*_UNUSED, *(() if is_first else _ONLY_OF_THE_FIRST)):
        for path in part.glob(pattern):
            path.unlink()


def _take_over(old: Path, part: Path) -> bool:
    if not old.is_dir() or old.is_symlink():
        return False
    shutil.copytree(old, part, copy_function=_link)
    return True


def _link(old: str, new: str) -> None:
    try:
        os.link(old, new)
    except OSError:  # a file system without links
        shutil.copy2(old, new)


def _parts(package: Package) -> Iterator[list[str]]:
    """Yield the pages of each part: of as many queries as are below the limit together, the oldest first, so that the
    next query changes the last part alone.
    """
    part: list[str] = []
    for head in reversed(package.heads):
        pages = list(_pages(package, head))
        if part and sum(map(len, part)) + sum(map(len, pages)) > MAX_PART:
            yield part
            part = []
        part += pages
    if part:
        yield part


def _pages(package: Package, head: Head) -> Iterator[str]:
    template = environment().get_template("indexed.html")
    view, words = QueryView(package.query(head.id), package.countries), package.categories("answers", "status")
    for values in (*_answers(view, words), *_questions(view), *_codes(view)):
        yield template.render(query=shortened(head.title, 120), also=_folded(values["text"]), **values)


def _folded(text: str) -> str:
    """Return the words that have a letter which Pagefind does not fold (it takes marks off: é is e, and ł stays), in ASCII.

    They stand beside the text, not in it: a hit shows the words of the state.
    """
    words = (word for word in text.split() if not unicodedata.normalize("NFD", word).isascii())
    return " ".join(dict.fromkeys(unidecode(word) for word in words if any(letter in _LETTERS for letter in word)))


_LETTERS = "łŁøØđĐßæÆœŒðÐþÞħĦŧŦı"


def _answers(view: QueryView, words: dict[str, str]) -> Iterator[dict]:
    for response in view.query.disseminated:
        state = view.states[response.country]
        for question in view.answerable:
            answer = view.answer(response, question)
            if answer and answer.text:
                codes = sorted({quote.code for quote in view.quotes(answer)})
                yield {
                    "kind": "Answer",
                    "title": f"{state.name}, item {question.item}",
                    "url": f"queries/{view.head.id}/responses/{state.code}.html#a-{question.item}",
                    "text": answer.text,
                    "filters": [
                        *(("State", state.country.name), ("Question", f"{question.item}: {shortened(question.text)}")),
                        ("Status", words.get(answer.status, answer.status)),
                        *(("Code", code) for code in codes),
                    ],
                }


def _questions(view: QueryView) -> Iterator[dict]:
    for question in view.answerable:
        yield {
            "kind": "Question",
            "title": f"Question {question.item}",
            "url": f"queries/{view.head.id}/questions/{question.item}.html",
            "text": question.text,
            "filters": [("Question", f"{question.item}: {shortened(question.text)}")],
        }


def _codes(view: QueryView) -> Iterator[dict]:
    for variable in view.query.variables:
        for count in view.counts(variable):
            if not count.code.is_missing:
                yield {
                    "kind": "Code",
                    "title": f"{variable.label}: {count.code.code} ({len(count.states)} of {count.of})",
                    "url": f"queries/{view.head.id}/variables/{variable.id}.html#code-{count.code.code}",
                    "text": count.code.definition,
                    "filters": [("Code", count.code.code)],
                }
