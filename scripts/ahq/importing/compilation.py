"""A compilation as it was understood: head, questionnaire, responses cut into answers, and how sure each cut is.

Nothing here knows the keys of a file; ``writing`` does.
"""

from enum import Enum
from typing import NamedTuple


class Assurance(Enum):
    """How sure something is: the source prints it, it is likely, or a person has to say."""

    PRINTED = "printed"
    INFERRED = "inferred"
    OPEN = "open"


class Dated(NamedTuple):
    """A date as printed, in the whole sentence where that has nothing else, and as an ISO date where it can be read; the source may leave it empty."""

    printed: str
    day: str | None


class Respondents(NamedTuple):
    """The printed list of respondents: the whole sentence, the labels, and the printed total."""

    printed: str | None
    labels: tuple[str, ...]
    total: int | None


class Aim(NamedTuple):
    """A paragraph of the background, with the number that may stand before it."""

    marker: str | None
    text: str


class Item(NamedTuple):
    """One item of the questionnaire. ``marker`` is what the source prints before it, ``None`` where nothing is."""

    item: str
    parent: str | None
    kind: str
    text: str
    marker: str | None = None
    closing: str | None = None


class Head(NamedTuple):
    """What stands before the responses. ``None`` and empty is what the source does not print, or what was not found."""

    title: str | None
    request_printed: str | None
    requested_by: tuple[str, ...]
    request_date: Dated | None
    reply_date: Dated | None
    compilation_date: Dated | None
    policy_area: str | None
    respondents: Respondents
    disclaimer: str | None
    background: tuple[Aim, ...]
    questions: tuple[Item, ...]
    stray_lines: tuple[int, ...] = ()
    rest: tuple[tuple[int, str], ...] = ()  # lines that were given to nothing, with their number


class Word(NamedTuple):
    """A word of a response. ``start`` is what it begins: nothing, a ``line`` (a page may have ended) or a ``paragraph``."""

    text: str
    line: int
    start: str = ""
    bold: bool = False


class Segment(NamedTuple):
    """A passage of a response that belongs to one item; ``item`` is ``None`` where nobody can say which.

    ``reason`` says to the reader why the cut is here, ``note`` what is to stand in the record.
    """

    item: str | None
    marker: str | None
    assurance: Assurance
    status: str
    text: str
    reason: str
    note: str | None = None
    question_text: tuple[str, ...] = ()


class Response(NamedTuple):
    """One response: label as printed, country where the label says it, flag, lines from 1, words and segments."""

    label: str
    country: str | None
    assurance: Assurance
    agreed: bool | None
    first: int
    last: int
    words: tuple[Word, ...]
    segments: tuple[Segment, ...] = ()
    withheld: str | None = None  # the fixed sentence of a response that is not disseminated


class Compilation(NamedTuple):
    """A whole compilation: head and responses, and the line of the archived text on which the responses begin."""

    head: Head
    responses: tuple[Response, ...]
    first_line: int
