"""How to cite an answer or a count: in words, and as BibTeX, RIS and CSL-JSON; the disclaimer always goes along."""

import json
from typing import Any, NamedTuple

from ahq.site.model import Answer, Head, Response, Variable
from ahq.site.render import File, Site, day
from ahq.site.states import said_of
from ahq.site.views import CodeCount, QueryView


class Citation(NamedTuple):
    """A citation; ``files`` is the path of the files that hold it, without their endings.

    ``inferred`` says which of the states that it names the compilation does not print; empty where it prints all.
    """

    key: str
    author: str
    title: str
    quote: str
    inferred: str
    head: Head
    site: Site
    path: str
    files: str

    @property
    def address(self) -> str:
        """The address of what is cited, or its path in the site where the site has no address."""
        return f"{self.site.url}{self.path}"

    @property
    def text(self) -> str:
        """The citation in words."""
        asked = f", {day(self.head.request_date)}" if self.head.request_date else ""
        said = f"{self.quote} " if self.quote else ""
        return (
            f"{said}{self.author}, {self.title}, in: European Migration Network, {self.head.title}{asked}. "
            f"{self.site.name}, version {self.site.version}, {self.address}. {self.caveats}"
        ).strip()

    @property
    def note(self) -> str:
        """What goes with the citation in BibTeX and RIS, which have no field for a version."""
        return f"Version {self.site.version}. {self.caveats}".strip()

    @property
    def caveats(self) -> str:
        """What goes with the citation in every format: which states are inferred, and the disclaimer."""
        return f"{self.inferred} {self.head.disclaimer}".strip()


def of_answer(view: QueryView, site: Site, response: Response, answer: Answer) -> Citation:
    """Return the citation of an answer; its words are quoted whole."""
    query, state = view.head.id, view.states[response.country]
    files = f"queries/{query}/responses/{response.country}"
    title = f"answer to item {answer.item}"
    key = f"emn-{query}-{response.country}-{answer.item}"
    path = f"{files}.html#a-{answer.item}"
    return Citation(key, state.name, title, "", state.said, view.head, site, path, files)


def of_code(view: QueryView, site: Site, variable: Variable, count: CodeCount) -> Citation:
    """Return the citation of the states that have a code."""
    files = f"queries/{view.head.id}/variables/{variable.id}"
    title = f"{variable.label}: {count.code.code}"
    key = f"emn-{view.head.id}-{variable.id}-{count.code.code}"
    said = f"{variable.label}, {count.code.code}: {count.sentence} ({view.head.coding_in_short})."
    path = f"{files}.html#code-{count.code.code}"
    return Citation(key, "European Migration Network", title, said, said_of(count.states), view.head, site, path, files)


def files(citations: list[Citation]) -> list[File]:
    """Return the citations of one page as BibTeX, RIS and CSL-JSON."""
    if not citations:
        return []
    stem = citations[0].files
    csl = json.dumps([_csl(one) for one in citations], ensure_ascii=False)
    return [
        File(f"{stem}.bib", "\n".join(map(_bibtex, citations)).encode()),
        File(f"{stem}.ris", "\n".join(map(_ris, citations)).encode()),
        File(f"{stem}.csl.json", f"{csl}\n".encode()),
    ]


def _bibtex(one: Citation) -> str:
    fields = {
        "author": f"{{{_tex(one.author)}}}",
        "title": _tex(f"{one.title[:1].upper()}{one.title[1:]}"),
        "booktitle": _tex(one.head.title),
        "publisher": "European Migration Network",
        "date": one.head.request_date,
        "year": one.head.request_date[:4],
        "url": one.address.replace("{", "%7B").replace("}", "%7D"),
        "note": _tex(f"{one.quote} {one.note}".strip()),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@incollection{{{one.key},\n" + ",\n".join(lines) + "\n}\n"


_TEX = str.maketrans(
    {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {character: f"\\{character}" for character in "&%$#_"}
)


def _tex(text: str) -> str:
    return " ".join(text.split()).translate(_TEX)


def _ris(one: Citation) -> str:
    fields = [
        ("TY", "CHAP"),
        ("ID", one.key),
        ("AU", f"{one.author},"),  # a comma at the end: a body, not a person with a first name
        ("TI", f"{one.title[:1].upper()}{one.title[1:]}"),
        ("T2", one.head.title),
        ("PB", "European Migration Network"),
        ("PY", one.head.request_date[:4]),
        ("DA", one.head.request_date.replace("-", "/")),
        ("UR", one.address),
        ("AB", one.quote),
        ("N1", one.note),
    ]
    return "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in fields if value) + "ER  - \n"


def _csl(one: Citation) -> dict:
    fields: dict[str, Any] = {
        "id": one.key,
        "type": "chapter",
        "author": [{"literal": one.author}],
        "title": f"{one.title[:1].upper()}{one.title[1:]}",
        "container-title": one.head.title,
        "publisher": "European Migration Network",
        "URL": one.address,
        "version": one.site.version,
        "abstract": one.quote,
        "note": one.caveats,
    }
    if one.head.request_date:
        fields["issued"] = {"date-parts": [[int(part) for part in one.head.request_date.split("-")]]}
    return {name: value for name, value in fields.items() if value}
