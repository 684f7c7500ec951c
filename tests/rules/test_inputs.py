"""What the package says of itself, and the findings of a query: shape and place."""

import shutil

import pytest

from ahq.core.checkout import HOME
from ahq.rules import inputs
from conftest import QUERY, change, run


def told(checkout):
    return [(p.path, p.line, p.column, p.rule, p.message) for p in inputs.check(checkout)]


def test_this_checkout_holds(checkout):
    shutil.copy(HOME / "data" / "queries" / QUERY / "findings.yaml", checkout.queries / QUERY)
    assert told(checkout) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("\nversion: 0.1.0", "", 3, '"version" is a required property'),
        ("\nversion: 0.1.0", "\nversion: [1]", 4, '[1] is not of type "string"'),
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


def test_findings_of_another_query_and_of_a_wrong_shape_are_told(checkout):
    path = checkout.queries / QUERY / "findings.yaml"
    shutil.copy(HOME / "data" / "queries" / QUERY / "findings.yaml", path)
    change(path, f"query: {QUERY}", "query: 2015-another")
    name = f"data/queries/{QUERY}/findings.yaml"
    assert told(checkout) == [(name, 1, 1, "B02", f'the query is "2015-another" and the folder is {QUERY}')]
    path.write_text("- a\n", "utf-8")
    assert [problem[:4] for problem in told(checkout)] == [(name, 1, 1, "B02")]
