"""Names for Stata and SPSS: legal, short, different, and never changed by what is new."""

import pytest

from ahq.corpus import variable_names
from ahq.corpus.codebook import Variable
from ahq.corpus.variable_names import Entry, completed


def variable(id_, type_="codes", *codes):
    return Variable(id_, frozenset(), (), type_, "", "", dict.fromkeys(codes, ""), None)


@pytest.mark.parametrize(
    ("id_", "code", "name"),
    [
        ("platforms_used", "whatsapp", "platforms_used_whatsapp"),
        ("monitoring_authorities", "border-guard", "monitoring_authorit_border_guard"),
        ("other_crime_fields", "terrorism-or-state-security", "other_crime_terrorism_or_state_s"),
        ("str", "5", "str_5"),
    ],
)
def test_the_name_of_a_code_says_both_in_32_letters(id_, code, name):
    assert completed({}, [variable(id_, "codes", code)], ())[id_, code] == Entry(name, "")
    assert len(name) <= 32


@pytest.mark.parametrize(("id_", "name"), [("monitoring", "monitoring"), ("in", "in_v"), ("x" * 32, "x" * 32)])
def test_the_name_of_a_variable_is_its_id_but_for_words_that_programs_keep(id_, name):
    assert completed({}, [variable(id_)], ())[id_, ""].name == name


def test_two_that_would_have_one_name_have_two():
    book = [variable("obstacles", "codes", "language"), variable("obstacles_language")]
    found = completed({}, book, ())
    assert found["obstacles", "language"].name == "obstacles_language"
    assert found["obstacles_language", ""].name == "obstacles_language_2"
    long = [variable("a" * 20, "codes", *(f"{'b' * 25}-{number}" for number in range(12)))]
    names = [entry.name for entry in completed({}, long, ()).values()]
    assert len(set(names)) == 13
    assert max(map(len, names)) == 32


def test_what_is_kept_never_changes_and_what_is_gone_leaves_its_number():
    before = completed({}, [variable("use", "code", "a", "b", "c")], ["no-information"])
    after = completed(before, [variable("use", "code", "new", "a", "c")], ["refused", "no-information"])
    assert {key: after[key] for key in before} == before
    assert (after["use", "new"].number, after["", "refused"].number) == ("4", "-2")


def test_a_list_is_read_as_it_was_written(tmp_path):
    names = completed({}, [variable("use", "code", "a"), variable("by", "codes", "police")], ["no-information"])
    (tmp_path / "list.csv").write_bytes(variable_names.encode(names))
    assert variable_names.read(tmp_path / "list.csv") == names
    assert variable_names.read(tmp_path / "none.csv") == {}
