"""Write the draft of a query: its folder, with what was asked and an empty codebook.

Usage: new_query.py --title TITLE --date YYYY-MM-DD --questions FILE [--id ID] [--source FILE] [--root FOLDER]

The file of questions has one a line: "1. Do you …?" is a question, "1a. If so, …" a part that asks for an answer of its
own, "1a) they should …" an option to be chosen among others. The id is the year and the words of the title, unless ID
is given. FILE of --source stands in data/sources. A folder that is there is never touched, and none is ever left half
written. Exits 0 where the draft was written, 1 where the input has problems (all are shown), 2 where it could not run.
"""

import argparse
import os
import re
import sys
from pathlib import Path

from ahq.core import commands, json_schema
from ahq.core.checkout import Checkout
from ahq.core.digests import sha256
from ahq.core.files import MAX_BYTES, MAX_SOURCE_BYTES, create_folder
from ahq.core.problems import Problem, as_text
from ahq.core.text import HIDDEN, is_day, name_of, not_utf8, shorten
from ahq.importing import drafts, ids
from ahq.rules import file, query, shape
from ahq.rules.base import Rule

_QUESTION = re.compile(r"\s*(?P<number>[1-9][0-9]?)(?P<letter>[a-z]?)(?P<end>[.)])\s+(?P<text>\S.*)")
_FORM = 'write "1. text" for a question, "1a. text" for a part, "1a) text" for an option'
_KINDS = {(False, "."): "question", (True, "."): "part", (True, ")"): "option"}  # (lettered, sign behind it)


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("new-query", __doc__)
    parser.add_argument("--title", required=True, help="the title as printed")
    parser.add_argument("--date", required=True, help="day of the request, YYYY-MM-DD")
    parser.add_argument(
        "--questions", required=True, metavar="FILE", help='one question a line: "1. …", "1a. …", "1a) …"'
    )
    parser.add_argument("--id", default="", help="year and subject; also the name of the folder")
    parser.add_argument("--source", default="", metavar="FILE", help="the archived compilation, in data/sources")
    options = parser.parse_args(arguments)
    return _new_query(commands.checkout(options.root), options)


def _new_query(checkout: Checkout, options: argparse.Namespace) -> int:
    title = " ".join(options.title.split())
    id_ = options.id or ids.make(title, options.date) or ""
    questions, problems = _questions(checkout, Path(options.questions))
    source, source_problems = _source(checkout, options.source)
    named = [*_title(title), *_date(options.date)]
    if options.id or not named:  # no id can be made of what is wrong
        named += _id_problems(checkout, id_, options.id)
    problems = [*named, *problems, *source_problems]
    if problems:
        sys.stderr.write(as_text(problems))
        print("new-query: nothing was written", file=sys.stderr)
        return 1
    known = {"id": id_, "title": title, "request_date": options.date, "questions": questions, "source": source}
    texts = {"query.yaml": drafts.query(known), "codebook.yaml": drafts.codebook(id_, questions[0]["item"])}
    create_folder(checkout, checkout.queries / id_, {name: text.encode() for name, text in texts.items()})
    print(_what_next(checkout.name(checkout.queries / id_), source))
    return 0


def _questions(checkout: Checkout, path: Path) -> tuple[list[dict], list[Problem]]:
    """Return the questionnaire that a file lists, and the problems of its lines."""
    name = checkout.name(path)
    try:
        if path.stat().st_size > MAX_BYTES or not path.is_file():
            return [], [
                file.CAN_BE_READ.problem(name, "this is not a list of questions", "name a text file", place=(0, 0))
            ]
        data = path.read_bytes()
    except FileNotFoundError:
        return [], [
            file.CAN_BE_READ.problem(
                name, "there is no such file", "name a text file with one question a line", place=(0, 0)
            )
        ]
    if wrong := not_utf8(data):
        line, column, said = wrong
        return [], [file.is_utf8.problem(name, said, "save the file with the encoding UTF-8", place=(line, column))]
    return _read_lines(name, data.decode("utf-8-sig").replace("\r\n", "\n").split("\n"))


def _read_lines(name: str, lines: list[str]) -> tuple[list[dict], list[Problem]]:
    questions: dict[str, dict] = {}
    problems = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        said, column, rule, help_ = _line_problem(line, questions)
        if said:
            problems.append(rule.problem(name, said, help_, (number, column)))
        if match := _QUESTION.fullmatch(line):
            question = _question(match)
            questions.setdefault(question["item"], question)
    if not questions and not problems:
        problems.append(file.holds_one_document.problem(name, "no question stands in this file", _FORM, place=(0, 0)))
    return list(questions.values()), problems


def _line_problem(line: str, before: dict[str, dict]) -> tuple[str, int, Rule, str]:
    """Return what is wrong with one line, its column, the rule and the help; nothing said where nothing is."""
    start = len(line) - len(line.lstrip()) + 1
    match = _QUESTION.fullmatch(line)
    if match is None or (bool(match["letter"]), match["end"]) not in _KINDS:
        return (
            f'"{shorten(line)}" does not begin with the number of a question',
            start,
            shape.has_the_shape_of_its_schema,
            _FORM,
        )
    if hidden := HIDDEN.search(" ".join(match["text"].split())):
        column = line.index(hidden.group(), match.start("text")) + 1
        return (
            f"the character {name_of(hidden.group())} is invisible",
            column,
            file.shows_all_characters,
            "delete it",
        )
    item = match["number"] + match["letter"]
    if item in before:
        return (
            f'the item "{item}" is a duplicate',
            start,
            query.parts_have_parents,
            "give each item a number of its own",
        )
    if match["letter"] and match["number"] not in before:
        said = f'the parent "{match["number"]}" does not stand before "{item}"'
        return said, start, query.parts_have_parents, f'put "{match["number"]}. …" before it'
    return "", 0, shape.has_the_shape_of_its_schema, ""


def _question(match: re.Match) -> dict:
    question = {"item": match["number"] + match["letter"], "text": " ".join(match["text"].split())}
    if match["letter"]:
        question["parent"] = match["number"]
    return question | {"kind": _KINDS.get((bool(match["letter"]), match["end"]), "question")}


def _title(title: str) -> list[Problem]:
    if not title:
        return [
            shape.has_the_shape_of_its_schema.problem(
                "--title", "the title is empty", "copy it from the compilation", place=(0, 0)
            )
        ]
    if hidden := HIDDEN.search(title):
        said = f"the character {name_of(hidden.group())} is invisible"
        return [file.shows_all_characters.problem("--title", said, "delete it", place=(0, 0))]
    return []


def _date(day: str) -> list[Problem]:
    if is_day(day):
        return []
    return [
        shape.has_the_shape_of_its_schema.problem(
            "--date", f'"{shorten(day)}" is not a day of the calendar', "write it as YYYY-MM-DD", place=(0, 0)
        )
    ]


def _id_problems(checkout: Checkout, id_: str, given: str) -> list[Problem]:
    if not ids.is_one(id_):
        if not given:  # the title has no letter of a to z
            return [
                shape.has_the_shape_of_its_schema.problem(
                    "--id", "no id can be made of the date and the title", "give one: 2016-subject", place=(0, 0)
                )
            ]
        return [
            shape.has_the_shape_of_its_schema.problem(
                "--id", f'"{shorten(id_)}" is not an id', "write year and subject: 2016-subject", place=(0, 0)
            )
        ]
    if os.path.lexists(checkout.queries / id_):
        name = checkout.name(checkout.queries / id_)
        return [
            query.id_is_the_folder.problem(
                name, "the query already exists, and was left unchanged", "give another id", place=(0, 0)
            )
        ]
    return []


def _source(checkout: Checkout, named: str) -> tuple[dict, list[Problem]]:
    """Return path and hash of an archived source, as ``query.yaml`` has them; nothing where none is named."""
    if not named:
        return {}, []
    path = checkout.locate(named)
    name = checkout.name(path)
    if path.suffix.casefold() in (".pdf", ".docx"):
        said = f"make import SOURCE={named} reads it, and writes the query with the drafts of its records"
        return {}, [
            query.source_is_the_archived_one.problem(
                name, "this is a compilation as it was published, not its archived text", said, place=(0, 0)
            )
        ]
    if not re.fullmatch(_schema()["source"]["properties"]["path"]["pattern"], name):
        return {}, [
            query.source_is_the_archived_one.problem(
                name, "this is not a file in data/sources", "archive the source there first", place=(0, 0)
            )
        ]
    data, problems = file.read(path, checkout, MAX_SOURCE_BYTES)
    if data is None:
        return {}, problems
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return {}, [
            query.source_is_the_archived_one.problem(
                name, f"the source is not UTF-8: {error.reason}", "archive its text as UTF-8", place=(0, 0)
            )
        ]
    return {"path": name, "sha256": sha256(data)}, []


def _schema() -> dict:
    return json_schema.schema("query")["properties"]


def _what_next(folder: str, source: dict) -> str:
    lines = [f"wrote {folder}/query.yaml and {folder}/codebook.yaml"]
    if not source:
        lines.append("no source was named: archive the compilation in data/sources, and write its path and SHA-256")
    lines.append(f'next: fill in each "{drafts.UNFILLED}" of both files, and check them with')
    lines.append(f"  make validate FILES={folder}/query.yaml")
    lines.append(f"then begin each record with\n  make new QUERY={folder.rpartition('/')[2]} COUNTRY=…")
    return "\n".join(lines)


if __name__ == "__main__":
    commands.run("new-query", main)
