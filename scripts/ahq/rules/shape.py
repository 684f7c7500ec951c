"""S: the shape. The record against its JSON Schema, and our own prose in it."""

import re

from ahq.core import text
from ahq.core.strict_yaml import KEY
from ahq.rules.base import Example, Subject, Violation, rule


@rule(
    "S01",
    "A record has the keys and the kinds of values that its JSON Schema names, and no others.",
    "see the description of the field in schemas/response.schema.json",
    example=Example("HR", "wider_dissemination: true", 'wider_dissemination: "true"'),
)
def has_the_shape_of_its_schema(subject: Subject):
    for error in subject.schema.iter_errors(subject.value):
        path = tuple(error.instance_path)
        if error.kind.name == "pattern" and subject.query is not None and path[-1:] in _TOLD_BY_OTHERS:
            continue
        subject.settle(path)
        edits = _in_quotation_marks(subject, path, error)
        yield from (violation._replace(edits=edits) for violation in explain(error, subject.kind))


_TOLD_BY_OTHERS = {("item",), ("country",)}  # by the rules that know the items and the countries


def _in_quotation_marks(subject: Subject, path: tuple, error) -> tuple:
    """Return the repair of a number where a text is wanted: ``item: 3`` is ``item: "3"``."""
    plain = isinstance(error.instance, int) and not isinstance(error.instance, bool)
    if error.kind.name != "type" or "string" not in error.kind.types or not plain:
        return ()
    return subject.edit(path, f'"{error.instance}"', f'put "{error.instance}" in quotation marks')


def explain(error, kind_of_file: str):
    """Yield a finding for one error of jsonschema-rs, in the words of a person."""
    path = tuple(error.instance_path)
    kind = error.kind
    name = kind.name
    if name == "additionalProperties":
        known = KEYS_AT.get(_steps(path, kind_of_file), frozenset())
        for key in kind.unexpected:
            help_ = _elsewhere(key, kind_of_file) or text.did_you_mean(key, known)
            yield Violation((*path, key, KEY), f'the key "{text.shorten(key)}" is not known here', help_)
    elif name == "required":
        about = ABOUT.get(_steps((*path, kind.property), kind_of_file), "")
        yield Violation(
            path, f'the key "{kind.property}" is missing', f'add "{kind.property}:"' + (f" ({about})" if about else "")
        )
    elif name == "enum":
        meant = text.did_you_mean(error.instance, kind.options)
        yield Violation(path, f"{_shown(error.instance)} is not one of the allowed values", meant)
    elif name == "type":
        yield Violation(path, f"{_shown(error.instance)} is not {_type_words(kind.types)}", _type_help(kind, error))
    else:
        about = ABOUT.get(_steps(path, kind_of_file), "")
        if name == "pattern":
            odd = text.foreign(error.instance)
            yield Violation(path, f"{_shown(error.instance)} does not have the form {kind.pattern}{odd}", about)
        elif name == "minLength":
            help_ = f'{about} What stands behind " #" is a comment, unless it is in quotation marks.'.strip()
            yield Violation(path, text.shorten(error.message, 200), help_)
        else:
            help_ = "delete what stands twice" if name == "uniqueItems" else about
            yield Violation(path, text.shorten(error.message, 200), help_)


def _steps(path: tuple, kind_of_file: str) -> tuple:
    return (kind_of_file, *("[]" if isinstance(step, int) else step for step in path))


def _elsewhere(key: str, kind_of_file: str) -> str:
    """Return where a key belongs that is known in other places alone; empty where it is known nowhere."""
    places = [steps[1:] for steps, keys in KEYS_AT.items() if steps[0] == kind_of_file and key in keys]
    return f"it belongs {' or '.join(map(_in_words, places))}" if places else ""


def _in_words(place: tuple) -> str:
    return f"under {'.'.join(place).replace('.[]', '[]')}" if place else "at the top"


def _shown(value) -> str:
    return f'"{text.shorten(value)}"' if isinstance(value, str) else text.shorten(repr(value))


def _type_words(types) -> str:
    names = {
        "string": "text",
        "boolean": "true or false",
        "array": "a list",
        "object": "keys and values",
        "integer": "a whole number",
    }
    return " or ".join(names.get(t, f"a {t}") for t in types)


def _type_help(kind, error) -> str:
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


# What an error does not say is learned when schemas are compiled: the known keys, what a field is.
KEYS_AT: dict[tuple, frozenset] = {}
ABOUT: dict[tuple, str] = {}


def learn_keys(schema: dict, *path: str) -> None:
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
    "Our own prose (notes, reasons, the codebook) is plain text: no HTML, no Markdown links, no `javascript:` or `data:`.",
    "say it in words; write an address out",
    example=Example("AT", "note: No number is printed;", "note: <b>No</b> number is printed;"),
)
def our_prose_is_plain(subject: Subject):
    lowered = subject.data.lower()
    if not any(mark in lowered for mark in _SUSPECT):
        return
    fields = OUR_PROSE[subject.kind]
    for path, words in _texts(subject.value, ()):
        live = _LIVE.search(words) if fields is None or fields.intersection(path[-1:]) else None
        if live:
            yield Violation(path, f'"{text.shorten(words[live.start() : live.start() + 40])}" is mark-up, or a link')


def _texts(value, path: tuple):
    if isinstance(value, str):
        yield path, value
    for key, child in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        yield from _texts(child, (*path, key))


RULES = (
    has_the_shape_of_its_schema,
    our_prose_is_plain,
)
