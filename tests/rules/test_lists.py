"""The lists of data/reference as contributors break them: each problem on its line, and nothing built of them."""

import pytest

from ahq.core.checkout import Checkout
from ahq.rules import code_lists
from conftest import change, run

NEWLINE = b"\n"
BROKEN = [
    ("countries.csv", "country_code,", "country_kode,", 1, "is missing"),
    ("countries.csv", "\nAT,", "\ngarbage\nAT,", None, "has 1 cells"),
    ("countries.csv", "AT,AUT,", "AT,AUT", None, "cells, and the list has"),
    ("countries.csv", "1995-01-01", "1995-13-01", None, "is not a day of the calendar"),
    ("countries.csv", "\nAT,", "\nat,", None, "does not have the form"),
    ("entities.csv", ",authority,", ",authorty,", 2, "is not one of the allowed values"),
    ("entities.csv", "\nborder-force,", "\n,", 2, "entity_id is empty"),
    ("missing_codes.csv", ",true,true", ",yes,true", None, "is neither true nor false"),
    ("missing_codes.csv", "code,definition", "kode,definition", 1, "is missing"),
    (
        "missing_codes.csv",
        "\nnot-disseminated,",
        "\nnot-published,",
        1,
        'the code "not-disseminated", with in_records false, is missing',
    ),
    ("entities.csv", ",Disqus,", ",Disqus ,", None, "has a space at its beginning or end"),
    ("entities.csv", ",Bundeskriminalamt;BKA", ",Bundeskriminalamt; BKA", None, "has a space at its beginning or end"),
    ("entities.csv", ",Bundeskriminalamt;BKA", ",Bundeskriminalamt;;BKA", None, "nothing between two semicolons"),
    ("retired.csv", "reason", "reasons", 1, "is missing"),
    ("retired.csv", "reason", "key", 1, "the column key is a duplicate"),
    ("retired.csv", "table,", "tables,", 1, "the column table is missing"),
]


@pytest.mark.parametrize(("name", "old", "new", "line", "said"), BROKEN)
def test_a_broken_list_is_told_with_its_line(checkout, name, old, new, line, said):
    path = checkout.reference / name
    before = path.read_text("utf-8")
    change(path, old, new)
    place = line or before[: before.index(old) + 1].count("\n") + 1
    for files in ((), (path,)):
        result = run("validate", *files, root=checkout.root)
        assert result.returncode == 1, result.stderr
        first = result.stdout.split("\n")[0]
        assert first.startswith(f"data/reference/{name}:{place}:1: R01 "), first
        assert said in first
        assert "help: " in result.stdout


def test_a_line_twice_a_byte_that_is_no_text_and_an_open_quotation_mark(checkout):
    path = checkout.reference / "entities.csv"
    sound = path.read_bytes()
    head, first, rest = sound.split(b"\n", 2)
    for data, said in (
        (b"\n".join((head, first, first, rest)), ":3:1: R01 border-force is a duplicate of line 2"),
        (sound.replace(b"\n", b"\n\xe9", 1), ":2:1: R01 byte 0xE9 is not UTF-8"),
        (sound + b'"open,x\n', f":{sound.count(NEWLINE) + 1}:1: R01 the line is not CSV: unexpected end of data"),
    ):
        path.write_bytes(data)
        result = run("validate", root=checkout.root)
        assert (result.returncode, said in result.stdout) == (1, True), result.stdout + result.stderr
        assert run("validate", path, root=checkout.root).returncode == 1


def test_the_rule_of_lists_prints_what_its_example_says(checkout):
    change(checkout.reference / "entities.csv", ",authority,", ",authorty,")
    assert [p.message for p in code_lists.check(checkout)] == [code_lists.LISTS.example.prints]


def test_the_lists_of_this_checkout_hold(checkout):
    assert code_lists.check(Checkout()) == []
    assert run("validate", checkout.reference / "countries.csv", root=checkout.root).returncode == 0


SWAPPED = [
    ("Croatia,Croatia", "Slovenia,Slovenia", ['HR has the name "Croatia" in ISO 3166-1, and here "Slovenia"', 'HR has the printed name "Slovenia", which is that of SI in ISO 3166-1', 'HR has the printed name "Slovenia", which is that of SI in ISO 3166-1', 'SI has the printed name "Slovenia", which HR has too', 'SI has the printed name "Slovenia", which HR has too']),
    ("Romania,Romania", "Romania,Romania;Blocked / Unknown", ['RO has the printed name "Blocked / Unknown", which names nobody']),
    ("HR,HRV,HR", "HR,SVN,HR", ['HR has the alpha-3 code HRV in ISO 3166-1, and here "SVN"']),
    ("HU,HUN,HU", "HU,HUN,AB", ['HU has the EU code HU, and here "AB"']),
    ("GR,GRC,EL", "GR,GRC,GR", ['GR has the EU code EL, and here "GR"']),
    ("Hungary,Hungary", "Hungary,Hungary;Norge;NO", ['HU has the printed name "NO", which is that of NO in ISO 3166-1']),
    ("Hungary,Hungary", "Hungary,Hungary;...", ['HU has the printed name "...", which names nobody']),
    ("AM,ARM,AM", "AJ,ARM,AM", ["AJ is no code of ISO 3166-1", "AJ has the EU code AJ, and here \"AM\"", 'AJ has the printed name "Armenia", which is that of AM in ISO 3166-1', 'AJ has the printed name "Armenia", which is that of AM in ISO 3166-1']),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), SWAPPED)
def test_countries_are_held_against_the_standard(checkout, old, new, said):
    path = checkout.reference / "countries.csv"
    change(path, old, new)
    found = code_lists.check_countries(checkout)
    assert ([p.message for p in found], {p.column for p in found}) == (said, {1})
    for files in ((), (path,)):
        assert f"R02 {said[0]}" in run("validate", *files, root=checkout.root).stdout


def test_the_countries_of_this_checkout_are_those_of_the_standard():
    assert code_lists.check_countries(Checkout()) == []


NAMES = """variable_id,code,name,number
monitoring,,monitoring,
monitoring,ongoing,,1
monitoring,none,,2
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("none,,2", "none,,1", 4, "1 is the number of line 3 already"),
        ("monitoring,none,,2", "use,,monitoring,", 4, "monitoring is the name of line 2 already"),
        ("none,,2", "ongoing,,2", 4, "monitoring, ongoing is a duplicate of line 3"),
        ("none,,2", "none,,", 4, "the line must have either a name or a number, and not both"),
        ("none,,2", "none,,two", 4, "does not have the form"),
        (",,monitoring,", ",,2monitoring,", 2, "does not have the form"),
        ("number", "numbers", 1, "the column number is missing"),
        ("none,,2", "none", 4, "the line has 2 cells"),
    ],
)
def test_names_that_are_broken_are_told_with_their_line_and_records_are_checked_all_the_same(
    checkout, old, new, line, said
):
    (folder,) = checkout.query_folders()
    assert old in NAMES
    path = folder / "variable_names.csv"
    path.write_text(NAMES, "utf-8")
    assert run("validate", root=checkout.root).returncode == 0
    path.write_text(NAMES.replace(old, new), "utf-8")
    result = run("validate", root=checkout.root)
    assert result.returncode == 1
    assert result.stdout.startswith(f"{checkout.name(path)}:{line}:1: R03 "), result.stdout
    assert said in result.stdout
    assert "3 records, 1 problem" in result.stdout
