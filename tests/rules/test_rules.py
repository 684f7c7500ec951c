"""Each rule with a record that breaks it: the example that docs/rules.md shows."""

import json

import pytest

from ahq import rules
from ahq.checking.checker import Checker
from ahq.rules import query as query_rules
from ahq.rules.base import Example, Rule, Subject
from conftest import change, record, run

WITH_EXAMPLE = [rule for rule in rules.RULES if isinstance(rule.example, Example)]


def found(checkout, country):
    return Checker(checkout).record(record(checkout, country))


@pytest.mark.parametrize("country", ["AT", "BE", "HR"])
def test_the_records_of_the_fixture_hold(checkout, country):
    assert found(checkout, country) == []


@pytest.mark.parametrize("rule", WITH_EXAMPLE, ids=lambda rule: rule.id)
def test_a_rule_reports_its_example(checkout, rule):
    example = rule.example
    path = record(checkout, example.country)
    before = path.read_text("utf-8")
    change(path, example.old, example.new)
    problems = [p for p in found(checkout, example.country) if p.rule == rule.id]
    assert problems, f"{rule.id} did not report its example"
    changed = before[: before.index(example.old)].count("\n") + 1
    assert problems[0].line >= min(changed, 2)
    assert problems[0].message
    assert problems[0].help


def test_every_rule_has_an_example_or_a_test_here():
    tested = {"F01", "F02", "F03", "F04", "F12", "F13", "E04", "E05", "E06", "E07"}
    assert {rule.id for rule in rules.RULES} - {rule.id for rule in WITH_EXAMPLE} == tested


def test_ids_are_unique_and_every_rule_says_what_holds_and_how_to_mend():
    every = (*rules.RULES, *query_rules.RULES)
    assert len({rule.id for rule in every}) == len(every)
    for rule in every:
        assert rule.sentence.endswith(".")
        assert rule.repair
        assert not rule.repair.endswith(".")


@pytest.mark.parametrize(
    ("data", "rule", "line", "column"),
    [
        (b"x: " + b"a" * 1_048_600 + b"\n", "F00", 0, 0),
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
    assert [p.rule for p in found(checkout, "HR")] == ["E04"]


def test_a_quote_that_carries_another_code(checkout):
    change(
        record(checkout, "HR"),
        '  value: ongoing\n  evidence:\n  - item: "1"\n',
        '  value: ongoing\n  evidence:\n  - code: occasional\n    item: "1"\n',
    )
    assert [p.rule for p in found(checkout, "HR")] == ["E05"]


def test_a_quote_where_nothing_is_said(checkout):
    text = record(checkout, "AT").read_text("utf-8")
    variable = next(
        part for part in text.split("- variable: ")[1:] if part.split("\n")[1] == "  missing: not-mentioned"
    ).split("\n")[0]
    change(
        record(checkout, "AT"),
        f"- variable: {variable}\n  missing: not-mentioned\n",
        f'- variable: {variable}\n  missing: not-mentioned\n  evidence:\n  - item: "2a"\n    quote: approx. 15 %\n',
    )
    assert [p.rule for p in found(checkout, "AT")] == ["E06"]


def test_a_rare_combination_without_a_note(checkout):
    book = checkout.queries / "2016-social-media-migrant-smuggling" / "codebook.yaml"
    change(
        book,
        "combinations:\n",
        "combinations:\n- first:\n    monitoring: ongoing\n  second:\n    option_report: supported\n  reason: only for this test\n",
    )
    problems = found(checkout, "HR")
    assert [p.rule for p in problems] == ["E07"]
    assert "only for this test" in problems[0].message


def test_a_rule_that_crashes_is_a_problem_of_that_rule():
    def crash(subject):
        raise RuntimeError("boom")

    (problem,) = rules.ask(Rule("X01", "It holds.", "mend it", crash), Subject("a.yaml", b"a: 1\n", None, None))
    assert problem.rule == "X01"
    assert "boom" in problem.message


QUERY_FAULTS = [
    ("query.yaml", "id: 2016-social-media-migrant-smuggling", "id: 2016-social-media", "Q01", 2),
    ("query.yaml", "  sha256: ", "  sha256: 0", "S01", None),
    ("query.yaml", "requested_by: Salvatore SOFIA", "requested_by: Salvatore Sofia", "Q03", None),
    ("query.yaml", "respondents_total: 3", "respondents_total: 4", "Q04", None),
    (
        "query.yaml",
        "respondents: [Austria, Belgium, Croatia]",
        "respondents: [Austria, Belgium, Croatia, Chile]",
        "Q05",
        None,
    ),
    ("responses/AT.yaml", "  last: 90", "  last: 88", "Q06", None),
    ("query.yaml", '- item: "2b"\n  parent: "2"', '- item: "2b"\n  parent: "3"', "Q07", None),
    ("codebook.yaml", 'items: ["7"]', 'items: ["8"]', "Q08", None),
    ("codebook.yaml", "codes: platforms", "codes: platform", "Q08", None),
    ("codebook.yaml", "    variable: monitoring\n", "    variable: monitorin\n", "Q09", None),
]


@pytest.mark.parametrize(("name", "old", "new", "rule", "line"), QUERY_FAULTS)
def test_a_broken_query_is_reported(checkout, name, old, new, rule, line):
    change(checkout.queries / "2016-social-media-migrant-smuggling" / name, old, new)
    result = run("validate", "--format", "json", root=checkout.root)
    problems = json.loads(result.stdout)
    assert result.returncode == 1
    assert rule in [p["rule"] for p in problems], problems
    if line:
        assert line in [p["line"] for p in problems if p["rule"] == rule]


def test_a_source_changed_by_one_letter_is_reported(checkout):
    source = checkout.sources / "2016-social-media-migrant-smuggling.md"
    change(source, "hints", "hint")
    result = run("validate", "--format", "json", root=checkout.root)
    assert {"Q02", "T02"} <= {p["rule"] for p in json.loads(result.stdout)}


def test_a_missing_source_is_reported_and_nothing_crashes(checkout):
    (checkout.sources / "2016-social-media-migrant-smuggling.md").unlink()
    result = run("validate", root=checkout.root)
    assert result.returncode == 1
    assert "Q02" in result.stdout
    assert "Traceback" not in result.stderr
