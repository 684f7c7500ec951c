"""What a rule is, what it is asked about, and what it answers."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ahq.core import strict_yaml
from ahq.core.problems import Edit, Problem
from ahq.core.strict_yaml import KEY
from ahq.corpus import record
from ahq.corpus.query import Query


class Place(NamedTuple):
    """Line and column from 1; 0 for the file as a whole."""

    line: int
    column: int


class Violation(NamedTuple):
    """Where a rule does not hold. ``where`` is a place, or the path of keys and indices to a value.

    ``help`` says what would be right, where that is more than the repair of the rule; ``edits`` do it, where there is one
    right answer.
    """

    where: tuple
    message: str
    help: str = ""
    edits: tuple[Edit, ...] = ()


class Example(NamedTuple):
    """A change that breaks the rule: in the example record ``country``, ``old`` becomes ``new``."""

    country: str
    old: str
    new: str


Check = Callable[[Any], Iterable[Violation]]


class Rule(NamedTuple):
    """One rule: ``sentence`` says what holds, ``repair`` what to do where it does not, ``check`` finds where.

    A rule of tables, of the package or of a release has no check here: what finds it knows its rule by name.
    """

    id: str
    sentence: str
    repair: str
    check: Check | None = None
    example: Example | str | None = None

    def problem(
        self, path: str, message: str, help_: str = "", place: tuple[int, int] = (0, 0), edits: tuple[Edit, ...] = ()
    ) -> Problem:
        """Return the problem that this rule does not hold at a place of a file; 0 for the file as a whole."""
        return Problem(path, *place, self.id, message, help_ or self.repair, edits)


def rule(id_: str, sentence: str, repair: str, example: Example | str | None = None) -> Callable[[Check], Rule]:
    """Make a rule of the function that finds where it does not hold."""
    return lambda check: Rule(id_, sentence, repair, check, example)


def listed(coding: dict) -> list:
    """Return the values of a coding; none where they are no list, which is a problem of the shape."""
    values = coding.get("values", ())
    return values if isinstance(values, list) else []


class Subject:
    """One record file and all that it is checked against.

    ``query`` is ``None`` where the query of the record could not be read. ``value`` is the record
    as read, and ``None`` where it could not be.
    """

    def __init__(
        self,
        path: str,
        data: bytes,
        query: Query | None,
        schema,
        folder: str = "",
        kind: str = "response",
        document: strict_yaml.Document | None = None,
    ):
        self.path = path
        self.data = data
        self.query = query
        self.schema = schema
        self.folder = folder
        self.kind = kind
        self.text = data.decode("utf-8", "replace")
        self._document = document
        self._places: dict | None = None
        self._answers: dict | None = None
        self._codings: list | None = None
        self._quotes: list | None = None
        self._scalars: dict[int, int] | None = None
        # What rests on these waits until they are right: a mistake is told once, where it is.
        self.unsettled_answers: set[int] = set()  # by their index
        self.unsettled_codings: set[int] = set()
        self.lost_words: list[str] = []  # of the source, which the record leaves out
        self.differences: list | None = None  # from the source; kept by the rules of fidelity

    @property
    def document(self) -> strict_yaml.Document:
        """The YAML document, read once, with its faults."""
        if self._document is None:
            self._document = strict_yaml.read(self.text)
        return self._document

    @property
    def value(self):
        """The record, or ``None``."""
        return self.document.value

    @property
    def answers(self) -> dict[str, str]:
        """The text of each answered item."""
        if self._answers is None:
            self._answers = record.answers_by_item(self.value)
        return self._answers

    @property
    def codings(self) -> list[tuple]:
        """Index, coding and variable of each coding of a known variable."""
        if self._codings is None:
            variables = self.query.codebook.variables
            self._codings = [
                (index, coding, variables[coding["variable"]])
                for index, coding in enumerate(self.value.get("codings", ()))
                if coding["variable"] in variables
            ]
        return self._codings

    @property
    def settled_codings(self) -> list[tuple]:
        """The codings of ``codings`` in which no rule has found a mistake so far."""
        return [coding for coding in self.codings if coding[0] not in self.unsettled_codings]

    @property
    def quotes(self) -> list[tuple]:
        """Path, quote, coding and variable of each quote of a known variable."""
        if self._quotes is None:
            self._quotes = [
                (("codings", index, "evidence", number), quote, coding, variable)
                for index, coding, variable in self.codings
                for number, quote in enumerate(coding.get("evidence", ()))
            ]
        return self._quotes

    @property
    def unsettled_items(self) -> set[str]:
        """The items whose text is not yet that of the source."""
        answers = self.value.get("answers", ())
        return {str(answers[index].get("item")) for index in self.unsettled_answers if index < len(answers)}

    def settle(self, where: tuple) -> None:
        """Note that what stands at a path is wrong, so that no rule builds on it."""
        if len(where) > 1 and where[0] == "answers":
            self.unsettled_answers.add(where[1])
        elif len(where) > 1 and where[0] == "codings":
            self.unsettled_codings.add(where[1])

    def edit(self, path: tuple, new: str, done: str = "") -> tuple[Edit, ...]:
        """Return the repair that writes ``new`` in the place of the scalar at ``path``; none where it is a block."""
        if self._places is None:
            self.place(path)
        if self._scalars is None:
            self._scalars = dict(strict_yaml.scalars(self.text, {}))
        line, column = (self._places or {}).get(path, (0, 0))
        start = sum(len(part) + 1 for part in self.text.split("\n")[: line - 1]) + column - 1
        old = self.text[start : self._scalars.get(start, start)]
        if not old or old[0] in "|>" or "\n" in old:
            return ()
        shown = done or f'wrote "{new}" for "{old}"'
        return (Edit(start, start + len(old), new, shown),)

    def place(self, path: tuple) -> Place:
        """Return where the value at ``path`` stands; of its nearest known parent otherwise."""
        if self._places is None:
            self._places = {}
            strict_yaml.read(self.text, self._places)
        while path not in self._places and path:
            path = path[:-2] if path[-1] == KEY else path[:-1]
        return Place(*self._places.get(path, (0, 0)))

    def place_in(self, path: tuple, offset: int) -> Place:
        """Return where character ``offset`` of the text at ``path`` stands."""
        start = self.place(path)
        lines = self.text.split("\n")
        if start.line == 0 or lines[start.line - 1][start.column - 1 :][:1] not in ("|", ">"):
            return start
        value = self.value
        for step in path:
            value = value[step]
        before = value[:offset].split("\n")
        content = lines[start.line] if start.line < len(lines) else ""
        indent = len(content) - len(content.lstrip(" "))
        return Place(start.line + len(before), indent + len(before[-1]) + 1)
