"""Every final code has its reason on file, and the files of coding are checked line by line."""

import shutil

import pytest

from ahq.checking.checker import Checker
from ahq.core.digests import sha256
from ahq.corpus import canonical_form, reading
from ahq.rules import passes
from conftest import FIXTURE, QUERY, change

CODING = f"data/queries/{QUERY}/coding"
HEAD = "country,variable,old,new,date,reason\n"
REASON = "The answer names a condition; read again after publication."


@pytest.fixture
def checkout(checkout):
    """Two records that two passes coded, as in the query of this checkout but for one code that is invented."""
    shutil.copytree(FIXTURE.parent / "coding", checkout.root / CODING)
    for path in (checkout.queries / QUERY).rglob("*.yaml"):
        text = path.read_text("utf-8").replace("  adjudicated: false\n", "  adjudicated: true\n")
        path.write_text(text.replace("  passes: 1\n", "  passes: 2\n"), "utf-8", newline="")
    keep(checkout)
    return checkout


def keep(checkout):
    """Write into query.yaml the hashes of the files of coding as they are, so that other rules are asked of a change."""
    path = checkout.queries / QUERY / "query.yaml"
    head, _, after = path.read_text("utf-8").partition("rights:")
    head = head.partition("coding_files:\n")[0]
    kept = [file for file in sorted((checkout.root / CODING).glob("*.csv")) if file.name != "corrections.csv"]
    entries = "".join(f'- path: coding/{file.name}\n  sha256: "{sha256(file.read_bytes())}"\n' for file in kept)
    text = f"{head}{'coding_files:' if entries else ''}\n{entries}rights:{after}".replace("\n\n", "\n")
    path.write_text(canonical_form.canonical(text, "query"), "utf-8")


def problems(checkout):
    keep(checkout)
    return told(checkout)


def told(checkout):
    found = Checker(checkout).folder(checkout.queries / QUERY).problems
    return [(p.rule, p.path.rpartition("/")[2], p.line, p.message) for p in found]


def test_the_coding_of_this_checkout_holds(checkout):
    assert problems(checkout) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("pass-2.csv", "country,variable,", "country,varable,", ("K01", "pass-2.csv", 1, 'the column "variable" is missing')),
        ("pass-1.csv", "AT,monitoring,", "BE,monitoring,", ("K02", "pass-1.csv", 2, '"BE" has no disseminated response here')),
        ("pass-1.csv", "AT,monitoring,", "AT,monitorin,", ("K02", "pass-1.csv", 2, 'the variable "monitorin" is not in the codebook')),
        ("pass-1.csv", "AT,monitoring,occasional", "AT,monitoring,sometimes", ("K02", "pass-1.csv", 2, '"sometimes" is not a code of "monitoring"')),
        ("pass-1.csv", "after hints,1,", "after hintz,1,", ("K04", "pass-1.csv", 2, 'the answer of AT to 1 must hold "We monitor the internet for content related to migrant smuggling after hint" exactly once, and does not')),
        ("adjudication.csv", "rule-unclear", "a-vote", ("K05", "adjudication.csv", 2, '"a-vote" is not a kind of disagreement')),
        ("adjudication.csv", "HR,monitoring,ongoing,", "HR,monitoring,none,", ("K05", "adjudication.csv", 2, "pass_1 and pass_2 are not what the passes have for HR monitoring")),
    ],
)  # fmt: skip
def test_a_wrong_line_is_told_at_its_place(checkout, name, old, new, problem):
    change(checkout.root / CODING / name, old, new)
    found = [(rule, file, line, " ".join(said.split())) for rule, file, line, said in problems(checkout)]
    if problem[0] == "K04":
        assert [one[:3] for one in found] == [problem[:3]]
    else:
        assert problem in found


def told_after(checkout, name, line):
    with (checkout.root / CODING / name).open("a", encoding="utf-8", newline="") as file:
        file.write(line)
    return problems(checkout)


def test_a_line_that_stands_twice_is_told(checkout):
    second = (checkout.root / CODING / "pass-2.csv").read_text("utf-8").split("\n")[1]
    assert told_after(checkout, "pass-2.csv", f"{second}\n") == [
        ("K03", "pass-2.csv", 60, "this line is a duplicate of line 2")
    ]


def test_a_second_code_of_a_variable_that_has_one_is_told(checkout):
    said = 'AT monitoring has one code, and line 2 says "occasional"'
    assert told_after(checkout, "pass-2.csv", "AT,monitoring,ongoing,,,,\n") == [("K03", "pass-2.csv", 60, said)]


@pytest.mark.parametrize("number", ["abc", "-5", "1e400", "nan", "101", "1 5", "٣", ""])
def test_a_share_that_is_no_number_is_told(checkout, number):
    for name in ("pass-1.csv", "pass-2.csv"):  # the passes agree on it
        change(checkout.root / CODING / name, "share_advertising,percent,15,", f"share_advertising,percent,{number},")
    said = f'"{number}" is not a number from 0 to 100'
    assert problems(checkout) == [("K02", "pass-1.csv", 11, said), ("K02", "pass-2.csv", 10, said)]


def test_a_number_beside_a_code_is_told(checkout):
    change(checkout.root / CODING / "pass-1.csv", "AT,monitoring,occasional,,", "AT,monitoring,occasional,3,")
    said = 'a number stands beside "occasional", which is no share'
    assert problems(checkout) == [("K02", "pass-1.csv", 2, said)]


def test_an_empty_pass_is_told_once(checkout):
    (checkout.root / CODING / "pass-2.csv").write_text("", "utf-8")
    said = "the file does not begin with a header row"
    assert problems(checkout) == [("K01", "pass-2.csv", 1, said)]


@pytest.mark.parametrize(("gone", "left"), [(["pass-1.csv"], "1 pass"), (["pass-1.csv", "pass-2.csv"], "no pass")])
def test_decisions_between_passes_that_are_gone_are_told(checkout, gone, left):
    for name in gone:
        (checkout.root / CODING / name).unlink()
    said = f"it decides between two passes, and there is {left}"
    assert problems(checkout) == [("K05", "adjudication.csv", 0, said)]


def coded_once(checkout):
    """Leave no file of the coding, and say that it was coded once."""
    for path in (checkout.root / CODING).iterdir():
        path.unlink()
    for path in (checkout.queries / QUERY).rglob("*.yaml"):
        text = path.read_text("utf-8").replace(
            "  passes: 2\n  adjudicated: true\n", "  passes: 1\n  adjudicated: false\n"
        )
        text = text.replace(
            "  passes: 2\n  coders: machines\n  adjudicated: true\n",
            "  passes: 1\n  coders: machines\n  adjudicated: false\n",
        )
        path.write_text(text, "utf-8", newline="")


def test_passes_that_are_gone_are_told(checkout):
    for path in (checkout.root / CODING).iterdir():
        path.unlink()
    ((rule, name, _, said),) = problems(checkout)
    assert (rule, name, said) == ("Q14", "query.yaml", "passes is 2, and coding_files names 0")


def test_a_query_that_was_coded_once_keeps_no_passes(checkout):
    coded_once(checkout)
    assert problems(checkout) == []


def test_a_correction_is_told_where_there_are_no_passes(checkout):
    coded_once(checkout)
    line = f"AT,monitoring,occasional,ongoing,2026-11-25,{REASON}\n"
    (checkout.root / CODING / "corrections.csv").write_text(HEAD + line, "utf-8")
    said = 'AT monitoring is "occasional" in the record, and "ongoing" by the files of coding'
    assert problems(checkout) == [("K07", "corrections.csv", 0, said)]


def test_a_pass_that_lost_a_line_is_told(checkout):
    path = checkout.root / CODING / "pass-1.csv"
    lines = path.read_text("utf-8").split("\n")
    path.write_text("\n".join(line for line in lines if not line.startswith("AT,public_sources,")), "utf-8")
    assert ("K03", "pass-1.csv", 0, "1 of 58 codings are not there: AT public_sources") in problems(checkout)


def test_of_many_lines_that_a_pass_lost_four_are_named(checkout):
    path = checkout.root / CODING / "pass-1.csv"
    lines = path.read_text("utf-8").split("\n")
    path.write_text("\n".join(line for line in lines if not line.startswith("AT,option_")), "utf-8")
    (said,) = (said for rule, name, _, said in problems(checkout) if (rule, name) == ("K03", "pass-1.csv"))
    named = "AT option_eu_agencies, AT option_other, AT option_report, AT option_take_down"
    assert said == f"5 of 58 codings are not there: {named}, …"


def test_a_disagreement_that_nobody_decided_is_told(checkout):
    path = checkout.root / CODING / "adjudication.csv"
    path.write_text("\n".join(path.read_text("utf-8").split("\n")[:-2]) + "\n", "utf-8")
    assert [one[:2] for one in problems(checkout)] == [("K05", "adjudication.csv")]


def flip(checkout):
    record = checkout.queries / QUERY / "responses" / "HR.yaml"
    change(record, "  value: supported\n", "  value: supported-with-reservation\n")


def test_a_code_that_no_file_gives_a_reason_for_is_told(checkout):
    flip(checkout)
    said = 'HR option_report is "supported-with-reservation" in the record, and "supported" by the files of coding'
    assert problems(checkout) == [("K07", "pass-1.csv", 0, said)]


def test_a_correction_is_the_reason_of_a_code(checkout):
    flip(checkout)
    path = checkout.root / CODING / "corrections.csv"
    path.write_text(f"{HEAD}HR,option_report,supported,supported-with-reservation,2026-11-25,{REASON}\n", "utf-8")
    assert problems(checkout) == []


def test_a_correction_adds_a_code_to_others(checkout):
    record = checkout.queries / QUERY / "responses" / "HR.yaml"
    quote = "    quote: Police officers regularly monitor online platforms, in particular solely open groups/sources.\n"
    old = '  values: [police]\n  evidence:\n  - item: "1"\n' + quote
    quotes = (f'  - code: {code}\n    item: "1"\n{quote}' for code in ("police", "other"))
    new = f"  values: [police, other]\n  evidence:\n{''.join(quotes)}"
    change(record, old, new)
    line = f"HR,monitoring_authorities,police,other;police,2026-11-25,{REASON}\n"
    (checkout.root / CODING / "corrections.csv").write_text(HEAD + line, "utf-8")
    assert problems(checkout) == []


def test_a_correction_to_the_same_code_is_told(checkout):
    line = f"HR,option_report,supported,supported,2026-11-25,{REASON}\n"
    (checkout.root / CODING / "corrections.csv").write_text(HEAD + line, "utf-8")
    said = "the old and the new code of HR option_report are the same"
    assert problems(checkout) == [("K06", "corrections.csv", 2, said)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"HR,option_report,not-supported,supported-with-reservation,2026-11-25,{REASON}", 'HR option_report was "supported" before, not "not-supported"'),
        (f"HR,option_report,supported,supported-with-reservation,2026-11-31,{REASON}", '"2026-11-31" is not a day: write YYYY-MM-DD'),
        ("HR,option_report,supported,supported-with-reservation,2026-11-25,so", "the correction of HR option_report has no reason"),
    ],
)  # fmt: skip
def test_a_wrong_correction_is_told(checkout, line, said):
    flip(checkout)
    (checkout.root / CODING / "corrections.csv").write_text(f"{HEAD}{line}\n", "utf-8")
    assert ("K06", "corrections.csv", 2, said) in problems(checkout)


def test_a_code_is_corrected_once_a_day(checkout):
    flip(checkout)
    lines = (
        f"HR,option_report,supported,not-supported,2026-11-25,{REASON}\n"
        f"HR,option_report,not-supported,supported-with-reservation,2026-11-25,{REASON}\n"
    )
    (checkout.root / CODING / "corrections.csv").write_text(HEAD + lines, "utf-8")
    said = "HR option_report is corrected twice on 2026-11-25: write one line of it"
    assert problems(checkout) == [("K06", "corrections.csv", 3, said)]


def test_corrections_stand_in_the_order_of_their_days(checkout):
    flip(checkout)
    lines = (
        f"HR,option_report,supported,not-supported,2026-11-26,{REASON}\n"
        f"HR,option_report,not-supported,supported-with-reservation,2026-11-25,{REASON}\n"
    )
    (checkout.root / CODING / "corrections.csv").write_text(HEAD + lines, "utf-8")
    assert problems(checkout) == [
        ("K06", "corrections.csv", 3, "2026-11-25 is before the day of the line above, 2026-11-26")
    ]


def test_a_file_of_coding_that_is_not_the_one_that_was_kept_is_told(checkout):
    path = checkout.root / CODING / "pass-1.csv"
    change(path, "AT,monitoring,occasional", "AT,monitoring,ongoing")
    assert ("K08", "query.yaml", 0, passes.FROZEN.example.prints) in told(checkout)
    path.unlink()
    assert ("K08", "query.yaml", 0, "coding/pass-1.csv is listed under coding_files, but the file is missing") in told(
        checkout
    )


def test_all_files_of_coding_that_are_gone_are_told(checkout):
    shutil.rmtree(checkout.root / CODING)
    assert [one[0] for one in told(checkout)] == ["K08"] * 3


def test_a_pass_that_is_not_kept_by_its_hash_is_told(checkout):
    path = checkout.queries / QUERY / "query.yaml"
    lines = path.read_text("utf-8").split("\n")
    at = lines.index("- path: coding/pass-2.csv")
    path.write_text("\n".join(lines[:at] + lines[at + 2 :]), "utf-8")
    assert told(checkout) == [("K08", "query.yaml", 0, "coding/pass-2.csv is not kept under coding_files")]


def later(checkout, *lines):
    (checkout.root / CODING / "pass-3.csv").write_text("country,variable,value\n" + "\n".join(lines) + "\n", "utf-8")
    for path in (checkout.queries / QUERY).rglob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace("  passes: 2\n", "  passes: 3\n"), "utf-8", newline="")


def as_published(checkout, *countries):
    """Return each published coding of some states as a later pass may write it."""
    lines = []
    for country in countries:
        record = reading.read_record(checkout.queries / QUERY / "responses" / f"{country}.yaml", checkout).required()
        for coding in record.codings:
            value = f"{coding.number:g}" if coding.number is not None else ";".join(coding.codes)
            lines.append(f"{country},{coding.variable},{value}")
    return lines


def test_a_later_pass_of_some_responses_holds_and_decides_nothing(checkout):
    lines = as_published(checkout, "AT", "HR")
    later(checkout, *lines)
    assert problems(checkout) == []
    later(checkout, *(line.replace("HR,option_report,supported", "HR,option_report,not-supported") for line in lines))
    assert problems(checkout) == []


def test_a_later_pass_codes_every_variable_of_its_responses_with_known_codes(checkout):
    lines = as_published(checkout, "AT", "HR")
    later(checkout, *lines[1:])
    assert problems(checkout) == [("K03", "pass-3.csv", 0, "1 of 58 codings are not there: AT monitoring")]
    later(checkout, "AT,monitoring,ocasional", *lines[1:])
    assert problems(checkout) == [("K02", "pass-3.csv", 2, '"ocasional" is not a code of "monitoring"')]
    later(checkout, *(line.replace("share_advertising,15", "share_advertising,150") for line in lines))
    assert [(rule, name, said) for rule, name, _, said in problems(checkout)] == [
        ("K02", "pass-3.csv", '"150" is not a number from 0 to 100')
    ]
