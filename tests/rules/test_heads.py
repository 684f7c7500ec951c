"""The head of a query: whole texts, in the order of the source, and no word of it that is nowhere."""

import pytest

from ahq.checking.checker import Checker
from ahq.core.digests import sha256
from ahq.corpus import dates
from ahq.rules import heads
from conftest import QUERY, change


def told(checkout):
    """Return rule and message of each problem of the head, with the hash of the source as it is now."""
    query, source = checkout.queries / QUERY / "query.yaml", checkout.sources / f"{QUERY}.md"
    text = query.read_text("utf-8")
    at = text.index("sha256: ", text.index("source:"))
    query.write_text(f'{text[:at]}sha256: "{sha256(source.read_bytes())}"{text[text.index(chr(10), at) :]}', "utf-8")
    found = Checker(checkout).folder(checkout.queries / QUERY).problems
    return [(p.rule, p.message) for p in found if p.rule in ("Q03", "Q11", "Q12", "Q13")]


CUTS = [
    ("regularly monitor the internet for content related to migrant smuggling? ", "", "Q03", None),
    ("  kind: question\n  text: |-\n    Do your national authorities", "  kind: question\n  text: |-\n    authorities", "Q03", 'this text begins earlier in the source: "Do your national"'),
    (" Are closed groups also monitored, or solely open groups/sources?", "", "Q03", 'this text goes on in the source: "Are closed groups also monitored, or solely open groups/sources?"'),
    ("policy_area: Irregular Migration", "policy_area: Migration", "Q03", 'this text begins earlier in the source: "Irregular"'),
    (" Note, however, that the information provided does not necessarily represent the official policy of an EMN NCPs' Member State.", "", "Q03", None),
    ("requested_by: Salvatore SOFIA", "requested_by: SOFIA", "Q03", None),
    ("  closing: |-\n    Please provide justifications for your answer(s).\n", "", "Q11", 'line 53 of the head is in no field: "Please provide justifications for your answer(s)."'),
    ('request_date: "2016-04-18"', 'request_date: "2016-04-19"', "Q13", None),
    ('- item: "6"\n', '- item: "8"\n', "Q12", 'the source prints "Q6." before this question, and its item is 8'),
    ("responses_first_line: 87", "responses_first_line: 88", "Q11", 'line 87 of the head is in no field: "Austria Yes We monitor the internet fo … rce: Federal Ministry of the Interior."'),
    ("stray_lines: [45, 64, 81, 83]", "stray_lines: [45, 53, 64, 81, 83]", "Q11", 'line 53 of the head does not hold an enumerator alone: "Please provide justifications for your answer(s)."'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule", "said"), CUTS)
def test_a_text_of_the_head_that_was_cut_is_told(checkout, old, new, rule, said):
    change(checkout.queries / QUERY / "query.yaml", old, new)
    found = told(checkout)
    assert (rule, said) in found if said else rule in [one for one, _ in found]


def test_the_head_of_the_fixture_holds(checkout):
    assert told(checkout) == []


def test_a_title_that_was_cut_is_told_where_it_begins_and_where_it_goes_on(checkout):
    path = checkout.queries / QUERY / "query.yaml"
    text = path.read_text("utf-8")
    start, end = text.index("title:"), text.index("requested_by:")
    path.write_text(f"{text[:start]}title: COM AHQ on Addressing\n{text[end:]}", "utf-8")
    assert [(rule, said.split(":")[0]) for rule, said in told(checkout)] == [
        ("Q03", "this text begins earlier in the source"),
        ("Q03", "this text goes on in the source"),
    ]


def test_a_question_that_is_gone_with_its_item_is_told(checkout):
    path = checkout.queries / QUERY / "query.yaml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index('- item: "7"')] + text[text.index("source:\n") :], "utf-8")
    assert [rule for rule, _ in told(checkout)] == ["Q11"]


def test_two_questions_that_change_places_are_told(checkout):
    path = checkout.queries / QUERY / "query.yaml"
    text = path.read_text("utf-8")
    five, six = (text[text.index(f'- item: "{n}"\n  kind') :].split("text: |-\n")[1].split("\n")[0] for n in (5, 6))
    path.write_text(text.replace(five, "@").replace(six, five).replace("@", six), "utf-8")
    assert [rule for rule, _ in told(checkout)] == ["Q12", "Q12"]
    note = "  kind: question\n  note: The source numbers it so.\n  text: |-\n"
    path.write_text(path.read_text("utf-8").replace("  kind: question\n  text: |-\n", note), "utf-8")
    assert [rule for rule, _ in told(checkout)] == ["Q12"]  # the order needs no number


def test_a_title_that_is_another_field_is_told(checkout):
    path = checkout.queries / QUERY / "query.yaml"
    text = path.read_text("utf-8")
    start, end = text.index("title:"), text.index("requested_by:")
    title = text[start:end].removeprefix("title:")
    swapped = f"{text[:start]}title: Irregular Migration\n{text[end:]}".replace(
        "policy_area: Irregular Migration\n", f"policy_area:{title}"
    )
    path.write_text(swapped, "utf-8")
    assert ("Q12", "the source prints other fields before this text, and the title stands first") in told(checkout)


def test_a_whole_line_may_be_left_out_with_a_reason(checkout):
    change(checkout.sources / f"{QUERY}.md", "Irregular Migration\n", "Irregular Migration\n1 of 13\n")
    query = checkout.queries / QUERY / "query.yaml"
    for entry in ("stray_lines: [45, 64, 81, 83]", "responses_first_line: 87"):
        numbers = {"45": "46", "64": "65", "81": "82", "83": "84", "87": "88"}
        new = entry
        for old, number in numbers.items():
            new = new.replace(old, number)
        change(query, entry, new)
    said = 'line 8 of the head is in no field: "1 of 13"'
    assert told(checkout) == [("Q11", said)]
    change(query, "  origin:", "  left_out:\n  - text: 1 of 13\n    reason: The number of a page.\n  origin:")
    assert told(checkout) == []
    change(query, "  - text: 1 of 13", "  - text: 1 of")
    assert told(checkout) == [
        ("Q11", said),
        ("Q11", 'left_out matches no line of the head that is still in no field: "1 of"'),
    ]


@pytest.mark.parametrize(
    ("printed", "furniture"),
    [("Disclaimer:", True), ("2. Responses", True), ("Questions 1.", True), ("1. Q1.", True), ("a.", True), ("Country Wider Dissemination Response", True),
     ("Wider Dissemination?", True), ("Questions not asked", False), ("No.", False), ("1 of 13", False), ("Country and Responses", False)],
)  # fmt: skip
def test_what_of_a_head_needs_no_field(printed, furniture):
    assert heads.is_furniture(printed) == furniture


@pytest.mark.parametrize(
    ("printed", "day"), [("18th April 2016", "2016-04-18"), ("2 th July 2014", "2014-07-02"), ("[]", None)]
)
def test_a_printed_day_is_read(printed, day):
    assert dates.find(printed) == day


def fit(fields, *lines):
    numbers = [number for number, line in enumerate(lines, 1) for _ in line.split()]
    words = heads.Words(" ".join(lines).split(), numbers)
    return heads.fit([heads.Field((name,), printed.split()) for name, printed in fields.items()], words)


FITS = [
    ({"title": "a b", "again": "a b"}, ["a b go a b"], {"title": (0, 2), "again": (3, 5)}, []),
    ({"late": "z", "early": "a"}, ["a z"], {"late": (1, 2), "early": (0, 1)}, []),
    ({"late": "y z", "early": "x y"}, ["x y z"], {"late": (1, 3)}, ["early"]),
    ({"one": "a b", "two": "b c"}, ["a b c"], {"one": (0, 2)}, ["two"]),
    ({"none": "", "whole": "a b"}, ["a", "b"], {"whole": (0, 2)}, []),
    ({"long": "a b c"}, ["a b"], {}, ["long"]),
    ({"same": "a c"}, ["a b a c"], {"same": (2, 4)}, []),
]


@pytest.mark.parametrize(("fields", "lines", "stand", "lost"), FITS)
def test_each_field_has_words_of_its_own(fields, lines, stand, lost):
    found = fit(fields, *lines)
    assert {path[0]: (where.start, where.end) for path, where in found.stand.items()} == stand
    assert [path[0] for path in found.lost] == lost


def test_what_is_left_of_a_head_is_told_line_by_line_with_the_fields_beside_it():
    found = fit({"title": "a b", "day": "1 May"}, "page", "of a b on", "2.", "or 1 May", "end here")
    title, day = ("title",), ("day",)
    assert found.rest == [
        heads.Rest(1, ("page",), None, None),
        heads.Rest(2, ("of",), None, title),
        heads.Rest(2, ("on",), title, None),
        heads.Rest(4, ("or",), None, day),
        heads.Rest(5, ("end", "here"), None, None),
    ]
    assert [rest.is_whole_line for rest in found.rest] == [True, False, False, False, True]


@pytest.mark.parametrize(
    ("line", "enumerator"),
    [("2. text", "2."), ("known 2. a) text", "2. a)"), ("known odd 2. text", "2."), ("known odd text", ""), ("known text", ""), ("2. known text", "")],
)  # fmt: skip
def test_the_enumerator_before_a_field_is_what_stands_directly_before_it(line, enumerator):
    assert fit({"known": "known", "question": "text"}, line).enumerator_before(("question",)) == enumerator
