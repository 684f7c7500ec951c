"""A release of several queries, as of many: every row is in every format, wherever it has to go on in another file."""

import sqlite3
from contextlib import closing

import openpyxl
import pyarrow.parquet
import pytest

from ahq.publishing.data_package import Published, Table
from ahq.releasing.formats import flat, jsonl, parquet, qualitative, sqlite, statistics, xlsx
from conftest import Checkout, publish
from dev.synthetic import generate

RECORDS = 60  # in three queries


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    checkout = Checkout(tmp_path_factory.mktemp("corpus"))
    generate(checkout.root, RECORDS)
    publish(checkout)
    return Published(checkout.root)


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch):
    """Tables are read in pieces of some rows, and workbooks hold few: what else happens only to many records."""
    monkeypatch.setattr(Table.pieces, "__defaults__", (7, False))
    monkeypatch.setattr(xlsx, "MOST_TOGETHER", 1000)


def rows_of(package):
    return {table.name: table.about["rows"] for table in package.tables.values()}


def test_the_pieces_of_a_table_are_the_table(package):
    for table in package.tables.values():
        pieces = list(table.pieces())
        assert max(map(len, pieces)) <= 7
        assert sum(map(len, pieces)) == table.about["rows"]
        whole = table.typed()
        assert all(piece.equals(whole[7 * place : 7 * place + 7]) for place, piece in enumerate(pieces))


def test_parquet_json_lines_and_sqlite_have_every_row(package, tmp_path):
    for module in (parquet, jsonl, sqlite):
        module.write(package, tmp_path)
    with closing(sqlite3.connect(tmp_path / sqlite.NAME)) as database:
        for name, rows in rows_of(package).items():
            assert pyarrow.parquet.read_metadata(tmp_path / f"{name}.parquet").num_rows == rows
            assert len((tmp_path / f"{name}.jsonl").read_text("utf-8").split("\n")) == rows + 1
            assert database.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (rows,)


def test_the_workbooks_of_queries_have_every_row_between_them_and_no_column_that_is_one(package, tmp_path):
    general, *others = [openpyxl.load_workbook(path) for path in xlsx.write(package, tmp_path)]
    assert len(others) == 3
    assert general.sheetnames == ["about", "queries", "countries", "entities", "retired"]
    for name, rows in rows_of(package).items():
        if name in general.sheetnames:
            assert general[name].max_row - 1 == rows
        else:
            assert sum(book[name].max_row - 1 for book in others) == rows
            assert all(book[name]["A1"].value != "query_id" for book in others)
    about = " ".join(str(cell.value) for row in others[0]["about"].iter_rows() for cell in row)
    assert "without the query" in about
    assert package.tables["queries"].text()["title"][0] in about


def test_every_coded_query_has_its_files_with_every_response(package, tmp_path):
    statistics.write(package, tmp_path)
    responses = package.tables["responses"].text()
    for query in package.tables["queries"].text()["query_id"]:
        text = (tmp_path / f"{query}.csv").read_text("utf-8")
        assert text.count("\n") - 1 == (responses["query_id"] == query).sum()
        assert (tmp_path / f"{query}.dta").stat().st_size > 0


def test_the_flat_file_and_the_projects_have_every_query(package, tmp_path):
    flat.write(package, tmp_path)
    paths = qualitative.write(package, tmp_path)
    assert len(paths) == 1 + 3 * 3
    answered = package.tables["answers"].text()
    text = (tmp_path / flat.NAME).read_text("utf-8")
    for query in package.tables["queries"].text()["query_id"]:
        assert text.count(f"\n{query},") == (answered["query_id"] == query).sum()
