"""Read a PDF: its words by pdfplumber, put together to paragraphs and rows, and proved against pypdfium2."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from io import BytesIO
from typing import Any, NamedTuple

import pdfplumber
import pypdfium2
from pdfplumber.page import Page

from ahq.core.errors import CannotRun
from ahq.core.limits import limited_memory
from ahq.importing import grid, layout, packed, proof
from ahq.importing.archive import Archived, LeftOut, Original, recordable
from ahq.importing.grid import Block, TableRow
from ahq.importing.labels import Labels
from ahq.importing.layout import Glyphs, Hyphens, Paragraph, Row

MOST_PAGES = 1000
MOST_OBJECTS = 100_000
MEMORY = 1 << 29
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.I)
_MARGIN = 0.12  # of the height of a page: where running heads and page numbers stand


class Columns(NamedTuple):
    """The edges of the table of responses: label, flag and text stand between them, from the left."""

    left: float
    flag: float
    text: float
    right: float


class Printed(NamedTuple):
    """What is kept of a page while the pages after it are read."""

    blocks: list[tuple[float, Row | tuple[list[Row], list[Row], list[Row]]]]
    margin: list[Row]


def read(name: str, data: bytes, about: Original, labels: Labels, progress: Any = None) -> Archived:
    """Return the archived text of a PDF. Raises CannotRun where it cannot be read."""
    seen = _seen_by_second_reader(name, data)
    try:
        pages, links = _opened(name, data, labels, progress)
    except CannotRun:
        raise
    except (MemoryError, RecursionError):
        raise CannotRun(f"{name}: the PDF is nested or packed so that reading it takes too much memory") from None
    except Exception as error:
        raise CannotRun(f"{name}: the PDF is damaged ({type(error).__name__}); open it and save it anew") from None
    heads, left_out = _running_heads(pages)
    words = [word.text for page in pages for row in _all_rows(page) for word in row.words]
    hyphens = Hyphens(words, links)
    blocks = [block for page in pages for block in _blocks(page, heads, hyphens)]
    text, hidden = recordable(grid.archived(blocks, labels.is_label, hyphens))
    left = [*_counted(left_out), *hidden]
    if hyphens.dropped:
        left.append(LeftOut("hyphens at the end of a line", hyphens.dropped))
    unproved = proof.differences(seen, _proved(text, left_out))
    unproved += proof.out_of_order(seen, text, [entry.what for entry in left_out])
    reader = f"pdfplumber {version('pdfplumber')}, checked with pypdfium2 {version('pypdfium2')}"
    return Archived(text, about._replace(reader=reader, pages=len(seen)), tuple(left), tuple(unproved))


def _opened(name: str, data: bytes, labels: Labels, progress: Any) -> tuple[list[Printed], list[str]]:
    with limited_memory(MEMORY), pdfplumber.open(BytesIO(data)) as document:
        return _pages(name, document.pages, labels, progress)


def _proved(text: str, left_out: Sequence[LeftOut]) -> str:
    return " ".join([text, *(entry.what for entry in left_out for _ in range(entry.times))])


def _seen_by_second_reader(name: str, data: bytes) -> list[str]:
    """Return the text of each page as pypdfium2 has it. Raises CannotRun for what is no PDF, is locked, too big, or scanned."""
    if packed.is_bomb(data):
        raise CannotRun(
            f"{name}: a part of the PDF unpacks to more than {packed.MOST_BYTES:,} bytes; this is no compilation"
        )
    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = _texts(name, document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise CannotRun(f"{name}: the PDF is locked with a password; save it without one") from None
        raise CannotRun(f"{name}: this is no PDF, or a damaged one; open it and save it anew") from None
    if not any(character.isalnum() for page in pages for character in page):
        raise CannotRun(
            f"{name}: the PDF holds no text, only pictures of it: make the text first, "
            "with ocrmypdf scanned.pdf readable.pdf, and import readable.pdf"
        )
    return pages


def _texts(name: str, document: pypdfium2.PdfDocument) -> list[str]:
    if len(document) > MOST_PAGES:
        raise CannotRun(f"{name}: the PDF has {len(document):,} pages; the import reads at most {MOST_PAGES:,}")
    pages: list[str] = []
    for page in document:
        if pypdfium2.raw.FPDFPage_CountObjects(page) > MOST_OBJECTS:
            raise CannotRun(
                f"{name}: page {len(pages) + 1} holds more than {MOST_OBJECTS:,} objects; this is no compilation"
            )
        text_page = page.get_textpage()
        if text_page.count_chars() > MOST_OBJECTS:
            raise CannotRun(
                f"{name}: page {len(pages) + 1} holds more than {MOST_OBJECTS:,} characters; this is no compilation"
            )
        pages.append(text_page.get_text_range())
        text_page.close()
        page.close()
    return pages


def _pages(name: str, pages: Sequence[Page], labels: Labels, progress: Any) -> tuple[list[Printed], list[str]]:
    found: list[Printed] = []
    links: list[str] = []
    columns: Columns | None = None
    for number, page in enumerate(pages, 1):
        if sum(map(len, page.objects.values())) > MOST_OBJECTS:
            raise CannotRun(f"{name}: page {number} holds more than {MOST_OBJECTS:,} objects; this is no compilation")
        links += [str(link["uri"]) for link in page.hyperlinks if link.get("uri")]
        printed, columns = _page(page, columns, labels)
        found.append(printed)
        page.close()
        if progress:
            progress(number, len(pages))
    return found, links


def _page(page: Page, columns: Columns | None, labels: Labels) -> tuple[Printed, Columns | None]:
    words = _words(page)
    edges = _ruled(page, words)
    if edges is None and words:
        columns = _unruled(words, labels, float(page.width)) or columns
    elif edges is not None:
        columns = edges[0]
    inside, outside, bands = _shared_out(words, columns, edges, labels)
    rows = layout.rows(outside, min((w.x0 for w in words), default=0.0), max((w.x1 for w in words), default=0.0))
    height = float(page.height)
    margin = [row for row in rows if row.bottom < _MARGIN * height or row.top > (1 - _MARGIN) * height]
    blocks: list[tuple[float, Any]] = [(row.top, row) for row in rows]
    if columns:
        blocks += [(top, _cells(inside, columns, top, bottom)) for top, bottom in bands]
    return Printed(sorted(blocks, key=lambda block: block[0]), margin), columns


def _words(page: Page) -> list[Glyphs]:
    chars = {(char["text"], round(char["x0"]), round(char["top"])) for char in page.chars}
    doubled = len(chars) < 0.98 * len(page.chars)  # bold type that is made by printing twice
    found = (page.dedupe_chars() if doubled else page).extract_words(
        x_tolerance_ratio=0.18, extra_attrs=["size"], keep_blank_chars=False
    )
    return [Glyphs(w["text"], w["x0"], w["x1"], w["top"], w["bottom"], w["size"]) for w in found]


def _ruled(page: Page, words: Sequence[Glyphs]) -> tuple[Columns, list[tuple[float, float]]] | None:
    """Return the columns of a ruled table, and the top and bottom of each of its rows."""
    if not page.edges:
        return None
    tables = [table for table in page.find_tables() if len(table.cells) > 1]
    found: Columns | None = None
    bands: list[tuple[float, float]] = []
    for table in tables:
        left = min(cell[0] for cell in table.cells)
        firsts = sorted({cell for cell in table.cells if abs(cell[0] - left) < 3}, key=lambda cell: cell[1])
        flag = min(cell[2] for cell in firsts)
        seconds = [cell for cell in table.cells if abs(cell[0] - flag) < 3]
        if not seconds:
            continue
        text, right = min(cell[2] for cell in seconds), max(cell[2] for cell in table.cells)
        if right - text < 3 or (found and abs(found.left - left) > 30):
            continue
        found = Columns(left, flag, text, right)
        bands += [(cell[1], cell[3]) for cell in firsts]
    return (found, bands) if found else None


def _unruled(words: Sequence[Glyphs], labels: Labels, width: float) -> Columns | None:
    """Return the columns of a table without rules: flags stand one below the other, labels to their left."""
    flags = [word for word in words if word.text in ("Yes", "No") and word.x0 < 0.5 * width]
    for at, count in Counter(round(word.x0) for word in flags).most_common():
        column = [word for word in flags if abs(word.x0 - at) < 2]
        rows = [[other for other in words if other.x1 < word.x0 and abs(other.top - word.top) < 4] for word in column]
        named = [row for row in rows if row and labels.is_label(" ".join(word.text for word in row))]
        if not named or count < 1:
            continue
        end = max(word.x1 for word in column)
        beside = [word.x0 for word in words if word.x0 > end + 2 and any(abs(word.top - f.top) < 4 for f in column)]
        if beside:
            left = min(word.x0 for row in named for word in row)
            return Columns(left - 2, at - 3, min(beside) - 2, max(word.x1 for word in words) + 1)
    return None


def _shared_out(
    words: Sequence[Glyphs],
    columns: Columns | None,
    edges: tuple[Columns, list[tuple[float, float]]] | None,
    labels: Labels,
) -> tuple[list[Glyphs], list[Glyphs], list[tuple[float, float]]]:
    """Return the words within the table, those outside, and the rows of the table from top to bottom."""
    bands = edges[1] if edges else _bands(words, columns, labels) if columns else []
    foot = (1 - _MARGIN / 2) * max((word.bottom for word in words), default=0.0)
    low = [word for word in words if word.bottom > foot]
    if edges is None and _PAGE_NUMBER.fullmatch(" ".join(word.text for word in low)):
        bands = [(top, min(bottom, min(word.top for word in low))) for top, bottom in bands]
    inside: list[Glyphs] = []
    outside: list[Glyphs] = []
    for word in words:
        middle = (word.top + word.bottom) / 2
        (inside if any(top <= middle <= bottom for top, bottom in bands) else outside).append(word)
    return inside, outside, bands


def _bands(words: Sequence[Glyphs], columns: Columns, labels: Labels) -> list[tuple[float, float]]:
    """Return the rows of a table without rules: each begins with a label, and what is above the first goes on."""
    flags = [w for w in words if w.text in ("Yes", "No") and columns.flag - 2 <= w.x0 < columns.text]
    tops = sorted(word.top - 2 for word in flags)
    texts = [word for word in words if word.x0 >= columns.text - 1]
    if not texts:
        return []
    left = [word for word in words if word.x0 < columns.text - 1]
    first = tops[0] if tops else min(word.top for word in texts)
    above = [w for w in left if w.top < first and w.top > _MARGIN * max(x.bottom for x in words)]
    start = first if above else min(first, min(w.top for w in texts))
    places = sorted({start, *tops, max(word.bottom for word in words) + 1})
    return list(zip(places, places[1:], strict=False))


def _cells(
    words: Iterable[Glyphs], columns: Columns, top: float, bottom: float
) -> tuple[list[Row], list[Row], list[Row]]:
    """Return label, flag and text of one row of the table as printed lines."""
    cells: tuple[list[Glyphs], list[Glyphs], list[Glyphs]] = ([], [], [])
    for word in words:
        if top <= (word.top + word.bottom) / 2 <= bottom:
            middle = (word.x0 + word.x1) / 2
            cells[0 if middle < columns.flag else 1 if middle < columns.text else 2].append(word)
    edges = ((columns.left, columns.flag), (columns.flag, columns.text), (columns.text, columns.right))
    label, flag, text = (layout.rows(cell, *edge) for cell, edge in zip(cells, edges, strict=True))
    return label, flag, text


def _all_rows(page: Printed) -> Iterable[Row]:
    for _, block in page.blocks:
        if isinstance(block, Row):
            yield block
        else:
            for cell in block:
                yield from cell


def _running_heads(pages: Sequence[Printed]) -> tuple[set[str], list[LeftOut]]:
    """Return what stands in the margin of most pages, with each number as 0, and how often it is left out."""
    shapes = Counter(_shape(row.text) for page in pages for row in page.margin)
    often = {shape for shape, count in shapes.items() if count >= max(2, 0.6 * len(pages)) and count > 2}
    often |= {shape for shape in shapes if _PAGE_NUMBER.fullmatch(shape)}
    texts = Counter(row.text for page in pages for row in page.margin if _shape(row.text) in often)
    return often, [LeftOut(text, times) for text, times in texts.items()]


def _counted(left_out: Sequence[LeftOut]) -> list[LeftOut]:
    """Return what is left out of the margins, with all page numbers as one."""
    shapes: dict[str, list[LeftOut]] = {}
    for entry in left_out:
        shapes.setdefault(_shape(entry.what), []).append(entry)
    return [
        LeftOut(f'"{same[0].what}"' + (" and the like" if len(same) > 1 else ""), sum(entry.times for entry in same))
        for same in shapes.values()
    ]


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _blocks(page: Printed, heads: set[str], hyphens: Hyphens) -> list[Block]:
    found: list[Block] = []
    waiting: list[Row] = []
    for _, block in page.blocks:
        if isinstance(block, Row):
            if not (block in page.margin and _shape(block.text) in heads):
                waiting.append(block)
            continue
        found += [Block(paragraph) for paragraph in layout.paragraphs(waiting, hyphens)]
        waiting = []
        row = _table_row(*block, hyphens)
        if row is not None:
            found.append(Block(None, row))
    return found + [Block(paragraph) for paragraph in layout.paragraphs(waiting, hyphens)]


def _table_row(label: list[Row], flag: list[Row], text: list[Row], hyphens: Hyphens) -> TableRow | None:
    printed = [word.text.casefold() for row in (*label, *flag, *text) for word in row.words]
    if not printed:
        return None
    paragraphs: tuple[Paragraph, ...] = tuple(layout.paragraphs(text, hyphens))
    return TableRow(tuple(row.text for row in label), " ".join(row.text for row in flag), paragraphs)
