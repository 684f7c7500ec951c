"""The hand-kept lists of ``data/reference``, checked as they are written: head, cells, values and keys, with their lines."""

import io
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ahq.core import csv_tables, table_schemas, text
from ahq.core.checkout import Checkout
from ahq.core.csv_tables import Line, NotCsv
from ahq.core.problems import Problem
from ahq.corpus import variable_names
from ahq.corpus.code_lists import key_of, names_of
from ahq.corpus.record import NOT_DISSEMINATED
from ahq.rules import file
from ahq.rules.base import Example, Rule

LISTS: Rule[Checkout] = Rule(
    "R01",
    "data",
    "A list of data/reference is CSV in UTF-8, with the columns, the values and the keys of its table.",
    "records are checked against these lists, and they are published as tables",
    "compare with other lines of the list",
    Example(
        'kind: "authorty" is not one of the allowed values',
        words="`authorty` for `authority` in the column kind of entities.csv",
    ),
    asked_in="scripts/ahq/rules/code_lists.py",
)
COUNTRIES: Rule[Checkout] = Rule(
    "R02",
    "data",
    "A country of countries.csv has the codes and the name of ISO 3166-1 (as EU code EL and UK for GR and GB), and none of its printed names is that of another, or says that nobody is named.",
    "two names that change places put the answers of one state under another, in every table",
    "correct the line; pycountry holds the standard",
    Example(
        'HR has the name "Croatia" in ISO 3166-1, and here "Slovenia"', words="the names of two countries, exchanged"
    ),
    asked_in="scripts/ahq/rules/code_lists.py",
)
NAMES: Rule[Checkout] = Rule(
    "R03",
    "data",
    "variable_names.csv of a query has a line for each variable and code, with a name that Stata takes or a number, no two the same.",
    "whoever wrote a program for the Stata or SPSS file of one version must find the same names and numbers in every later one",
    "put back the lines that were there (`git diff` shows them); `make` adds a line for what is new",
    Example(
        "platforms_used_whatsapp is the name of line 12 already",
        words="the same name for two codes in variable_names.csv",
    ),
    asked_in="scripts/ahq/rules/code_lists.py",
)
RULES = (LISTS, COUNTRIES, NAMES)
EU_CODES = {"GR": "EL", "GB": "UK"}  # where the institutions of the EU write another code than ISO 3166-1
_NAME_NOBODY = frozenset(
    {"blocked", "unknown", "anonymous", "anonymised", "undisclosed", "confidential", "none", "other"}
)
TABLES = ("countries", "entities", "retired")
_OF_SEVERAL = ("aliases", "printed_names")  # columns of names with a semicolon between them
_TRUTH: dict[str, Any] = {"type": "boolean", "constraints": {"required": True}}
# The one list that is no table of its own: the table of codes holds its codes, for each variable.
MISSING_CODES: dict[str, Any] = {
    "fields": [
        {"name": "code", "type": "string", "constraints": {"required": True, "pattern": "[a-z]+(-[a-z]+)*"}},
        {"name": "definition", "type": "string", "constraints": {"required": True}},
        {"name": "needs_quote", **_TRUTH},
        {"name": "in_records", **_TRUTH},
    ],
    "primaryKey": ["code"],
}
VARIABLE_NAMES: dict[str, Any] = {
    "fields": [
        {"name": "variable_id", "type": "string"},
        {"name": "code", "type": "string"},
        {
            "name": "name",
            "type": "string",
            "constraints": {"pattern": f"[a-z][a-z0-9_]{{0,{variable_names.MOST - 1}}}"},
        },
        {"name": "number", "type": "integer", "constraints": {"pattern": "-?[1-9][0-9]{0,3}"}},
    ],
    "primaryKey": ["variable_id", "code"],
}


def paths(checkout: Checkout) -> dict[Path, dict[str, Any]]:
    """Return the lists of a checkout, each with its Table Schema."""
    known = {f"{name}.csv": table_schemas.schema(name) for name in TABLES} | {"missing_codes.csv": MISSING_CODES}
    return {checkout.reference / name: schema for name, schema in known.items()}


def check(checkout: Checkout) -> list[Problem]:
    """Return the problems of every list."""
    known = paths(checkout)
    found = [problem for path, schema in known.items() for problem in check_list(checkout, path, schema)]
    return found or _of_missing_codes(checkout, next(path for path in known if path.name == "missing_codes.csv"))


def _of_missing_codes(checkout: Checkout, path: Path) -> list[Problem]:
    """Return whether the code is lost that every coding of a respondent without dissemination has."""
    lines = csv_tables.rows(io.StringIO(path.read_text("utf-8"), newline=""))
    if any((row["code"], row["in_records"]) == (NOT_DISSEMINATED, "false") for _, row in lines):
        return []
    said = f'the code "{NOT_DISSEMINATED}", with in_records false, is missing'
    help_ = "it is published for each respondent that did not agree to dissemination, and no record has it"
    return [LISTS.problem(checkout.name(path), said, help_, (1, 1))]


def check_list(checkout: Checkout, path: Path, schema: dict[str, Any], rule: Rule[Checkout] = LISTS) -> list[Problem]:
    """Return the problems of one list."""
    data, problems = file.read(path, checkout)
    if data is None:
        return problems
    name = checkout.name(path)
    if wrong := text.not_utf8(data):
        line, _, said = wrong
        return [rule.problem(name, said, "save the file with the encoding UTF-8", (line, 1))]
    try:
        lines = csv_tables.lines(io.StringIO(data.decode("utf-8"), newline=""))
        return [rule.problem(name, said, help_, (line, 1)) for line, said, help_ in _problems(lines, schema)]
    except NotCsv as error:
        return [rule.problem(name, error.message, "close each quotation mark", (error.line, 1))]


def check_names(checkout: Checkout) -> list[Problem]:
    """Return the problems of the names that queries keep for Stata and SPSS; no record is judged by these."""
    files = [folder / variable_names.NAME for folder in checkout.query_folders()]
    return [problem for path in files if path.exists() for problem in _of_names(checkout, path)]


def _of_names(checkout: Checkout, path: Path) -> list[Problem]:
    problems = check_list(checkout, path, VARIABLE_NAMES, NAMES)
    if problems:
        return problems
    name = checkout.name(path)
    seen: dict[tuple[str, str], int] = {}
    lines = csv_tables.rows(io.StringIO(path.read_text("utf-8"), newline=""))
    for line, row in lines:
        own = ("", row["name"]) if row["name"] else (row["variable_id"], row["number"])
        if bool(row["name"]) == bool(row["number"]):
            problems.append(
                NAMES.problem(name, "the line must have either a name or a number, and not both", place=(line, 1))
            )
        elif own in seen:
            what = f"{own[1]} is the {'name' if row['name'] else 'number'} of line {seen[own]} already"
            problems.append(NAMES.problem(name, what, place=(line, 1)))
        seen.setdefault(own, line)
    return problems


def _problems(lines: Iterator[Line], schema: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
    """Yield line, message and help of each problem. A list may have columns of its own: where a fact comes from."""
    head = next(lines, Line(1, [])).cells
    lost = [name for name in table_schemas.columns(schema) if head.count(name) != 1]
    if lost:
        said = f"the column {lost[0]} is {'a duplicate' if lost[0] in head else 'missing'}"
        yield 1, said, f"the columns are {', '.join(table_schemas.columns(schema))}"
        return
    fields = {field["name"]: field for field in schema["fields"]}
    seen: dict[tuple, int] = {}
    sound: set[tuple[str, str]] = set()  # cells by column: most stand in many lines
    for line, row in lines:
        if len(row) != len(head):
            help_ = "a comma separates two cells; a cell that holds one goes in quotation marks"
            yield line, f"the line has {len(row)} cells, and the list has {len(head)} columns", help_
            continue
        cells = dict(zip(head, row, strict=True))
        for name, field in fields.items():
            if (name, cells[name]) not in sound:
                wrong = list(_of_cell(field, cells[name]))
                yield from ((line, *said) for said in wrong)
                if not wrong:
                    sound.add((name, cells[name]))
        key = tuple(cells[name] for name in schema["primaryKey"])
        if key in seen:
            yield line, f"{', '.join(key)} is a duplicate of line {seen[key]}", "delete one of the two"
        seen.setdefault(key, line)


def _of_cell(field: dict[str, Any], cell: str) -> Iterator[tuple[str, str]]:
    """Yield message and help where a cell breaks its field."""
    limits = field.get("constraints", {})
    parts = cell.split(";") if field["name"] in _OF_SEVERAL else [cell]
    if any(part != part.strip() for part in parts) or (cell and "" in parts):
        yield (
            f"{_shown(field, cell)} has a space at its beginning or end, or nothing between two semicolons",
            "delete it",
        )
    elif not cell:
        if limits.get("required"):
            yield f"{field['name']} is empty", field.get("description", "write its value")
    elif "enum" in limits and cell not in limits["enum"]:
        yield f"{_shown(field, cell)} is not one of the allowed values", text.did_you_mean(cell, limits["enum"])
    elif "pattern" in limits and not re.fullmatch(limits["pattern"], cell):
        yield f"{_shown(field, cell)} does not have the form {limits['pattern']}", field.get("description", "")
    elif field["type"] == "boolean" and cell not in ("true", "false"):
        yield f"{_shown(field, cell)} is neither true nor false", "write true or false"
    elif field["type"] == "date" and not text.is_day(cell):
        yield f"{_shown(field, cell)} is not a day of the calendar", "write YYYY-MM-DD"


def _shown(field: dict[str, Any], cell: str) -> str:
    return f'{field["name"]}: "{text.shorten(cell)}"'


def check_countries(checkout: Checkout) -> list[Problem]:
    """Return where countries.csv is not what ISO 3166-1 says, by pycountry; the list must hold by the rule of lists."""
    path = checkout.reference / "countries.csv"
    lines = list(csv_tables.rows(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))
    owner: dict[str, str] = {}
    found = []
    for line, row in lines:
        found += [COUNTRIES.problem(checkout.name(path), said, "", (line, 1)) for said in _of_country(row, owner)]
    return found


def _of_country(row: dict[str, str], owner: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with a country; ``owner`` learns whose each name is."""
    code = row["country_code"]
    standard = _iso_3166_1().get(code)
    if standard is None and not code.startswith("X"):  # X is left to users: XK is written for Kosovo
        yield f"{code} is no code of ISO 3166-1"
    if standard is not None:
        if row["alpha3"] != standard["alpha_3"]:
            yield f'{code} has the alpha-3 code {standard["alpha_3"]} in ISO 3166-1, and here "{row["alpha3"]}"'
        known = [standard.get(key, "") for key in ("common_name", "name", "official_name")]
        if row["name"] not in known:
            yield f'{code} has the name "{next(filter(None, known))}" in ISO 3166-1, and here "{text.shorten(row["name"])}"'
    if row["eu_code"] != EU_CODES.get(code, code):
        yield f'{code} has the EU code {EU_CODES.get(code, code)}, and here "{row["eu_code"]}"'
    for name in names_of(row):
        yield from _of_name(code, name, owner)


def _of_name(code: str, name: str, owner: dict[str, str]) -> Iterator[str]:
    shown = f'{code} has the printed name "{text.shorten(name)}", which'
    whose = owner.setdefault(key_of(name), code)
    other = _codes_by_name().get(key_of(name), code)
    if whose != code:
        yield f"{shown} {whose} has too"
    elif other != code:
        yield f"{shown} is that of {other} in ISO 3166-1"
    elif not key_of(name) or _NAME_NOBODY.intersection(re.findall(r"\w+", name.casefold())):
        yield f"{shown} names nobody"


@cache
def _iso_3166_1() -> dict[str, dict[str, str]]:
    """Return the countries of ISO 3166-1 by their alpha-2 code, as pycountry has them in its file."""
    # Its own classes take as long to load as the check of forty records.
    found = find_spec("pycountry")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("No module named 'pycountry'", name="pycountry")
    data = json.loads((Path(found.origin).parent / "databases" / "iso3166-1.json").read_text("utf-8"))
    return {country["alpha_2"]: country for country in data["3166-1"]}


@cache
def _codes_by_name() -> dict[str, str]:
    """Return the code of each name and code of ISO 3166-1."""
    return {
        key_of(country[key]): code
        for code, country in _iso_3166_1().items()
        for key in ("alpha_2", "alpha_3", "name", "common_name", "official_name")
        if country.get(key)
    } | {key_of(eu): code for code, eu in EU_CODES.items()}
