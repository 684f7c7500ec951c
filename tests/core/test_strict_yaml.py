import pytest

from ahq.core.strict_yaml import KEY, read


def value(text):
    document = read(text)
    assert document.faults == []
    return document.value


def kinds(text):
    return [fault.kind for fault in read(text).faults]


@pytest.mark.parametrize("word", ["NO", "no", "Yes", "yes", "on", "Off", "y", "2026-11-23", "12:30:45", "1_000", "a"])
def test_words_of_yaml_1_1_are_text(word):
    assert value(f"a: {word}\n") == {"a": word}


@pytest.mark.parametrize(
    ("text", "meant"),
    [("true", True), ("false", False), ("null", None), ("12", 12), ("-3", -3), ("1.5", 1.5), ("'12'", "12")],
)
def test_yaml_1_2_words_and_decimals_have_their_type(text, meant):
    found = value(f"a: {text}\n")["a"]
    assert found == meant
    assert type(found) is type(meant)


@pytest.mark.parametrize(
    "word", ["True", "FALSE", "0777", "Null", "~", "0x1F", "0o7", "1e5", ".5", "+1", ".inf", "-.INF", ".nan", "1.", ""]
)
def test_what_tools_read_differently_is_a_fault(word):
    assert kinds(f"a: {word}\n") == ["ambiguous"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a: 1\na: 2\n", "duplicate-key"),
        ("a: &x 1\n", "anchor"),
        ("a: &x 1\nb: *x\n", "anchor"),
        ("a: !!str 1\n", "tag"),
        ("a: !!python/object:os.system x\n", "tag"),
        ("a: 1\n---\nb: 2\n", "several-documents"),
        ("", "empty"),
        ("# only a comment\n", "empty"),
        ("a: [\n", "syntax"),
        ("a: 1\n\tb: 2\n", "syntax"),
        ("? [a]\n: 1\n", "key"),
        (f"a: {'9' * 400}\n", "number"),
        (f"a: {'[' * 3000}{']' * 3000}\n", "too-deep"),
        ("%YAML 1.1\n%FOO\n---\na: \0\n", "syntax"),
    ],
)
def test_what_a_record_may_not_hold_is_a_fault(text, kind):
    assert kind in kinds(text)


def test_every_fault_of_a_document_is_found():
    assert kinds("a: &x 1\na: ~\nb: !t 2\n") == ["anchor", "duplicate-key", "ambiguous", "tag"]


def test_a_fault_has_line_and_column_from_1():
    (fault,) = read("a: 1\nb:\n  c: 2\n  c: 3\n").faults
    assert (fault.line, fault.column) == (4, 3)


def test_places_of_values_and_keys():
    places = {}
    read('a:\n- b: x\n  ü: "y"\n', places)
    assert places["a", 0, "b"] == (2, 6)
    assert places["a", 0, "ü", KEY] == (3, 3)
    assert places["a", 0, "ü"] == (3, 6)
