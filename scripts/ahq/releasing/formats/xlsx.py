"""Excel and LibreOffice: a sheet a table, texts as texts whatever they begin with, and each query as people read it.

A package of many rows is a workbook a query, and one for what belongs to none: no program likes a workbook of a million
rows, and a sheet ends at 1,048,576. Dates are texts in ISO form, as in every other format: a spreadsheet would show
them in the form of its own country.
"""

from pathlib import Path

import xlsxwriter

from ahq.publishing import by_query, metadata
from ahq.publishing.data_package import Published, Table
from ahq.releasing import contents
from ahq.releasing.formats.xlsx_sheets import LONG_TEXTS, MOST_CHARACTERS, NARROWEST, Book, Column, TooLong, sheet_names

__all__ = ["NAME", "TooLong", "write"]

NAME = "emn-ahq.xlsx"
MOST_TOGETHER = 100_000  # rows of all tables that stand in one workbook
ABOUT = "about"
COUNTRY_NAME = {
    "name": "country_name",
    "type": "string",
    "description": "Name of the country, from the table countries.",
}
HEAD = 2  # rows above the states in the sheet of a query: items, questions
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(package: Published, folder: Path) -> list[Path]:
    """Write ``emn-ahq.xlsx``, and where there are many rows ``<query>.xlsx`` for each query; return the paths.

    Raises OSError, TooLong where a table is more than a sheet can hold.
    """
    names = {code: row["name"] for code, row in contents.countries(package).items()}
    tables = package.tables.values()
    if sum(table.about["rows"] for table in tables) <= MOST_TOGETHER:
        rows = {table.name: list(table.rows()) for table in tables}
        _write_book(folder / NAME, package, names, rows, list(package.tables["queries"].rows()))
        return [folder / NAME]
    general = [table for table in tables if table.name == "queries" or contents.QUERY not in table.columns]
    _write_book(folder / NAME, package, names, {table.name: list(table.rows()) for table in general}, [])
    paths = [folder / NAME]
    for query, rows in by_query.queries(package):
        paths.append(folder / f"{query[contents.QUERY]}.xlsx")
        _write_book(paths[-1], package, names, {"queries": [query]} | rows, [query])
    return paths


def _write_book(path: Path, package: Published, names: dict[str, str], rows: dict[str, list], queries: list) -> None:
    """Write a workbook of tables by name, with a sheet for each query that can be read in it."""
    alone = package.tables["queries"].about["rows"] > len(queries) == 1
    with xlsxwriter.Workbook(path, OPTIONS) as workbook:
        properties = {"title": package.descriptor["title"], "comments": f"Version {package.version}"}
        workbook.set_properties(properties | {"created": package.created.replace(tzinfo=None)})
        book = Book(workbook, package.version)
        found = sheet_names([ABOUT, *rows, *(query[contents.QUERY] for query in queries)])
        _explain(book, package, queries, dict(zip([*rows, *_ids(queries)], found[1:], strict=True)))
        for name, sheet in zip(rows, found[1:], strict=False):
            columns = _columns(package.tables[name], alone and name != "queries")
            book.table(sheet, *_shown(columns, rows[name], names))
        for query, sheet in zip(queries, found[1 + len(rows) :], strict=True):
            _write_query(book, sheet, query[contents.QUERY], rows, names)
        book.long_texts()


def _ids(queries: list[dict]) -> list[str]:
    return [query[contents.QUERY] for query in queries]


def _explain(book: Book, package: Published, queries: list[dict], sheets: dict[str, str]) -> None:
    about = package.descriptor
    titles = {table.name: f"{table.about['title']}: {table.about['description']}" for table in package.tables.values()}
    asked = queries or package.tables["queries"].rows()
    disclaimers = dict.fromkeys(row["disclaimer"] for row in asked)
    only = f"This workbook has one query: {queries[0]['title']}" if len(queries) == 1 else ""
    without = ", and without the query, which is one" if only and package.tables["queries"].about["rows"] > 1 else ""
    each = "" if queries else "Each query has a workbook of its own, <query>.xlsx, with its answers and codings."
    lines = [
        ("Title", about["title"]),
        ("Version", f"{package.version}, {about['created'][:10]}"),
        ("Description", " ".join(filter(None, (about["description"], only, each)))),
        ("Cite", metadata.citation(about)),
        *(("Terms", f"{licence['title']} ({licence['path']})") for licence in about["licenses"]),
        ("Disclaimer", " ".join(filter(None, disclaimers))),
        ("Empty cells", "There is nothing. A text that is just N/A is what a state wrote."),
        ("Texts", "Verbatim, also where they begin with =, +, - or @: every text is a text, never a formula."),
        (
            "Long texts",
            "A row shows some lines; the cell holds the whole. Select it, or double-click the row's lower edge. A text of "
            f"more than {MOST_CHARACTERS:,} characters, which no cell holds, goes on in the sheet {LONG_TEXTS}.",
        ),
        ("Columns", f"Those of the CSV files, with the name of the country beside its code{without}."),
        ("Meaning of a column", "Rest on its head."),
    ]
    read = "The answers as people read them: states by questions."
    known = titles | {query[contents.QUERY]: f"{read} {query['title']}" for query in queries}
    book.about(ABOUT, lines, {sheet: known[name] for name, sheet in sheets.items()})


def _columns(table: Table, is_of_one_query: bool) -> list[dict]:
    """Return the fields that a sheet shows: with the name of the country, and the query where there are several."""
    found = [field for field in table.fields if not (is_of_one_query and field["name"] == contents.QUERY)]
    if table.name != "countries" and contents.COUNTRY in table.columns:
        place = [field["name"] for field in found].index(contents.COUNTRY) + 1
        found.insert(place, COUNTRY_NAME)
    return found


def _shown(fields: list[dict], rows: list[dict], names: dict[str, str]) -> tuple[list[Column], list[list[str]], int]:
    """Return the columns of a sheet, its rows, and how many columns stay in view: those that say whom a row is of."""
    wanted = [field["name"] for field in fields]
    if COUNTRY_NAME in fields:
        rows = [{**row, COUNTRY_NAME["name"]: names.get(row[contents.COUNTRY], "")} for row in rows]
    shown = [[row[name] for name in wanted] for row in rows]
    columns = [Column.of(field, (row[place] for row in shown)) for place, field in enumerate(fields)]
    of_whom = {contents.QUERY, contents.COUNTRY, COUNTRY_NAME["name"]}
    frozen = next((place for place, name in enumerate(wanted) if name not in of_whom), 1)
    return columns, shown, max(frozen, 1)


def _write_query(book: Book, sheet: str, query_id: str, rows: dict[str, list], names: dict[str, str]) -> None:
    """Write the answers of one query, a row a state and a column a question."""
    questions = [row for row in rows["questions"] if row[contents.QUERY] == query_id]
    questions.sort(key=lambda row: int(row["position"]))
    answers = {
        (row[contents.COUNTRY], row[contents.ITEM]): row["text"] or f"[{row['status']}]"
        for row in rows["answers"]
        if row[contents.QUERY] == query_id
    }
    countries = sorted({country for country, _ in answers}, key=lambda code: names.get(code, code))
    items = [row[contents.ITEM] for row in questions]
    head = [["state", *items], ["", *(row["text"] for row in questions)]]
    body = [[names.get(code, code), *(answers.get((code, item), "") for item in items)] for code in countries]
    book.grid(sheet, head, body, max(NARROWEST, *(len(names.get(code, code)) for code in countries), 0))
