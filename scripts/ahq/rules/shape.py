"""S: the shape. The record against its JSON Schema, and our own prose in it."""

import re
from collections.abc import Iterator
from typing import Any

from ahq.core import text
from ahq.core.problems import Edit, Repair
from ahq.core.strict_yaml import KEY, Path
from ahq.rules.base import Example, Rule, Subject, Violation, rule
from ahq.rules.marks import AS_A_LIST

OF_A_LIST = frozenset({"uniqueItems", "minItems", "maxItems"})
VERBATIM = frozenset({"text", "quote"})  # nobody but a person changes how these are written


@rule(
    "S01",
    "record",
    "A record has the keys and the kinds of values that its JSON Schema names, and no others.",
    why="a misspelt key would be read by nobody, and a value of another kind would not fit into its column",
    repair="see the description of the field in schemas/response.schema.json",
    example=Example('"true" is not true or false', "HR", "wider_dissemination: true", 'wider_dissemination: "true"'),
    fixable=True,
)
def has_the_shape_of_its_schema(subject: Subject) -> Iterator[Violation]:
    yield from against_schema(subject)


def against_schema(subject: Subject) -> Iterator[Violation]:
    """Yield where a file is against its JSON Schema; nothing where it has none."""
    if subject.schema is None or subject.schema.is_valid(subject.value):
        return
    errors = list(subject.schema.iter_errors(subject.value))
    misspelt = {wrong: meant for error in errors for wrong, meant in _misspelt_keys(error, subject.kind)}
    for error in errors:
        yield from _explain(error, subject, misspelt)


def _misspelt_keys(error: Any, kind_of_file: str) -> Iterator[tuple[Path, str]]:
    """Yield the path of each unknown key that misspells one which is not there, with that."""
    if error.kind.name != "additionalProperties":
        return
    path = tuple(error.instance_path)
    for key in error.kind.unexpected:
        absent = KEYS_AT.get(_steps(path, kind_of_file), frozenset()).difference(error.instance)
        meant = None if _elsewhere(key, kind_of_file) else text.nearest(key, absent)
        if meant:
            yield (*path, key), meant


def _explain(error: Any, subject: Subject, misspelt: dict[Path, str]) -> Iterator[Violation]:
    """Yield a violation for one error of jsonschema-rs, in the words of a person."""
    path, kind = tuple(error.instance_path), error.kind
    if kind.name == "additionalProperties":
        yield from (_unknown_key(path, key, subject.kind, misspelt.get((*path, key))) for key in kind.unexpected)
    elif kind.name == "required":
        if (*path, kind.property) not in {(*wrong[:-1], meant) for wrong, meant in misspelt.items()}:
            yield _missing_key(path, kind.property, subject.kind)
    elif kind.name == "type":
        said = f"{_shown(error.instance)} is not {_type_words(kind.types)}"
        yield Violation(path, said, _type_help(kind, error), _in_quotation_marks(subject, path, kind, error.instance))
    else:
        said, help_ = _wrong_value(error, ABOUT.get(_steps(path, subject.kind), ""))
        where = (*path, AS_A_LIST) if kind.name in OF_A_LIST else path
        yield Violation(where, said, help_, weak=kind.name == "pattern")


def _unknown_key(path: Path, key: str, kind_of_file: str, meant: str | None) -> Violation:
    said, where = f'the key "{text.shorten(key)}" is not known here', (*path, key, KEY)
    if meant:
        return Violation(where, said, text.did_you_mean(key, [meant]), concerns=((*path, meant),))
    known = KEYS_AT.get(_steps(path, kind_of_file), frozenset())
    return Violation(where, said, _elsewhere(key, kind_of_file) or text.did_you_mean(key, known))


def _missing_key(path: Path, key: str, kind_of_file: str) -> Violation:
    about = ABOUT.get(_steps((*path, key), kind_of_file), "")
    help_ = f'add "{key}:"' + (f" ({about})" if about else "")
    return Violation(path, f'the key "{key}" is missing', help_, concerns=((*path, key),))


def _wrong_value(error: Any, about: str) -> tuple[str, str]:
    name = error.kind.name
    if name == "enum":
        return f"{_shown(error.instance)} is not one of the allowed values", text.did_you_mean(
            error.instance, error.kind.options
        )
    if name == "const":
        return f"{_shown(error.instance)} is not the value that belongs here", f"write {error.kind.expected_value}"
    if name == "pattern":
        odd = text.foreign(error.instance)
        return f"{_shown(error.instance)} does not have the form {error.kind.pattern}{odd}", about
    if name == "minLength":
        short = f"{_shown(error.instance)} is shorter than {error.kind.limit} characters"
        said = short if error.instance else "the text is empty"
        return said, f'{about} What follows " #" is a comment, unless it is in quotation marks.'.strip()
    if name == "uniqueItems":
        return f"{_shown(error.instance)} has a duplicate", "delete the duplicate"
    if name in ("oneOf", "anyOf"):
        return f"{_shown(error.instance)} has none of the forms that are allowed here", about
    return text.shorten(error.message, 200), about


def _steps(path: Path, kind_of_file: str) -> Path:
    return (kind_of_file, *("[]" if isinstance(step, int) else step for step in path))


def _elsewhere(key: str, kind_of_file: str) -> str:
    """Return where a key belongs that is known in other places alone; empty where it is known nowhere."""
    places = [steps[1:] for steps, keys in KEYS_AT.items() if steps[0] == kind_of_file and key in keys]
    return f"it belongs {' or '.join(map(_in_words, places))}" if places else ""


def _in_words(place: Path) -> str:
    return f"under {'.'.join(place).replace('.[]', '[]')}" if place else "at the top"


def _shown(value: Any) -> str:
    return f'"{text.shorten(value)}"' if isinstance(value, str) else text.shorten(repr(value))


def _type_words(types: Any) -> str:
    names = {
        "string": "text",
        "boolean": "true or false",
        "array": "a list",
        "object": "keys and values",
        "integer": "a whole number",
    }
    return " or ".join(names.get(t, f"a {t}") for t in types)


def _type_help(kind: Any, error: Any) -> str:
    if "string" in kind.types and not isinstance(error.instance, (dict, list)):
        return f'put it in quotation marks: "{error.instance}"'
    if "string" in kind.types:
        return 'write one text alone, without brackets; one that holds ": " goes in quotation marks'
    if "boolean" in kind.types:
        return "write true or false, without quotation marks"
    if {"integer", "number"}.intersection(kind.types):
        return "write the digits 0 to 9 alone, with no quotation marks and no sign after them"
    if "array" in kind.types:
        return "write a list: [one, two], or a line that begins with a dash for each"
    return "put its keys on lines of their own below it, indented by two spaces"


def _in_quotation_marks(subject: Subject, path: Path, kind: Any, value: Any) -> Repair | None:
    """Return the repair of a number that is meant as text; the text of an answer is never touched."""
    if "string" not in kind.types or not isinstance(value, (int, float)) or VERBATIM.intersection(path[-1:]):
        return None
    written = str(value).lower() if isinstance(value, bool) else str(value)
    edit = subject.replacement(path, written, f'"{written}"')
    return Repair((edit,), f'put "{written}" in quotation marks') if isinstance(edit, Edit) else None


# What an error does not say is learned when schemas are compiled: the known keys, what a field is.
KEYS_AT: dict[Path, frozenset[str]] = {}
ABOUT: dict[Path, str] = {}


def learn_keys(schema: dict[str, Any], *path: str) -> None:
    """Fill ``KEYS_AT`` with the keys that ``schema`` knows at each path, ``ABOUT`` with its descriptions; lists are ``[]``."""
    ABOUT[path] = schema.get("description", "")
    if "properties" in schema:
        KEYS_AT[path] = frozenset(schema["properties"])
        for key, child in schema["properties"].items():
            if isinstance(child, dict):
                learn_keys(child, *path, key)
    if isinstance(schema.get("items"), dict):
        learn_keys(schema["items"], *path, "[]")


# Fields that we write ourselves. All else is the source's: it is carried as it stands, whatever it is.
OUR_PROSE = {
    "response": frozenset({"note", "basis", "reason"}),
    "query": frozenset({"origin", "rights"}),
    "codebook": None,  # every text of it
}
_LIVE = re.compile(r"</?[A-Za-z!?]|\b(?:javascript|vbscript|data):\S|\]\(", re.IGNORECASE)

_SUSPECT = (b"<", b"\\", b"](", b"script:", b"data:")  # nearly no file has any of them: a quick look is enough


@rule(
    "S02",
    "record",
    "Our own prose (notes, reasons, the codebook) is plain text: no HTML, no Markdown links, no `javascript:` or `data:`.",
    why="notes are shown on web pages, where a script in one would run",
    repair="say it in words; write an address out",
    example=Example(
        '"<b>No</b> number is printed; assigned by" is mark-up or a link',
        "AT",
        "note: No number is printed;",
        "note: <b>No</b> number is printed;",
    ),
)
def our_prose_is_plain(subject: Subject) -> Iterator[Violation]:
    lowered = subject.data.lower()
    if not any(mark in lowered for mark in _SUSPECT):
        return
    fields = OUR_PROSE.get(subject.kind)
    for path, words in _texts(subject.value, ()):
        live = _LIVE.search(words) if fields is None or fields.intersection(path[-1:]) else None
        if live:
            shown = text.shorten(words[live.start() : live.start() + 40])
            yield Violation(path, f'"{shown}" is mark-up or a link')


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    for key, child in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        yield from _texts(child, (*path, key))


RULES: tuple[Rule[Subject], ...] = (has_the_shape_of_its_schema, our_prose_is_plain)
