"""What a rule is, what it is asked about, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

from ahq.core import strict_yaml
from ahq.core.errors import CannotRun
from ahq.core.problems import Edit, Problem, Repair
from ahq.core.strict_yaml import KEY, Document, Path
from ahq.core.text import nearest, only_near
from ahq.corpus import canonical_form, record
from ahq.corpus.codebook import Variable
from ahq.corpus.query import Query
from ahq.rules.marks import Marks

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

S = TypeVar("S")
# A coding of a record or one of its alternatives: its path, itself, and the variable of the codebook that it codes.
Valued = tuple[Path, dict[str, Any], Variable]
Scope = Literal["file", "record", "query", "data", "tables", "package", "download", "release"]


class Place(NamedTuple):
    """Line and column from 1; 0 for the file as a whole."""

    line: int
    column: int


WHOLE_FILE = Place(0, 0)


class Violation(NamedTuple):
    """Where and how a rule is broken. ``where`` is a place, or the path of keys and indices to a value.

    ``offset`` is the character of the text at ``where``. ``concerns`` are further values that nothing can rest on before
    this is right. A ``weak`` violation is dropped where another rule says more of the same value.
    """

    where: Place | Path
    message: str
    help: str = ""
    repair: Repair | None = None
    offset: int | None = None
    concerns: tuple[Path, ...] = ()
    weak: bool = False


class Example(NamedTuple):
    """What breaks a rule, and the message that it then prints, if that is always the same.

    In the record of a country, or in another ``file`` of a query, ``old`` becomes ``new``; or it is told in ``words``.
    """

    prints: str = ""
    file: str = ""
    old: str = ""
    new: str = ""
    words: str = ""

    @property
    def path(self) -> str:
        """The file that is changed, from the folder of its query."""
        return f"responses/{self.file}.yaml" if len(self.file) == 2 else self.file


Check = Callable[[S], Iterable[Violation]]


class Rule(NamedTuple, Generic[S]):
    """One rule: what holds (``sentence``), ``why`` it matters, what to write instead (``repair``).

    ``check`` finds where it does not hold; it is ``None`` where the rule is asked by the module ``asked_in``, which needs
    more than the rules know. ``fixable``: some problems of it carry a safe repair.
    """

    id: str
    scope: Scope
    sentence: str
    why: str
    repair: str
    example: Example
    check: Check[S] | None = None
    asked_in: str = ""
    fixable: bool = False

    def problem(
        self,
        path: str,
        message: str,
        help_: str = "",
        place: tuple[int, int] = WHOLE_FILE,
        repair: Repair | None = None,
    ) -> Problem:
        """Return a problem of this rule; without a help of its own, it says what to write instead."""
        return Problem(path, *place, self.id, message, help_ or self.repair, repair)


def rule(
    id_: str, scope: Scope, sentence: str, *, why: str, repair: str, example: Example, fixable: bool = False
) -> Callable[[Check[S]], Rule[S]]:
    """Make a rule of the function that checks it."""

    def made(check: Check[S]) -> Rule[S]:
        asked_in = f"scripts/{check.__module__.replace('.', '/')}.py"
        return Rule(id_, scope, sentence, why, repair, example, check, asked_in, fixable)

    return made


def guard(rule: Rule[Any], path: str, check: Callable[[], list[Problem]]) -> list[Problem]:
    """Return the problems that ``check`` finds of a file. A check that crashes is a problem of ``rule``, the first that it asks."""
    try:
        return check()
    except Exception as crash:
        if isinstance(crash, CannotRun | OSError):
            raise
        return [rule.problem(path, *words_of(crash))]


def words_of(crash: Exception) -> tuple[str, str]:
    """Return what is said of a rule that crashed, and what to do."""
    return f"the rule could not be checked ({type(crash).__name__}: {crash})", "please report this as a bug"


class CodedVariable(NamedTuple):
    """A coding of a record with its position among them, and the variable of the codebook that it codes."""

    position: int
    coding: dict[str, Any]
    variable: Variable


class Quoted(NamedTuple):
    """A quote of a record, its path, the coding that rests on it and the variable of that."""

    path: Path
    quote: dict[str, Any]
    position: int
    coding: dict[str, Any]
    variable: Variable


class Subject:
    """One record file, or another YAML file of a query, and all that it is checked against.

    ``query`` is ``None`` where the query of the record could not be read. ``value`` is the record
    as read, and ``None`` where it could not be. What earlier rules found is marked: in ``shape`` where
    the record breaks its schema, in ``marks`` whatever is wrong.
    """

    def __init__(
        self,
        path: str,
        data: bytes,
        query: Query | None,
        schema: Draft202012Validator | None,
        folder: str = "",
        kind: str = "response",
        document: Document | None = None,
    ):
        self.path = path
        self.data = data
        self._query = query
        self.schema = schema
        self.folder = folder
        self.kind = kind
        self.text = data.decode("utf-8", "replace")
        self.shape = Marks()
        self.marks = Marks()
        self.differences: list[Any] | None = None  # from the source; kept by the rules of fidelity
        self._document = document
        self._places: strict_yaml.Places | None = None
        self._lines: list[str] | None = None
        self._texts: dict[str, str] | None = None
        self._codings: list[CodedVariable] | None = None
        self._valued: list[Valued] | None = None
        self._quotes: list[Quoted] | None = None

    @property
    def query(self) -> Query:
        """The query of the record; only rules that need one may ask for it."""
        assert self._query is not None
        return self._query

    @property
    def has_query(self) -> bool:
        """Whether the query could be read."""
        return self._query is not None

    @property
    def document(self) -> Document:
        """The YAML document, read once, with its faults."""
        if self._document is None:
            self._document = canonical_form.read(self.text, self.kind)
        return self._document

    @property
    def value(self) -> Any:
        """The record, or ``None``."""
        return self.document.value

    @property
    def lines(self) -> list[str]:
        """The lines of the file, without their ends."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines

    def holds(self, *path: Any) -> bool:
        """Return whether no rule found a problem yet at a value, in it, or in what holds it."""
        return self.marks.free(path)

    def entries(self, name: str, *keys: str) -> list[tuple[int, dict[str, Any]]]:
        """Return index and value of each entry of a list of the record whose ``keys`` have the shape of the schema."""
        found = self.value.get(name, ())
        if not self.shape:
            return list(enumerate(found))
        if not self.shape.untouched((name,)):
            return []
        return [
            (index, entry)
            for index, entry in enumerate(found)
            if self.shape.untouched((name, index)) and all(self.shape.free((name, index, key)) for key in keys)
        ]

    @property
    def texts(self) -> dict[str, str]:
        """The text of each answered item."""
        if self._texts is None:
            known = [answer for _, answer in self.entries("answers", "item", "text")]
            self._texts = record.answers_by_item({"answers": known})
        return self._texts

    @property
    def codings(self) -> list[CodedVariable]:
        """Each coding of a known variable."""
        if self._codings is None:
            variables = self.query.codebook.variables
            self._codings = [
                CodedVariable(index, coding, variables[coding["variable"]])
                for index, coding in self.entries("codings", "variable")
                if coding["variable"] in variables
            ]
        return self._codings

    @property
    def valued(self) -> list[Valued]:
        """Each coding of a known variable, and each of its alternatives: what has a value or a missing code."""
        if self._valued is None:
            self._valued = list(self._with_alternatives())
        return self._valued

    def _with_alternatives(self) -> Iterator[Valued]:
        for index, coding, variable in self.codings:
            yield ("codings", index), coding, variable
            if "alternatives" in coding and (
                not self.shape or self.shape.untouched(("codings", index, "alternatives"))
            ):
                for number, other in enumerate(coding["alternatives"]):
                    path: Path = ("codings", index, "alternatives", number)
                    if not self.shape or self.shape.untouched(path):
                        yield path, other, variable

    @property
    def sound_codings(self) -> list[CodedVariable]:
        """Each coding of a known variable of which no rule found yet that variable or code is wrong."""
        if not self.marks:
            return self.codings
        return [coded for coded in self.codings if self.is_coded(coded.position)]

    def is_coded(self, index: int) -> bool:
        """Return whether no rule found yet that variable or code of a coding is wrong."""
        return not self.marks or (self.holds("codings", index, "variable") and self.has_value(("codings", index)))

    def has_value(self, path: Path) -> bool:
        """Return whether no rule found yet that the code of a coding, or of an alternative, is wrong."""
        return not self.marks or all(self.holds(*path, key) for key in ("value", "values", "number", "missing"))

    @property
    def quotes(self) -> list[Quoted]:
        """Each quote of a known variable."""
        if self._quotes is None:
            self._quotes = [
                Quoted(("codings", coded.position, "evidence", number), quote, *coded)
                for coded in self.codings
                if not self.shape or self.shape.untouched(("codings", coded.position, "evidence"))
                for number, quote in enumerate(coded.coding.get("evidence", ()))
                if not self.shape or self._is_quote(("codings", coded.position, "evidence", number))
            ]
        return self._quotes

    def _is_quote(self, path: Path) -> bool:
        return self.shape.untouched(path) and all(self.shape.free((*path, key)) for key in ("item", "quote"))

    def place(self, path: Path) -> Place:
        """Return where the value at ``path`` stands; of its nearest known parent otherwise."""
        if self._places is None:
            self._places = {}
            strict_yaml.read(self.text, self._places)
        while path not in self._places and path:
            path = path[:-2] if path[-1] == KEY else path[:-1]
        return Place(*self._places.get(path, WHOLE_FILE))

    def place_in(self, path: Path, offset: int) -> Place:
        """Return where character ``offset`` of the text at ``path`` stands."""
        start = self.place(path)
        if start.line == 0 or self.lines[start.line - 1][start.column - 1 :][:1] not in ("|", ">"):
            return start
        value = self.value
        for step in path:
            value = value[step]
        before = value[:offset].split("\n")
        content = self.lines[start.line] if start.line < len(self.lines) else ""
        indent = len(content) - len(content.lstrip(" "))
        return Place(start.line + len(before), indent + len(before[-1]) + 1)

    def place_of(self, violation: Violation) -> Place:
        """Return where a violation is."""
        if isinstance(violation.where, Place):
            return violation.where
        if violation.offset is not None:
            return self.place_in(violation.where, violation.offset)
        return self.place(violation.where)

    def respelling(self, path: Path, wrong: str, known: Iterable[str]) -> Repair | None:
        """Return the repair of a misspelt word; ``None`` where no known one is near, or it is not written as it is."""
        meant = nearest(wrong, known)
        edit = self.replacement(path, wrong, meant) if meant else None
        if meant is None or edit is None:
            return None
        return Repair((edit,), f'replaced "{wrong}" with "{meant}"', only_near(wrong, known) == meant)

    def replacement(self, path: Path, old: str, new: str) -> Edit | None:
        """Return the edit that writes ``new`` for the word ``old`` at ``path``; ``None`` where that is not written as it is.

        ``path`` may end in ``KEY``. Quotation marks around the word stay.
        """
        line, column = self.place(path)
        written = self.lines[line - 1][column - 1 :] if line else ""
        start = 1 if written[:1] in ("'", '"') else 0
        end = start + len(old)
        after = written[end : end + 1]
        if written[start:end] != old or (after != written[:1] if start else after not in _ENDS):
            return None
        return Edit(line, column + start, line, column + end, new)


# What may follow a plain word; in a string, so that the end of the line is among them.
_ENDS = " ,]}:\r"
