"""What stands below data/ and has no place there is told; what systems and editors leave behind is not."""

import shutil

import pytest

from ahq.core.checkout import HOME, Checkout
from ahq.rules import layout
from conftest import QUERY

Q = f"data/queries/{QUERY}"


def problems(checkout):
    return [(problem.path, problem.help) for problem in layout.check(checkout)]


def test_the_data_of_this_checkout_have_their_places():
    assert layout.check(Checkout(HOME)) == []


@pytest.mark.parametrize(
    ("name", "help_"),
    [
        ("data/.gitattributes", "rename it, move it, or remove it"),
        ("data/countries2.csv", 'did you mean "countries.csv"? Otherwise remove it'),
        ("data/reference/country.csv", 'did you mean "countries.csv"? Otherwise remove it'),
        ("data/reference/query.yaml", "rename it, move it, or remove it"),
        ("data/reference/.gitattributes", "rename it, move it, or remove it"),
        ("data/sources/compilation.pdf", "rename it, move it, or remove it"),
        ("data/tables/precious.txt", "rename it, move it, or remove it"),
        (f"{Q}/querry.yaml", 'did you mean "query.yaml"? Otherwise remove it'),
        (f"{Q}/codebook.yml", 'did you mean "codebook.yaml"? Otherwise remove it'),
        (f"{Q}/responses/.XX.yaml.draft", "rename it, move it, or remove it"),
        (f"{Q}/responses/HR.txt", "rename it, move it, or remove it"),
        (f"{Q}/coding/pass-one.csv", 'did you mean "pass-1.csv"? Otherwise remove it'),
        (f"{Q}/coding/xyzzy.csv", "rename it, move it, or remove it"),
        ("data/queries/Returns/query.yaml", "rename it, move it, or remove it"),
    ],
)
def test_a_file_in_no_place_is_a_problem(checkout, name, help_):
    path = checkout.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    told = "data/queries/Returns" if "Returns" in name else name
    assert problems(checkout) == [(told, help_)]
    assert [problem.message for problem in layout.check(checkout)] == [layout.PLACE.example.prints]


LITTER = (
    ".DS_Store", "Thumbs.db", "desktop.ini", "HR.yaml~", ".HR.yaml.swp", ".#HR.yaml", "#HR.yaml#", "._HR.yaml",
    "~$entities.csv", ".~lock.entities.csv#",
)  # fmt: skip


@pytest.mark.parametrize("name", LITTER)
def test_litter_of_systems_and_editors_is_passed_over(checkout, name):
    for folder in (checkout.data, checkout.queries, checkout.queries / QUERY / "responses"):
        (folder / name).write_bytes(b"\x00")
    assert problems(checkout) == []
    assert [path.name for path in sorted((checkout.queries / QUERY / "responses").iterdir()) if path.name == name] == [
        name
    ]


def test_a_hundred_strays_are_told_in_fifty_lines_and_a_number(checkout):
    for number in range(120):
        (checkout.sources / f"{number}.tmp").write_text("")
    shutil.rmtree(checkout.queries)
    found = layout.check(checkout)
    assert len(found) == 51
    assert found[-1].message == "and 70 more files that the package does not know"
