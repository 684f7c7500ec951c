"""Repairs that have one right answer: the form of a file, and the unambiguous misspelling of a code."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ahq.core import strict_yaml, text
from ahq.corpus.query import Query
from ahq.editing import canonical_form


class Mended(NamedTuple):
    """A file after its repairs: the new text, and what was done in words, in the order of the file."""

    text: str
    done: list[str]


def mend(data: bytes, kind: str, query: Query | None) -> Mended:
    """Return a file with its repairs; ``query`` is what the codes of a record are looked up in.

    The text of answers is never touched. Raises CannotFormat; UnicodeDecodeError where it is not UTF-8.
    """
    before = data.decode("utf-8")
    value = strict_yaml.read(before).value
    codes = _mend_codes(value, query) if kind == "response" and query is not None and isinstance(value, dict) else []
    after = canonical_form.canonical(before, kind, value if codes else None)
    form = [said for said, count in _FORM.items() if count(before) > count(after)]
    if before != after and not form and not codes:
        form = ["wrote it in the canonical form"]
    return Mended(after, form + codes)


# What may be wrong with the form of a file, and how often it is.
_FORM: dict[str, Callable[[str], int]] = {
    "dropped the byte order mark": lambda text_: text_.startswith("\ufeff"),
    "ended the lines with LF": lambda text_: text_.count("\r"),
    "ended the last line": lambda text_: not text_.endswith("\n"),
    "dropped the blanks at the ends of lines": lambda text_: len(re.findall(r"[ \t]+\r?$", text_, re.MULTILINE)),
}


def _mend_codes(record: dict, query: Query) -> list[str]:
    """Write the meant code in the place of each unambiguous misspelling, and say so."""
    done = []
    for holder, key, known in _codes(record, query):
        wrong = holder.get(key) if isinstance(holder, dict) else holder[key]
        meant = text.only_near(wrong, known) if isinstance(wrong, str) and wrong not in known else None
        if meant is not None:
            holder[key] = meant
            done.append(f'wrote "{meant}" for "{wrong}"')
    return done


def _codes(record: dict, query: Query) -> Iterator[tuple]:
    """Yield the holder, the key and the known codes of each place of a record where a code stands."""
    codings = record.get("codings")
    for coding in codings if isinstance(codings, list) else ():
        variable = query.codebook.variables.get(coding.get("variable", "")) if isinstance(coding, dict) else None
        if variable is None:
            continue
        yield coding, "value", variable.codes
        yield coding, "missing", query.reference.typed_missing_codes
        if isinstance(values := coding.get("values"), list):
            yield from ((values, place, variable.codes) for place in range(len(values)))
        if isinstance(evidence := coding.get("evidence"), list):
            yield from ((quote, "code", variable.codes) for quote in evidence if isinstance(quote, dict))
