"""What reading a checkout gives: typed values of sound files, and of all others the faults with their places."""

import pytest

from ahq.core.checkout import Checkout
from ahq.corpus import reading
from ahq.corpus.codebook import Codebook, Combination, Filter, Variable
from ahq.corpus.coding_passes import Adjudication, PassRow
from ahq.corpus.findings import Findings, Statement
from ahq.corpus.query import ArchivedSource, Paragraph, Question, parts_of
from ahq.corpus.reading import CannotRead
from ahq.corpus.record import (
    Answer,
    Coding,
    DeclaredDifference,
    Quote,
    Record,
    Respondent,
    Review,
    SourceLines,
)

HASH = "0" * 64
FOLDER = "data/queries/2016-a"

HEAD = f"""\
id: 2016-a
title: A title
requested_by: A requester
request_date: "2016-04-18"
request_date_printed: 18th April 2016
policy_area: Borders
respondents: [Austria, Belgium]
respondents_total: 3
disclaimer: |-
  Two
  lines
background:
- text: Before.
- marker: "1."
  text: An aim.
questions:
- item: "1"
  kind: question
  text: Do you?
  closing: And then?
- item: "1a"
  parent: "1"
  kind: part
  text: How?
- item: "2"
  kind: question
  text: Why?
source:
  path: data/sources/a.md
  sha256: "{HASH}"
  responses_first_line: 2
  stray_lines: [1]
  origin: Made up for a test.
rights: Free of any rights.
"""
CODEBOOK = """\
query: 2016-a
general_rules: [A rule for all variables.]
code_lists:
  shared: {yes-or-no: A shared code}
variables:
- id: sees
  items: ["1", "1a"]
  type: code
  label: Whether it sees
  rule: As printed.
  codes: {much: A good deal, little: Hardly any}
- id: tells
  items: ["2"]
  type: codes
  label: What it tells
  codes: shared
  filter: {variable: sees, code: little, holds: always}
- id: share
  items: ["2"]
  type: percent
  label: How much of it
combinations:
- first: {sees: much}
  second: {tells: yes-or-no}
  reason: They exclude each other.
"""
RECORD = f"""\
query: 2016-a
respondent:
  label: Blocked
  country: AT
  attribution: inferred
  basis: A law of this country is named.
wider_dissemination: true
source_lines: {{first: 2, last: 3}}
differences:
- kind: litter
  source: one.
  record: ""
  reason: The source has litter here.
answers:
- item: "1"
  marker: "1."
  assignment: printed
  status: answered
  text: Yes.
- item: "2"
  status: not-answered
  note: The source prints nothing.
- item: "1"
  assignment: inferred
  status: answered
  text: And more.
codings:
- variable: sees
  value: much
  evidence:
  - item: "1"
    quote: Yes.
- variable: tells
  values: [a, b]
  evidence:
  - code: a
    item: "1"
    quote: And
  - code: b
    item: "1"
    quote: more
- variable: share
  number: 12.5
  note: It was read off a table.
- variable: other
  missing: not-mentioned
review:
  status: reviewed
  passes: 2
  adjudicated: true
  date: "2026-01-31"
  answers_sha256: "{HASH}"
"""
FINDINGS = """\
query: 2016-a
findings:
- heading: How many?
  sentence: "{count} of them do."
  sql: SELECT 1 AS count
- heading: Who are they?
  sentence: The states are listed.
  sql: SELECT 2 AS count
  table: SELECT country_code
"""
PASS = 'country,variable,code,number,quote,item,note\nAT,sees,much,,"Yes, ""all""\nof it",1,\nAT,share,percent,12.5,,,A note\n'
FILES = {
    f"{FOLDER}/query.yaml": HEAD,
    f"{FOLDER}/codebook.yaml": CODEBOOK,
    f"{FOLDER}/findings.yaml": FINDINGS,
    f"{FOLDER}/responses/AT.yaml": RECORD,
    f"{FOLDER}/coding/pass-1.csv": PASS,
    f"{FOLDER}/coding/pass-2.csv": "country,variable,code,number\nAT,sees,little,\n",
    f"{FOLDER}/coding/adjudication.csv": "country,variable,pass_1,pass_2,kind,decision,reason\nAT,tells,a;b,a,slip,a,It is so.\n",
    "data/sources/a.md": "head\n| Austria | Yes | 1. Yes. |\nAnd more.\n",
    "data/reference/countries.csv": "country_code,name\nAT,Austria\n",
    "data/reference/entities.csv": "entity_id,name,kind,aliases\nx,X,video,\npolice,Police,authority,\n",
    "data/reference/missing_codes.csv": (
        "code,definition,needs_quote,in_records\nnot-mentioned,Nothing.,false,true\nno-information,It says so.,true,true\n"
        "not-disseminated,No consent.,false,false\n"
    ),
}


@pytest.fixture
def checkout(tmp_path) -> Checkout:
    """A checkout with one file of each kind."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    return Checkout(tmp_path)


@pytest.fixture
def folder(checkout):
    return checkout.root / FOLDER


def test_the_code_lists(checkout):
    lists = reading.read_lists(checkout)
    assert lists.countries == {"AT": {"country_code": "AT", "name": "Austria"}}
    assert lists.platforms == {"x": "X"}
    assert list(lists.entities) == ["x", "police"]
    assert lists.missing_codes["no-information"]["definition"] == "It says so."
    assert lists.typed_missing_codes == {"not-mentioned", "no-information"}
    assert lists.quoted_missing_codes == {"no-information"}


def test_a_query_with_all_that_its_records_are_checked_against(checkout, folder):
    lists = reading.read_lists(checkout)
    query = reading.read_query(folder, checkout, lists).required()
    assert query.id == "2016-a"
    assert query.head.title == "A title"
    assert query.head.requested_by == "A requester"
    assert (query.head.request_date, query.head.request_date_printed) == ("2016-04-18", "18th April 2016")
    assert (query.head.policy_area, query.head.rights) == ("Borders", "Free of any rights.")
    assert (query.head.respondents, query.head.respondents_total) == (("Austria", "Belgium"), 3)
    assert query.head.disclaimer == "Two\nlines"
    assert query.head.background == (Paragraph("Before."), Paragraph("An aim.", "1."))
    assert query.head.source == ArchivedSource("data/sources/a.md", HASH, 2, "Made up for a test.", (1,))
    assert query.items == {
        "1": Question("1", "question", "Do you?", None, "And then?"),
        "1a": Question("1a", "part", "How?", "1"),
        "2": Question("2", "question", "Why?"),
    }
    assert parts_of(query.items) == {"1": ["1a"], "2": []}
    assert query.source.words(2, 3) == ["Austria", "Yes", "1.", "Yes.", "And", "more."]
    assert query.value["respondents_total"] == 3
    assert query.reference is lists


def test_a_codebook(checkout, folder):
    book = reading.read_codebook(folder, checkout, reading.read_lists(checkout)).required()
    sees = {"much": "A good deal", "little": "Hardly any"}
    share = {"percent": "A number from 0 to 100, in value_number."}
    assert book == Codebook(
        {
            "sees": Variable(
                "sees", frozenset({"1", "1a"}), ("1", "1a"), "code", "Whether it sees", "As printed.", sees, None
            ),
            "tells": Variable(
                "tells", frozenset({"2"}), ("2",), "codes", "What it tells", "", {"yes-or-no": "A shared code"},
                Filter("sees", "little", True),
            ),
            "share": Variable("share", frozenset({"2"}), ("2",), "percent", "How much of it", "", share, None),
        },
        (Combination(("sees", "much"), ("tells", "yes-or-no"), "They exclude each other."),),
        ("A rule for all variables.",),
    )  # fmt: skip


def test_a_query_that_is_not_coded_has_no_variables(checkout, folder):
    (folder / "codebook.yaml").unlink()
    found = reading.read_query(folder, checkout, reading.read_lists(checkout))
    assert found.codebook is None
    assert found.required().codebook.variables == {}


def test_a_record(checkout, folder):
    record = reading.read_record(folder / "responses" / "AT.yaml", checkout).required()
    assert record == Record(
        "2016-a",
        Respondent("Blocked", "AT", "inferred", "A law of this country is named."),
        True,
        SourceLines(2, 3),
        Review("reviewed", 2, True, "2026-01-31", HASH),
        (
            Answer("1", "answered", "1.", "printed", "Yes."),
            Answer("2", "not-answered", note="The source prints nothing."),
            Answer("1", "answered", None, "inferred", "And more."),
        ),
        (
            Coding("sees", "much", evidence=(Quote("1", "Yes."),)),
            Coding("tells", None, ("a", "b"), evidence=(Quote("1", "And", "a"), Quote("1", "more", "b"))),
            Coding("share", number=12.5, note="It was read off a table."),
            Coding("other", missing="not-mentioned"),
        ),
        (DeclaredDifference("litter", "one.", "", "The source has litter here."),),
    )
    assert record.texts() == {"1": "Yes.\nAnd more."}
    assert [coding.codes for coding in record.codings] == [("much",), ("a", "b"), ("percent",), ("not-mentioned",)]


def test_a_share_of_nothing_is_a_share():
    assert Coding("share", number=0).codes == ("percent",)
    assert Coding("share").codes == ()


def test_findings(checkout, folder):
    assert reading.read_findings(folder, checkout).required() == Findings(
        "2016-a",
        (
            Statement("How many?", "{count} of them do.", "SELECT 1 AS count"),
            Statement("Who are they?", "The states are listed.", "SELECT 2 AS count", "SELECT country_code"),
        ),
    )


def test_the_passes_of_coding_with_their_lines(checkout, folder):
    first, second = reading.read_passes(folder, checkout)
    assert first.required() == (
        PassRow(3, "AT", "sees", "much", "", 'Yes, "all"\nof it', "1", ""),
        PassRow(4, "AT", "share", "percent", "12.5", "", "", "A note"),
    )
    assert second.required() == (PassRow(2, "AT", "sees", "little", ""),)


def test_the_decisions_between_the_passes(checkout, folder):
    decisions = reading.read_adjudication(folder, checkout)
    both = frozenset({"a", "b"})
    assert decisions.required() == (
        Adjudication(2, "AT", "tells", both, frozenset({"a"}), "slip", frozenset({"a"}), "It is so."),
    )


def test_a_query_that_was_coded_once_has_neither_passes_nor_decisions(checkout, folder):
    for path in (folder / "coding").iterdir():
        path.unlink()
    assert reading.read_passes(folder, checkout) == []
    assert reading.read_adjudication(folder, checkout) is None


RECORD_PATH = f"{FOLDER}/responses/AT.yaml"
BROKEN = [
    (b"query: \xe4\n", "not-utf8", 1, 8, "byte 0xE4 is not UTF-8"),
    (b"query: a\nquery: b\n", "duplicate-key", 2, 1, 'the key "query" is a duplicate'),
    (b"", "empty", 1, 1, "the file holds no YAML document"),
    (b"- a\n", "shape", 1, 1, '["a"] is not of type "object"'),
    (RECORD.replace("country: AT", "country: A").encode(), "shape", 4, 12, '"A" does not match "^[A-Z]{2}$"'),
    (RECORD.replace("number: 12.5", 'number: "12.5"').encode(), "shape", 43, 11, '"12.5" is not of type "number"'),
]


@pytest.mark.parametrize(("data", "kind", "line", "column", "message"), BROKEN, ids=lambda value: str(value)[:20])
def test_a_record_that_cannot_be_read_is_a_fault_at_its_place(checkout, data, kind, line, column, message):
    (checkout.root / RECORD_PATH).write_bytes(data)
    found = reading.read_record(checkout.root / RECORD_PATH, checkout)
    assert found.value is None
    assert found.data == data
    assert [fault[:4] for fault in found.faults] == [(kind, line, column, message)]
    with pytest.raises(CannotRead) as error:
        found.required()
    assert str(error.value) == f"{RECORD_PATH}:{line}:{column}: {message}"


def test_a_broken_shape_leaves_the_mapping_and_tells_every_fault(checkout):
    (checkout.root / RECORD_PATH).write_text("query: 2016-a\n", "utf-8")
    found = reading.read_record(checkout.root / RECORD_PATH, checkout)
    assert found.document.value == {"query": "2016-a"}
    assert len(found.faults) == 4
    with pytest.raises(CannotRead, match=r"AT.yaml:1:1: .* is a required property \(and 3 more\)$"):
        found.required()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda path: path.unlink(), "there is no such file"),
        (lambda path: (path.unlink(), path.mkdir()), "this is a folder, not a file"),
        (lambda path: path.write_bytes(b"a" * (1 << 20) + b"a"), "the file is too big: 1,048,577 bytes; at most 1,048,576"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_a_fault_of_the_whole_file(checkout, damage, message):
    damage(checkout.root / RECORD_PATH)
    found = reading.read_record(checkout.root / RECORD_PATH, checkout)
    assert (found.data, found.document, found.value) == (None, None, None)
    assert [fault[:4] for fault in found.faults] == [("refused", 0, 0, message)]


@pytest.mark.parametrize(
    ("name", "old", "new", "broken", "kind"),
    [
        ("query.yaml", "title: A title\n", "", "head", "shape"),
        ("query.yaml", "sources/a.md", "sources/b.md", "source", "refused"),
        ("codebook.yaml", "codes: shared", "codes: lost", "codebook", "code-list"),
    ],
)
def test_a_query_is_whole_or_says_which_file_is_not(checkout, folder, name, old, new, broken, kind):
    path = folder / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    found = reading.read_query(folder, checkout, reading.read_lists(checkout))
    assert found.query is None
    assert {part for part in ("head", "codebook", "source") if (one := getattr(found, part)) and one.faults} == {broken}
    assert getattr(found, broken).faults[0].kind == kind
    with pytest.raises(CannotRead):
        found.required()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("country,code,number\nAT,a,\n", ':1:1: the column "variable" is missing'),
        ("country,variable,code,number\nAT,sees\n", ":2:1: the line has 2 where the header has 4 cells"),
        ('country,variable,code,number\nAT,"sees\n', ":2:1: the line is not CSV: unexpected end of data"),
    ],
)
def test_a_pass_that_is_no_table_is_refused_with_its_line(checkout, folder, text, message):
    (folder / "coding" / "pass-2.csv").write_text(text, "utf-8", newline="")
    first, second = reading.read_passes(folder, checkout)
    assert first.faults == ()
    with pytest.raises(CannotRead) as error:
        second.required()
    assert str(error.value) == f"{FOLDER}/coding/pass-2.csv{message}"


def test_a_list_that_is_not_there_is_named(checkout):
    (checkout.reference / "entities.csv").unlink()
    with pytest.raises(CannotRead, match=r"data/reference/entities.csv:1:1: there is no such file"):
        reading.read_lists(checkout)


def test_what_the_package_says_of_itself_has_its_shape(checkout):
    (checkout.data / "package.yaml").write_text("name: emn\n", "utf-8")
    with pytest.raises(CannotRead, match=r'data/package.yaml:1:1: "version" is a required property'):
        reading.read_package(checkout).required()


def test_the_files_of_records_are_read_without_being_parsed(checkout, folder):
    (folder / "responses" / "BE.yaml").mkdir()
    found, refused = reading.read_record_files(folder, checkout)
    assert found == {folder / "responses" / "AT.yaml": RECORD.encode()}
    (why,) = refused
    assert (why.name, why.message) == (f"{FOLDER}/responses/BE.yaml", "this is a folder, not a file")
