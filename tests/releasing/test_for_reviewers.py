"""What a change asks of people: matters for a maintainer by their names, and what only reading can tell beside the source."""

import pytest

from ahq.core.checkout import HOME
from ahq.core.digests import sha256
from ahq.releasing import for_reviewers
from conftest import QUERY, change, copy_of, make_checkout, record, run

FOLDER = f"data/queries/{QUERY}"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    checkout = make_checkout(tmp_path_factory.mktemp("base") / "checkout")
    coding = checkout.queries / QUERY / "coding"
    coding.mkdir()
    (coding / "pass-1.csv").write_text("country,variable,code,number\n", "utf-8")
    return checkout


@pytest.fixture
def changed(base, tmp_path):
    return copy_of(base, tmp_path / "changed")


def asked(base, changed):
    matters, passages = for_reviewers.of(base.root, changed)
    return [tuple(matter) for matter in matters], passages


def test_nothing_is_asked_where_nothing_changed(base, changed):
    assert asked(base, changed) == ([], [])


def test_a_source_that_changed_with_its_hash(base, changed):
    source, query = changed.sources / f"{QUERY}.md", changed.queries / QUERY / "query.yaml"
    before = sha256(source.read_bytes())
    source.write_bytes(source.read_bytes() + b"\n")
    said = (f"data/sources/{QUERY}.md", "the archived source was changed")
    assert asked(base, changed)[0] == [said]
    change(query, before, sha256(source.read_bytes()))
    assert asked(base, changed)[0] == [(said[0], f"{said[1]}, and its hash with it")]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("codebook.yaml", "label: ", "label: Not ", "the definition of monitoring was changed under published codings"),
        ("query.yaml", "related to migrant smuggling? What", "What", "the text of question 1 was changed"),
        ("query.yaml", "policy_area: Irregular Migration", "policy_area: Migration", "policy_area was changed"),
        ("query.yaml", "stray_lines: [45, 64", "stray_lines: [45, 53, 64", "source: stray_lines was changed"),
        ("coding/pass-1.csv", "number\n", "number\nAT,x,y,\n", "a published pass or decision was changed"),
        ("responses/HR.yaml", "label: Croatia", "label: Austria", "label was changed"),
        ("responses/HR.yaml", "  last: 95", "  last: 94", "declared differences or lines of the source were changed"),
    ],
)  # fmt: skip
def test_each_matter_has_its_name(base, changed, file, old, new, said):
    change(changed.root / FOLDER / file, old, new)
    assert (f"{FOLDER}/{file}", said) in asked(base, changed)[0]


def test_questions_that_change_places_are_named(base, changed):
    path = changed.queries / QUERY / "query.yaml"
    text = path.read_text("utf-8")
    start, end = (text.index(f'- item: "{item}"\n') for item in ("5", "6"))
    five, six = (text[text.index(f'- item: "{n}"\n  kind') :].split("text: |-\n")[1].split("\n")[0] for n in (5, 6))
    path.write_text(text.replace(five, "@").replace(six, five).replace("@", six), "utf-8")
    said = [matter[1] for matter in asked(base, changed)[0]]
    assert said == ["question 5 has the text that 6 had", "question 6 has the text that 5 had"]
    seven = text.index('- item: "7"')
    path.write_text(text[:start] + text[end:seven] + text[start:end] + text[seven:], "utf-8")
    assert [matter[1] for matter in asked(base, changed)[0]] == ["the questions are in another order"]


def test_a_respondent_that_loses_its_text_and_a_record_that_is_gone(base, changed):
    path = record(changed, "HR")
    text = path.read_text("utf-8")
    cut = text[: text.index("answers:\n")] + text[text.index("review:\n") :]
    path.write_text(cut.replace("wider_dissemination: true", "wider_dissemination: false"), "utf-8")
    record(changed, "AT").unlink()
    assert [matter[1] for matter in asked(base, changed)[0]] == [
        "a published record is gone, or cannot be read",
        "wider_dissemination was changed",
        "the respondent loses all its text",
    ]


def test_two_names_of_countries(base, changed):
    change(changed.reference / "countries.csv", "Croatia,Croatia", "Slovenia,Slovenia")
    assert asked(base, changed)[0] == [("data/reference/countries.csv", "the line of HR was changed")]


def test_what_only_reading_can_tell_stands_beside_the_source(base, changed):
    path = record(changed, "AT")
    change(path, "Source note printed after the last", "Note printed after the last")
    change(path, "  value: occasional", "  value: ongoing")
    change(path, 'date: "2026-', 'date: "2027-')
    passages = asked(base, changed)[1]
    assert [passage.question for passage in passages] == [
        "Is the note on 2 true?",
        "Is monitoring coded rightly?",
        "Did this review take place?",
    ]
    note, code, _ = passages
    assert "▮ Source: Federal Ministry of the Interior." in note.source
    assert code.said == "occasional → ongoing"
    assert "after hints" in code.source


def test_where_an_unnumbered_answer_begins_is_shown(base, changed):
    path = record(changed, "AT")
    change(path, " Source: Federal Ministry of the Interior.\n", "\n")
    change(path, "    The social media takes", "    Source: Federal Ministry of the Interior. The social media takes")
    first, second = [passage for passage in asked(base, changed)[1] if "begin here" in passage.question]
    assert first.question == "Does the answer to 1 begin here, where no number is printed?"
    assert "no closed groups monitored. ▮ Source: Federal Ministry" in second.source


def test_the_difference_names_all_of_it(repository):
    change(repository.queries / QUERY / "codebook.yaml", "label: ", "label: Not ")
    change(
        record(repository, "HR"),
        "  status: placeholder\n",
        "  status: placeholder\n  note: Printed as small letters.\n",
    )
    shown = run("diff", "main", "--format", "markdown", root=repository.root).stdout
    assert "Needs a maintainer: 1 matter." in shown.split("\n")[0]
    assert "the definition of monitoring was changed under published codings" in shown
    assert "Is the note on 7 true?" in shown
    plain = run("diff", "main", root=repository.root).stdout
    assert "needs a maintainer:\n" in plain
    assert "only reading can tell (docs/reviewing.md):\n" in plain
    assert (HOME / "docs" / "reviewing.md").is_file()
