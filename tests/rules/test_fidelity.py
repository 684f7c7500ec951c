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

CHECKOUT = Checkout()
FOLDER = CHECKOUT.queries / "2016-social-media-migrant-smuggling"
CHECKER = Checker(CHECKOUT)
QUERY: Query = CHECKER.query(FOLDER)[0]
RECORDS = {path.stem: strict_yaml.read(path.read_text("utf-8")).value for path in record_paths(FOLDER)}


def test_the_words_of_all_responses_are_those_of_the_source():
    source = QUERY.source.words(87, len(QUERY.source.lines))
    ordered = sorted(RECORDS.values(), key=lambda r: r["source_lines"]["first"])
    printed = [word for record in ordered for word in records.printed_words(record)]
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
