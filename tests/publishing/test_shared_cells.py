import frictionless
import pytest

from ahq.publishing import shared_cells


@pytest.fixture
def shared():
    shared_cells.register()
    yield
    frictionless.system.deregister("shared-cells")


def rows_of(path):
    with frictionless.Resource(path=path.name, basepath=str(path.parent)) as resource:
        return [row.to_dict() for row in resource.row_stream]


def test_equal_cells_are_one_string_and_every_cell_is_what_it_was(shared, tmp_path):
    long = "word " * 40
    path = tmp_path / "table.csv"
    path.write_text(f'id,text\n2016-topic,"a ""b"", c"\n2016-topic,{long}\n', "utf-8", newline="\n")
    one, other = rows_of(path)
    assert (one, other) == ({"id": "2016-topic", "text": 'a "b", c'}, {"id": "2016-topic", "text": long})
    assert one["id"] is other["id"]


def test_without_them_each_cell_is_a_string_of_its_own(tmp_path):
    frictionless.system.deregister("shared-cells")  # another test may have published
    path = tmp_path / "table.csv"
    path.write_text("id,text\n2016-topic,a\n2016-topic,b\n", "utf-8", newline="\n")
    one, other = rows_of(path)
    assert one["id"] is not other["id"]
