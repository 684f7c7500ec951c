"""What the package says of itself, and the findings of a query: shape and place."""

import shutil

import pytest

from ahq.core.checkout import HOME
from ahq.core.table_queries import TableQueries
from ahq.core.table_schemas import NAMES
from ahq.rules import inputs, layout, query
from conftest import QUERY, change, record, run


def told(checkout):
    return [(p.path, p.line, p.column, p.rule, p.message) for p in inputs.check(checkout)]


def test_this_checkout_holds(checkout):
    shutil.copy(HOME / "data" / "queries" / QUERY / "findings.yaml", checkout.queries / QUERY)
    assert told(checkout) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("\nversion: 0.1.0", "", 3, 'the key "version" is missing'),
        ("\nversion: 0.1.0", "\nversion: [1]", 4, "[1] is not text"),
        ("\nlicenses:", "\nlicences: x\nlicenses:", 27, 'the key "licences" is not known here'),
        ('\ndate: "2026-11-24"', "\ndate: 2026-02-30", 5, '"2026-02-30" is not a day of the calendar'),
        ("- name: CC-BY-4.0", "- name: CC-BY-4.1", 28, '"CC-BY-4.1" is not the value that belongs here'),
        (
            "- path: LICENSE.md",
            "- path: https://example.org/",
            31,
            '"https://example.org/" is not the value that belongs here',
        ),
        ("- name: MIT\n  path", "- path", 33, 'the key "name" is missing'),
        ("\nname: ", "\nname: x: ", 3, "mapping values are not allowed in this context"),
    ],
)
def test_a_broken_package_is_told_with_its_place(checkout, old, new, line, said):
    change(checkout.data / "package.yaml", old, new)
    (problem,) = told(checkout)
    assert (problem[0], problem[1], problem[3]) == ("data/package.yaml", line, "B01")
    assert said in problem[4]
    result = run("validate", checkout.data / "package.yaml", root=checkout.root)
    assert (result.returncode, "B01" in result.stdout, result.stderr) == (1, True, "")


@pytest.fixture
def findings(checkout):
    path = checkout.queries / QUERY / "findings.yaml"
    shutil.copy(HOME / "data" / "queries" / QUERY / "findings.yaml", path)
    return path


NAME = f"data/queries/{QUERY}/findings.yaml"


def test_findings_of_another_query_and_of_a_wrong_shape_are_told(checkout, findings):
    change(findings, f"query: {QUERY}", "query: 2015-another")
    assert told(checkout) == [(NAME, 4, 8, "B02", f'the query is "2015-another" and the folder is {QUERY}')]
    findings.write_text("- a\n", "utf-8")
    assert told(checkout) == [(NAME, 1, 1, "B02", "['a'] is not keys and values")]


def test_what_nobody_sees_is_told_in_them_too(checkout, findings):
    change(checkout.data / "package.yaml", "\n- European Migration", "\n- European Migra\u202etion")
    change(findings, "- heading: Which platforms", "- heading: Which plat\u200bforms")
    assert told(checkout) == [
        ("data/package.yaml", 14, 17, "F05", "the character U+202E RIGHT-TO-LEFT OVERRIDE is invisible"),
        (NAME, 69, 22, "F05", "the character U+200B ZERO WIDTH SPACE is invisible"),
    ]


def test_findings_are_in_the_form_that_make_format_writes(checkout, findings):
    change(findings, "- heading: Which platforms are used", '- heading: "Which platforms are used"')
    said = 'the file is not in its canonical form, which has "- heading: Which platforms are used" on this line'
    assert told(checkout) == [(NAME, 69, 1, "F16", said)]
    assert run("format", findings, root=checkout.root).returncode == 0
    assert told(checkout) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "said", "help_"),
    [
        ("FROM responses", "FROM respones", (15, 5), "Catalog Error: Table with name respones does not exist!", 'did you mean "responses"?'),
        ("SELECT count(*) AS total", "SELCT count(*) AS total", (11, 5), 'Parser Error: syntax error at or near "SELCT"', inputs.SQL.repair),
        ("{withheld}", "{witheld}", (7, 13), "the SQL has no column for {witheld}", 'did you mean "withheld"?'),
        ("SELECT count(*) AS total", "DROP TABLE codes; SELECT count(*) AS total", (11, 5), "the SQL is not one SELECT", inputs.SQL.repair),
    ],
)  # fmt: skip
def test_sql_that_cannot_run_is_told_on_its_line(checkout, findings, old, new, place, said, help_):
    change(findings, old, new)
    assert run("format", findings, root=checkout.root).returncode == 0
    (problem,) = inputs.check(checkout)
    assert problem[:2] == (NAME, place[0])
    assert (problem.column, problem.rule, problem.message, problem.help) == (
        place[1],
        "B03",
        f'"Who answered": {said}',
        help_,
    )


def test_sql_that_only_rows_break_is_told_before_anything_is_published(checkout, findings):
    change(findings, "SELECT count(*) AS total", "SELECT sum(CAST(wider_dissemination AS INT)) AS x, count(*) AS total")
    assert told(checkout) == []
    with TableQueries(HOME / "data" / "tables", NAMES) as database:
        (problem,) = inputs.check_sql(checkout, database)
    assert problem[:4] == (NAME, 11, 5, "B03")
    assert problem.message.startswith("\"Who answered\": Conversion Error: Could not convert string 'true' to INT32")


def test_a_sentence_takes_its_numbers_from_one_row(checkout, findings):
    change(findings, "WHERE query_id = ", "GROUP BY query_id, wider_dissemination HAVING query_id = ")
    with TableQueries(HOME / "data" / "tables", NAMES) as database:
        (problem,) = inputs.check_sql(checkout, database)
    assert (*problem[:4], problem.message) == (NAME, 10, 8, "B03", '"Who answered": the SQL gives 2 rows, not one')


def test_a_sentence_without_a_row_is_told(checkout, findings):
    change(findings, "WHERE query_id = ", "GROUP BY query_id HAVING query_id > 'z' AND query_id = ")
    with TableQueries(HOME / "data" / "tables", NAMES) as database:
        found = [problem.message for problem in inputs.check_sql(checkout, database)]
    assert found == ['"Who answered": the SQL gives 0 rows, not one']


def test_a_rule_that_crashes_is_told_and_hides_nothing(checkout, monkeypatch):
    """A mistake in a record, a rule of the query that crashes, and checks of files that crash."""
    change(record(checkout, "HR"), "label: Croatia", "label: Kroatia")

    def crash(*_):
        raise KeyError("items")

    for module in (inputs, layout):
        monkeypatch.setattr(module, "check", crash)
    broken = query.OF_THE_HEAD[0]._replace(check=crash)
    monkeypatch.setattr(query, "ALONE", (broken, *query.ALONE[1:]))
    monkeypatch.setattr(query, "RULES", (broken, *query.RULES[1:]))
    result = run("validate", "--fresh", "--jobs", "1", root=checkout.root)
    found = {tuple(line.split()[:2]) for line in result.stdout.split("\n") if "KeyError: 'items'" in line}
    assert found == {
        ("data:1:1:", "F15"),
        ("data/package.yaml:1:1:", "B01"),
        (f"data/queries/{QUERY}/query.yaml:2:1:", "Q01"),
    }
    assert f"data/queries/{QUERY}/responses/HR.yaml:" in result.stdout
    assert (result.returncode, result.stderr) == (1, "")


@pytest.mark.parametrize(
    "name", ["findings.yaml", "codebook.yaml", "coding/adjudication.csv", "coding/corrections.csv"]
)
def test_a_link_to_nowhere_is_not_taken_for_a_file_that_is_left_out(checkout, name):
    path = checkout.queries / QUERY / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(path.name)
    result = run("validate", root=checkout.root)
    assert result.returncode == 1
    assert f"{checkout.name(path)}:1:1: " in result.stdout
    assert "link" in result.stdout
