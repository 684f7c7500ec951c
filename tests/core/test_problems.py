import json

from ahq.core.problems import Edit, Problem, Repair, as_github, as_json, as_text

ONE = Problem("a/b.yaml", 2, 3, "X01", "100% wrong:\nall of it", 'did you mean "x, y"?')


def test_text_has_place_rule_line_mark_and_help():
    shown = as_text([ONE._replace(message="wrong")], lambda path: ["first", "  key: value"])
    assert shown.splitlines() == [
        "a/b.yaml:2:3: X01 wrong",
        "    |   key: value",
        "    |   ^",
        '    help: did you mean "x, y"?',
    ]


def test_a_long_line_is_cut_around_its_mark():
    line = "a" * 5000 + "B" + "c" * 5000
    shown = as_text([ONE._replace(column=5001)], lambda path: ["", line]).splitlines()
    excerpt, mark = next((a, b) for a, b in zip(shown, shown[1:], strict=False) if b.strip("| ") == "^")
    assert len(excerpt) < 120
    assert excerpt[mark.index("^")] == "B"


def test_json_is_one_object_a_problem():
    repaired = ONE._replace(repair=Repair((Edit(2, 3, 2, 5, "x"),), 'replaced "yz" with "x"'))
    plain = {
        "path": "a/b.yaml",
        "line": 2,
        "column": 3,
        "rule": "X01",
        "message": ONE.message,
        "help": ONE.help,
        "repair": None,
    }
    edit = {"line": 2, "column": 3, "end_line": 2, "end_column": 5, "replacement": "x"}
    shown = {"edits": [edit], "done": 'replaced "yz" with "x"', "safe": True}
    assert json.loads(as_json([ONE, repaired])) == [plain, plain | {"repair": shown}]
    assert json.loads(as_json([])) == []


def test_github_annotations_are_escaped_and_at_most_ten_after_the_full_list():
    shown = as_github([ONE] * 12).splitlines()
    annotations = [line for line in shown if line.startswith("::error ")]
    assert len(annotations) == 10
    assert annotations[0].startswith("::error file=a/b.yaml,line=2,col=3,title=X01::100%25 wrong:%0Aall of it")
    assert sum("X01 100% wrong" in line for line in shown) == 12


def test_a_name_of_a_file_cannot_forge_an_annotation():
    (line,) = [
        x
        for x in as_github([ONE._replace(path="a,line=1::x\n::error ::y")]).splitlines()
        if x.startswith("::error file")
    ]
    assert "file=a%2Cline=1%3A%3Ax%0A%3A%3Aerror" in line
