"""Each rule with what breaks it: the example that docs/rules.md shows, or a test here, with the message that is printed."""

import json
import sys

import pytest

from ahq.checking.checker import Checker
from ahq.core import strict_yaml
from ahq.core.checkout import HOME
from ahq.core.digests import sha256
from ahq.core.problems import Problem
from ahq.rules import asking, catalogue
from ahq.rules import query as query_rules
from ahq.rules.base import Example, Rule, Subject
from conftest import QUERY, change, record, run

RECORD_EXAMPLES = [rule for rule in catalogue.RULES if len(rule.example.file) == 2]
QUERY_EXAMPLES = [rule for rule in catalogue.RULES if rule.example.file.endswith(".yaml")]


def found(checkout, country):
    return Checker(checkout).record(record(checkout, country))


def told(checkout):
    """Return rule and message of each problem of the query of the fixture."""
    return [(p.rule, p.message) for p in Checker(checkout).folder(checkout.queries / QUERY).problems]


def prints(id_):
    """Return what the example of a rule says is printed."""
    return id_, catalogue.BY_ID[id_].example.prints


@pytest.mark.parametrize("country", ["AT", "BE", "HR"])
def test_the_records_of_the_fixture_hold(checkout, country):
    assert found(checkout, country) == []


@pytest.mark.parametrize("rule", RECORD_EXAMPLES, ids=lambda rule: rule.id)
def test_a_rule_reports_its_example_once_and_as_it_says(checkout, rule):
    example = rule.example
    path = record(checkout, example.file)
    before = path.read_text("utf-8")
    change(path, example.old, example.new)
    (problem,) = [p for p in found(checkout, example.file) if p.rule == rule.id]
    assert problem.message == example.prints
    assert problem.help
    assert problem.line >= min(before[: before.index(example.old)].count("\n") + 1, 2)


@pytest.mark.parametrize("rule", QUERY_EXAMPLES, ids=lambda rule: rule.id)
def test_a_rule_of_a_query_reports_its_example_as_it_says(checkout, rule):
    change(checkout.queries / QUERY / rule.example.file, rule.example.old, rule.example.new)
    assert (rule.id, rule.example.prints) in told(checkout)


def test_every_rule_says_what_holds_why_and_what_would_be_right():
    ids = [rule.id for rule in catalogue.RULES]
    assert ids == sorted(set(ids))
    for rule in catalogue.RULES:
        assert rule.sentence.endswith("."), rule.id
        assert rule.why, rule.id
        assert rule.why[-1] not in ".!", rule.id
        assert rule.repair, rule.id
        assert not rule.repair.endswith("."), rule.id
        assert bool(rule.example.file) != bool(rule.example.words), rule.id
        assert (HOME / rule.asked_in).is_file(), rule.id


def test_no_id_of_a_rule_stands_anywhere_but_in_its_rule():
    ids = {f'"{rule.id}"' for rule in catalogue.RULES}
    for path in (HOME / "scripts").rglob("*.py"):
        stands = [id_ for id_ in ids if id_ in path.read_text("utf-8")]
        assert not stands or path.parent == HOME / "scripts" / "ahq" / "rules", (path, stands)
    for id_ in ids:
        texts = [path.read_text("utf-8") for path in (HOME / "scripts" / "ahq" / "rules").glob("*.py")]
        assert sum(text.count(id_) for text in texts) == 1, id_


@pytest.mark.parametrize(
    ("data", "rule", "line", "column"),
    [
        (b"query: \xff\n", "F02", 1, 8),
        (b"\xef\xbb\xbfquery: a\n", "F03", 1, 1),
        (b"query: a\r\nx: b\r\n", "F04", 1, 9),
        (b"- a\n", "F12", 1, 1),
        (b"query: a", "F13", 1, 9),
    ],
)
def test_rules_of_bytes_and_form(checkout, data, rule, line, column):
    path = record(checkout, "HR")
    path.write_bytes(data)
    assert (rule, line, column) in [(p.rule, p.line, p.column) for p in found(checkout, "HR")]


def save_as(encode):
    return lambda path: path.write_bytes(encode(path.read_bytes()))


# How to break each rule whose example is told in words.
IN_WORDS = {
    "F00": lambda path: path.unlink(),
    "F02": save_as(lambda data: data.replace(b"No findings", b"No f\xefndings", 1)),
    "F03": save_as(lambda data: b"\xef\xbb\xbf" + data),
    "F04": save_as(lambda data: data.replace(b"\n", b"\r\n")),
    "F12": save_as(lambda data: b"- a\n"),
    "F13": save_as(lambda data: data.rstrip(b"\n")),
}


@pytest.mark.parametrize("id_", IN_WORDS)
def test_a_rule_of_the_file_reports_what_its_example_says(checkout, id_):
    IN_WORDS[id_](record(checkout, "HR"))
    assert prints(id_) in [(p.rule, p.message) for p in found(checkout, "HR")]


def test_a_file_that_is_too_big_for_a_record():
    subject = Subject("a.yaml", b"x: " + b"a" * 1_048_600 + b"\n", None, None)
    assert [(p.rule, p.message) for p in asking.check(subject)] == [prints("F01")]


def test_a_question_that_the_source_leaves_out(checkout):
    path = record(checkout, "HR")
    change(checkout.sources / f"{QUERY}.md", "| 7. 7. N/a |", "| |")
    entry = '- item: "7"\n  marker: "7. 7."\n  assignment: printed\n  status: placeholder\n  text: |-\n    N/a\n'
    change(path, entry, "")
    assert [(p.rule, p.message) for p in found(checkout, "HR") if p.rule[0] in "NT"] == [prints("N06")]


def test_a_record_that_is_not_disseminated_and_has_answers(checkout):
    change(checkout.sources / f"{QUERY}.md", "Croatia | Yes", "Croatia | No")
    change(record(checkout, "HR"), "wider_dissemination: true", "wider_dissemination: false")
    problems = [(p.rule, p.message) for p in found(checkout, "HR")]
    assert problems == [("N07", f"{prints('N07')[1]} and codings")]


def test_a_quote_from_another_item_than_the_variable_s(checkout):
    change(
        record(checkout, "HR"),
        '  - item: "2"\n    quote: No findings.',
        '  - item: "4"\n    quote: There is no information available on this.',
    )
    problems = found(checkout, "HR")
    assert problems == []  # a missing code may be said anywhere
    change(
        record(checkout, "HR"),
        '  value: ongoing\n  evidence:\n  - item: "1"\n    quote: ',
        '  value: ongoing\n  evidence:\n  - item: "7"\n    quote: N/a\n  - item: "1"\n    quote: ',
    )
    assert [(p.rule, p.message) for p in found(checkout, "HR")] == [prints("E04")]


def test_a_quote_that_carries_another_code(checkout):
    change(
        record(checkout, "HR"),
        '  value: ongoing\n  evidence:\n  - item: "1"\n',
        '  value: ongoing\n  evidence:\n  - code: occasional\n    item: "1"\n',
    )
    assert [(p.rule, p.message) for p in found(checkout, "HR")] == [prints("E05")]


def test_a_quote_where_nothing_is_said(checkout):
    change(
        record(checkout, "HR"),
        "- variable: platforms_monitored\n  missing: not-mentioned\n",
        '- variable: platforms_monitored\n  missing: not-mentioned\n  evidence:\n  - item: "1"\n    quote: "Yes."\n',
    )
    assert [(p.rule, p.message) for p in found(checkout, "HR")] == [prints("E06")]


def test_a_rare_combination_without_a_note(checkout):
    change(
        checkout.queries / QUERY / "codebook.yaml",
        "combinations:\n",
        "combinations:\n- first:\n    monitoring: ongoing\n  second:\n    option_report: supported\n  reason: only for this test\n",
    )
    assert [(p.rule, p.message) for p in found(checkout, "HR")] == [prints("E07")]


def test_a_rule_that_crashes_is_a_problem_of_that_rule_and_hides_no_other(checkout, monkeypatch):
    def crash(subject):
        raise RuntimeError("boom")

    broken = Rule("X01", "record", "It holds.", "it must", "correct it", Example("x", words="x"), crash)
    monkeypatch.setattr(asking, "OF_A_RECORD", (broken, *asking.OF_A_RECORD))
    change(record(checkout, "HR"), "  attribution: printed\n", "  attribution: printet\n")
    change(record(checkout, "HR"), "quote: No findings.", "quote: No finding!")
    problems = found(checkout, "HR")
    assert [p.rule for p in problems] == ["X01", "S01", "E01"]
    assert problems[0].message == "the rule could not be checked (RuntimeError: boom)"
    assert problems[0].help == "please report this as a bug"


def test_a_rule_of_a_query_that_crashes_is_a_problem_of_that_rule(checkout, monkeypatch):
    def crash(subject):
        raise RuntimeError("boom")

    broken = Rule("X01", "query", "It holds.", "it must", "correct it", Example("x", words="x"), crash)
    monkeypatch.setattr(query_rules, "RULES", (broken, *query_rules.RULES))
    assert told(checkout) == [("X01", "the rule could not be checked (RuntimeError: boom)")]


QUERY_FAULTS = [
    ("query.yaml", "id: 2016-social-media-migrant-smuggling", "id: 2016-social-media", {"Q01"}),
    ("query.yaml", "  sha256: ", "  sha256: 0", {"S01"}),
    ("query.yaml", "requested_by: Salvatore SOFIA", "requested_by: Salvatore Sofia", {"Q03"}),
    ("query.yaml", "respondents_total: 3", "respondents_total: 4", {"Q03"}),
    (
        "query.yaml",
        "respondents: [Austria, Belgium, Croatia]",
        "respondents: [Austria, Belgium, Croatia, Chile]",
        {"Q03"},
    ),
    ("responses/AT.yaml", "  last: 90", "  last: 88", {"T02"}),
    ("query.yaml", '- item: "2b"\n  parent: "2"', '- item: "2b"\n  parent: "3"', {"Q07"}),
    ("codebook.yaml", 'items: ["7"]', 'items: ["8"]', {"Q08", "E04"}),
    ("codebook.yaml", "codes: platforms", "codes: platform", {"Q08"}),
    ("codebook.yaml", "    variable: monitoring\n", "    variable: monitorin\n", {"Q09"}),
]


@pytest.mark.parametrize(("name", "old", "new", "rules"), QUERY_FAULTS)
def test_a_broken_query_is_reported_at_its_cause(checkout, name, old, new, rules):
    change(checkout.queries / QUERY / name, old, new)
    result = run("validate", "--format", "json", root=checkout.root)
    assert result.returncode == 1
    assert {p["rule"] for p in json.loads(result.stdout)} == rules


def test_a_source_that_counts_other_than_it_lists(checkout):
    change(checkout.sources / f"{QUERY}.md", "(3 in total)", "(4 in total)")
    change(checkout.queries / QUERY / "query.yaml", "respondents_total: 3", "respondents_total: 4")
    assert told(checkout) == [prints("Q02"), prints("Q04")]


def test_a_line_of_the_source_that_belongs_to_no_record(checkout):
    source = checkout.sources / f"{QUERY}.md"
    source.write_text(source.read_text("utf-8").rstrip("\n") + "\nAnd a remark.\n", "utf-8")
    assert told(checkout) == [prints("Q02"), prints("Q06")]


def test_a_last_line_without_an_end_that_belongs_to_no_record(checkout):
    source = checkout.sources / f"{QUERY}.md"
    source.write_text(source.read_text("utf-8").rstrip("\n") + "\nAnd a remark.", "utf-8")
    assert told(checkout) == [prints("Q02"), prints("Q06")]


def test_a_record_that_was_deleted(checkout):
    record(checkout, "HR").unlink()
    assert told(checkout) == [prints("Q05")]


def test_a_codebook_that_was_deleted_is_one_problem(checkout):
    (checkout.queries / QUERY / "codebook.yaml").unlink()
    assert told(checkout) == [("Q10", "there is no codebook.yaml, but 2 records have codings")]
    (problem,) = found(checkout, "HR")
    assert problem[3:] == (
        "Q10",
        "there is no codebook.yaml, but 1 record has codings",
        query_rules.coded_query_has_a_codebook.repair,
        None,
    )


def test_a_query_that_does_not_say_how_it_was_coded(checkout):
    path = checkout.queries / QUERY / "query.yaml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("coding:\n")], "utf-8", newline="")
    assert told(checkout) == [prints("Q14")]


def test_a_query_that_is_not_coded_says_so_alone(checkout):
    (checkout.queries / QUERY / "codebook.yaml").unlink()
    for path in (checkout.queries / QUERY / "responses").glob("*.yaml"):
        text = path.read_text("utf-8")
        if "codings:\n" in text:
            path.write_text(text[: text.index("codings:\n")] + text[text.index("review:\n") :], "utf-8", newline="")
    assert told(checkout) == [("Q14", "it says how the answers were coded, and there is no codebook.yaml")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  passes: 1\n", "  passes: 2\n", "passes is 2, and coding_files names 0"),
        ("  adjudicated: false", "  adjudicated: true", "one pass has nothing to adjudicate"),
        ('  date: "2026-11-24"', '  date: "2026-11-31"', "2026-11-31 is not a day of the calendar"),
    ],
)
def test_what_is_said_of_the_coding_is_what_is_there(checkout, old, new, said):
    change(checkout.queries / QUERY / "query.yaml", old, new)
    assert ("Q14", said) in told(checkout)


def test_a_review_that_speaks_of_other_passes_is_told(checkout):
    change(record(checkout, "HR"), "  passes: 1\n", "  passes: 2\n")
    assert told(checkout) == [("Q14", 'passes is 2, and "coding" of query.yaml has 1')]


def test_a_source_changed_by_one_letter_is_reported(checkout):
    change(checkout.sources / f"{QUERY}.md", "hints", "hint")
    assert {rule for rule, _ in told(checkout)} == {"Q02", "T02"}


def test_a_missing_source_is_reported_and_nothing_crashes(checkout):
    (checkout.sources / f"{QUERY}.md").unlink()
    result = run("validate", root=checkout.root)
    assert result.returncode == 1
    assert "Q02" in result.stdout
    assert "Traceback" not in result.stderr


def test_a_rule_makes_its_problems_and_says_what_would_be_right():
    rule = query_rules.id_is_the_folder
    assert rule.problem("a.yaml", "it is wrong", place=(2, 5)) == Problem(
        "a.yaml", 2, 5, "Q01", "it is wrong", "rename the folder, or correct the id"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("label: Croatia\n", "label: Slovenia\n", '"Slovenia" is a printed name of SI, and the country is HR'),
        (
            "label: Croatia\n  country: HR\n  attribution: printed\n",
            "label: Slovenia\n  country: HR\n  attribution: inferred\n  basis: A basis as long as it must be.\n",
            '"Slovenia" is a printed name of SI, and the country is HR',
        ),
        (
            "label: Croatia\n",
            "label: Blocked / Unknown\n",
            '"Blocked / Unknown" is no printed name of HR, but the attribution is printed',
        ),
        (
            "attribution: printed\n",
            "attribution: inferred\n  basis: A basis as long as it must be.\n",
            '"Croatia" is a printed name of HR, but the attribution is inferred',
        ),
    ],
)
def test_a_label_and_a_country_that_do_not_fit_are_told(checkout, old, new, said):
    query = checkout.queries / QUERY / "query.yaml"
    change(query, "Belgium, Croatia]", "Belgium, Croatia, Slovenia, Blocked / Unknown]")
    change(record(checkout, "HR"), old, new)
    assert [p.message for p in found(checkout, "HR") if p.rule == "N12"] == [said]


@pytest.mark.parametrize(("label", "told"), [("Croati", []), ("Cr", ["N12"]), ("UNITED KINGDOM", ["N12"])])
def test_a_label_that_the_source_cut_is_that_of_the_one_respondent_that_begins_so(checkout, label, told):
    query = checkout.queries / QUERY / "query.yaml"
    change(query, "Belgium, Croatia]", "Belgium, Croatia, Crete, UNITED KINGDOM]")
    change(record(checkout, "HR"), "label: Croatia\n", f"label: {label}\n")
    assert [p.rule for p in found(checkout, "HR") if p.rule in ("N04", "N12")] == told


def test_a_record_under_the_code_of_another_country_says_what_its_example_says(checkout):
    path = record(checkout, "HR")
    change(path, "country: HR\n", "country: SI\n")
    path.rename(path.with_name("SI.yaml"))
    assert prints("N12") in [(p.rule, p.message) for p in found(checkout, "SI")]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("codebook.yaml", "label: ", "label: Not "),
        ("source", "", ""),
    ],
)
def test_a_review_lapses_where_what_it_was_read_against_is_changed(checkout, file, old, new):
    if file == "source":
        source, query = checkout.sources / f"{QUERY}.md", checkout.queries / QUERY / "query.yaml"
        before = sha256(source.read_bytes())
        source.write_bytes(source.read_bytes() + b"\n")
        change(query, before, sha256(source.read_bytes()))
    else:
        change(checkout.queries / QUERY / file, old, new)
    problems = [(p.path, p.rule, p.message) for p in Checker(checkout).folder(checkout.queries / QUERY).problems]
    said = [path.rpartition("/")[2] for path, rule, message in problems if (rule, message) == prints("V04")]
    assert said == ["AT.yaml", "BE.yaml", "HR.yaml"]


def test_a_review_without_what_it_was_read_against_is_told(checkout):
    path = record(checkout, "HR")
    path.write_text(path.read_text("utf-8").partition("  context_sha256")[0], "utf-8")
    assert [(p.rule, p.message) for p in found(checkout, "HR")] == [prints("V04")]


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("status: reviewed", "status: reviewed", ["V04"]),
        ("answers_sha256: a8", "answers_sha256: b8", ["V02"]),
        ("status: reviewed", "status: draft", ["V01"]),
    ],
    ids=["reviewed", "reviewed, of other answers", "a draft"],
)
def test_a_review_that_lapsed_is_told_once_however_often_it_did(checkout, old, new, rules):
    path = record(checkout, "HR")
    change(path, old, new)
    head, key, _ = path.read_text("utf-8").partition("  context_sha256: ")
    path.write_text(f'{head}{key}"{"0" * 64}"\n', "utf-8", newline="\n")
    assert [problem.rule for problem in found(checkout, "HR")] == rules


def test_a_package_that_is_missing_is_no_problem_of_a_record(checkout, monkeypatch):
    path = record(checkout, "HR")
    change(path, "country: HR", "country:   HR")  # so that the parser of YAML is needed
    strict_yaml._import_yaml.cache_clear()
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ImportError):
        found(checkout, "HR")
