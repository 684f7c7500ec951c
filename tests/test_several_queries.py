"""Several queries beside each other, all invented: one without codebook, one coded once, one coded twice, one of three levels
with counts that do not fit and an edition beside it. Rules, tables and documents say of each what is true of it."""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from ahq.core.checkout import HOME, Checkout
from ahq.publishing.data_package import Published
from ahq.releasing import readme
from conftest import change, run

SEVERAL = Path(__file__).parent / "fixtures" / "several"
LEVELS = "2013-invented-three-levels"
OPEN = "2013-invented-three-levels-open"
ALONE = "2019-invented-answers-alone"
ONCE = "2018-invented-one-pass"
TWICE = "2018-invented-two-passes"


def make(root: Path) -> Checkout:
    """Copy the invented queries, with the lists of this checkout, to ``root``."""
    shutil.copytree(SEVERAL, root)
    shutil.copytree(HOME / "data" / "reference", root / "data" / "reference")
    shutil.copy(HOME / "data" / "package.yaml", root / "data" / "package.yaml")
    return Checkout(root)


@pytest.fixture
def several(tmp_path):
    return make(tmp_path / "several")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    checkout = make(tmp_path_factory.mktemp("several") / "checkout")
    for verb in ("validate", "normalise", "publish"):
        result = run(verb, root=checkout.root)
        assert result.returncode == 0, result.stdout + result.stderr
    return checkout


def rows(checkout, name):
    with (checkout.tables / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(checkout):
    result = run("validate", "--format", "json", root=checkout.root)
    return [(one["rule"], one["message"]) for one in json.loads(result.stdout)]


def test_every_invented_word_says_that_it_is_invented():
    for path in SEVERAL.rglob("*"):
        if path.name == "query.yaml" or path.suffix == ".md":
            assert "Invented for tests" in path.read_text("utf-8"), path


def test_a_query_that_is_not_coded_has_no_empty_documents_or_tables(published):
    assert sorted(path.name for path in (published.root / "docs").glob("codebook-*")) == [
        f"codebook-{ONCE}.md",
        f"codebook-{TWICE}.md",
    ]
    assert not [path.name for path in published.tables.glob("*.csv") if ALONE in path.name or LEVELS in path.name]
    schema = json.loads((published.queries / ALONE / "response.schema.json").read_text("utf-8"))
    assert "codings" not in schema["properties"]
    for name in ("variables", "codes", "codings", "evidence", "reliability"):
        assert {row["query_id"] for row in rows(published, name)} <= {ONCE, TWICE}


def test_each_query_says_how_it_was_coded(published):
    found = {row["query_id"]: row for row in rows(published, "queries")}
    assert [
        (found[id_]["coding_passes"], found[id_]["coders"], found[id_]["adjudicated"]) for id_ in (ALONE, ONCE, TWICE)
    ] == [
        ("0", "", ""),
        ("1", "people", "false"),
        ("2", "people-and-machines", "true"),
    ]
    document = (published.root / "docs" / "queries.md").read_text("utf-8")
    parts = {part.split("\n", 1)[0]: part for part in document.split("\n## ")[1:]}
    assert "Not coded: the answers alone are published." in parts[ALONE]
    assert "Coded once, by people (a person who is invented for tests)." in parts[ONCE]
    assert "Coded twice independently, by people and machines" in parts[TWICE]
    for name, part in parts.items():
        targets = re.findall(r"\]\(([^#)]+)\)", part)
        assert targets, name
        assert all((published.root / "docs" / target).exists() for target in targets), name
    assert "disagreements" not in parts[ONCE]
    sources = json.loads((published.root / "datapackage.json").read_text("utf-8"))["sources"]
    assert sorted(source["coding"] for source in sources) == [
        "coded once, by people",
        "coded twice independently, by people and machines; disagreements adjudicated",
        *["not coded"] * 3,
    ]


def test_the_readme_of_a_release_counts_each_way_of_coding(published):
    text = " ".join(readme.render(Published(published.root)).split())
    assert (
        "5 queries: 3 not coded; 1 coded once, by people; 1 coded twice independently, by people and machines;" in text
    )


def test_reliability_is_of_the_query_that_was_coded_twice(published):
    assert {row["query_id"] for row in rows(published, "reliability")} == {TWICE}
    assert "## Reliability" not in (published.root / "docs" / f"codebook-{ONCE}.md").read_text("utf-8")


def test_subjects_are_those_of_the_queries(published):
    descriptor = json.loads((published.root / "datapackage.json").read_text("utf-8"))
    assert (descriptor["themes"], descriptor["eurovoc"]) == (["TRAN"], [5540])
    assert {"invented boats", "invented houses"} <= set(descriptor["keywords"])


def statuses(checkout, country):
    found = [row for row in rows(checkout, "answers") if (row["query_id"], row["country_code"]) == (LEVELS, country)]
    return {row["item"]: row["status"] for row in found}


def test_items_of_three_levels_have_the_status_that_is_nearest(published):
    assert statuses(published, "AT") == {
        "1.1": "answered",
        "1.2": "answered",
        "2": "in-parts",
        "2a": "in-parts",
        "2a.i": "answered",
        "2a.ii": "answered",
        "2b": "answered",
        "3": "answered",
    }
    assert statuses(published, "CZ") == {
        "1.1": "answered",
        "1.2": "not-answered",
        "2": "answered",
        "2a": "in-parent-item",
        "2a.i": "in-parent-item",
        "2a.ii": "in-parent-item",
        "2b": "in-parent-item",
        "3": "placeholder",
    }
    assert statuses(published, "CH")["2a.i"] == "not-answered"
    assert set(statuses(published, "SK").values()) == {"not-disseminated"}


def test_counts_that_do_not_fit_are_data(published):
    (row,) = (row for row in rows(published, "queries") if row["query_id"] == LEVELS)
    assert [row[f"responses_{name}"] for name in ("listed", "total", "in_table")] == ["6", "9", "6"]
    assert row["respondents_note"].startswith("Six are listed")
    assert (row["request_date"], row["reply_date"], row["compilation_date"]) == ("", "2013-11-30", "2013-12-09")
    assert row["request_printed"] == "Requested by LU EMN NCP on []"
    assert row["respondents_printed"].endswith("Switzerland plus Norway (9 in Total)")
    assert row["other_editions"] == OPEN


def test_names_that_sources_print_are_countries(published):
    found = {row["printed_label"]: row for row in rows(published, "responses") if row["query_id"] == LEVELS}
    assert {label: row["country_code"] for label, row in found.items()} == {
        "Austria": "AT",
        "Czech Republic": "CZ",
        "EL": "GR",
        "Norway": "NO",
        "Slovak Republic": "SK",
        "Switzerland": "CH",
    }
    assert found["Slovak Republic"]["printed_instead"].endswith("not disseminated further.")
    assert found["Norway"]["printed_instead"] == ""


HEAD = f"data/queries/{LEVELS}/query.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (HEAD, "respondents_note:", "rights_note:", "S01"),
        (HEAD, "- Norway\n", "- Norway\n- Malta\n", ("Q15", 'the sentence does not have "Malta"')),
        (HEAD, 'not_in_table: [Netherland]\n', "", ("Q05", '"Netherland" has no record')),
        (HEAD, "not_in_table: [Netherland]", "not_in_table: [Malta]", ("Q05", '"Malta" is not among the respondents')),
        (HEAD, "not_listed: [EL]\n", "", ("N04", '"EL" is not among the respondents of the query')),
        (HEAD, "requested_by: LU EMN NCP", "requested_by: MT EMN NCP", ("Q15", 'the sentence does not have "MT EMN NCP"')),
        (HEAD, 'compilation_date: "2013-12-09"\n', "", ("Q13", "the day 2013-12-09 is printed, and compilation_date is left out")),
        (HEAD, 'reply_date: "2013-11-30"', 'reply_date: "2013-11-29"', ("Q13", 'the source prints "We would appreciate your response by 30 November 2013.", which is 2013-11-30, but the date here is 2013-11-29')),
        (HEAD, '- item: "2a.i"\n  parent: "2a"', '- item: "2a.i"\n  parent: "2"', ("Q07", 'item "2a.i" cannot be of kind part with the parent 2')),
        (HEAD, f'other_editions: ["{OPEN}"]\n', "", ("B04", f'"{LEVELS}" does not name this query')),
        (HEAD, f'other_editions: ["{OPEN}"]', 'other_editions: ["2013-lost"]', ("B04", 'there is no query "2013-lost"')),
        (f"data/queries/{LEVELS}/responses/SK.yaml", "is not disseminated further", "is disseminated further", ("N16", None)),
        (f"data/queries/{LEVELS}/responses/AT.yaml", '- item: "1.1"', '- item: "1"', ("N05", 'the item "1" is a heading, which asks nothing')),
    ],
)  # fmt: skip
def test_what_is_wrong_in_them_is_told(several, file, old, new, problem):
    change(several.root / file, old, new)
    found = told(several)
    if isinstance(problem, str):
        assert problem in {rule for rule, _ in found}
    elif problem[1] is None:
        assert problem[0] in {rule for rule, _ in found}
    else:
        assert problem in found


def test_a_note_on_counts_that_fit_is_told(several):
    change(
        several.queries / ALONE / "query.yaml",
        "respondents_total: 4\n",
        "respondents_total: 4\nrespondents_note: Nothing differs here, so that no note is needed.\n",
    )
    assert told(several) == [("Q04", "list, total and table have the same number")]


def test_counts_that_do_not_fit_need_a_note(several):
    path = several.queries / LEVELS / "query.yaml"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"respondents_note: .*?(?=disclaimer:)", "", text, flags=re.DOTALL), "utf-8", newline="")
    assert told(several) == [("Q04", "6 respondents are listed, the total is 9")]


def test_make_new_knows_a_respondent_by_its_other_names(several):
    path = several.queries / LEVELS / "responses" / "AT.yaml"
    path.unlink()
    result = run("new", "--query", LEVELS, "--country", "AT", root=several.root)
    assert result.returncode == 0, result.stderr
    draft = path.read_text("utf-8")
    assert "  label: Austria\n" in draft
    assert "  attribution: printed\n" in draft
    assert '- item: "1"\n' not in draft
    assert '- item: "2a.ii"\n' in draft
    assert "codings" not in [line.split(":")[0] for line in draft.splitlines()]


def test_an_empty_file_is_another_thing_than_none_for_the_cache_too(several, monkeypatch):
    monkeypatch.delenv("AHQ_NO_CACHE", raising=False)
    assert told(several) == []
    (several.queries / ALONE / "codebook.yaml").write_bytes(b"")
    (several.queries / ALONE / "findings.yaml").write_bytes(b"")
    assert sorted(rule for rule, _ in told(several)) == ["B02", "F07"]
    (several.queries / ALONE / "codebook.yaml").unlink()
    (several.queries / ALONE / "findings.yaml").unlink()
    assert told(several) == []
