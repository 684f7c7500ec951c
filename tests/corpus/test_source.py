import pytest

from ahq.corpus.source import Source


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("| Austria | Yes | We monitor. |", ["Austria", "Yes", "We", "monitor."]),
        ("|-----|---|---|", []),
        ("| | | - |", ["-"]),
        ("- **3.** For instance", ["3.", "For", "instance"]),
        ("a. <u>If yes</u>, how", ["a.", "If", "yes,", "how"]),
        ("situation. - Monitoring", ["situation.", "-", "Monitoring"]),
        ("| + | Finland | Yes | 1 x |", ["+", "Finland", "Yes", "1", "x"]),
        ("", []),
    ],
)
def test_only_the_mark_up_of_the_conversion_is_left_out(line, words):
    assert Source(line.encode()).words(1, 1) == words


def test_lines_count_from_1_and_both_ends_are_included():
    assert Source(b"a\nb\nc\nd").words(2, 3) == ["b", "c"]
