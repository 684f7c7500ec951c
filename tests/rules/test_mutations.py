"""Real records changed at random: always a clean report, and no silence about a change that breaks a rule.

A change may be silent only if it is formatting, so that the same value is read, or if it is *free*:

- prose of our own: a note or a basis, added, dropped or in other plain words;
- the review's number of passes, its day (not before the query was asked) and whether it was adjudicated;
- the hash of the review of a record that has no answers;
- an empty list where there was none, which says the same;
- the order of codings, and of the quotes of a coding;
- a coding: other codes of the same variable that its codebook and its filter allow, with quotes that stand
  in the answers of its items and carry them; a share of 0, one that stands in a quote, or one with a note;
- lines of the source at the ends of a response that hold no word;
- an answer that has a note may be called a repeated question, and the other way round.

So what no rule can see, and a reviewer must, is: whether a note is true; whether a code is the right one,
and a quote the right sentence; whether the review took place; whether a text is an answer or the question
again. Everything that a respondent said, and under which item, marker, label and country it stands, can
be changed by nobody in silence: ``free`` compares it as it is.

The runs are derandomized: the same examples each time. To look further, raise EXAMPLES and delete that.
"""

import copy
import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ahq.checking.checker import Checker
from ahq.core import strict_yaml
from ahq.core.digests import sha256
from ahq.corpus import record
from ahq.rules import catalogue
from conftest import QUERY, make_checkout
from conftest import record as path_of

EXAMPLES = 150
COUNTRIES = ("AT", "BE", "HR")
NO_ANSWERS = sha256(b"")
KNOWN = set(catalogue.BY_ID)
RANDOM = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class World:
    """A checkout that every example of this module shares, with its records as they were."""

    def __init__(self, root: Path):
        self.checkout = make_checkout(root)
        self.checker = Checker(self.checkout)
        self.query = self.checker.query(self.checkout.queries / QUERY)[0]
        self.paths = {country: path_of(self.checkout, country) for country in COUNTRIES}
        self.data = {country: path.read_bytes() for country, path in self.paths.items()}
        self.values = {country: strict_yaml.read(data.decode()).value for country, data in self.data.items()}

    def check(self, country: str, data: bytes, ask: Callable) -> list:
        """Return what ``ask`` says of the record of ``country`` as ``data``; put it back as it was."""
        self.paths[country].write_bytes(data)
        try:
            return ask()
        finally:
            self.paths[country].write_bytes(self.data[country])


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    return World(tmp_path_factory.mktemp("mutations") / "checkout")


def holds(world: World, country: str, data: bytes) -> None:
    """Assert that the report on a changed record is clean, and that it is silent only where it may be."""
    problems = world.check(country, data, lambda: world.checker.record(world.paths[country]))
    lines = [line.removesuffix("\r") for line in data.decode("utf-8", "replace").split("\n")]
    for problem in problems:
        assert problem.path == world.checkout.name(world.paths[country])
        assert problem.rule in KNOWN
        assert problem.message
        assert problem.help or problem.line == 0, problem
        assert "report this as a bug" not in problem.help, problem
        assert 0 <= problem.line <= len(lines), problem
        assert 0 <= problem.column <= (len(lines[problem.line - 1]) + 2 if problem.line else 0), problem
    if not problems:
        found = strict_yaml.read(data.decode()).value
        assert free(world, world.values[country], found), f"nothing is said of {difference(world, country, data)}"


def difference(world: World, country: str, data: bytes) -> str:
    """Return the lines that were changed, to be read where a test fails."""
    before, after = world.data[country].decode().split("\n"), data.decode().split("\n")
    return f"{[line for line in before if line not in after]} -> {[line for line in after if line not in before]}"


def free(world: World, before: dict, after: dict) -> bool:
    """Return whether ``after`` differs from ``before`` in nothing but what may change in silence."""
    same = all(_said(before)[key] == _said(after)[key] for key in _said(before))
    lines = [world.query.source.words(v["source_lines"]["first"], v["source_lines"]["last"]) for v in (before, after)]
    variables = {coding["variable"] for coding in before.get("codings", ())}
    return (
        same
        and set(after) <= {*before, "answers", "codings"}
        and lines[0] == lines[1]
        and sorted(coding["variable"] for coding in after.get("codings", ())) == sorted(variables)
        and all(_coding_is_sound(world, after, coding) for coding in after.get("codings", ()))
        and not any(re.search(r"</?[A-Za-z]", prose) for prose in _prose(after))
        and _is_day(after["review"]["date"], world.query.value["request_date"])
    )


def _prose(value: dict) -> list[str]:
    return [_at(value, path) for path in _paths(value) if path[-1] in ("note", "basis", "reason")]


def _said(value: dict) -> dict:
    """Return what nobody may change in silence."""
    respondent, review = value["respondent"], value["review"]
    return {
        "query": value["query"],
        "respondent": (respondent["label"], respondent["country"], respondent["attribution"]),
        "dissemination": value["wider_dissemination"],
        "answers": [_answer(answer) for answer in value.get("answers", ())],
        "differences": value.get("differences", []),
        "review": (review["status"], review.get("answers_sha256", NO_ANSWERS)),
    }


def _answer(answer: dict) -> tuple:
    status = answer["status"]
    if "note" in answer and status == "question-repeated":
        status = "answered"
    return answer["item"], answer.get("marker"), answer.get("assignment"), status, answer.get("text")


def _coding_is_sound(world: World, value: dict, coding: dict) -> bool:
    variable = world.query.codebook.variables[coding["variable"]]
    texts = record.answers_by_item(value)
    quotes = coding.get("evidence", [])
    stand = all(texts.get(q["item"], "").count(q["quote"]) == 1 for q in quotes)
    carry = all(q.get("code") in (None, *record.codes_of(coding)) for q in quotes)
    if "missing" in coding:
        lists, code = world.query.reference, coding["missing"]
        says_so = bool(quotes) == (code in lists.quoted_missing_codes)
        return (
            stand and carry and says_so and code in lists.typed_missing_codes and _may_be_missing(value, variable, code)
        )
    of_its_items = bool(quotes) and {q["item"] for q in quotes} <= variable.items
    if variable.type == "percent":
        printed = {float(n.replace(",", ".")) for q in quotes for n in re.findall(r"\d+(?:[.,]\d+)?", q["quote"])}
        right = coding["number"] in {0, *printed} or "note" in coding
    else:
        codes = coding["values"] if variable.type == "codes" else [coding["value"]]
        carried = {q.get("code") for q in quotes}
        right = set(codes) <= set(variable.codes) and (len(codes) == 1 or set(codes) <= carried)
    skipped = (
        variable.filter is not None and variable.filter.always and _decides(value, variable) == variable.filter.code
    )
    return stand and carry and of_its_items and right and not skipped


def _may_be_missing(value: dict, variable, code: str) -> bool:
    """Return whether the filter of a variable allows it to be missing for this reason."""
    if variable.filter is None:
        return code != "inapplicable"
    skipped = _decides(value, variable) == variable.filter.code
    if variable.filter.always or skipped:
        return (code == "inapplicable") == skipped
    other = next(c for c in value["codings"] if c["variable"] == variable.filter.variable)
    return code == other.get("missing", "not-mentioned")


def _decides(value: dict, variable) -> str | None:
    """Return the code of the variable that the filter of ``variable`` looks at."""
    return next((c.get("value") for c in value["codings"] if c["variable"] == variable.filter.variable), None)


def _is_day(day: str, asked: str) -> bool:
    return date.fromisoformat(day) >= date.fromisoformat(asked)


CHARACTERS = st.one_of(
    st.sampled_from(
        "aeiou AEN.,:;-#|>'\"[]{}&*!%@`?~=+<019\n\t\r\0\x1b\u00a0\u00ad\u200b\u202e\u2028\u0430\uff11\ufeff\U000e0041"
    ),
    st.characters(exclude_categories=["Cs"]),
)


@RANDOM
@given(data=st.data())
def test_bytes(world, data):
    country = data.draw(st.sampled_from(COUNTRIES))
    before = world.data[country]
    place = data.draw(st.integers(0, len(before) - 1))
    removed = data.draw(st.integers(0, 3))
    after = before[:place] + data.draw(st.binary(max_size=3)) + before[place + removed :]
    holds(world, country, after)


@RANDOM
@given(data=st.data())
def test_characters(world, data):
    country = data.draw(st.sampled_from(COUNTRIES))
    text = world.data[country].decode()
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(0, len(text) - 1))
        removed = data.draw(st.integers(0, 2))
        text = text[:place] + data.draw(st.text(CHARACTERS, max_size=2)) + text[place + removed :]
    holds(world, country, text.encode())


LINE_CHANGES = {
    "delete": lambda lines, i, j: [*lines[:i], *lines[i + 1 :]],
    "double": lambda lines, i, j: [*lines[: i + 1], *lines[i:]],
    "exchange": lambda lines, i, j: _exchanged(lines, i, j),
    "exchange with the next": lambda lines, i, j: _exchanged(lines, i, min(i + 1, len(lines) - 1)),
    "copy to another place": lambda lines, i, j: [*lines[:j], lines[i], *lines[j:]],
    "indent": lambda lines, i, j: [*lines[:i], f"  {lines[i]}", *lines[i + 1 :]],
    "shift to the left": lambda lines, i, j: [*lines[:i], lines[i][2:], *lines[i + 1 :]],
    "join with the next": lambda lines, i, j: [*lines[:i], " ".join(lines[i : i + 2]), *lines[i + 2 :]],
    "delete a block": lambda lines, i, j: [*lines[: min(i, j)], *lines[max(i, j) :]],
}


def _exchanged(items: list, one: int, other: int) -> list:
    items = list(items)
    items[one], items[other] = items[other], items[one]
    return items


@pytest.mark.parametrize("change", LINE_CHANGES)
@settings(RANDOM, max_examples=EXAMPLES // 3)
@given(data=st.data())
def test_lines(world, change, data):
    country = data.draw(st.sampled_from(COUNTRIES))
    lines = world.data[country].decode().removesuffix("\n").split("\n")
    places = st.integers(0, len(lines) - 1)
    after = LINE_CHANGES[change](lines, data.draw(places), data.draw(places))
    holds(world, country, "".join(f"{line}\n" for line in after).encode())


@cache
def _words_of_records() -> tuple[str, ...]:
    """Words that mean something to some rule: the strings of the records, and codes, keys and countries."""
    checkout = Path(__file__).parents[1] / "fixtures" / "checkout"
    text = "".join(path.read_text("utf-8") for path in sorted(checkout.glob("data/queries/*/**/*.yaml")))
    return tuple(sorted(set(re.findall(r"[\w./-]+", text))))


SCALARS = st.one_of(
    st.deferred(lambda: st.sampled_from(_words_of_records())),
    st.integers(-3, 200),
    st.floats(0, 100, allow_nan=False),
    st.booleans(),
    st.none(),
    st.text(CHARACTERS, max_size=12),
    st.dates().map(str),
)
VALUES = st.one_of(
    SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(st.sampled_from(["note", "item", "x"]), SCALARS)
)


def _paths(value, path: tuple = ()) -> list[tuple]:
    """Return the path of everything in a value but of itself."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [p for key, child in children for p in ((*path, key), *_paths(child, (*path, key)))]


def _at(value, path: tuple):
    for step in path:
        value = value[step]
    return value


def _yaml(value: dict) -> bytes:
    """Write a value in a form that carries any value: flow style is JSON, and JSON is YAML."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"


@RANDOM
@given(data=st.data())
def test_values(world, data):
    country = data.draw(st.sampled_from(COUNTRIES))
    value = copy.deepcopy(world.values[country])
    path = data.draw(st.sampled_from(_paths(value)))
    parent = _at(value, path[:-1])
    change = data.draw(st.sampled_from(["replace", "replace", "delete", "edit", "add"]))
    if change == "replace":
        parent[path[-1]] = data.draw(VALUES)
    elif change == "delete":
        del parent[path[-1]]
    elif change == "edit" and isinstance(parent[path[-1]], str):
        text = parent[path[-1]]
        place = data.draw(st.integers(0, len(text)))
        parent[path[-1]] = text[:place] + data.draw(st.text(CHARACTERS, max_size=2)) + text[place + 1 :]
    elif isinstance(parent, list):
        parent.insert(path[-1], data.draw(VALUES))
    else:
        parent[data.draw(st.sampled_from(["note", "basis", "marker", "code", "differences", "x"]))] = data.draw(VALUES)
    holds(world, country, _yaml(value))


def _plausible(world: World, value: dict) -> dict[str, list]:
    """Return what somebody might write under each key: values that are right, but somewhere else."""
    variables = world.query.codebook.variables.values()
    texts = [answer["text"] for answer in value.get("answers", ())]
    return {
        "query": [QUERY, "2017-return"],
        "label": ["Austria", "Belgium", "Croatia", "Cro"],
        "country": list(world.query.reference.countries),
        "attribution": ["printed", "inferred"],
        "wider_dissemination": [True, False],
        "first": list(range(85, 96)),
        "last": list(range(85, 97)),
        "item": list(world.query.items),
        "marker": ["1.", "a.", "2.  2.", "b)"],
        "assignment": ["printed", "inferred"],
        "status": ["answered", "placeholder", "question-repeated", "not-answered", "draft", "reviewed"],
        "text": [*texts, "N/A", "No", "-"],
        "variable": [variable.id for variable in variables],
        "value": sorted({code for variable in variables for code in variable.codes}),
        "values": [
            [code, other] for code in ("police", "none", "facebook") for other in ("other", "facebook", "twitter")
        ],
        "number": [0, 0.15, 15, 40, 100, 101],
        "missing": list(world.query.reference.missing_codes),
        "code": sorted({code for variable in variables for code in variable.codes}),
        "quote": [text[start:end] for text in texts for start, end in ((0, 2), (0, 40), (5, 45)) if text[start:end]],
        "date": ["2016-04-17", "2016-04-18", "2026-02-29", "2025-01-01"],
        "answers_sha256": ["0" * 64, world.values["AT"]["review"]["answers_sha256"]],
        "note": ["A remark of somebody.", "See <b>here</b> for more."],
    }


def _kind(path: tuple) -> tuple:
    return tuple(step for step in path if isinstance(step, str))


@pytest.mark.parametrize("change", ["replace", "delete", "add"])
@RANDOM
@given(data=st.data())
def test_plausible_values(world, change, data):
    """A value that would be right elsewhere: the rules that no random letter ever reaches."""
    country = data.draw(st.sampled_from(("AT", "HR")))
    value = copy.deepcopy(world.values[country])
    plausible, paths = _plausible(world, value), _paths(value)
    key = data.draw(st.sampled_from(sorted(plausible)))
    if change == "add":
        places = [path for path in [(), *paths] if isinstance(_at(value, path), dict) and key not in _at(value, path)]
    else:
        places = [path[:-1] for path in paths if path[-1] == key]
    if not places:
        return
    # First the kind of place: there are many answers, and one review.
    kind = data.draw(st.sampled_from(sorted({_kind(place) for place in places})))
    parent = _at(value, data.draw(st.sampled_from([place for place in places if _kind(place) == kind])))
    if change == "delete":
        del parent[key]
    else:
        parent[key] = data.draw(st.sampled_from(plausible[key]))
    holds(world, country, _yaml(value))


@RANDOM
@given(data=st.data())
def test_two_values_exchanged(world, data):
    """Two values of one kind: the texts of two answers, their markers, their items, two quotes, two codes."""
    country = data.draw(st.sampled_from(("AT", "HR")))
    value = copy.deepcopy(world.values[country])
    key = data.draw(
        st.sampled_from(
            ["text", "item", "marker", "status", "variable", "value", "missing", "quote", "number", "evidence"]
        )
    )
    paths = [path for path in _paths(value) if path[-1] == key]
    if len(paths) < 2:
        return
    one, other = (data.draw(st.sampled_from(paths)) for _ in range(2))
    first, second = _at(value, one), _at(value, other)
    _at(value, one[:-1])[key], _at(value, other[:-1])[key] = second, first
    holds(world, country, _yaml(value))


@RANDOM
@given(data=st.data())
def test_words_of_answers(world, data):
    """Whoever drops, doubles, moves or changes a word of an answer is told, although the hash was set anew."""
    country = data.draw(st.sampled_from(("AT", "HR")))
    value = copy.deepcopy(world.values[country])
    answer = data.draw(st.sampled_from(value["answers"]))
    words = answer["text"].split(" ")
    place, other = (data.draw(st.integers(0, len(words) - 1)) for _ in range(2))
    kind = data.draw(st.sampled_from(["drop", "double", "move", "case", "blank"]))
    if kind == "drop":
        del words[place]
    elif kind == "double":
        words.insert(place, words[place])
    elif kind == "move":
        words.insert(other, words.pop(place))
    elif kind == "case":
        words[place] = words[place].swapcase()
    else:
        words.insert(place, "")
    answer["text"] = " ".join(words)
    value["review"]["answers_sha256"] = record.answers_sha256(value)
    holds(world, country, _yaml(value))


@settings(RANDOM, max_examples=EXAMPLES // 3)
@given(data=st.data())
def test_a_query_with_a_changed_record(world, data):
    """All records taken together: nothing crashes, and what one record hides is told of it alone."""
    country = data.draw(st.sampled_from(COUNTRIES))
    value = copy.deepcopy(world.values[country])
    path = data.draw(st.sampled_from(_paths(value)))
    _at(value, path[:-1])[path[-1]] = data.draw(VALUES)
    folder = world.checkout.queries / QUERY
    alone = world.check(country, _yaml(value), lambda: world.checker.record(world.paths[country]))
    whole = world.check(country, _yaml(value), lambda: world.checker.folder(folder).problems)
    assert set(alone) <= set(whole)
    assert all(p.rule in KNOWN and "report this as a bug" not in p.help for p in whole)


def test_the_records_as_they_are_are_silent_and_free(world):
    for country in COUNTRIES:
        assert world.checker.record(world.paths[country]) == []
        assert free(world, world.values[country], world.values[country])


@pytest.mark.parametrize(
    ("path", "new"),
    [
        (("answers", 1, "text"), "No finding."),
        (("answers", 1, "item"), "2a"),
        (("answers", 1, "marker"), "2.  2."),
        (("respondent", "label"), "Croati"),
        (("respondent", "country"), "HU"),
        (("source_lines", "first"), 91),
        (("codings", 0, "value"), "supported"),
        (("codings", 0, "evidence", 0, "quote"), "No findings."),
        (("review", "date"), "2000-01-01"),
    ],
)
def test_what_is_not_free_is_told_apart(world, path, new):
    value = copy.deepcopy(world.values["HR"])
    _at(value, path[:-1])[path[-1]] = new
    assert not free(world, world.values["HR"], value)
