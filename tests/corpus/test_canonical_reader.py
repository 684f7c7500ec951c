"""The quick reader of the canonical form, against the strict reader of YAML: what it reads is what that reads, or nothing."""

import random

import pytest

from ahq.core import strict_yaml
from ahq.core.checkout import HOME
from ahq.corpus import canonical_form

HEAD = "# yaml-language-server: $schema=../response.schema.json\n"
FILES = sorted(
    path
    for folder in ("data", "tests/fixtures")
    for path in (HOME / folder).rglob("*.yaml")
    if canonical_form.kind_of(path) and path.stat().st_size < 20_000
)
CHANGES = 3_000
WORDS = [
    *("\n", " ", "-", ":", '"', "'", "#", "|", ">", "[", "]", "{", "}", ",", "&", "*", "!", "%", "@", "\\", "?", "~", "0", "a"),
    *("\t", "\r", "\u00a0", "\u0085", "\u2028", "\ufeff", "\u00e9", "\u3000", "k" * 101, "\n  ", "\n- ", ": ", " #", "|-", "|2-", ">-", "null", "NO"),
    *("---\n", "...\n", "\n\n", "<<", '""', "[]", "{}", "1.0", "0x1"),
]  # fmt: skip


def changed(text, chance):
    """Return a text with a letter or a word more, less or in place of another, or with a line moved, doubled or lost."""
    at, kind = chance.randrange(len(text)), chance.randrange(6)
    if kind < 3:
        return text[:at] + (chance.choice(WORDS) if kind else "") + text[at + kind % 2 :]
    lines = text.split("\n")
    line = lines.pop(chance.randrange(len(lines)))
    if kind == 3:
        return "\n".join(lines)
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(("", " ", "  ")) + line)
    return "\n".join(lines if kind == 4 else [*lines, line])


def test_what_it_reads_of_changed_files_is_what_the_strict_reader_reads_and_canonical():
    chance = random.Random(1)
    known = [(canonical_form.kind_of(path), path.read_text("utf-8")) for path in FILES]
    read = 0
    for _ in range(CHANGES):
        kind, text = chance.choice(known)
        for _ in range(chance.choice((1, 1, 2))):
            text = changed(text, chance)
        document = canonical_form.read(text, kind)
        if document.is_canonical:
            read += 1
            strict = strict_yaml.read(text)
            assert (repr(document.value), []) == (repr(strict.value), strict.faults), text
            assert canonical_form.canonical(text, kind) == text
        else:
            assert document == strict_yaml.read(text)
    assert read > CHANGES / 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_of_each_file_it_reads_what_the_strict_reader_reads(path):
    text = path.read_text("utf-8")
    assert canonical_form.read(text, canonical_form.kind_of(path))[:2] == strict_yaml.read(text)[:2]


def test_it_reads_each_form_of_a_value():
    text = (
        f'{HEAD}query: 2016-topic\nrespondent:\n  label: "Bosnia: and"\n  country: BA\nwider_dissemination: true\n'
        'source_lines:\n  first: 1\n  last: 20\nanswers:\n- item: "1"\n  text: |-\n    One.\n\n     Two: "2" # not a comment\n'
        '- item: "2"\n  note: null\ncodings:\n- variable: v\n  values: [a, b-c]\n  alternatives: []\n'
    )
    assert canonical_form.read(text, "response") == strict_yaml.Document(
        {
            "query": "2016-topic",
            "respondent": {"label": "Bosnia: and", "country": "BA"},
            "wider_dissemination": True,
            "source_lines": {"first": 1, "last": 20},
            "answers": [{"item": "1", "text": 'One.\n\n Two: "2" # not a comment'}, {"item": "2", "note": None}],
            "codings": [{"variable": "v", "values": ["a", "b-c"], "alternatives": []}],
        },
        [],
        True,
    )


@pytest.mark.parametrize(
    "text",
    [
        "query: q\n",
        f"{HEAD}query: q\nquery: r\n",
        f"{HEAD}wider_dissemination: true\nquery: q\n",
        f"{HEAD}query: q\n\n",
        f"{HEAD}query: q",
        f"{HEAD}query: q # why\n",
        f'{HEAD}query: "q"\n',
        f"{HEAD}query: q\n  r\n",
        f"{HEAD}answers:\n  - item: q\n",
        f'{HEAD}answers:\n- item: "1"\n  text: |-\n    One.\n    \n',
        f'{HEAD}answers:\n- item: "1"\n  text: |-\n     One.\n',
        f'{HEAD}answers:\n- item: "1"\n  text: |-\n    One.\u200b\n',
        f"{HEAD}respondent: {{label: x}}\n",
        f"{HEAD}respondent:\n",
        f"{HEAD}{'k' * 1025}: |-\n  a\n",
    ],
    ids=[
        *("no first line", "duplicate", "order", "empty line", "no line end", "comment", "quotes", "second line"),
        *("indented list", "white line", "indented text", "invisible", "flow", "nothing", "long key"),
    ],
)
def test_another_form_is_left_to_the_strict_reader(text):
    assert not canonical_form.read(text, "response").is_canonical


WORDY = "word " * 18


@pytest.mark.parametrize(
    ("line", "is_canonical"),
    [
        (f"  label: {WORDY}w", True),  # 100 columns
        (f"  label: {WORDY}ww", False),
        (f"  label: >-\n    {WORDY}w", False),
        (f"  label: >-\n    {WORDY}ww", True),
        (f"  country: {WORDY[2:]}w", True),
        (f"  country: {WORDY[2:]}ww", False),
        (f"  country: >-\n    {WORDY[2:]}w", False),
        (f"  country: >-\n    {WORDY[2:]}ww", True),
    ],
)
def test_a_text_is_folded_where_it_would_stand_beyond_column_100(line, is_canonical):
    text = f"{HEAD}respondent:\n{line}\n"
    assert canonical_form.read(text, "response").is_canonical == is_canonical
    assert (canonical_form.canonical(text, "response") == text) == is_canonical


def value_of(chance, depth=0):
    """Return a value such as a record could hold, and some that none does."""
    kind = chance.randrange(4 if depth < 3 else 2)
    if kind < 2:
        words = [chance.choice(PIECES) for _ in range(chance.choice((1, 1, 2, 9, 40)))]
        return chance.choice(("".join(words), " ".join(words), chance.choice((1, 0, True, None, 1.5, -3, "1"))))
    keys = chance.sample(KEYS, chance.randrange(1, 5))
    if kind == 2:
        return {key: value_of(chance, depth + 1) for key in keys}
    return [value_of(chance, depth + 1) for _ in keys]


KEYS = ("text", "item", "quote", "note", "value", "values", "label", "query", "true", "codings")
PIECES = (
    "word",
    "a",
    "1",
    ":",
    "#",
    "-",
    "é",
    '"',
    "\\",
    "\n",
    "  ",
    "\u00a0",
    "[",
    "null",
    "2016-topic",
    "(x)",
    "longer-word,",
)


def test_it_reads_what_the_writer_writes_or_leaves_it():
    chance = random.Random(2)
    read = 0
    for _ in range(CHANGES):
        value = {key: value_of(chance) for key in chance.sample(KEYS, 3)}
        text = canonical_form.written(value, "response")
        document = canonical_form.read(text, "response")
        if document.is_canonical:
            read += 1
            strict = strict_yaml.read(text)
            assert (repr(document.value), []) == (repr(strict.value), strict.faults), text
            assert canonical_form.canonical(text, "response") == text
    assert read > CHANGES / 20


def test_lists_of_records_are_not_shared():
    text = f"{HEAD}codings:\n- variable: v\n  values: [a]\n"
    one, other = (canonical_form.read(text, "response") for _ in range(2))
    assert one.is_canonical
    one.value["codings"][0]["values"].append("b")
    assert other.value["codings"][0]["values"] == ["a"]
