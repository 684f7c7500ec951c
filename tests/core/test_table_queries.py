"""SQL over the tables: in memory or, where they are large, in a file, it reads the tables and does nothing else."""

import pytest

from ahq.core import table_queries
from ahq.core.errors import CannotRun
from ahq.core.table_queries import CannotAnswer, TableQueries


@pytest.fixture(params=["in memory", "in a file"])
def database(request, tmp_path, monkeypatch):
    """Two tables, held in either way."""
    if request.param == "in a file":
        monkeypatch.setattr(table_queries, "MAX_IN_MEMORY", 0)
    (tmp_path / "answers.csv").write_text("country,text\nAT,Yes.\nBE,\n", "utf-8", newline="")
    (tmp_path / "countries.csv").write_text("country,name\nAT,Austria\nBE,Belgium\n", "utf-8", newline="")
    with TableQueries(tmp_path, ("answers", "countries")) as made:
        assert len(list(tmp_path.glob("sql-*/tables.duckdb"))) == (request.param == "in a file")
        yield made
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "countries.csv"]


def test_a_select_over_the_tables_is_answered(database):
    found = database.answer("SELECT name, text FROM answers JOIN countries USING (country) ORDER BY name")
    assert found.columns == ["name", "text"]
    assert found.rows == [("Austria", "Yes."), ("Belgium", None)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT content FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('{folder}/answers.csv')",
        "SELECT * FROM '{folder}/answers.csv'",
        "COPY answers TO '{folder}/copied.csv'",
        "ATTACH '{folder}/other.duckdb'",
        "INSERT INTO answers VALUES ('HR', 'No.')",
        "SET enable_external_access = true",
        "SELECT 1; SELECT 2",
        "CHECKPOINT",
    ],
)
def test_nothing_else_is_done(database, tmp_path, sql):
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CannotAnswer):
        database.answer(sql.format(folder=tmp_path))
    assert sorted(tmp_path.iterdir()) == before
    assert database.answer("SELECT count(*) AS n FROM answers").rows == [(2,)]


def test_what_is_replaced_for_a_question_is_as_it_was_afterwards(database):
    with database.replaced("answers", ["country"], [(["AT"], [["AT", "No."], ["AT", "Never."]])]):
        assert database.answer("SELECT text FROM answers WHERE country = 'AT'").rows == [("No.",), ("Never.",)]
    assert database.answer("SELECT text FROM answers WHERE country = 'AT'").rows == [("Yes.",)]


def test_tables_that_cannot_be_loaded_are_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(table_queries, "MAX_IN_MEMORY", 0)
    (tmp_path / "answers.csv").write_bytes(b"country,text\nAT,\xff\n")
    with pytest.raises(CannotRun, match=r"^the tables cannot be loaded for SQL: .*$"):
        TableQueries(tmp_path, ("answers",))
    assert [path.name for path in tmp_path.iterdir()] == ["answers.csv"]
