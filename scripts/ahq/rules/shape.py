"""S: the shape. The record against its JSON Schema."""

from .. import text
from ..strict_yaml import KEY
from .base import Example, Finding, Rule, Subject


def has_the_shape_of_its_schema(subject: Subject):
    for error in subject.schema.iter_errors(subject.value):
        yield from explain(error, subject.kind)


def explain(error, kind_of_file: str):
    """Yield a finding for one error of jsonschema-rs, in the words of a person."""
    path = tuple(error.instance_path)
    kind = error.kind
    name = kind.name
    if name == "additionalProperties":
        known = _known_keys(error, kind_of_file)
        for key in kind.unexpected:
            yield Finding((*path, key, KEY), f'the key "{key}" is not known here', text.did_you_mean(key, known))
    elif name == "required":
        yield Finding(path, f'the key "{kind.property}" is missing', f'add "{kind.property}:"')
    elif name == "enum":
        meant = text.did_you_mean(error.instance, kind.options)
        yield Finding(path, f"{_shown(error.instance)} is not one of the allowed values", meant)
    elif name == "type":
        yield Finding(path, f"{_shown(error.instance)} is not {_type_words(kind.types)}", _type_help(kind, error))
    elif name == "pattern":
        yield Finding(path, f"{_shown(error.instance)} does not have the form {kind.pattern}")
    else:
        yield Finding(path, text.shorten(error.message, 200))


def _known_keys(error, kind_of_file: str) -> frozenset:
    steps = ("[]" if isinstance(step, int) else step for step in error.instance_path)
    return KEYS_AT.get((kind_of_file, *steps), frozenset())


def _shown(value) -> str:
    return f'"{text.shorten(value)}"' if isinstance(value, str) else text.shorten(repr(value))


def _type_words(types) -> str:
    names = {"string": "text", "boolean": "true or false", "array": "a list", "object": "keys and values"}
    return " or ".join(names.get(t, f"a {t}") for t in types)


def _type_help(kind, error) -> str:
    if "string" in kind.types and not isinstance(error.instance, (dict, list)):
        return f'put it in quotation marks: "{error.instance}"'
    if "boolean" in kind.types:
        return "write true or false, without quotation marks"
    return ""


# An error names the unknown key but not the known ones; they are learned when schemas are compiled.
KEYS_AT: dict[tuple, frozenset] = {}


def learn_keys(schema: dict, *path: str) -> None:
    """Fill ``KEYS_AT`` with the keys that ``schema`` knows at each path; lists are ``[]``."""
    if "properties" in schema:
        KEYS_AT[path] = frozenset(schema["properties"])
        for key, child in schema["properties"].items():
            if isinstance(child, dict):
                learn_keys(child, *path, key)
    if isinstance(schema.get("items"), dict):
        learn_keys(schema["items"], *path, "[]")


RULES = (
    Rule(
        "S01",
        "A record has the keys and the kinds of values that its JSON Schema names, and no others.",
        "see the description of the field in schemas/response.schema.json",
        has_the_shape_of_its_schema,
        Example("HR", "wider_dissemination: true", 'wider_dissemination: "true"'),
    ),
)
