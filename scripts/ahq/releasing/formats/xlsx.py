"""Excel and LibreOffice: a sheet a table, texts as texts whatever they begin with, and a first sheet that explains.

Dates are texts in ISO form, as in every other format: a spreadsheet would show them in the form of its own country.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ahq.core.errors import CannotRun
from ahq.publishing.data_package import Published, Table

NAME = "emn-ahq.xlsx"
MOST_ROWS = 1_048_575  # of a sheet, beside the header
MOST_CHARACTERS = 32_767  # of a cell, in units of UTF-16 as Excel counts them: an emoji is two
MOST_NAME = 31
WIDEST = 80
SHOWN = 200  # rows by which the width of a column is chosen
READ_AT_ONCE = 20_000


class TooLong(CannotRun):
    """A text is longer than a cell of a spreadsheet can hold; it is never cut in silence."""


def write(package: Published, folder: Path) -> list[Path]:
    """Write ``emn-ahq.xlsx`` into ``folder`` and return its path. Raises OSError, TooLong."""
    path = folder / NAME
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties(
            {
                "title": package.descriptor["title"],
                "comments": f"Version {package.version}",
                "created": package.created.replace(tzinfo=None),
            }
        )
        bold = book.add_format({"bold": True, "valign": "top"})
        top, wrapped = book.add_format({"valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
        sheets = list(_sheets(package))
        _explain(book.add_worksheet("about"), package, sheets, bold, wrapped)
        for table, part, name in sheets:
            _write_sheet(book.add_worksheet(name), table, part, bold, top, wrapped)
    return [path]


def _sheets(package: Published) -> Iterator[tuple[Table, int, str]]:
    """Yield each sheet that is needed: its table, which part of it, and a name that no other sheet has."""
    taken = {"about"}
    for table in package.tables.values():
        for part in range(max(1, -(-table.about["rows"] // MOST_ROWS))):
            name = _free(table.name, f" ({part + 1})" if part else "", taken)
            taken.add(name.casefold())
            yield table, part, name


def _free(name: str, end: str, taken: set[str]) -> str:
    """Return the name of a sheet; of names that would be the same, also but for their case, the later has a number."""
    for more in (end, *(f"~{number}{end}" for number in range(2, 10_000))):
        free = _short(name, MOST_NAME - len(more)) + more
        if free.casefold() not in taken:
            return free
    raise ValueError(f"there is no name left for a sheet of {name}")


def _short(name: str, most: int) -> str:
    """Return a name that a sheet may have; a long one keeps its end, where queries of one year differ most."""
    if len(name) <= most:
        return name
    head, _, query = name.partition("-")
    return f"{head.removeprefix('codings_')}-…{query[-(most - len(head.removeprefix('codings_')) - 2) :]}"


def _explain(sheet: Worksheet, package: Published, sheets: list, bold, wrapped) -> None:
    about = package.descriptor
    lines = [
        ("Title", about["title"]),
        ("Version", f"{about['version']}, {about['created'][:10]}"),
        ("Description", about["description"]),
        *(("Terms", f"{licence['title']} ({licence['path']})") for licence in about["licenses"]),
        ("Disclaimer", " ".join(dict.fromkeys(package.tables["queries"].text()["disclaimer"].drop_nulls()))),
        ("Empty cells", "There is nothing. A text that is just N/A is what a state wrote."),
        ("Texts", "Verbatim, also where they begin with =, +, - or @: every text is a text, never a formula."),
        ("", ""),
        *((name, f"{table.about['title']}: {table.about['description']}") for table, _, name in sheets),
    ]
    sheet.set_column(0, 0, MOST_NAME, bold)
    sheet.set_column(1, 1, 100, wrapped)
    for row, (head, text) in enumerate(lines):
        _text(sheet, row, 0, head)
        _text(sheet, row, 1, text)


def _write_sheet(sheet: Worksheet, table: Table, part: int, bold, top, wrapped) -> None:
    frame = table.typed().slice(part * MOST_ROWS, MOST_ROWS)
    for column, field in enumerate(table.fields):
        width = _width(frame, field["name"])
        sheet.set_column(column, column, width, wrapped if width == WIDEST else top)
        sheet.write_string(0, column, field["name"], bold)
    sheet.freeze_panes(1, 2 if table.fields[0]["name"] == "query_id" else 1)  # the head, and who the row is of
    sheet.autofilter(0, 0, frame.height, len(table.fields) - 1)
    for row, values in enumerate(_rows(frame), 1):
        for column, value in enumerate(values):
            _cell(sheet, row, column, value)


def _rows(frame: pl.DataFrame) -> Iterator[tuple]:
    for piece in frame.iter_slices(READ_AT_ONCE):
        yield from piece.iter_rows()


def _width(frame: pl.DataFrame, name: str) -> int:
    longest = frame[name].head(SHOWN).cast(pl.String).str.len_chars().max() or 0
    return min(WIDEST, max(len(name), longest) + 2)


def _cell(sheet: Worksheet, row: int, column: int, value) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        _done(sheet.write_boolean(row, column, value))
    elif isinstance(value, (int, float)):
        _done(sheet.write_number(row, column, value))
    else:
        _text(sheet, row, column, str(value))


def _text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    length = len(text.encode("utf-16-le")) // 2
    if length > MOST_CHARACTERS:
        raise TooLong(f"{sheet.name}, row {row + 1}: a text of {length:,} characters; a cell holds {MOST_CHARACTERS:,}")
    _done(sheet.write_string(row, column, text))


def _done(code: int) -> None:
    if code:
        raise ValueError(f"a cell could not be written (code {code})")
