"""The index of the search: Pagefind reads a small page for each answer, question and code, and writes its index.

These pages are for the index alone: a hit leads to the place of the answer on the page of its response, and each filter
(query, state, question, status, code) is true of just that answer.
"""

import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from text_unidecode import unidecode

from ahq.core.errors import CannotRun
from ahq.site.model import Package
from ahq.site.render import environment, shortened
from ahq.site.views import QueryView


def write_index(package: Package, folder: Path) -> None:
    """Write the index of a package into ``folder/pagefind``. Raises CannotRun, OSError."""
    with tempfile.TemporaryDirectory(prefix="pages-", dir=folder.parent) as pages:
        for number, text in enumerate(_pages(package)):
            (Path(pages) / f"{number}.html").write_text(text, "utf-8", newline="\n")
        command = [sys.executable, "-m", "pagefind", "--site", pages, "--output-path", str(folder / "pagefind")]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise CannotRun(f"the index of the search could not be made: {said[-1] if said else 'Pagefind said nothing'}")
    for path in (folder / "pagefind").glob("pagefind-*ui.*"):  # pages of its own, which we do not use
        path.unlink()


def _pages(package: Package) -> Iterator[str]:
    template = environment().get_template("indexed.html")
    words = package.categories("answers", "status")
    for head in package.heads:
        view = QueryView(package.query(head.id), package.countries)
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
