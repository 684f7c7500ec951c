"""Templates of the pages: everything put into them is escaped, whatever a state wrote."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup

from ahq.core.text import MONTHS
from ahq.site.missing import reason

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


class Site(NamedTuple):
    """What every page knows: ``url`` is the address of the site with a closing slash, or empty where it has none."""

    name: str
    version: str
    date: str
    url: str


class File(NamedTuple):
    """A file of the site: ``path`` from its top, with ``/``."""

    path: str
    data: bytes


@dataclass(frozen=True)
class Page:
    """The head of a page: its path from the top of the site, and what search engines and readers see first."""

    path: str
    title: str
    description: str
    trail: tuple[tuple[str, str], ...] = ()
    json: str = ""
    schema_org: dict | None = None
    is_search: bool = False

    @property
    def root(self) -> str:
        """The way from the page to the top of the site."""
        return "../" * self.path.count("/")


def page(template: str, about: Page, site: Site, **values: Any) -> File:
    """Return a page as a file."""
    text = environment().get_template(template).render(page=about, root=about.root, site=site, **values)
    return File(about.path, text.encode("utf-8"))


@cache
def environment() -> jinja2.Environment:
    """Return the templates; made once in each process."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"day": day, "reason": reason, "size": size, "is_web": is_web, "markdown": markdown}
    return made


@cache
def digest() -> str:
    """Return a digest of all that makes pages of rows: templates, static files and the code beside them."""
    total = hashlib.sha256()
    for path in sorted(path for path in Path(__file__).parent.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        total.update(path.relative_to(TEMPLATES.parent).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def day(written: str) -> str:
    """Return an ISO date as ``18 April 2016``; what is no date stays as it is."""
    try:
        one = date.fromisoformat(written)
    except ValueError:
        return written
    return f"{one.day} {MONTHS[one.month - 1]} {one.year}"


def size(count: int) -> str:
    """Return a number of bytes in words."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1000:.1f} kB"


def is_web(address: str) -> bool:
    """Return whether an address may become a link: no other scheme is ever followed."""
    return address.startswith(("http://", "https://"))


def markdown(text: str) -> Markup:
    """Return Markdown as HTML; HTML in it stays text."""
    return Markup(_markdown().render(text))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def shortened(text: str, length: int = 80) -> str:
    """Return the beginning of a text for a title, at a word where it can, and an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
