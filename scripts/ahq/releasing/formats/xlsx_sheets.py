"""The sheets of a workbook: widths, heights and page set-up that people need to read long texts and to print them."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ahq.core.errors import CannotRun

MOST_ROWS = 1_048_575  # of a sheet, beside the header
MOST_CHARACTERS = 32_767  # of a cell, in units of UTF-16 as Excel counts them: an emoji is two
MOST_NAME = 31  # characters of the name of a sheet
NARROWEST, WIDEST = 8, 60  # characters across
LONG = 36  # a text of more characters is wrapped in a column of WIDEST
WIDTHS = {"integer": 9, "number": 9, "boolean": 9, "date": 11}
NARROW = {"query_id": 14}  # an id that stands in every row and says little
OF_A_QUESTION = 42  # characters across, in the sheet of a query
LINE = 15  # points
PER_WIDTH = 1.1  # characters of prose that go into the width of a digit, with room for long words at the end of a line
MOST_LINES = 14  # that a row shows; LibreOffice shows one line of a row whose height is not given
A4, A3 = 9, 8
TEXTS = ("string", "date")  # types whose cells are texts
KINDS = {"string": ' t="s"', "date": ' t="s"', "boolean": ' t="b"'}  # of a cell, in XML; a number has none
TRUTH = {"true": "1", "false": "0"}
LONG_TEXTS = "long_texts"
PARTS = (
    ("sheet", "string", "The sheet whose cell cannot hold the text."),
    ("cell", "string", "The cell, as D7."),
    ("part", "integer", "The number of the part; put together, the parts are the text."),
    ("text", "string", "The part, verbatim."),
)
NOTE = {"x_scale": 2, "y_scale": 1.2, "author": "codebook"}


class TooLong(CannotRun):
    """A table is more than a spreadsheet can hold; it is never cut in silence."""


class Column(NamedTuple):
    """A column of a table: its name, its type in the schema, its width, if it is wrapped, its meaning."""

    name: str
    type: str
    width: int
    is_wrapped: bool
    note: str

    @classmethod
    def of(cls, field: dict, cells: Iterable[str]) -> "Column":
        """Return the column of a field of a schema, as wide as its ``cells`` need."""
        name, type_ = field["name"], field["type"]
        longest = max(chain(map(len, cells), [0])) if type_ == "string" else 0
        wanted = WIDEST if longest > LONG else longest + 2
        head = round(1.15 * len(name)) + 1  # bold
        width = NARROW.get(name) or max(WIDTHS.get(type_, NARROWEST), head, min(wanted, WIDEST))
        return cls(name, type_, width, longest > LONG and name not in NARROW, field["description"])


def sheet_names(wanted: list[str]) -> list[str]:
    """Return a name for each sheet: of ASCII, short enough, and no two the same, also but for their case."""
    found: list[str] = []
    for name in wanted:
        short = name.encode("ascii", "replace").decode().replace("?", "_")[:MOST_NAME]
        number = 1
        while short.casefold() in {other.casefold() for other in found}:
            number += 1
            short = f"{short[: MOST_NAME - len(f'~{number}')].partition('~')[0]}~{number}"
        found.append(short)
    return found


class _Sheet(Worksheet):  # type: ignore[misc]  # the library says nothing of its types
    """A sheet whose ``lines`` are the XML of its rows below the first, each whole.

    The library writes a cell at a time, which took nine tenths of the time of a workbook: of a table it writes the head.
    """

    lines: Iterable[str] = ()
    dim_rowmax: int
    fh: IO[str]

    def _write_rows(self) -> None:
        last, self.dim_rowmax = self.dim_rowmax, 0 if self.lines else self.dim_rowmax
        super()._write_rows()
        self.dim_rowmax = last
        self.fh.writelines(self.lines)


class Book:
    """Writes the sheets of one workbook; ``version`` stands at the foot of each page."""

    def __init__(self, workbook: Workbook, version: str):
        self.workbook = workbook
        self.parts: list[list[str]] = []  # of texts that no cell can hold
        self.version = version
        self.head = workbook.add_format({"bold": True, "valign": "top", "text_wrap": True, "bottom": 1})
        self.side = workbook.add_format({"bold": True, "valign": "top"})
        self.top = workbook.add_format({"valign": "top", "align": "left"})
        self.wrapped = workbook.add_format({"valign": "top", "text_wrap": True})
        self.link = workbook.add_format({"valign": "top", "underline": 1, "font_color": "#12436D"})

    def about(self, name: str, lines: list[tuple[str, str]], sheets: dict[str, str]) -> None:
        """Write the first sheet: what the workbook is, and a link to each sheet with what it holds."""
        sheet = self._sheet(name, A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, MOST_NAME, self.top)
        sheet.set_column(1, 1, 100, self.wrapped)
        for row, (head, text) in enumerate([*lines, ("", ""), *sheets.items()]):
            sheet.set_row(row, _height([(text, 100)]))
            if head in sheets:
                sheet.write_url(row, 0, f"internal:'{head}'!A1", self.link, head)
            else:
                self._text(sheet, row, 0, head, self.side)
            self._text(sheet, row, 1, text)

    def table(self, name: str, columns: list[Column], rows: list[list[str]], frozen: int) -> None:
        """Write a table with a note on the head of each column."""
        if len(rows) > MOST_ROWS:
            raise TooLong(f"{name}: {len(rows):,} rows; a sheet holds {MOST_ROWS:,}")
        sheet = self._sheet(name, A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, frozen)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, self.wrapped if column.is_wrapped else self.top)
            sheet.write_string(0, place, column.name, self.head)
            sheet.write_comment(0, place, column.note, NOTE)
        sheet.set_row(0, 2 * LINE)
        sheet.lines = list(self._lines(sheet, columns, rows))
        sheet.dim_rowmax = len(rows)

    def _lines(self, sheet: _Sheet, columns: list[Column], rows: list[list[str]]) -> Iterator[str]:
        """Yield each row of a table as XML; texts go into the table of texts that all sheets share."""
        wrapped = [(place, column.width) for place, column in enumerate(columns) if column.is_wrapped]
        styles = [(self.wrapped if column.is_wrapped else self.top)._get_xf_index() for column in columns]
        marks = [
            (xl_col_to_name(place), f'" s="{style}"{KINDS.get(column.type, "")}><v>', column.type)
            for place, (column, style) in enumerate(zip(columns, styles, strict=True))
        ]
        index = self.workbook.str_table._get_shared_string_index
        for number, row in enumerate(rows, 2):
            height = _height((row[place], width) for place, width in wrapped)
            parts = [f'<row r="{number}" ht="{height}" customHeight="1">' if height > LINE else f'<row r="{number}">']
            for (letters, mark, type_), cell in zip(marks, row, strict=True):
                if not cell:
                    continue
                if type_ in TEXTS:
                    cell = index(self._fitting(sheet, number, letters, cell))
                elif type_ == "boolean":
                    cell = TRUTH[cell]
                parts.append(f'<c r="{letters}{number}{mark}{cell}</v></c>')
            parts.append("</row>")
            yield "".join(parts)

    def grid(self, name: str, head: list[list[str]], body: list[list[str]], first: int) -> None:
        """Write texts in rows and columns under their heads; the first column, ``first`` wide, says whose row it is."""
        sheet = self._sheet(name, A3)
        sheet.set_print_scale(60)
        sheet.print_across()
        sheet.repeat_rows(0, len(head) - 1)
        sheet.repeat_columns(0)
        sheet.freeze_panes(len(head), 1)
        sheet.set_column(0, 0, first + 4, self.side)
        sheet.set_column(1, len(head[0]) - 1, OF_A_QUESTION, self.wrapped)
        for number, row in enumerate([*head, *body]):
            sheet.set_row(number, _height((text, OF_A_QUESTION) for text in row))
            for place, text in enumerate(row):
                if text:
                    self._text(sheet, number, place, text, self.head if number < len(head) else None)

    def long_texts(self) -> None:
        """Write the sheet that has what no cell can hold, in parts, if there is any."""
        if self.parts:
            rows, self.parts = self.parts, []
            fields = [{"name": name, "type": type_, "description": said} for name, type_, said in PARTS]
            columns = [Column.of(field, (row[place] for row in rows)) for place, field in enumerate(fields)]
            self.table(LONG_TEXTS, columns, rows, 2)

    def _text(self, sheet: Worksheet, row: int, column: int, text: str, form: Format | None = None) -> None:
        code = sheet.write_string(row, column, self._fitting(sheet, row + 1, xl_col_to_name(column), text), form)
        if code:
            raise ValueError(f"a cell could not be written (code {code})")

    def _fitting(self, sheet: Worksheet, row: int, column: str, text: str) -> str:
        """Return what a cell shows of a text: all, where it can hold that; otherwise the sheet of long texts has the whole."""
        if 2 * len(text) <= MOST_CHARACTERS or len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS:
            return text
        parts = list(_parts(text))
        place = f"{column}{row}"
        self.parts += [[sheet.name, place, str(number), part] for number, part in enumerate(parts, 1)]
        return f"{parts[0]}\n[{len(text):,} characters, more than a cell holds: the sheet {LONG_TEXTS} has the whole]"

    def _sheet(self, name: str, paper: int) -> _Sheet:
        sheet = self.workbook.add_worksheet(name, _Sheet)
        sheet.set_landscape()
        sheet.set_paper(paper)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L{name}, version {self.version}&RPage &P of &N")
        return sheet


def _height(texts: Iterable[tuple[str, int]]) -> int:
    """Return the height of a row in points, by texts and the widths that they are wrapped in."""
    most = 1
    for text, width in texts:
        if "\n" in text:
            lines = sum(1 + int(len(part) / (PER_WIDTH * width)) for part in text.split("\n"))
        else:
            lines = 1 + int(len(text) / (PER_WIDTH * width))
        most = max(most, lines)
    return LINE * min(MOST_LINES, most)


def _parts(text: str, most: int = MOST_CHARACTERS // 2 - 100) -> Iterator[str]:
    """Yield a text in parts that a cell can hold, each up to the end of a line or a word where there is one."""
    while len(text) > most:
        end = max(text.rfind("\n", 0, most), text.rfind(" ", 0, most)) + 1 or most
        yield text[:end]
        text = text[end:]
    yield text
