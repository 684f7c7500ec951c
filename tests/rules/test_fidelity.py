"""The lossless check on the real compilation, and on one that was changed by a word."""

import random

import pytest

from ahq.checking.checker import Checker
from ahq.core import strict_yaml
from ahq.core.checkout import Checkout, record_paths
from ahq.corpus import record as records
from ahq.corpus.query import Query
from ahq.corpus.source import Source
from ahq.rules import asking, fidelity
from ahq.rules.base import Subject
from ahq.rules.query import printed_texts
from conftest import QUERY as FIXTURE
from conftest import change
from conftest import record as path_of

CHECKOUT = Checkout()
FOLDER = CHECKOUT.queries / "2016-social-media-migrant-smuggling"
CHECKER = Checker(CHECKOUT)
QUERY: Query = CHECKER.query(FOLDER)[0]
RECORDS = {path.stem: strict_yaml.read(path.read_text("utf-8")).value for path in record_paths(FOLDER)}


def test_the_words_of_all_responses_are_those_of_the_source():
    source = QUERY.source.words(87, len(QUERY.source.lines))
    ordered = sorted(RECORDS.values(), key=lambda r: r["source_lines"]["first"])
    printed = [word for record in ordered for word in records.printed_text(record).split()]
    for record in ordered:
        for difference in record.get("differences", ()):
            if not difference["record"]:
                source.remove(difference["source"])
    assert [w for w in source if w != "law7."] == _without_pair(printed, "law", "7.")


def _without_pair(words, first, second):
    place = next(i for i, pair in enumerate(zip(words, words[1:], strict=False)) if pair == (first, second))
    return words[:place] + words[place + 2 :]


def test_the_exceptions_are_declared_and_few():
    declared = {
        c: [(d["source"], d["record"]) for d in r["differences"]] for c, r in RECORDS.items() if "differences" in r
    }
    assert declared == {"CY": [("•", "")], "FI": [("+", "")], "ES": [("_", "")], "DE": [("law7.", "law 7.")]}


def test_every_word_of_the_head_is_in_the_query():
    value = QUERY.value
    head = [w for line in range(1, 87) for w in QUERY.source.words(line, line)]
    for _, text in printed_texts(value):
        for word in text.split():
            head.remove(word)
    # What is left is scaffolding: headings, numbers and letters of items, and the head of the table.
    assert " ".join(head) == (
        "Disclaimer: Background information: Questions 1. Q1. 2. Q2. a. b. c. d. Q3. 3. a) b) c) d) e) "
        "4. Q4. a. b. 5. Q5. Q6. a. b. Q7. Responses 6. 7. Country Wider Dissemination Response"
    )


@pytest.mark.parametrize("seed", range(12))
def test_a_source_changed_by_one_word_is_reported_for_its_record_alone(seed):
    generator = random.Random(seed)
    lines = list(QUERY.source.lines)
    number = generator.choice([n for n in range(86, len(lines)) if len(QUERY.source.words(n + 1, n + 1)) > 8])
    words = lines[number].split(" ")
    place = generator.choice([i for i, w in enumerate(words) if len(w) > 3 and w.isalpha()])
    words[place] = words[place][:-1]
    lines[number] = " ".join(words)
    changed = QUERY._replace(source=Source("\n".join(lines).encode()))
    reported = [path.stem for path in record_paths(FOLDER) if _fidelity(path, changed)]
    assert reported == [
        c for c, r in RECORDS.items() if r["source_lines"]["first"] <= number + 1 <= r["source_lines"]["last"]
    ]


def _fidelity(path, query):
    subject = Subject(path.name, path.read_bytes(), query, CHECKER.schemas.response, FOLDER.name)
    return [problem for rule in fidelity.RULES for problem in asking.ask(rule, subject)]


@pytest.mark.parametrize("country", [c for c, r in RECORDS.items() if r.get("answers")])
def test_a_lost_word_is_reported_at_its_place(country, tmp_path):
    path = FOLDER / "responses" / f"{country}.yaml"
    text = path.read_text("utf-8")
    answer = max((a for a in RECORDS[country]["answers"] if "text" in a), key=lambda a: len(a["text"]))
    words = answer["text"].split(" ")
    broken = " ".join(words[:5] + words[6:])
    changed = text.replace(answer["text"], broken, 1)
    subject = Subject(path.name, changed.encode(), QUERY, CHECKER.schemas.response, FOLDER.name)
    (problem,) = [p for p in asking.check(subject) if p.rule == "T02"]
    line = changed.split("\n")[problem.line - 1]
    assert broken in line
    place = line.index(broken) + len(" ".join(words[:5])) + 1
    assert abs(problem.column - 1 - place) <= len(words[4]) + len(words[6]) + 2
    assert words[5] in problem.message


DECLARED = [
    ("Yes. Police", "Police", "Yes.", "''", "words of an answer cannot be declared away"),
    ("solely open", "solely closed", "open", "closed", "words of an answer cannot be declared away"),
    ("No findings.", "Findings.", "No findings.", "Findings.", "words of an answer cannot be declared away"),
    ("No findings.", "Nofindings.", "No findings.", "Nofindings.", "words of an answer cannot be declared away"),
    ("No findings.", "We have many findings.", "'No'", "We have many", "words of an answer cannot be declared away"),
    ("open groups/sources.", "open groups / sources.", "groups/sources.", "groups / sources.", None),
]


@pytest.mark.parametrize(("old", "new", "source", "printed", "said"), DECLARED)
def test_what_may_be_declared_has_a_limit(checkout, old, new, source, printed, said):
    path = path_of(checkout, "HR")
    change(path, old, new)
    kind = "litter" if said else "joined-words"
    entry = f"differences:\n- kind: {kind}\n  source: {source}\n  record: {printed}\n  reason: Of the conversion.\nanswers:\n"
    change(path, "answers:\n", entry)
    told = [p.message.partition(": ")[2] for p in Checker(checkout).record(path) if p.rule in ("T02", "T04")]
    assert told == ([said] if said else [])


@pytest.mark.parametrize(
    ("printed", "declared", "told"),
    [("+", "+", []), ("12", "12", []), ("1234", "1234", ["T04"]), ("page 12", "page 12", ["T04"])],
)
def test_litter_and_page_numbers_of_the_source_may_be_declared(checkout, printed, declared, told):
    change(checkout.sources / f"{FIXTURE}.md", "| | | | 7. 7. N/a |", f"| {printed} | | | 7. 7. N/a |")
    path = path_of(checkout, "HR")
    kind = "litter" if printed == "+" else "page-number"
    entry = (
        f'differences:\n- kind: {kind}\n  source: "{declared}"\n  record: ""\n  reason: Of the conversion.\nanswers:\n'
    )
    change(path, "answers:\n", entry)
    assert [p.rule for p in Checker(checkout).record(path)] == told


def test_a_number_within_a_line_is_no_page_number(checkout):
    change(checkout.sources / f"{FIXTURE}.md", "4. 4. There is no", "4. 4. There is 12 no")
    path = path_of(checkout, "HR")
    entry = 'differences:\n- kind: page-number\n  source: "12"\n  record: ""\n  reason: A page number.\nanswers:\n'
    change(path, "answers:\n", entry)
    assert [p.rule for p in Checker(checkout).record(path)] == ["T04"]


def test_a_declared_difference_whose_kind_is_misspelt_is_one_problem(checkout):
    change(checkout.sources / f"{FIXTURE}.md", "| | | | 7. 7. N/a |", "| + | | | 7. 7. N/a |")
    path = path_of(checkout, "HR")
    change(
        path,
        "answers:\n",
        'differences:\n- kid: litter\n  source: "+"\n  record: ""\n  reason: Of the conversion.\nanswers:\n',
    )
    assert [(p.rule, p.help) for p in Checker(checkout).record(path)] == [("S01", 'did you mean "kind"?')]


def test_the_kind_that_is_declared_is_that_of_the_difference(checkout):
    path = path_of(checkout, "HR")
    change(path, "open groups/sources.", "open groups / sources.")
    entry = "- kind: litter\n  source: groups/sources.\n  record: groups / sources.\n  reason: Of the conversion.\n"
    change(path, "answers:\n", f"differences:\n{entry}answers:\n")
    said = "this is joined-words: the same characters, with other spaces between them"
    found = [(p.rule, p.message, p.help) for p in Checker(checkout).record(path) if p.rule[0] == "T"]
    assert found == [("T04", said, "write joined-words")]


@pytest.mark.parametrize(
    ("country", "old", "new", "source", "printed"),
    [
        ("BE", "wider_dissemination: false", "wider_dissemination: true", "No", "Yes"),
        ("HR", "wider_dissemination: true", "wider_dissemination: false", "Yes", "No"),
        ("HR", "label: Croatia", "label: Austria", "Croatia", "Austria"),
    ],
)
def test_label_and_flag_never_differ(checkout, country, old, new, source, printed):
    path = path_of(checkout, country)
    change(path, old, new)
    entry = f'differences:\n- kind: litter\n  source: "{source}"\n  record: "{printed}"\n  reason: A slip of the conversion.\n'
    change(path, "source_lines:\n", f"{entry}source_lines:\n")
    said = "this is of the label or of the flag of dissemination, which never differ from the source"
    assert said in [p.message for p in Checker(checkout).record(path)]


def test_words_printed_for_a_respondent_that_did_not_agree_may_be_left_out_and_none_added(checkout):
    change(checkout.sources / f"{FIXTURE}.md", "| Belgium | No | |", "| Belgium | No | We did not agree. |")
    path = path_of(checkout, "BE")
    entry = 'differences:\n- kind: not-disseminated\n  source: We did not agree.\n  record: ""\n  reason: No answer; not disseminated.\n'
    change(path, "source_lines:\n", f"{entry}source_lines:\n")
    assert [p for p in Checker(checkout).record(path) if p.rule != "F16"] == []
    change(path, 'record: ""', "record: Yes all")
    with path.open("a", encoding="utf-8") as file:
        file.write("answers:\n- item: '1'\n  status: answered\n  assignment: inferred\n  text: Yes all\n")
    assert "T04" in [p.rule for p in Checker(checkout).record(path)]
