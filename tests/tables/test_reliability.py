"""Agreement of two coders: published worked examples, and what can be derived by hand, to the last digit shown.

Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability. University of Pennsylvania, Annenberg School for
Communication. https://repository.upenn.edu/asc_papers/43 — its examples A (binary data, two observers, no missing data),
B (nominal data, two observers, no missing data) and C (four observers, missing data) are used here.
"""

import csv
import io

import krippendorff
import numpy
import pytest

from ahq.core.checkout import Checkout
from ahq.core.errors import CannotRun
from ahq.corpus import reading
from ahq.tables import reliability
from conftest import QUERY

COUNTRIES = "AT BE BG CY CZ DE DK EE ES FI FR GR".split()


def codebook(type_, *codes):
    listed = ", ".join(f"{code}: Code {code}" for code in codes)
    return f"""
        variables:
        - {{id: way, items: ["1"], type: {type_}, label: Way of return{f", codes: {{{listed}}}" if codes else ""}}}
    """


def coded(cells):
    """Return a pass: for each country a cell, its codes separated by ``+``, or a number."""
    lines = ["country,variable,code,number"]
    for country, cell in zip(COUNTRIES, cells.split(), strict=False):
        for code in cell.split("+"):
            number = code[0].isdigit()
            lines.append(f"{country},way,{'percent' if number else code},{code if number else ''}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def measured(tables_of):
    """A function from a codebook and two passes to units, agreement, alpha and its interval, as published."""

    def measure(book, one, two):
        table = tables_of(codebook=book, passes=(coded(one), coded(two)))["reliability"]
        return [tuple(row[2:]) for row in list(csv.reader(io.StringIO(table)))[1:]]

    return measure


def test_binary_data_of_example_a(measured):
    # Ten units, four of them disagreements; 14 values are "no", 6 are "yes": 1 - 19 * 4 / (14 * 6) = 0.095.
    # The interval is that of the exact multinomial distribution of the resamples, too.
    meg = "no yes no no no no no no yes no"
    owen = "yes yes yes no no yes no no no no"
    assert measured(codebook("code", "no", "yes"), meg, owen) == [("10", "0.6", "0.095", "-0.462", "0.627")]


def test_nominal_data_of_example_b(measured):
    # Twelve units, three of them disagreements: (23 * 18 - 104) / (24 * 23 - 104) = 310/448 = 0.692.
    ben = "a a b b d c c c e d d a"
    gerry = "b a b b b c c c e d d d"
    assert measured(codebook("code", "a", "b", "c", "d", "e"), ben, gerry) == [
        ("12", "0.75", "0.692", "0.346", "0.899")
    ]


EXAMPLE_C = """
    1 2 3 3 2 1 4 1 2 . . .
    1 2 3 3 2 2 4 1 2 5 . 3
    . 3 3 3 2 3 4 2 2 5 1 .
    1 2 3 3 2 4 4 1 2 5 1 .
"""


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ratio", 0.797)])
def test_four_observers_of_example_c_at_both_levels(level, alpha):
    # Two passes are the most that a query has; the coefficient itself takes what any number of coders counted.
    units = zip(*(line.split() for line in EXAMPLE_C.strip().split("\n")), strict=True)
    counts = numpy.array([[sum(cell == value for cell in unit) for value in "12345"] for unit in units])
    assert round(reliability._alpha(counts, [1.0, 2.0, 3.0, 4.0, 5.0], level), 3) == alpha


def test_the_interval_is_that_of_95_percent_of_the_resamples(measured):
    # Units: both a, both a, both b, and one disagreement. n = 8, five a and three b: alpha = 1 - 7 * 1 / 15 = 0.533.
    # Of the 256 draws of four units 17 have one value only, and no alpha. Of the other 239 one draws the disagreement
    # four times (alpha -0.75) and 12 three times (1 - 7 * 3 / 15 = -0.4): the 2.5th percentile lies between 0.4 and
    # 5.4 percent, so it is -0.4. In 64 the disagreement is not drawn: the 97.5th percentile is 1. The 25th would
    # be -0.167 or 0.125.
    assert measured(codebook("code", "a", "b"), "a a b a", "a a b b") == [("4", "0.75", "0.533", "-0.4", "1.0")]


def test_perfect_agreement(measured):
    assert measured(codebook("code", "a", "b"), "a b a b", "a b a b") == [("4", "1.0", "1.0", "1.0", "1.0")]


def test_alpha_is_not_computable_where_one_value_occurs(measured):
    assert measured(codebook("code", "a", "b"), "a a a", "a a a") == [("3", "1.0", "", "", "")]


def test_one_other_value_makes_alpha_computable(measured):
    # Three units, one disagreement, five a and one b: 1 - 5 * 1 / (5 * 1) = 0.
    assert [row[:3] for row in measured(codebook("code", "a", "b"), "a a a", "a a b")] == [("3", "0.667", "0.0")]


def test_a_set_is_a_decision_for_each_response_and_code_that_occurs(measured):
    # Codes a, b, c occur, d does not: 3 * 3 decisions. Disagreements: b of the first, c of the third. Of 18 values 8 are
    # true (AT: a b, a; BE: b, b; BG: a, a c) and 10 are false: alpha = 1 - 17 * 2 / (8 * 10) = 0.575.
    rows = measured(codebook("codes", "a", "b", "c", "d"), "a+b b a", "a b a+c")
    assert [row[:3] for row in rows] == [("9", "0.778", "0.575")]


def test_resamples_of_a_set_draw_whole_responses(measured):
    # Two responses: on one the coders agree about both codes, on the other about none. A draw has both (alpha 1 - 7 * 2 /
    # (4 * 4) = 0.125), the first twice (1) or the second twice (1 - 7 * 4 / (4 * 4) = -0.75): half, a quarter, a quarter.
    assert measured(codebook("codes", "a", "b"), "a a", "a b") == [("4", "0.5", "0.125", "-0.75", "1.0")]


def test_missing_codes_count_as_codes_of_a_set(measured):
    # Codes: a, none-given. 2 * 2 decisions, one response apart on both: 1 - 7 * 2 / (4 * 4) = 0.125.
    rows = measured(codebook("codes", "a"), "a none-given", "a a")
    assert [row[:3] for row in rows] == [("4", "0.5", "0.125")]


def test_shares_are_compared_as_numbers_where_both_coders_gave_one(measured):
    # Agreement: AT (10, 10) and BG (both missing) of four. Alpha: AT and BE alone. With the ratio difference
    # ((c - k) / (c + k))^2, observed (40 - 20)^2 / (40 + 20)^2 = 1/9 once of two units; expected over all pairs of the
    # values 10, 10, 20, 40: 2 * 1/9 (10, 20) + 2 * 9/25 (10, 40) + 1/9 (20, 40).
    # Alpha = 1 - 3 * (1/9) / (2/9 + 18/25 + 1/9) = 1 - (1/3) / (79/75) = 54/79 = 0.684.
    rows = measured(codebook("percent"), "10 20 gone 30", "10 40 gone gone")
    assert [row[:3] for row in rows] == [("4", "0.5", "0.684")]


def test_shares_agree_where_they_are_the_same_or_missing_for_the_same_reason(measured):
    rows = measured(codebook("percent"), "10 20 30 40 gone gone", "10 30 20 40 gone lost")
    assert [row[:2] for row in rows] == [("6", "0.5")]
    rows = measured(codebook("percent"), "10 20 30 40 gone", "10 30 20 40 gone")
    assert [row[:2] for row in rows] == [("5", "0.6")]


def test_shares_that_nobody_gave_have_an_agreement_alone(measured):
    assert measured(codebook("percent"), "gone gone", "gone 5") == [("2", "0.5", "", "", "")]


def test_the_first_of_several_codes_by_alphabet_counts_for_a_variable_of_one_code(measured):
    rows = measured(codebook("code", "a", "b"), "b+a b", "a b")
    assert [row[:3] for row in rows] == [("2", "1.0", "1.0")]


def test_variables_come_in_the_order_of_their_ids_each_with_its_own_codings(tables_of):
    book = """
        variables:
        - {id: way, items: ["1"], type: code, label: Way of return, codes: {a: Code a, b: Code b}}
        - {id: means, items: ["1"], type: code, label: Means of return, codes: {a: Code a, b: Code b}}
    """
    one = "country,variable,code,number\nAT,way,a,\nAT,means,b,\nBE,way,b,\nBE,means,a,\n"
    two = "country,variable,code,number\nAT,way,a,\nAT,means,a,\nBE,way,b,\nBE,means,a,\n"
    assert tables_of(codebook=book, passes=(one, two))["reliability"] == (
        "query_id,variable_id,units,agreement,krippendorff_alpha,ci_low,ci_high\n"
        "2020-returns,means,2,0.5,0.0,-0.5,0.0\n"
        "2020-returns,way,2,1.0,1.0,1.0,1.0\n"
    )


def test_a_response_is_a_unit_of_the_variables_that_it_was_coded_for(tables_of):
    book = """
        variables:
        - {id: means, items: ["1"], type: code, label: Means of return, codes: {a: Code a, b: Code b}}
        - {id: way, items: ["1"], type: code, label: Way of return, codes: {a: Code a, b: Code b}}
    """
    one = "country,variable,code,number\nAT,way,a,\nBE,way,b,\nAT,means,a,\nBG,means,b,\nCY,means,b,\n"
    table = tables_of(codebook=book, passes=(one, one))["reliability"]
    assert table.split("\n")[1:-1] == ["2020-returns,means,3,1.0,1.0,1.0,1.0", "2020-returns,way,2,1.0,1.0,1.0,1.0"]


@pytest.mark.parametrize("passes", [(), (coded("a b"),)])
def test_what_was_not_coded_twice_has_no_reliability(tables_of, passes):
    table = tables_of(codebook=codebook("code", "a", "b"), passes=passes)["reliability"]
    assert table == "query_id,variable_id,units,agreement,krippendorff_alpha,ci_low,ci_high\n"


@pytest.mark.parametrize(("one", "two", "lost"), [("a", "a b", "BE"), ("a b c", "a", "BE, BG")])
def test_a_response_that_only_one_pass_codes_is_told(measured, one, two, lost):
    with pytest.raises(CannotRun, match=f"^only one of the passes codes way for {lost}$"):
        measured(codebook("code", "a", "b", "c"), one, two)


def test_a_changed_pass_is_measured_anew_and_an_unchanged_one_is_not(tables_of, measured, tmp_path, monkeypatch):
    book = codebook("code", "a", "b")
    first = measured(book, "a b a", "a b a")
    with monkeypatch.context() as patch:
        patch.setattr(krippendorff, "alpha", None)
        assert measured(book, "a b a", "a b a") == first == [("3", "1.0", "1.0", "1.0", "1.0")]
    assert [row[:2] for row in measured(book, "a b a", "a b b")] == [("3", "0.667")]
    assert [row[:2] for row in measured(book, "a b a", "a a a")] == [("3", "0.667")]


@pytest.mark.parametrize("damage", [b"", b"[]", b"\xff\x00", b"abc\n[]", b'[["a", "b", 1, 1, 1, 1, 1]]'])
def test_a_cache_that_was_emptied_or_broken_is_made_again(tmp_path, damage):
    checkout = Checkout()
    folder = checkout.queries / QUERY
    query = reading.read_query(folder, checkout, reading.read_lists(checkout)).required()
    passes = reading.read_passes(folder, checkout)
    found = reliability.rows(query, passes, tmp_path)
    (path,) = (tmp_path / ".cache" / "reliability").iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage)
    assert reliability.rows(query, passes, tmp_path) == found
    assert path.read_bytes() == whole


def test_a_later_pass_is_measured_against_what_is_published(tables_of):
    # Two of three are the published codes; with one "air" and one "sea" published of each, alpha is that of (air, air),
    # (sea, sea), (air, sea): 1 - 5 * 2 / (3 * 3 * 2) = 0.444. The first passes are left out of it.
    book = codebook("code", "air", "sea")
    records = {c: f"codings: [{{variable: way, value: {v}}}]" for c, v in (("AT", "air"), ("BE", "sea"), ("BG", "air"))}
    passes = coded("air sea air"), coded("air air air"), "country,variable,value\nAT,way,air\nBE,way,sea\nBG,way,sea\n"
    tables = tables_of(codebook=book, passes=passes, **records)
    assert tables["reliability"].split("\n")[1].startswith("2020-returns,way,3,0.667,")
    head, row, _ = tables["recodings"].split("\n")
    assert head == "query_id,pass,variable_id,units,agreement,krippendorff_alpha,ci_low,ci_high"
    assert row.startswith("2020-returns,3,way,3,0.667,0.444,")


def test_a_later_pass_may_have_some_of_the_responses_and_shares_as_numbers(tables_of):
    book = codebook("percent")
    records = {c: f"codings: [{{variable: way, number: {n}}}]" for c, n in (("AT", 15), ("BE", 20.5), ("BG", 40))}
    passes = coded("15 20.5 40"), coded("15 20.5 41"), "country,variable,value\nAT,way,15.0\nBE,way,20.5\n"
    tables = tables_of(codebook=book, passes=passes, **records)
    assert tables["recodings"].split("\n")[1] == "2020-returns,3,way,2,1.0,1.0,1.0,1.0"


def test_a_later_pass_of_sets_joins_its_codes_by_semicolons(tables_of):
    # By code: AT has x and not y as published; BE has y, and x too. Three of four decisions agree.
    book = codebook("codes", "x", "y")
    records = {c: f"codings: [{{variable: way, values: [{v}]}}]" for c, v in (("AT", "x"), ("BE", "y"))}
    passes = coded("x y"), coded("x y"), "country,variable,value\nAT,way,x\nBE,way,x;y\n"
    row = tables_of(codebook=book, passes=passes, **records)["recodings"].split("\n")[1]
    assert row.startswith("2020-returns,3,way,4,0.75,")


def test_without_a_later_pass_there_is_no_row(tables_of):
    tables = tables_of(codebook=codebook("code", "a", "b"), passes=(coded("a b"), coded("a a")))
    assert tables["recodings"].count("\n") == 1
