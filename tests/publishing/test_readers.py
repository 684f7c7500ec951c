"""The published tables, read back by pandas, polars, DuckDB and frictionless."""

import csv
import json

import duckdb
import frictionless
import pandas
import polars
import pytest

from ahq.core.checkout import Checkout

CHECKOUT = Checkout()
DESCRIPTOR = json.loads(CHECKOUT.descriptor.read_bytes())
TABLES = {resource["name"]: resource for resource in DESCRIPTOR["resources"]}


def by_csv(name):
    with (CHECKOUT.root / TABLES[name]["path"]).open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head, rows


def by_pandas(path):
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    return list(frame.columns), frame.to_numpy().tolist()


def by_polars(path):
    frame = polars.read_csv(path, infer_schema=False).fill_null("")
    return frame.columns, [list(row) for row in frame.rows()]


def by_duckdb(path):
    result = duckdb.execute(
        "SELECT * FROM read_csv(?, all_varchar = true, header = true, nullstr = '\x01')", [str(path)]
    )
    return [column[0] for column in result.description], [list(row) for row in result.fetchall()]


@pytest.mark.parametrize("reader", [by_pandas, by_polars, by_duckdb])
@pytest.mark.parametrize("name", TABLES)
def test_a_reader_gives_every_row_and_text(reader, name):
    head, rows = by_csv(name)
    assert len(rows) == TABLES[name]["rows"]
    assert reader(CHECKOUT.root / TABLES[name]["path"]) == (head, rows)


def test_frictionless_finds_the_package_valid():
    report = frictionless.validate(str(CHECKOUT.descriptor))
    assert report.valid, report.flatten(["title", "note"])
    assert [task.name for task in report.tasks] == list(TABLES)


def test_every_quote_is_cut_out_by_its_offsets():
    answers = {tuple(row[:3]): row for row in by_csv("answers")[1]}
    text = by_csv("answers")[0].index("text")
    head, rows = by_csv("evidence")
    for row in rows:
        cell = dict(zip(head, row, strict=True))
        answer = answers[cell["query_id"], cell["country_code"], cell["item"]][text]
        assert answer[int(cell["char_start"]) : int(cell["char_end"])] == cell["quote"]


@pytest.mark.parametrize("name", ["mentions", "links"])
def test_every_mention_and_link_is_cut_out_by_its_offset(name):
    answers = {tuple(row[:3]): row for row in by_csv("answers")[1]}
    text = by_csv("answers")[0].index("text")
    head, rows = by_csv(name)
    assert rows
    for row in rows:
        cell = dict(zip(head, row, strict=True))
        found = cell.get("surface") or cell["url"]
        start = int(cell["char_start"])
        assert answers[cell["query_id"], cell["country_code"], cell["item"]][text][start : start + len(found)] == found


def test_rows_stand_in_the_order_of_their_primary_key():
    for name, resource in TABLES.items():
        head, rows = by_csv(name)
        places = [head.index(key) for key in resource["schema"]["primaryKey"]]
        numbers = {head.index(f["name"]) for f in resource["schema"]["fields"] if f["type"] == "integer"}
        keys = [[int(row[p]) if p in numbers else row[p] for p in places] for row in rows]
        assert keys == sorted(keys), name
        assert len({tuple(key) for key in keys}) == len(keys), name
