"""What contributors get wrong: each mistake is reported at its place by its rule, and the report says how to correct it."""

from typing import NamedTuple

import pytest

from ahq.checking.checker import Checker
from ahq.core import strict_yaml
from conftest import QUERY, change, record, run


class Mistake(NamedTuple):
    """In the record of ``country``, ``old`` becomes ``new``.

    ``place`` is the rule that says what is wrong, with line and column, and ``hint`` is what the report must say to be of
    help. No other rule says anything: a mistake is reported once, at its cause.
    """

    name: str
    country: str
    old: str
    new: str
    place: str
    hint: str


# fmt: off
MISTAKES = [
    Mistake("curly quotes around a label", "HR", "label: Croatia", "label: “Croatia”", "N04 4:10", 'did you mean "Croatia"? (it has U+201C LEFT DOUBLE QUOTATION MARK'),
    Mistake("curly quotes around an item", "HR", 'item: "1"', "item: “1”", "N05 12:9", 'did you mean "1"? (it has U+201C LEFT'),
    Mistake("a curly apostrophe in a quote", "HR", "groups/sources.\n- variable: closed", "groups/sources’.\n- variable: closed", "E01 64:12", 'the answer has "." and the quote "’."'),
    Mistake("curly quotes around a quote", "HR", "quote: There is no", "quote: “There is no", "E01 149:12", "it has U+201C LEFT DOUBLE QUOTATION MARK"),
    Mistake("a tab for the indentation", "HR", "  label: Croatia", "\tlabel: Croatia", "F05 4:1", "write spaces"),
    Mistake("a tab at the end of a line", "HR", "label: Croatia", "label: Croatia\t", "F05 4:17", "a tab is here"),
    Mistake("a colon in a plain quote", "HR", "quote: No findings.", "quote: Answer: No findings.", "F06 76:18", "goes in quotation marks"),
    Mistake("a colon in a plain label", "HR", "label: Croatia", "label: Croatia: x", "F06 4:17", "goes in quotation marks"),
    Mistake("a # in a plain note", "AT", "note: No number is printed; assigned", "note: No number # is printed; assigned", "S01 17:9", 'What follows " #" is a comment'),
    Mistake("a quotation mark never closed", "HR", 'marker: "1. 1."', 'marker: "1. 1.', "F06 18:10", "close each quotation mark"),
    Mistake("a quotation mark never opened", "HR", 'marker: "1. 1."', 'marker: 1. 1."', "T02 13:11", 'write "1."'),
    Mistake("no space after the colon", "HR", "label: Croatia", "label:Croatia", "F06 5:10", "a space after its colon"),
    Mistake("one space too many", "HR", "  country: HR", "   country: HR", "F06 5:11", "has the indentation of the other keys"),
    Mistake("no indentation", "HR", "  country: HR", "country: HR", "F06 6:14", "has the indentation of the other keys"),
    Mistake("an answer not indented", "HR", "    No findings.", "No findings.", "F06 24:1", "indent the line like the text that it belongs to"),
    Mistake("no dash before an entry", "HR", '- item: "2"', '  item: "2"', "F08 18:3", "begin it with a dash"),
    Mistake("no dash before an entry with an empty line", "HR", '- item: "2"\n', '  item: "2"\n\n', "F08 18:3", "begin it with a dash"),
    Mistake("a letter near the beginning of a quote", "HR", "quote: There is no", "quote: There is mo", "E01 149:12", 'after "There is " the answer has "no informati" and the quote "mo informati"'),
    Mistake("a code of several as a missing code", "HR", "  values: [police]\n", "  missing: police\n", "C04 61:12", 'write "values: [police]" in its place'),
    Mistake("no space after the dash", "HR", '- item: "2"', '-item: "2"', "F06 19:3", "put a space after each dash"),
    Mistake("a star at the start", "HR", "label: Croatia", "label: *Croatia", "F09 4:10", "in quotation marks"),
    Mistake("a bracket never closed", "HR", "values: [police]", "values: [police", "F06 62:11", "close the list with ]"),
    Mistake("a misspelt key", "HR", "wider_dissemination: true", "wider_disemination: true", "S01 7:1", 'did you mean "wider_dissemination"?'),
    Mistake("a key forgotten", "HR", "  attribution: printed\n", "", "S01 4:3", 'add "attribution:" (printed: the label names the country.'),
    Mistake("the day of the review forgotten", "HR", '  date: "2026-11-23"\n', "", "V03 183:3", "make review FILES="),
    Mistake("a key in the wrong place", "HR", "  status: reviewed", "  status: reviewed\n  attribution: printed", "S01 184:3", "it belongs under respondent"),
    Mistake("a note on the whole record", "HR", "wider_dissemination: true", "note: This is my remark.\nwider_dissemination: true", "S01 7:1", "it belongs under answers[] or under codings[]"),
    Mistake("a key twice", "HR", "  country: HR\n", "  country: HR\n  country: HR\n", "F08 6:3", "delete one of the two"),
    Mistake("an item forgotten", "HR", '- item: "7"\n  marker: "7. 7."\n  assignment: printed\n  status: placeholder\n  text: |-\n    N/a\n', "", "T02 42:3", 'add "7. 7. N/a"'),
    Mistake("an item that was not asked", "HR", 'item: "6"', 'item: "9"', "N05 42:9", "known: 1, 2, 2a"),
    Mistake("a part that was not asked", "HR", 'item: "6"', 'item: "6c"', "N05 42:9", 'did you mean "6"?'),
    Mistake("an item not quoted", "HR", 'item: "1"', "item: 1", "S01 12:9", 'put it in quotation marks: "1"'),
    Mistake("an item with a full stop", "HR", 'item: "1"', 'item: "1."', "N05 12:9", 'did you mean "1"?'),
    Mistake("an item with a capital letter", "AT", 'item: "2a"', 'item: "2A"', "N05 24:9", 'did you mean "2a"?'),
    Mistake("a word of another at the start of an answer", "AT", "    a), b), d). Source", "    a, b), d). Source", "T02 60:5", 'write "a),"'),
    Mistake("a marker and the word behind it", "HR", '"4. 4."\n  assignment: printed\n  status: answered\n  text: |-\n    There', '"4. 4a."\n  assignment: printed\n  status: answered\n  text: |-\n    Here', "T02 31:11", 'write "4. There"'),
    Mistake("a number instead of the sentence of a No cell", "BE", "wider_dissemination: false", "wider_dissemination: false\nprinted_instead: 5", "S01 8:18", "put it in quotation marks"),
    Mistake("a letter lost", "HR", "Police officers regularly", "Police officers regulary", "T02 17:26", 'write "regularly"'),
    Mistake("a remark within an answer", "HR", "    No findings.", "    No findings. (sic)", "T02 23:18", "a remark of your own goes into a note"),
    Mistake("an abbreviation written out", "AT", "approx. 15 %", "approximately 15 %", "T02 29:5", 'write "approx."'),
    Mistake("a space too many", "HR", "Police officers regularly", "Police  officers regularly", "N10 17:16", "delete the spaces that are too many"),
    Mistake("a line break in an answer", "HR", "regularly monitor online", "regularly\n    monitor online", "N10 17:35", "join the lines"),
    Mistake("a space at the end of an answer", "HR", "    No findings.", "    No findings. ", "N10 23:17", "delete it"),
    Mistake("a space at the end of a quote", "HR", "quote: No findings.", 'quote: "No findings. "', "E01 76:12", 'nothing more and the quote " "'),
    Mistake("a quote in own words", "HR", "quote: No findings.", "quote: Nothing was found.", "E01 76:12", "copy it from the answer, character by character"),
    Mistake("a letter lost in a quote", "HR", "quote: No findings.", "quote: No findngs.", "E01 76:12", 'the answer has "ings." and the quote "ngs."'),
    Mistake("a quote of another item", "HR", '  - item: "2"\n    quote: No findings.', '  - item: "2"\n    quote: N/a', "E01 76:12", "it is in item 7"),
    Mistake("a quote under another item", "HR", '  - item: "2"\n    quote: No findings.', '  - item: "7"\n    quote: No findings.', "E01 76:12", "it is in item 2"),
    Mistake("a quote under an item without answer", "HR", '  - item: "2"\n    quote: No findings.', '  - item: "2a"\n    quote: No findings.', "E01 75:11", 'did you mean "2"?'),
    Mistake("a value without a quote", "HR", '  value: not-monitored\n  evidence:\n  - item: "1"\n    quote: Police officers regularly monitor online platforms, in particular solely open groups/sources.\n', "  value: not-monitored\n", "E02 65:3", "add `evidence:` with item and quote"),
    Mistake("a quote too short", "HR", "quote: No findings.", "quote: in", "E03 76:12", "make the quote longer"),
    Mistake("evidence without a quote", "HR", '  evidence:\n  - item: "7"\n    quote: N/a\n', "  evidence:\n", "F11 179:12", "write the value, or delete the line"),
    Mistake("a quote where nothing is said", "HR", "- variable: platforms_monitored\n  missing: not-mentioned\n", '- variable: platforms_monitored\n  missing: not-mentioned\n  evidence:\n  - item: "1"\n    quote: "Yes."\n', "E06 73:3", "delete the evidence"),
    Mistake("two values where one is allowed", "HR", "  value: ongoing", "  values: [ongoing, occasional]", "C03 56:11", 'write "value:" in its place, with one code'),
    Mistake("value for values", "HR", "  values: [police]", "  value: police", "C03 61:10", "with a list of codes"),
    Mistake("a value and a missing code", "HR", "  value: ongoing", "  value: ongoing\n  missing: not-mentioned", "C03 55:3", "keep one of them"),
    Mistake("one of three codes that no quote carries", "HR", "  values: [police]\n  evidence:\n  -", "  values: [police, border-guard, other]\n  evidence:\n  - code: other\n    item: \"1\"\n    quote: online platforms\n  - code: police\n   ", "E02 61:11", "add `code:` to the quote that carries it"),
    Mistake("a code that no quote carries", "HR", "  values: [police]", "  values: [police, border-guard]", "E02 61:11", "add `code:` to the quote that carries it"),
    Mistake("a code twice", "HR", "  values: [police]", "  values: [police, police]", "S01 61:11", "delete the duplicate"),
    Mistake("a list without brackets", "HR", "  values: [police]", "  values: police", "S01 61:11", "write a list: [one, two]"),
    Mistake("a misspelt code", "HR", "  value: ongoing", "  value: onging", "C04 56:10", 'did you mean "ongoing"?'),
    Mistake("a code with a capital letter", "HR", "  value: ongoing", "  value: Ongoing", "C04 56:10", 'did you mean "ongoing"?'),
    Mistake("an underscore in a code", "HR", "  value: not-monitored", "  value: not_monitored", "C04 66:10", 'did you mean "not-monitored"?'),
    Mistake("a code of another variable", "HR", "  value: ongoing", "  value: supported", "C04 56:10", "known: none, occasional, ongoing"),
    Mistake("a misspelt missing code", "HR", "missing: not-mentioned", "missing: not-mentionned", "C04 71:12", 'did you mean "not-mentioned"?'),
    Mistake("a missing code as a value", "HR", "missing: not-mentioned", "value: not-mentioned", "C04 71:10", 'write "missing: not-mentioned" in its place'),
    Mistake("a missing code of whole responses", "HR", "missing: not-mentioned", "missing: not-disseminated", "C04 71:12", "a code of whole responses"),
    Mistake("inapplicable where it applies", "HR", "- variable: platforms_monitored\n  missing: not-mentioned", "- variable: platforms_monitored\n  missing: inapplicable", "C06 71:12", "a code or another missing code"),
    Mistake("a fraction for percent", "AT", "  number: 15", "  number: 0.15", "C07 172:11", "15, not 0.15"),
    Mistake("a percent sign", "AT", "  number: 15", "  number: 15%", "S01 172:11", "write the digits 0 to 9 alone"),
    Mistake("a number quoted", "AT", "  number: 15", '  number: "15"', "S01 172:11", "no quotation marks"),
    Mistake("digits exchanged", "AT", "  number: 15", "  number: 51", "C07 172:11", "as the answer prints it"),
    Mistake("more than all", "AT", "  number: 15", "  number: 115", "C05 172:11", "from 0 to 100"),
    Mistake("a decimal comma", "AT", "  number: 15", "  number: 15,5", "S01 172:11", "write the digits 0 to 9 alone"),
    Mistake("the country of another", "HR", "  country: HR\n", "  country: HU\n", "N01 5:12", "write HR or rename the file to HU.yaml"),
    Mistake("NO unquoted is text", "HR", "  country: HR\n", "  country: NO\n", "N01 5:12", 'country is "NO" and the file is HR.yaml'),
    Mistake("a word exchanged", "HR", "Police officers regularly", "Police officers often", "T02 17:26", 'write "regularly"'),
    Mistake("EL for Greece", "HR", "  country: HR\n", "  country: EL\n", "N03 5:12", 'did you mean "GR"?'),
    Mistake("UK for the United Kingdom", "HR", "  country: HR\n", "  country: UK\n", "N03 5:12", 'did you mean "GB"?'),
    Mistake("the name of the country", "HR", "  country: HR\n", "  country: Croatia\n", "N03 5:12", 'did you mean "HR"?'),
    Mistake("small letters for a country", "HR", "  country: HR\n", "  country: hr\n", "N03 5:12", 'did you mean "HR"?'),
    Mistake("a misspelt label", "HR", "label: Croatia", "label: Croatioa", "N04 4:10", 'did you mean "Croatia"?'),
    Mistake("a translated label", "HR", "label: Croatia", "label: Hrvatska", "N04 4:10", "known: Austria, Belgium, Croatia"),
    Mistake("another year", "HR", "query: 2016-", "query: 2015-", "N02 2:8", "correct the query"),
    Mistake("the hash of another text", "HR", "answers_sha256: a8", "answers_sha256: b8", "V02 187:19", "make review FILES=data/queries/2016-social-media-migrant-smuggling/responses/HR.yaml"),
    Mistake("a hash not copied whole", "HR", "answers_sha256: a8", "answers_sha256: a", "V02 187:19", "make review FILES="),
    Mistake("a draft", "HR", "  status: reviewed", "  status: draft", "V01 183:11", "have a second person read it"),
    Mistake("a line of another response", "HR", "first: 92", "first: 91", "T02 4:10", "correct source_lines"),
    Mistake("lines in the wrong order", "HR", "last: 95", "last: 91", "T01 9:3", "exchange the two"),
    Mistake("lines that the source does not have", "HR", "last: 95", "last: 950", "T01 9:3", "lines 87 to 95"),
    Mistake("a line number quoted", "HR", "first: 92", 'first: "92"', "S01 9:10", "no quotation marks"),
    Mistake("a variable coded twice", "HR", "- variable: option_warn\n  missing: not-mentioned\n", "- variable: option_warn\n  missing: not-mentioned\n- variable: option_warn\n  missing: not-mentioned\n", "C02 141:13", "delete one of the two"),
    Mistake("a variable not coded", "HR", "- variable: option_warn\n  missing: not-mentioned\n", "", "C02 55:1", "option_warn"),
    Mistake("a misspelt variable", "HR", "- variable: closed_groups", "- variable: closed_group", "C01 65:13", 'did you mean "closed_groups"?'),
    Mistake("yes for true", "HR", "wider_dissemination: true", "wider_dissemination: yes", "S01 7:22", "write true or false"),
    Mistake("TRUE for true", "HR", "wider_dissemination: true", "wider_dissemination: TRUE", "F11 7:22", "write true, false"),
    Mistake("true quoted", "HR", "wider_dissemination: true", 'wider_dissemination: "true"', "S01 7:22", "without quotation marks"),
    Mistake("answers without consent", "HR", "wider_dissemination: true", "wider_dissemination: false", "T02 7:22", "write true"),
    Mistake("a date with dots", "HR", 'date: "2026-11-23"', 'date: "23.11.2026"', "S01 186:9", "YYYY-MM-DD"),
    Mistake("a day that does not exist", "HR", 'date: "2026-11-23"', 'date: "2026-11-31"', "V03 186:9", "day of the calendar"),
    Mistake("a review before the query", "HR", 'date: "2026-11-23"', 'date: "2006-11-23"', "V03 186:9", "before the query was asked"),
    Mistake("a date without zeros", "HR", 'date: "2026-11-23"', "date: 2026-1-2", "S01 186:9", "YYYY-MM-DD"),
    Mistake("a value forgotten", "HR", "label: Croatia", "label:", "F11 4:9", "write the value"),
    Mistake("a tilde for nothing", "HR", "label: Croatia", "label: ~", "F11 4:10", "quotation marks if it is text"),
    Mistake("a misspelt attribution", "HR", "  attribution: printed", "  attribution: printet", "S01 6:16", 'did you mean "printed"?'),
    Mistake("N/A for an answer", "HR", "status: placeholder", "status: answered", "N11 51:11", "write placeholder"),
    Mistake("an answer for a placeholder", "HR", "status: answered", "status: placeholder", "N11 15:11", "write answered"),
    Mistake("not-answered with a text", "HR", "status: placeholder", "status: not-answered", "N08 51:11", "add a note"),
    Mistake("a status that does not exist", "HR", "status: answered", "status: answer", "S01 15:11", 'did you mean "answered"?'),
    Mistake("inferred with a marker", "HR", "assignment: printed", "assignment: inferred", "N09 14:15", "write printed"),
    Mistake("a marker forgotten", "HR", '  marker: "1. 1."\n', "", "T02 16:5", 'add "1. 1."'),
    Mistake("a note too short", "HR", "groups/sources.\n- item", "groups/sources.\n  note: sic\n- item", "S01 18:9", "shorter than 10 characters"),
    Mistake("inferred without a basis", "HR", "attribution: printed", "attribution: inferred", "S01 4:3", 'add "basis:"'),
    Mistake("a difference that is none", "HR", "answers:\n", "differences:\n- kind: joined-words\n  source: police\n  record: Police\n  reason: A capital letter was lost.\nanswers:\n", "T03 12:3", "delete the entry"),
    Mistake("a line of dashes", "HR", "review:\n", "---\nreview:\n", "F07 182:1", "delete the line ---"),
    Mistake("a no-break space", "HR", "No findings.", "No\xa0findings.", "N10 23:7", "NO-BREAK SPACE"),
    Mistake("a merge not finished", "HR", "  value: ongoing\n", "<<<<<<< HEAD\n  value: ongoing\n=======\n  value: none\n>>>>>>> mine\n", "F06 57:8", "a merge was not finished"),
    Mistake("bold type", "HR", "No findings.", "**No findings.**", "T02 23:5", 'write "No findings."'),
    Mistake("HTML in a note", "HR", "groups/sources.\n- item", "groups/sources.\n  note: See <b>the source</b> line.\n- item", "S02 18:9", "say it in words"),
]
# fmt: on


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_reported_at_its_place_once_with_how_to_correct_it(checkout, mistake):
    change(record(checkout, mistake.country), mistake.old, mistake.new)
    problems = Checker(checkout).record(record(checkout, mistake.country))
    (problem,) = problems
    assert f"{problem.rule} {problem.line}:{problem.column}" == mistake.place, problem
    assert mistake.hint in f"{problem.message} {problem.help}"
    assert problem.path == checkout.name(record(checkout, mistake.country))


def test_a_missing_code_among_codes_has_no_safe_repair(checkout):
    change(record(checkout, "HR"), "  values: [police]", "  values: [police, not-mentioned]")
    (problem,) = Checker(checkout).record(record(checkout, "HR"))
    assert (problem.rule, problem.help, problem.repair) == (
        "C04",
        'write "missing: not-mentioned" in its place',
        None,
    )


def test_two_mistakes_of_a_kind_in_one_column_are_both_told(checkout):
    change(record(checkout, "HR"), "  status: reviewed\n  passes: 1", "  status: &a reviewed\n  passes: &b 1")
    found = [(p.rule, p.line, p.column) for p in Checker(checkout).record(record(checkout, "HR"))]
    assert found == [("F09", 183, 11), ("F09", 184, 11)]


def test_each_mistake_is_another_one():
    assert len({m.name for m in MISTAKES}) == len({m[1:4] for m in MISTAKES}) == len(MISTAKES)


FORMS = [
    ("line ends of Windows", lambda data: data.replace(b"\n", b"\r\n"), "F04 1:56", "LF (Unix)"),
    ("a byte order mark", lambda data: b"\xef\xbb\xbf" + data, "F03 1:1", "without BOM"),
    ("no last line end", lambda data: data.rstrip(b"\n"), "F13 188:83", "press Enter"),
    ("saved as Latin-1", lambda data: data.replace(b"No findings", b"No f\xefndings", 1), "F02 23:9", "encoding UTF-8"),
    ("saved empty", lambda data: b"", "F07 1:1", "start from a record that is like it"),
    ("saved as text of Word", lambda data: data.decode().encode("utf-16"), "F02 1:1", "encoding UTF-8"),
]


@pytest.mark.parametrize(("name", "save", "place", "hint"), FORMS, ids=[form[0] for form in FORMS])
def test_a_file_saved_in_a_wrong_form_is_reported(checkout, name, save, place, hint):
    path = record(checkout, "HR")
    path.write_bytes(save(path.read_bytes()))
    assert (place, True) in [(f"{p.rule} {p.line}:{p.column}", hint in p.help) for p in Checker(checkout).record(path)]


@pytest.mark.parametrize("name", ["Croatia.yaml", "hr.yaml", "HR.yml", "HU.yaml", "HR (1).yaml", "HR.yaml.txt"])
def test_a_file_named_wrongly_is_told_its_name(checkout, name):
    path = record(checkout, "HR").rename(record(checkout, "HR").with_name(name))
    (problem,) = Checker(checkout).record(path)
    assert (problem.rule, problem.line, problem.column) == ("N01", 5, 12)
    assert "rename the file to HR.yaml" in problem.help


def test_a_country_with_two_records_is_reported_with_the_first(checkout):
    path = record(checkout, "HR")
    path.with_name("HR-2.yaml").write_bytes(path.read_bytes())
    problems = Checker(checkout).folder(checkout.queries / QUERY).problems
    assert {p.rule for p in problems} == {"N01", "Q05"}
    assert any("the first is HR-2.yaml" in p.message for p in problems)


def test_answers_of_two_items_exchanged_are_reported_at_both(checkout):
    path = record(checkout, "HR")
    first, second = "    No findings.\n", "    There is no information available on this.\n"
    for old, new in ((first, "    @\n"), (second, first), ("    @\n", second)):
        change(path, old, new)
    problems = Checker(checkout).record(path)
    assert {p.rule for p in problems} == {"T02"}
    assert {23, 35} <= {p.line for p in problems}


# Mistakes that have nothing to do with each other: each is told in the same run. Old and new of both, and the two problems.
BOTH = [
    ("a word of one answer, and a quote of another", "No findings.\n- item", "No finding.\n- item", "quote: There is no", "quote: There was no", ["T02 23:8", "E01 149:12"]),
    ("a word of an answer, and a code", "    No findings.", "    No finding.", "value: ongoing", "value: supported", ["T02 23:8", "C04 56:10"]),
    ("a word of an answer, and a draft", "    No findings.", "    No finding.", "status: reviewed", "status: draft", ["T02 23:8", "V01 183:11"]),
    ("the label, and a word of an answer", "label: Croatia", "label: Kroatia", "    No findings.", "    No finding.", ["N04 4:10", "T02 23:8"]),
    ("the label, and the dissemination", "label: Croatia", "label: Kroatia", "wider_dissemination: true", "wider_dissemination: false", ["N04 4:10", "T02 4:10"]),
    ("an item without quotation marks, and a word of its answer", 'item: "1"', "item: 1", "regularly", "regulary", ["S01 12:9", "T02 17:26"]),
    ("an item, and a quote of another answer", 'item: "6"', 'item: "9"', "quote: No findings.", "quote: Nothing.", ["N05 42:9", "E01 76:12"]),
    ("a code and the quote of the same coding", "value: ongoing", "value: onging", "quote: Yes. Police", "quote: No. Police", ["C04 56:10", "E01 59:12"]),
    ("a variable, and one that is left out", "variable: closed_groups", "variable: closed_group", "- variable: option_warn\n  missing: not-mentioned\n", "", ["C02 55:1", "C01 65:13"]),
    ("a status, and a marker", "status: answered", "status: answer", 'marker: "2. 2."', 'marker: "2."', ["S01 15:11", "T02 23:5"]),
    ("a note too short, and a word of its answer", "groups/sources.\n- item", "groups/sources.\n  note: sic\n- item", "regularly", "regulary", ["T02 17:26", "S01 18:9"]),
    ("a key, and a word of an answer", "  attribution: printed", "  atribution: printed", "    No findings.", "    No finding.", ["S01 6:3", "T02 23:8"]),
    ("lines of the source, and a quote", "last: 95", "last: 950", "quote: No findings.", "quote: Nothing.", ["T01 9:3", "E01 76:12"]),
    ("a space too many, and one at the end", "Police officers regularly", "Police  officers regularly", "on this.\n- item: \"5\"", "on this. \n- item: \"5\"", ["N10 17:16", "N10 35:47"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "other", "another", "places"), BOTH, ids=[both[0] for both in BOTH])
def test_two_mistakes_are_both_told_in_one_run(checkout, name, old, new, other, another, places):
    change(record(checkout, "HR"), old, new)
    change(record(checkout, "HR"), other, another)
    assert [f"{p.rule} {p.line}:{p.column}" for p in Checker(checkout).record(record(checkout, "HR"))] == places


# A mistake that waits for another: what is told at first, what when the first is right, and then nothing.
WAITING = [
    ("a wrong quote of a wrong answer", "    No findings.", "    No finding.", "quote: No findings.", "quote: Nothing.", "T02", "E01"),
    ("another hash", "    No findings.", "    No finding.", "answers_sha256: a8", "answers_sha256: b8", "T02", "V02"),
    ("a coding of no variable, and its code", "variable: monitoring\n", "variable: monitorin\n", "value: ongoing", "value: onging", "C01", "C04"),
    ("a misspelt key, and its value", "  country: HR", "  contry: HR", "contry: HR", "contry: HU", "S01", "N01"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "other", "another", "first", "then"), WAITING, ids=[w[0] for w in WAITING]
)
def test_a_mistake_that_waits_is_told_when_the_first_is_right(checkout, name, old, new, other, another, first, then):
    path = record(checkout, "HR")
    sound = path.read_text("utf-8")
    change(path, old, new)
    change(path, other, another)
    assert {p.rule for p in Checker(checkout).record(path)} == {first}
    change(path, *(("  contry:", "  country:") if "contry" in new else (new, old)))
    assert {p.rule for p in Checker(checkout).record(path)} == {then}
    if "contry" not in new:
        change(path, another, other)
        assert path.read_text("utf-8") == sound
        assert Checker(checkout).record(path) == []


MORE = [
    ("a code of the variable as a missing code", "value: ongoing", "missing: ongoing", "C04 56:12", 'write "value: ongoing" in its place'),
    ("a no-break space as indentation", "  country: HR", "\u00a0 country: HR", "F06 5:1", "the line begins with U+00A0 NO-BREAK SPACE"),
    ("a line of a no-break space alone", "wider_dissemination: true", "\u00a0\nwider_dissemination: true", "F06 7:1", "the line begins with U+00A0 NO-BREAK SPACE"),
    ("a second note", "value: ongoing", "value: ongoing\n  note: A first remark.\n  note: A second remark.", "F08 58:3", "put both sentences into one note"),
    ("a bar in an answer", "No findings.", "No | findings.", "T02 23:8", "bars are mark-up of the source"),
    ("a space at the start of an answer", "  text: |-\n    No findings.", '  text: " No findings."', "N10 22:9", "a space at the start of the text delete it"),
    ("a space at the end of an answer", "  text: |-\n    No findings.", '  text: "No findings. "', "N10 22:9", "a space at the end of the text delete it"),
    ("the key of all answers misspelt", "answers:\n", "answer:\n", "S01 11:1", 'did you mean "answers"?'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "place", "hint"), MORE, ids=[more[0] for more in MORE])
def test_a_message_says_what_was_meant(checkout, name, old, new, place, hint):
    change(record(checkout, "HR"), old, new)
    (problem,) = Checker(checkout).record(record(checkout, "HR"))
    assert (f"{problem.rule} {problem.line}:{problem.column}", hint in f"{problem.message} {problem.help}") == (
        place,
        True,
    ), problem


def test_a_file_in_utf_16_is_one_problem(checkout):
    path = record(checkout, "HR")
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        path.write_bytes(SOUND.encode(encoding))
        (problem,) = Checker(checkout).record(path)
        assert problem[1:6] == (1, 1, "F02", "the file is saved as UTF-16", "save the file with the encoding UTF-8")


SOUND = "query: a\nnote: Größe\n" * 50

FINE = [
    ("a date not quoted", 'date: "2026-11-23"', "date: 2026-11-23"),
    ("single quotation marks", "label: Croatia", "label: 'Croatia'"),
    ("a label in quotation marks", "label: Croatia", 'label: "Croatia"'),
    ("a comment", "label: Croatia", "label: Croatia # as printed"),
    ("an empty line", "answers:\n", "\nanswers:\n"),
    ("a list of lines", "values: [police]", "values:\n  - police"),
    ("an answer on one line", "text: |-\n    No findings.", "text: No findings."),
    ("a folded answer", "text: |-\n    No findings.", "text: >-\n    No\n    findings."),
    ("no modeline", "# yaml-language-server: $schema=../response.schema.json\n", ""),
    ("a note", "value: ongoing", 'value: ongoing\n  note: "Plain text: it says so, < 5 % or [sic]."'),
]


def test_empty_lines_behind_the_end_are_told_with_the_line_of_the_first(checkout):
    path = record(checkout, "HR")
    text = path.read_text("utf-8")
    path.write_text(f"{text}\n\n\n", "utf-8", newline="\n")
    (problem,) = Checker(checkout).record(path)
    assert (problem.rule, problem.line) == ("F16", text.count("\n") + 2)
    assert problem.message == "the file is not in its canonical form, which has no such line"


@pytest.mark.parametrize(("name", "old", "new"), FINE, ids=[fine[0] for fine in FINE])
def test_what_is_no_mistake_is_at_most_written_in_another_form(checkout, name, old, new):
    change(record(checkout, "HR"), old, new)
    (problem,) = Checker(checkout).record(record(checkout, "HR"))
    assert (problem.rule, "make format FILES=" in problem.help) == ("F16", True)
    assert run("format", record(checkout, "HR"), root=checkout.root).returncode == 0
    assert Checker(checkout).record(record(checkout, "HR")) == []


def test_norway_needs_no_quotation_marks():
    assert strict_yaml.read("country: NO\n").value == {"country": "NO"}
