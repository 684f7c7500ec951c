"""CSV is read strictly, with its lines: what a spreadsheet forgives would lose rows."""

import pytest

from ahq.core import csv_tables
from ahq.core.csv_tables import Line, NotCsv


def text(words: str) -> list[str]:
    return words.splitlines(keepends=True)


def test_a_row_has_the_line_that_it_ends_in():
    found = list(csv_tables.lines(text('a,b\n1,"x\ny"\n2,\n')))
    assert found == [Line(1, ["a", "b"]), Line(3, ["1", "x\ny"]), Line(4, ["2", ""])]


def test_a_row_is_given_by_column():
    assert list(csv_tables.rows(text('a,b\n1,"N/A"\n'))) == [(2, {"a": "1", "b": "N/A"})]


@pytest.mark.parametrize(
    ("broken", "line", "message"),
    [
        ("a,b\n1,2\n3\n", 3, "the line has 1 where the header has 2 cells"),
        ("a,b\n1,2,3\n", 2, "the line has 3 where the header has 2 cells"),
        ("a,b\n\n1,2\n", 2, "the line has 0 where the header has 2 cells"),
        ('a,b\n1,"2\n3,4\n', 3, "the line is not CSV: unexpected end of data"),
        ('a,b\n1,"2"3\n', 2, "the line is not CSV: ',' expected after '\"'"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(broken, line, message):
    with pytest.raises(NotCsv) as error:
        list(csv_tables.rows(text(broken)))
    assert (error.value.line, error.value.message) == (line, message)


def test_rows_are_counted_without_the_header(tmp_path):
    (tmp_path / "a.csv").write_text('a\n"1\n2"\n3\n', "utf-8")
    assert csv_tables.count(tmp_path / "a.csv") == 2
    assert list(csv_tables.rows_of(tmp_path / "a.csv")) == [{"a": "1\n2"}, {"a": "3"}]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (("a", None, "", 0), "a,,,0\n"),
        ((True, False, 1, 1.5), "true,false,1,1.5\n"),
        (("True", "None", "N/A"), "True,None,N/A\n"),
        (("a,b", 'a"b', "a\nb", " a "), '"a,b","a""b","a\nb", a \n'),
        (("é", "🛂", "'"), "é,🛂,'\n"),
        (("",), '""\n'),
    ],
)
def test_a_row_is_written_letter_for_letter(row, line):
    assert csv_tables.encode([row]) == line.encode("utf-8")


def test_rows_are_sorted_by_their_key_as_what_they_are():
    schema = {"fields": [{"name": "text"}, {"name": "place"}, {"name": "id"}], "primaryKey": ["id", "place"]}
    rows = [("a", 10, "y"), ("b", 9, "y"), ("c", 99, "x"), ("d", 1, "é")]
    found = sorted(rows, key=csv_tables.sort_key(schema))
    assert found == [("c", 99, "x"), ("b", 9, "y"), ("a", 10, "y"), ("d", 1, "é")]
    assert csv_tables.header(schema) == b"text,place,id\n"
