"""Drafts of records and queries: what is filled in, what is refused, and that nothing half filled is ever clean."""

import copy
import json
import re
import shutil

import pytest

from ahq.checking.checker import Checker
from ahq.core import strict_yaml
from ahq.core.checkout import HOME, SCHEMAS, Checkout
from ahq.core.digests import sha256
from ahq.corpus import yaml_writer
from ahq.corpus.canonical_form import canonical
from ahq.corpus.canonical_form import written as written_form
from ahq.importing import drafts
from conftest import QUERY, change, record, run

QUESTIONS = "1. Do you monitor?\n1a. If so, how?\n2. Should they:\n2a) take it down;\n2b) report it?\n"
FOLDER = "2017-returns-to-somewhere"


def value_of(path):
    document = strict_yaml.read(path.read_text("utf-8"))
    assert document.faults == []
    return document.value


def new(checkout, country="HR", query=QUERY, *more):
    return run("new", "--query", query, "--country", country, *more, root=checkout.root)


def written(checkout, country):
    record(checkout, country).unlink(missing_ok=True)
    result = new(checkout, country)
    assert result.returncode == 0, result.stderr
    return record(checkout, country)


def new_query(checkout, lines=QUESTIONS, **options):
    listed = checkout.root / "questions.txt"
    listed.write_bytes(lines if isinstance(lines, bytes) else lines.encode())
    options = {"title": "Returns to Somewhere", "date": "2017-03-01", "questions": listed, **options}
    return run("new_query", *(part for key in options for part in (f"--{key}", options[key])), root=checkout.root)


def everything(checkout):
    return {path: path.read_bytes() for path in checkout.root.rglob("*") if path.is_file()}


def unfilled(value, path=()):
    """Yield the path of each placeholder in a draft."""
    if value == drafts.UNFILLED:
        yield path
    for key, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from unfilled(child, (*path, key))


def with_(value, path, leaf):
    changed = copy.deepcopy(value)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = leaf
    return changed


def test_a_draft_has_the_words_of_the_source_cut_as_its_record_has_them_and_every_variable(checkout):
    real = value_of(record(checkout, "HR"))
    book = value_of(checkout.queries / QUERY / "codebook.yaml")
    draft = value_of(written(checkout, "HR"))
    assert [[each.get(key) for key in ("item", "marker", "text")] for each in draft["answers"]] == [
        [each.get(key) for key in ("item", "marker", "text")] for each in real["answers"]
    ]
    assert [coding["variable"] for coding in draft["codings"]] == [variable["id"] for variable in book["variables"]]


def test_what_the_source_says_for_certain_is_filled_in(checkout):
    keys = ("query", "respondent", "wider_dissemination", "source_lines")
    for country in ("AT", "BE", "HR"):
        real = value_of(record(checkout, country))
        draft = value_of(written(checkout, country))
        assert {key: draft[key] for key in keys} == {key: real[key] for key in keys}


def test_every_response_of_the_real_source_is_found_as_its_record_has_it():
    query, problems, *_ = Checker(Checkout()).query(Checkout().queries / QUERY)
    assert problems == []
    found = {(p.label, p.agreed, p.first, p.last) for p in drafts.printed_responses(query).values()}
    records = [value_of(path) for path in (HOME / "data" / "queries" / QUERY / "responses").iterdir()]
    real = {
        (r["respondent"]["label"], r["wider_dissemination"], r["source_lines"]["first"], r["source_lines"]["last"])
        for r in records
    }
    assert found == real


def test_a_response_that_is_not_disseminated_gets_no_answers(checkout):
    path = written(checkout, "BE")
    assert not {"answers", "codings"} & value_of(path).keys()
    assert [problem.rule for problem in Checker(checkout).record(path)] == ["V01"]


def test_nothing_is_guessed_from_another_source_or_a_name_that_is_not_the_country_s(checkout):
    change(checkout.sources / f"{QUERY}.md", "| Belgium | No |", "| Belgium |  |")
    draft = value_of(written(checkout, "HR"))
    assert (draft["respondent"]["label"], draft["wider_dissemination"]) == ("Croatia", drafts.UNFILLED)
    assert {answer["text"] for answer in draft["answers"]} == {drafts.UNFILLED}


def test_a_country_that_no_respondent_names_is_refused_with_the_respondents(checkout):
    result = new(checkout, "CZ")
    assert result.returncode == 1
    assert result.stderr.startswith(
        'new: no respondent of the query is called Czechia; if one of them stands for it, add LABEL="as printed". The query lists: Austria, Belgium, Croatia\n'
    )
    assert not record(checkout, "CZ").exists()


def test_a_respondent_is_found_by_any_name_that_sources_print(checkout):
    change(
        checkout.queries / QUERY / "query.yaml", "[Austria, Belgium, Croatia]", '[Austria, Belgium, "Czech Republic"]'
    )
    change(checkout.sources / f"{QUERY}.md", "| Croatia | Yes |", "| Czech Republic | Yes |")
    text = (checkout.sources / f"{QUERY}.md").read_bytes()
    head = (checkout.queries / QUERY / "query.yaml").read_text("utf-8")
    head = head.replace(re.search(r'sha256: "?([0-9a-f]{64})', head)[1], sha256(text))
    (checkout.queries / QUERY / "query.yaml").write_text(canonical(head, "query"), "utf-8", newline="\n")
    draft = value_of(written(checkout, "CZ"))
    assert draft["respondent"] == {"label": "Czech Republic", "country": "CZ", "attribution": "printed"}


def test_a_label_finds_the_lines_and_leaves_the_attribution_to_a_person(checkout):
    real = value_of(record(checkout, "HR"))
    result = new(checkout, "HU", QUERY, "--label", "Croat")
    assert result.returncode == 0, result.stderr
    draft = value_of(record(checkout, "HU"))
    assert draft["respondent"] == {"label": "Croatia", "country": "HU", "attribution": drafts.UNFILLED}
    assert draft["source_lines"] == real["source_lines"]


def test_a_fresh_draft_is_read_and_each_thing_to_fill_in_is_one_problem(checkout):
    path = written(checkout, "HR")
    draft, problems = value_of(path), Checker(checkout).record(path)
    assert {problem.rule for problem in problems} == {"C04", "E01", "S01", "V01"}
    places = [(problem.line, problem.column) for problem in problems]
    assert len(set(places)) == len(places) == len(list(unfilled(draft))) + len(["V01"])


def test_a_draft_is_canonical_and_its_first_line_names_the_schema(checkout):
    path = written(checkout, "HR")
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../response.schema.json\n")
    assert canonical(text, "response") == text


def test_comments_say_what_the_schema_the_questionnaire_and_the_codebook_say(checkout):
    text = written(checkout, "HR").read_text("utf-8")
    comments = " ".join(line.strip(" #") for line in text.split("\n") if line.lstrip().startswith("#"))
    schema = json.loads((SCHEMAS / "response.schema.json").read_bytes())["properties"]
    assert schema["source_lines"]["description"] in comments
    assert schema["answers"]["items"]["properties"]["note"]["description"] in comments
    cut = {answer["item"] for answer in value_of(record(checkout, "HR"))["answers"]}
    for question in value_of(checkout.queries / QUERY / "query.yaml")["questions"]:
        if question["item"] not in cut:
            continue
        assert f"{question['item']} ({question['kind']}): {question['text']}" in comments
    query, *_ = Checker(checkout).query(checkout.queries / QUERY)
    for variable in query.codebook.variables.values():
        assert f"{variable.label} {variable.whole_rule}".strip() in comments
        assert all(f"{code}: {said}" in comments for code, said in variable.codes.items())
    assert all(code in comments for code in query.reference.typed_missing_codes)


def filled(draft, real):
    """Return ``draft`` with what a reader put into it, who found what stands in the record ``real``."""
    result = copy.deepcopy(draft)
    answers = {answer["item"]: answer for answer in real["answers"]}
    codings = {coding["variable"]: coding for coding in real["codings"]}
    result["answers"] = [answers[answer["item"]] for answer in draft["answers"] if answer["item"] in answers]
    result["codings"] = [codings[coding["variable"]] for coding in draft["codings"]]
    return result | {"review": real["review"]}


def test_a_draft_that_is_filled_in_holds(checkout):
    real = value_of(record(checkout, "HR"))
    path = written(checkout, "HR")
    result = filled(value_of(path), real)
    assert result == real
    path.write_text(canonical(path.read_text("utf-8"), "response", result), "utf-8", newline="\n")
    assert Checker(checkout).record(path) == []
    assert run("validate", root=checkout.root).returncode == 0


@pytest.mark.parametrize("country", ["AT", "HR"])
def test_a_placeholder_left_anywhere_in_a_record_is_a_problem_of_more_than_review(checkout, country):
    path, checker = record(checkout, country), Checker(checkout)
    real = value_of(path)
    forms = [("respondent", key) for key in ("label", "attribution")]
    forms += [("source_lines", key) for key in ("first", "last")] + [("wider_dissemination",)]
    for index, answer in enumerate(real["answers"]):
        forms += [("answers", index, key) for key in ("marker", "status", "text") if key in answer]
    for index, coding in enumerate(real["codings"]):
        forms += [("codings", index, key) for key in ("value", "number", "missing") if key in coding]
        forms += [("codings", index, "values", 0)] if "values" in coding else []
        forms += [("codings", index, "evidence", n, "quote") for n in range(len(coding.get("evidence", ())))]
    for form in forms:
        path.write_text(yaml_writer.dump(with_(real, form, drafts.UNFILLED), "response"), "utf-8", newline="\n")
        assert {problem.rule[0] for problem in checker.record(path)} - {"V"}, form


def test_a_record_that_is_there_stays_as_it_is(checkout):
    before = everything(checkout)
    result = new(checkout, "HR")
    assert result.returncode == 1
    assert "HR.yaml already exists" in result.stderr
    assert everything(checkout) == before


def test_a_link_that_stands_in_the_place_of_the_record_is_not_followed(checkout, tmp_path):
    record(checkout, "HR").unlink()
    record(checkout, "HR").symlink_to(tmp_path / "elsewhere")
    assert new(checkout, "HR").returncode == 1
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_of_records_that_leads_out_of_the_checkout_is_refused(checkout, tmp_path):
    shutil.rmtree(checkout.queries / QUERY / "responses")
    (tmp_path / "elsewhere").mkdir()
    (checkout.queries / QUERY / "responses").symlink_to(tmp_path / "elsewhere")
    result = new(checkout, "HR")
    assert result.returncode == 2
    assert "responses: this is a link, and nothing is written through links" in result.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_first_record_makes_the_folder_of_records(checkout):
    shutil.rmtree(checkout.queries / QUERY / "responses")
    assert new(checkout, "HR").returncode == 0
    assert record(checkout, "HR").is_file()


@pytest.mark.parametrize(
    ("query", "country", "said"),
    [
        (QUERY.replace("media", "medai"), "HR", f'did you mean "{QUERY}"?'),
        ("../../x", "HR", 'there is no query "../../x"'),
        (f"../queries/{QUERY}", "HR", "there is no query"),
        ("", "HR", f"known: {QUERY}"),
        (QUERY, "../AT", 'the country "../AT" is not known'),
        (QUERY, "EL", 'the ISO 3166-1 code of Greece is "GR"'),
        (QUERY, "UK", 'the ISO 3166-1 code of United Kingdom is "GB"'),
        (QUERY, "hr", 'the ISO 3166-1 code of Croatia is "HR"'),
        (QUERY, "Croatia", 'the ISO 3166-1 code of Croatia is "HR"'),
    ],
)
def test_an_unknown_query_or_country_is_refused_with_what_may_be_meant(checkout, query, country, said):
    before = everything(checkout)
    result = new(checkout, country, query)
    assert result.returncode == 1
    assert said in result.stderr
    assert everything(checkout) == before


def test_an_unknown_query_and_an_unknown_country_are_both_said(checkout):
    result = new(checkout, "EL", "2016-x")
    assert "there is no query" in result.stderr
    assert '"GR"' in result.stderr


def test_an_unknown_label_is_refused(checkout):
    result = new(checkout, "HU", QUERY, "--label", "Croatioa")
    assert result.returncode == 1
    assert 'did you mean "Croatia"?' in result.stderr
    assert not record(checkout, "HU").exists()


def test_a_query_with_problems_gets_no_record(checkout):
    change(checkout.queries / QUERY / "query.yaml", "respondents_total: ", "respondents_totl: ")
    result = new(checkout, "HU")
    assert result.returncode == 1
    assert re.search(r"query\.yaml:\d+:\d+: S01 ", result.stderr)
    assert not record(checkout, "HU").exists()


def test_what_is_said_names_the_file_and_the_command_that_checks_it(checkout):
    record(checkout, "HR").unlink()
    name = checkout.name(record(checkout, "HR"))
    assert new(checkout, "HR").stdout.startswith(f"wrote {name}\n")
    record(checkout, "HR").unlink()
    assert f"make validate FILES={name}\n" in new(checkout, "HR").stdout


def test_a_checkout_without_lists_cannot_get_a_record(tmp_path):
    result = run("new", "--query", QUERY, "--country", "HR", root=tmp_path)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_a_query_is_written_whole_with_its_questions_in_their_kinds(checkout):
    result = new_query(checkout)
    assert result.returncode == 0, result.stderr
    folder = checkout.queries / FOLDER
    assert sorted(path.name for path in folder.iterdir()) == ["codebook.yaml", "query.yaml"]
    value = value_of(folder / "query.yaml")
    assert (value["id"], value["title"], value["request_date"]) == (FOLDER, "Returns to Somewhere", "2017-03-01")
    kinds = [(question["item"], question["kind"], question.get("parent")) for question in value["questions"]]
    assert kinds == [
        ("1", "question", None),
        ("1a", "part", "1"),
        ("2", "question", None),
        ("2a", "option", "2"),
        ("2b", "option", "2"),
    ]
    assert value_of(folder / "codebook.yaml")["query"] == FOLDER
    for kind in ("query", "codebook"):
        text = (folder / f"{kind}.yaml").read_text("utf-8")
        assert text.startswith(f"# yaml-language-server: $schema=../../../schemas/{kind}.schema.json\n")
        assert canonical(text, kind) == text


def test_a_fresh_query_is_read_and_refused_for_what_is_not_filled_in(checkout):
    assert new_query(checkout).returncode == 0
    result = run("validate", f"data/queries/{FOLDER}/query.yaml", root=checkout.root, cwd=checkout.root)
    assert result.returncode == 1
    rules = re.findall(r"^\S+:\d+:\d+: (\w+) ", result.stdout, re.MULTILINE)
    assert set(rules) == {"S01"}
    whole = run("validate", root=checkout.root)
    assert (whole.returncode, whole.stderr) == (1, "")


def real_query(checkout):
    """Return the query of the fixture, begun anew by the command and filled in with its own values."""
    old = checkout.queries / QUERY
    real, book = value_of(old / "query.yaml"), value_of(old / "codebook.yaml")
    signs = {"question": ".", "part": ".", "option": ")"}
    lines = [f"{question['item']}{signs[question['kind']]} {question['text']}" for question in real["questions"]]
    shutil.move(old / "responses", checkout.root / "responses")
    shutil.rmtree(old)
    source = checkout.root / real["source"]["path"]
    given = {"title": real["title"], "date": real["request_date"], "id": QUERY, "source": source}
    result = new_query(checkout, "\n".join(lines), **given)
    assert result.returncode == 0, result.stderr
    shutil.move(checkout.root / "responses", old / "responses")
    return real, book


def test_a_draft_of_a_query_that_is_filled_in_holds(checkout):
    real, book = real_query(checkout)
    draft = value_of(checkout.queries / QUERY / "query.yaml")
    assert draft["source"]["sha256"] == real["source"]["sha256"]
    for question, printed in zip(draft["questions"], real["questions"], strict=True):
        assert question.items() <= printed.items()
    for kind, value in (("query", real), ("codebook", book)):
        path = checkout.queries / QUERY / f"{kind}.yaml"
        path.write_text(canonical(path.read_text("utf-8"), kind, value), "utf-8", newline="\n")
    assert run("validate", root=checkout.root).stdout == "3 records, no problem\n"


def test_a_placeholder_left_anywhere_in_a_query_is_a_problem(checkout):
    real, book = real_query(checkout)
    folder = checkout.queries / QUERY
    draft, draft_book = value_of(folder / "query.yaml"), value_of(folder / "codebook.yaml")
    draft["source"] |= {"path": drafts.UNFILLED, "sha256": drafts.UNFILLED}
    book["variables"].insert(
        0, {"id": "added", "items": ["1"], "type": "code", "label": "Added", "codes": {"a-b": "A b"}}
    )

    def problems(kind, value):
        for name, sound in (("query", real), ("codebook", book)):
            dumped = written_form(value if name == kind else sound, name)
            (folder / f"{name}.yaml").write_text(dumped, "utf-8", newline="\n")
        return [
            problem for problem in Checker(checkout).folder(folder).problems if problem.path.endswith(f"{kind}.yaml")
        ]

    for kind, value, begun in (("query", real, draft), ("codebook", book, draft_book)):
        assert problems(kind, value) == []
        forms = [path for path in unfilled(begun) if path[-1] != drafts.UNFILLED]
        forms += [("variables", 0, "codes", "a-b")] if kind == "codebook" else []
        for form in forms:
            assert problems(kind, with_(value, form, drafts.UNFILLED)), form


def test_the_id_is_the_year_and_the_words_of_the_title_and_never_too_long(checkout):
    title = "Éxits & “Returns”: " + "a long way home " * 9
    assert new_query(checkout, title=title).returncode == 0
    (folder,) = [path for path in checkout.queries.iterdir() if path.name != QUERY]
    assert folder.name.startswith("2017-exits-returns-a-long-way-home")
    assert len(folder.name) <= 80
    assert value_of(folder / "query.yaml")["title"] == title.strip()


def test_a_source_in_its_place_is_hashed_and_none_is_said(checkout):
    source = checkout.sources / f"{QUERY}.md"
    assert "archive the compilation" not in new_query(checkout, source=source).stdout
    written = value_of(checkout.queries / FOLDER / "query.yaml")["source"]
    assert (written["path"], written["sha256"]) == (checkout.name(source), sha256(source.read_bytes()))
    assert "archive the compilation" in new_query(checkout, id="2017-other").stdout
    assert value_of(checkout.queries / "2017-other" / "query.yaml")["source"]["sha256"] == drafts.UNFILLED


def test_a_list_saved_by_a_windows_editor_is_read(checkout):
    assert new_query(checkout, b"\xef\xbb\xbf1.\tDo  you?\r\n\r\n2. And\xc2\xa0you?\r\n").returncode == 0
    questions = value_of(checkout.queries / FOLDER / "query.yaml")["questions"]
    assert [question["text"] for question in questions] == ["Do you?", "And you?"]


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ("1. A?\nhello\n", "questions.txt:2:1: S01 "),
        ("1. A?\n  2) B?\n", "questions.txt:2:3: S01 "),
        ("1. A?\n1.\n", "questions.txt:2:1: S01 "),
        ("1. A?\n100. B?\n", "questions.txt:2:1: S01 "),
        ("1. A?\n1. B?\n", "questions.txt:2:1: Q07 "),
        ("1. A?\n2a. B?\n", "questions.txt:2:1: Q07 "),
        ("1. A?\n2. B\u200b?\n", "questions.txt:2:5: F05 "),
        (b"1. A?\n2. \xff?\n", "questions.txt:2:4: F02 "),
        ("", "questions.txt:1:1: F07 "),
        ("\n \n", "questions.txt:1:1: F07 "),
    ],
)
def test_a_bad_list_of_questions_is_refused_at_its_line_and_column(checkout, questions, said):
    result = new_query(checkout, questions)
    assert result.returncode == 1
    assert result.stderr.startswith(said)
    assert len(re.findall(r"^\S+:\d+:\d+: ", result.stderr, re.MULTILINE)) == 1
    assert [path.name for path in checkout.queries.iterdir()] == [QUERY]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"date": "2017-02-30"}, "--date:1:1: S01 "),
        ({"date": "20170301"}, "--date:1:1: S01 "),
        ({"title": " "}, "--title:1:1: S01 "),
        ({"title": "A\u202eb"}, "--title:1:1: F05 "),
        ({"title": "Возврат"}, "--id:1:1: S01 no id can be made"),
        ({"id": "../2017-x"}, "--id:1:1: S01 "),
        ({"id": "2017-x/../../y"}, "--id:1:1: S01 "),
        ({"id": "2017-x\n"}, "--id:1:1: S01 "),
        ({"id": "2017-" + "x" * 76}, "--id:1:1: S01 "),
        ({"id": QUERY}, f"data/queries/{QUERY}:1:1: Q01 "),
        ({"source": "/etc/hostname"}, "/etc/hostname:1:1: Q02 "),
        ({"source": "x.PDF"}, "x.PDF:1:1: Q02 this is a compilation as it was published"),
        ({"source": "x.docx"}, "    help: make import SOURCE=x.docx reads it"),
        ({"questions": "nothing-here.txt"}, "nothing-here.txt:1:1: F00 "),
        ({"questions": "/"}, "/:1:1: F00 "),
    ],
)
def test_a_bad_option_is_refused(checkout, options, said):
    before = everything(checkout)
    result = new_query(checkout, **options)
    assert result.returncode == 1
    assert said in result.stderr
    assert len(re.findall(r"^\S+:\d+:\d+: ", result.stderr, re.MULTILINE)) == 1
    after = everything(checkout)
    after.pop(checkout.root / "questions.txt")
    assert after == before


def test_a_source_is_a_file_itself_in_data_sources(checkout, tmp_path):
    (checkout.sources / "link.md").symlink_to(checkout.sources / f"{QUERY}.md")
    for name in ("link.md", "missing.md", "../package.yaml"):
        result = new_query(checkout, source=checkout.sources / name)
        assert result.returncode == 1, name
    (checkout.sources / "latin.md").write_bytes(b"\xff")
    assert "not UTF-8" in new_query(checkout, source=checkout.sources / "latin.md").stderr


def test_all_that_is_wrong_is_said_at_once(checkout):
    result = new_query(checkout, "hello\n1. A?\n1. B?\n", title="", date="tomorrow", id="x", source="/etc/hostname")
    rules = re.findall(r"^\S+:\d+:\d+: (\w+) ", result.stderr, re.MULTILINE)
    assert sorted(rules) == ["Q02", "Q07", "S01", "S01", "S01", "S01"]


def test_a_query_that_is_there_stays_as_it_is_even_where_it_is_empty(checkout):
    (checkout.queries / FOLDER).mkdir()
    result = new_query(checkout)
    assert result.returncode == 1
    assert "already exists" in result.stderr
    assert list((checkout.queries / FOLDER).iterdir()) == []


def test_a_query_that_cannot_be_written_leaves_nothing_behind(checkout):
    shutil.rmtree(checkout.queries)
    checkout.queries.write_text("in the way")
    result = new_query(checkout)
    assert result.returncode == 2
    assert result.stderr.startswith("new-query: ")
    assert result.stderr.endswith(": this is not a folder\n")
    assert result.stderr.count("\n") == 1
    assert checkout.queries.read_text() == "in the way"


def test_a_query_that_breaks_off_leaves_no_half(checkout, monkeypatch):
    import new_query as verb

    monkeypatch.setattr(
        verb.drafts, "codebook", lambda *_: "\ud800"
    )  # cannot be encoded: breaks off at the second file
    listed = checkout.root / "questions.txt"
    listed.write_text(QUESTIONS)
    options = ["--title", "Returns to Somewhere", "--date", "2017-03-01", "--questions", str(listed)]
    with pytest.raises(UnicodeEncodeError):
        verb.main([*options, "--root", str(checkout.root)])
    assert [path.name for path in checkout.queries.iterdir()] == [QUERY]
