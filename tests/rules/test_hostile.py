"""What an attacker may send: each attack is refused by its rule, or carried harmlessly where it is legitimate text.

Files that cannot be read at all (bombs, pipes, links, giants) are in test_bad_input.py.
"""

import csv
import json
import os
import time
from typing import NamedTuple

import pytest

from ahq.checking.checker import Checker
from ahq.core.files import MAX_BYTES
from ahq.core.problems import Problem, as_github, as_json, as_text
from ahq.publishing import documents, generated, package
from ahq.rules import layout
from ahq.tables import mentions
from ahq.tables.builder import built_schemas
from conftest import QUERY, change, record, run

CYRILLIC_A, CYRILLIC_O, CYRILLIC_C, FULLWIDTH_1 = "\u0430", "\u043e", "\u0441", "\uff11"


class Attack(NamedTuple):
    """In the record of Croatia, ``old`` becomes ``new``; ``rule`` refuses it and names the ``clue``."""

    name: str
    old: str
    new: str
    rule: str
    clue: str


ATTACKS = [
    Attack("a right-to-left override", "findings.", "find\u202eings.", "F05", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    Attack("a bidirectional isolate", "findings.", "find\u2066ings.", "F05", "U+2066 LEFT-TO-RIGHT ISOLATE"),
    Attack("a zero-width space", "findings.", "find\u200bings.", "F05", "U+200B ZERO WIDTH SPACE"),
    Attack("a zero-width joiner in a code", "value: ongoing", "value: on\u200dgoing", "F05", "U+200D"),
    Attack("a soft hyphen", "findings.", "find\u00adings.", "F05", "U+00AD SOFT HYPHEN"),
    Attack("letters of the tag block", "findings.", "findings.\U000e0041", "F05", "U+E0041"),
    Attack("a variation selector", "findings.", "findings.\ufe0f", "F05", "U+FE0F"),
    Attack("a line separator", "findings.", "find\u2028ings.", "F05", "U+2028 LINE SEPARATOR"),
    Attack("a lone carriage return", "findings.", "find\rings.", "F05", "U+000D CARRIAGE RETURN"),
    Attack("an escape sequence", "findings.", "\x1b[2Jfindings.", "F05", "U+001B ESCAPE"),
    Attack("an escaped escape sequence", "label: Croatia", 'label: "\\e[2JCroatia"', "F05", "U+001B ESCAPE"),
    Attack("an escaped override in a key", "  label: Croatia", '  "label\\u202e": Croatia', "F05", "U+202E"),
    Attack("a homoglyph in a variable", "monitoring\n", f"monit{CYRILLIC_O}ring\n", "C01", "CYRILLIC SMALL LETTER O"),
    Attack("a homoglyph in a code", "ongoing", f"{CYRILLIC_O}ngoing", "C04", "U+043E CYRILLIC SMALL LETTER O"),
    Attack("a homoglyph in a missing code", "not-mentioned", f"n{CYRILLIC_O}t-mentioned", "C04", "CYRILLIC"),
    Attack("a homoglyph in a key", "  label:", f"  l{CYRILLIC_A}bel:", "S01", "U+0430 CYRILLIC SMALL LETTER A"),
    Attack("a homoglyph in the country", "country: HR", "country: \u041dR", "N03", "U+041D CYRILLIC CAPITAL LETTER EN"),
    Attack(
        "a homoglyph in the label", "label: Croatia", f"label: Cro{CYRILLIC_A}tia", "N04", "CYRILLIC SMALL LETTER A"
    ),
    Attack("a homoglyph in an answer", "open groups", f"open gr{CYRILLIC_O}ups", "T02", "CYRILLIC SMALL LETTER O"),
    Attack("a homoglyph in a quote", "quote: Police", f"quote: Poli{CYRILLIC_C}e", "E01", "CYRILLIC SMALL LETTER ES"),
    Attack("fullwidth digits in an item", 'item: "1"', f'item: "{FULLWIDTH_1}"', "N05", "U+FF11 FULLWIDTH DIGIT ONE"),
    Attack("fullwidth digits as a number", "first: 92", "first: \uff19\uff12", "S01", "the digits 0 to 9 alone"),
    Attack("Arabic digits in a date", "2026-11-23", "2026-11-\u0662\u0663", "S01", "ARABIC-INDIC DIGIT TWO"),
    Attack("a script in a note", "findings.\n", "findings.\n  note: A <script>alert(1)</script>.\n", "S02", "<script>"),
    Attack("a comment of HTML in a note", "findings.\n", "findings.\n  note: Nothing <!-- here.\n", "S02", "<!--"),
    Attack("a picture in a note", "findings.\n", "findings.\n  note: See ![x](https://x.org/y).\n", "S02", "](https"),
    Attack(
        "javascript: in a note", "findings.\n", 'findings.\n  note: "See javascript:alert(1)."\n', "S02", "javascript:"
    ),
    Attack("data: in a basis", "country: HR", 'country: HR\n  basis: "From Data:text/html,<b>x"', "S02", "Data:"),
    Attack(
        "a script in an answer", "findings.", "findings. <script>alert(1)</script>", "T02", "the source has nothing"
    ),
    Attack("a formula in an answer", "No findings.", '=HYPERLINK("https://x.org")', "T02", 'write "No findings."'),
    Attack("a path in the id of the query", f"query: {QUERY}", "query: ../../../etc", "N02", "../../../etc"),
    Attack("a path in the country", "country: HR", "country: ../HR", "N03", '"../HR" is not known'),
    Attack("an infinite number", "last: 95", "last: .inf", "F11", ".inf"),
    Attack("an octal number", "last: 95", "last: 0o137", "F11", "0o137"),
    Attack("a whole number with a point", "last: 95", "last: 95.0", "F11", "95.0"),
    Attack("a merge key", "respondent:\n", "respondent:\n  <<: {label: Austria}\n", "S01", '"<<" is not known'),
    Attack("a key that is a list", "label: Croatia", "? [label]\n  : Croatia", "F10", "a key must be a plain word"),
    Attack("a tag", "label: Croatia", "label: !!binary Q3JvYXRpYQ==", "F09", "tag:yaml.org,2002:binary"),
    Attack("a directive", "query: 2016", "%TAG ! tag:x.org,2000:\n---\nquery: 2016", "F09", "a directive"),
    Attack("a second document", "review:\n", "---\nreview:\n", "F07", "second YAML document"),
    Attack("a prototype", "label: Croatia", "label: Croatia\n  __proto__: {country: AT}", "S01", "__proto__"),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_in_a_record_is_refused_by_its_rule_which_names_it(checkout, attack):
    change(record(checkout, "HR"), attack.old, attack.new)
    refused = [p for p in Checker(checkout).record(record(checkout, "HR")) if p.rule == attack.rule]
    assert any(attack.clue in f"{p.message} {p.help}" for p in refused), refused


SOURCE_PATHS = ["../../etc/passwd", "/etc/passwd", "data/sources/../package.yaml", "data\\sources\\x.md", "data/sources/a%2fb",
                "data/sources/.hidden", "data/sources/", "data/sources/a\u0430.md", "file:///etc/passwd"]  # fmt: skip


@pytest.mark.parametrize("path", SOURCE_PATHS)
def test_a_query_cannot_name_a_source_elsewhere(checkout, path):
    head = checkout.queries / QUERY / "query.yaml"
    change(head, f"path: data/sources/{QUERY}.md", f"path: {path}")
    query, problems, _ = Checker(checkout).query(head.parent)
    assert query is None
    assert [p.rule for p in problems] == ["S01"]
    assert "root:" not in run("validate", root=checkout.root).stdout


def test_a_source_that_is_a_link_out_of_the_tree_is_not_read(checkout, tmp_path):
    source = checkout.sources / f"{QUERY}.md"
    source.rename(tmp_path / "outside.md")
    source.symlink_to(tmp_path / "outside.md")
    assert {"F00", "Q02"} <= {p.rule for p in Checker(checkout).folder(checkout.queries / QUERY).problems}


@pytest.mark.parametrize("name", ["data/queries/2016-elsewhere", f"data/queries/{QUERY}/responses", "data/sources"])
def test_a_folder_that_is_a_link_out_of_the_tree_is_not_read(checkout, tmp_path, name):
    folder, outside = checkout.root / name, tmp_path / "outside"
    (folder if folder.exists() else checkout.queries / QUERY).rename(outside)
    folder.symlink_to(outside)
    result = run("validate", root=checkout.root)
    assert result.returncode == 1, result.stderr
    assert ": F00 the file is a link, or lies outside the repository" in result.stdout
    assert run("normalise", root=checkout.root).returncode in (1, 2)
    assert not (checkout.build / "tables").exists()


NAMES = ["..%2fAT.yaml", "AT .yaml", "at.yaml", "A\nT.yaml", ".AT.yaml", "AT.yml", "AT.YAML", "AT.yaml.bak", "\u0410T.yaml",
         "AT\u202e.yaml", "-rf.yaml", "AT.yaml;id", "$(id).yaml", "::error ::x", "con.yaml", "\udcff.yaml"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_record_by_another_name_is_a_problem_and_its_name_does_no_harm(checkout, name):
    path = record(checkout, "AT")
    path.rename(path.with_name(name))
    found = [*Checker(checkout).folder(checkout.queries / QUERY).problems, *layout.check(checkout)]
    assert {"N01", "F15"} & {problem.rule for problem in found}
    for show in (as_text, as_github, as_json):
        assert _is_harmless(show(found))


@pytest.mark.parametrize("name", ["2016%2f..", "2016 x", "2016-X", "x\n::error ::y", "README.md", "\x1b[2J"])
def test_a_folder_that_is_no_id_is_refused(checkout, name):
    (checkout.queries / QUERY).rename(checkout.queries / name)
    result = run("validate", "--format", "github", root=checkout.root)
    assert result.returncode == 1, result.stderr
    assert "Q01" in {line.split(": ")[1][:3] for line in result.stdout.splitlines() if ": " in line}
    assert _is_harmless(result.stdout)


def _is_harmless(shown: str) -> bool:
    """Return whether no terminal and no runner of GitHub obeys anything but our own annotations."""
    theirs = [line for line in shown.split("\n") if not line.startswith("::error file=")]
    obeyed = any(line.lstrip().startswith("::") or "##[" in line for line in theirs)
    return not obeyed and all(c == "\n" or c.isprintable() for c in shown)


WORDS = "\x1b]0;x\x07 \x9b2J \u202e \n::set-output name=x::y\r\n##[stop-commands]z"


@pytest.mark.parametrize("show", [as_text, as_github, as_json])
@pytest.mark.parametrize("field", ["path", "message", "help"])
def test_words_of_anybody_steer_neither_terminal_nor_runner(show, field):
    problem = Problem("a.yaml", 1, 1, "X01", "wrong", "correct it")._replace(**{field: WORDS})
    shown = show([problem], lambda _: [WORDS]) if show is as_text else show([problem])
    assert _is_harmless(shown.replace("##[", "")) if show is as_json else _is_harmless(shown)
    assert show is not as_json or json.loads(shown)[0][field] == WORDS


def test_the_line_that_is_shown_is_harmless(checkout):
    change(record(checkout, "HR"), "  value: ongoing", "  value: '##[error]\x1b[2J\u202e'")
    assert _is_harmless(run("validate", record(checkout, "HR"), root=checkout.root).stdout)


def test_a_command_that_fixes_prints_no_name_or_value_raw(checkout):
    path = record(checkout, "HR").rename(record(checkout, "HR").with_name("x\n::error ::\x1b[2J.yaml"))
    change(path, "value: ongoing", 'value: "ongoing\\e"')
    for verb in ("format", "fix"):
        assert _is_harmless(run(verb, path, root=checkout.root).stdout)


# What a respondent may write, and the source then prints: carried as it stands.
CARRIED = ["=1+2", "+385 1 234", "-", "@police", "- No.", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "<b>No</b> & <i>",
           "[x](javascript:alert(1))", "javascript:alert(1)", "data:text/html,x", 'He said "no", twice', "N/A", "NULL",
           "&lt; & < >", "`code` *stars* _lines_", "::set-output name=x::y", "Възврат", "{{x}}", "${{ x }}"]  # fmt: skip


def test_hostile_words_that_the_source_prints_are_carried_as_they_stand_and_come_alive_nowhere(checkout):
    _plant(checkout, CARRIED)
    validated, built = run("validate", root=checkout.root), run("normalise", root=checkout.root)
    assert (validated.returncode, built.returncode) == (0, 0), validated.stdout + built.stderr
    with (checkout.build / "tables" / "answers.csv").open(encoding="utf-8", newline="") as file:
        texts = [r["text"] for r in csv.DictReader(file) if (r["country_code"], r["item"]) == ("HR", "1")]
    assert texts[0].split("\n")[1:] == CARRIED
    raw = (checkout.build / "tables" / "answers.csv").read_text("utf-8")
    assert "'=" not in raw  # no mark before a formula: the cell is what the respondent wrote
    with (checkout.build / "tables" / "references.csv").open(encoding="utf-8", newline="") as file:
        assert [r for r in csv.DictReader(file) if r["country_code"] == "HR"] == []


def _plant(checkout, lines: list[str]) -> None:
    """Have source and record of Croatia say ``lines`` after the answer to question 1, and quote each."""
    source, path = checkout.sources / f"{QUERY}.md", record(checkout, "HR")
    printed = "solely open groups/sources."
    # The conversion marks bold type and underlining, and parts cells by pipes: those it could not print.
    assert not any("**" in line or "<u>" in line for line in lines)
    told = [line.replace("|", " ") for line in lines]
    lines[:] = [" ".join(line.split()) for line in told]
    change(source, printed, " ".join([printed, *lines]))
    segments = "".join(_segment(line) for line in lines)
    change(path, '- item: "2"\n', f'{segments}- item: "2"\n')
    quotes = "".join(f'  - item: "1"\n    quote: |-\n      {line}\n' for line in ("<script>", "[x](java"))
    change(path, "  value: ongoing\n  evidence:\n", f"  value: ongoing\n  evidence:\n{quotes}")
    change(
        checkout.queries / QUERY / "query.yaml",
        _after(checkout.queries / QUERY / "query.yaml", "  sha256: "),
        _sha256(source),
    )
    query, _, _ = Checker(checkout).query(checkout.queries / QUERY)
    assert query is not None
    assert [problem.rule for problem in Checker(checkout).record(path)] == ["V02"]
    assert run("review", "--yes", path, root=checkout.root).returncode == 0


def _segment(line: str) -> str:
    status = "placeholder" if line.casefold() in ("-", "n/a") else "answered"
    return f'- item: "1"\n  assignment: inferred\n  status: {status}\n  text: |-\n    {line}\n'


def _after(path, head: str) -> str:
    return path.read_text("utf-8").split(head, 1)[1].split("\n", 1)[0]


def _sha256(path) -> str:
    from ahq.core.digests import sha256

    return sha256(path.read_bytes())


def test_no_document_makes_mark_up_of_an_answer(checkout):
    _plant(checkout, list(CARRIED))
    assert run("normalise", root=checkout.root).returncode == 0
    built = checkout.build / "tables"
    staged = package.stage(checkout, built_schemas(built), built)
    shown = generated.files(checkout, staged)[f"docs/codebook-{QUERY}.md"].decode()
    assert '"&lt;script>"' in shown
    assert '"\\[x\\](java"' in shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("<img src=x>", "&lt;img src=x>"),
        ("[x](javascript:y)", "\\[x\\](javascript:y)"),
        ("![x](y)", "!\\[x\\](y)"),
        ("<javascript:x>", "&lt;javascript:x>"),
        ("&lt;b&gt; & &#60;", "&amp;lt;b&amp;gt; & &amp;#60;"),
        ("`a` *b* \\[c\\", "\\`a\\` \\*b\\* \\\\\\[c\\\\"),
        ("a\n# b\n- c", "a # b - c"),
        ("https://example.org/a_b", "https://example.org/a_b"),
    ],
)
def test_plain_text_has_no_mark_up(words, shown):
    assert documents.plain(words) == shown


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "data:text/html,x", "JavaScript://x", "ftp://x.org", "//x.org", "file:///x"]
)
def test_only_links_of_the_web_are_links(text):
    assert mentions.links(f"See {text} and <a href='{text}'>.") == []


def test_a_link_ends_before_mark_up():
    assert [s.found for s in mentions.links('<a href="https://x.org/a">b</a> <http://y.org>')] == [
        "https://x.org/a",
        "http://y.org",
    ]


GIANTS = {
    "zero-width characters": "\u200b",
    "lines of one space": " \n",
    "carriage returns": "\r",
    "opened links": "![",
    "opened tags": "<a",
    "opened lists": "[",
    "keys": "x: 1\n",
    "documents": "---\n",
}


@pytest.mark.parametrize("place", ["at the end", "in a note"])
@pytest.mark.parametrize("name", GIANTS)
def test_a_file_full_of_problems_is_told_in_time_proportional_to_its_size(checkout, name, place):
    def seconds(size: int) -> float:
        path.write_text(_filled(sound, GIANTS[name] * (size // len(GIANTS[name].encode())), place), "utf-8", newline="")
        start = time.perf_counter()
        checker.record(path)
        return time.perf_counter() - start

    path = record(checkout, "HR")
    sound, checker = path.read_text("utf-8"), Checker(checkout)
    small, big = (min(seconds(size) for _ in range(2)) for size in (MAX_BYTES // 128, MAX_BYTES // 8))
    assert big < 16 * 8 * max(small, 0.002)  # sixteen times the bytes; if it took the square it were 256 times the time


def _filled(sound: str, filling: str, place: str) -> str:
    if place == "at the end":
        return sound + filling
    return sound.replace("findings.\n", f"findings.\n  note: {json.dumps(filling)}\n", 1)


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX alone")
def test_a_name_that_is_not_utf8_is_told(checkout):
    path = record(checkout, "AT")
    os.rename(path, os.fsencode(path.parent) + b"/\xff\xfe.yaml")
    assert run("validate", root=checkout.root).returncode == 1
    assert "Traceback" not in run("normalise", root=checkout.root).stderr
