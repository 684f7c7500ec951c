"""What the pages show of one query: cells, counts and marked texts, made from its rows."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

from ahq.site.marked_text import Piece, pieces
from ahq.site.missing import Reason, reason
from ahq.site.model import (
    Alternative,
    Answer,
    Code,
    Coding,
    Country,
    Evidence,
    Head,
    Link,
    Mention,
    Query,
    Question,
    Response,
    Span,
    Variable,
)
from ahq.site.render import shortened
from ahq.site.states import Absence, State, absence, state

COLOURS = 4  # that can be told apart, by place in the codebook; codes after these are outlined


Place = tuple[str, str]  # the country and the item of an answer
Standing = TypeVar("Standing", Answer, Evidence, Mention, Link, Span)


class Cell(NamedTuple):
    """A respondent and a variable: the codes, or the letter of the reason why there is none."""

    codings: list[Coding]
    letter: str
    style: str
    quotes: list[Evidence]

    @property
    def codes(self) -> str:
        """The codes, separated by spaces, as the filters use them."""
        return " ".join(coding.code for coding in self.codings)


class CodeCount(NamedTuple):
    """A code, its number in the variable, and the states that have it, of how many.

    ``least`` and ``most`` are how many they could be if other readers' codes were taken where the data name them.
    """

    code: Code
    number: int
    style: str
    letter: str
    states: list[State]
    of: int
    least: int
    most: int

    @property
    def sentence(self) -> str:
        """The states as the field writes it, ready to paste."""
        return count_of_states(self.states, self.of)


def count_of_states(states: list[State], of: int) -> str:
    """Return ``3 of 18 states (AT, BE, HU [inferred])``, with the codes of the EU's institutions."""
    word = "state" if of == 1 else "states"
    codes = ", ".join(sorted(one.listed for one in states))
    return f"{len(states)} of {of} {word}" + (f" ({codes})" if codes else "")


def _place(one: Answer | Evidence | Mention | Link | Span) -> Place:
    return one.country, one.item


def _by_answer(found: list[Standing]) -> dict[Place, list[Standing]]:
    by_place: dict[Place, list[Standing]] = defaultdict(list)
    for one in found:
        by_place[_place(one)].append(one)
    return by_place


@dataclass(frozen=True)
class QueryView:
    """One query with the lists of states and entities."""

    query: Query
    countries: dict[str, Country]

    @property
    def head(self) -> Head:
        """The head of the query."""
        return self.query.head

    @cached_property
    def variables(self) -> dict[str, Variable]:
        """The variables by id."""
        return {variable.id: variable for variable in self.query.variables}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions by item."""
        return {question.item: question for question in self.query.questions}

    @cached_property
    def answerable(self) -> list[Question]:
        """The items that have rows of answers: all but headings."""
        return [question for question in self.query.questions if question.item in self._items]

    @cached_property
    def _items(self) -> set[str]:
        return {item for _, item in self.query.answers}

    @cached_property
    def states(self) -> dict[str, State]:
        """The respondents by ISO code, as pages name them."""
        return {response.country: state(response, self.countries) for response in self.query.responses}

    @cached_property
    def inferred(self) -> list[State]:
        """The respondents whose name the compilation does not print."""
        return [one for one in self.states.values() if one.is_inferred]

    @cached_property
    def _evidence(self) -> dict[Place, list[Evidence]]:
        return _by_answer(self.query.evidence)

    @cached_property
    def _spans(self) -> dict[Place, list[Span]]:
        return _by_answer(self.query.spans)

    @cached_property
    def _mentions(self) -> dict[Place, list[Mention]]:
        return _by_answer(self.query.mentions)

    @cached_property
    def _links(self) -> dict[Place, list[Link]]:
        return _by_answer(self.query.links)

    @cached_property
    def _alternatives(self) -> dict[tuple[str, str], list[Alternative]]:
        found: dict[tuple[str, str], list[Alternative]] = defaultdict(list)
        for one in self.query.alternatives:
            found[one.country, one.variable].append(one)
        return found

    @cached_property
    def _answered(self) -> dict[str, int]:
        return Counter(answer.item for answer in self.query.answers.values() if answer.text)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {variable.id: place for place, variable in enumerate(self.query.variables)}

    @cached_property
    def _evidence_of_cell(self) -> dict[tuple[str, str], list[Evidence]]:
        found: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
        for quote in self.query.evidence:
            found[quote.country, quote.variable].append(quote)
        return found

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], int]:
        return {(v, code.code): place for v, codes in self.query.codes.items() for place, code in enumerate(codes, 1)}

    @cached_property
    def _missing(self) -> set[str]:
        return {code.code for codes in self.query.codes.values() for code in codes if code.is_missing}

    def answer(self, response: Response, question: Question) -> Answer | None:
        """Return the row of an answer."""
        return self.query.answers.get((response.country, question.item))

    def pieces(self, answer: Answer) -> list[Piece]:
        """Return the text of an answer cut at its quotes."""
        return pieces(answer.text, self.quotes(answer), self._spans.get(_place(answer), []))

    def quotes(self, answer: Answer) -> list[Evidence]:
        """Return the quotes of an answer in the order of its text."""
        found = self._evidence.get(_place(answer), ())
        return sorted(found, key=lambda q: (q.start, q.end, self._places[q.variable], q.number))

    def quotes_of(self, country: str, variable: str, code: str = "") -> list[Evidence]:
        """Return the quotes of a response on a variable, or on one code of it."""
        found = self._evidence_of_cell.get((country, variable), [])
        return [quote for quote in found if not code or quote.code == code]

    def names_in(self, answer: Answer) -> list[str]:
        """Return the ids of the entities that an answer names, each once."""
        return list(dict.fromkeys(mention.entity for mention in self._mentions.get(_place(answer), ())))

    def links_in(self, answer: Answer) -> list[str]:
        """Return the addresses that an answer holds."""
        return [link.url for link in self._links.get(_place(answer), ())]

    def style(self, variable: str, code: str) -> str:
        """Return the name of the look of a code: missing, one of four colours, or outlined."""
        if code in self._missing:
            return f"missing-{reason(code).letter}"
        number = self._numbers.get((variable, code), 0)
        if self.variables[variable].type != "code":
            return "code-1"
        return f"code-{number}" if 0 < number <= COLOURS else "code-other"

    def letter(self, code: str) -> str:
        """Return the letter of a missing code; an empty text for a value."""
        return reason(code).letter if code in self._missing else ""

    def cell(self, response: Response, variable: Variable) -> Cell:
        """Return what a response says on a variable."""
        codings = self.query.codings.get((response.country, variable.id), [])
        if not codings:
            return Cell([], "", "empty", [])
        first = codings[0].code
        style = self.style(variable.id, first)
        return Cell(codings, self.letter(first), style, self.quotes_of(response.country, variable.id))

    def counts(self, variable: Variable) -> list[CodeCount]:
        """Return each code of a variable with its states; a code that is not to be counted of all says of how many."""
        by_code: dict[str, list[State]] = defaultdict(list)
        for response in self.query.responses:
            for coding in self.query.codings.get((response.country, variable.id), ()):
                by_code[coding.code].append(self.states[response.country])
        return [
            CodeCount(
                code,
                number,
                self.style(variable.id, code.code),
                self.letter(code.code),
                by_code.get(code.code, []),
                len(self.query.responses) if code.code == "not-disseminated" else len(self.query.disseminated),
                *self._range(variable.id, code.code, by_code.get(code.code, [])),
            )
            for number, code in enumerate(self.query.codes.get(variable.id, ()), 1)
        ]

    def _range(self, variable: str, code: str, states: list[State]) -> tuple[int, int]:
        """Return how few and how many states could have a code: those in doubt do not, or do."""
        held = {state.code for state in states}
        doubted = {code_ for code_ in held if self._alternatives.get((code_, variable))}
        possible = {one.country for one in self.query.alternatives if (one.variable, one.code) == (variable, code)}
        return len(held - doubted), len(held | possible)

    def alternatives(self, country: str, variable: str) -> list[Alternative]:
        """Return the codes that another reader could choose."""
        return self._alternatives.get((country, variable), [])

    def numbers(self, answer: Answer) -> dict[Evidence, int]:
        """Return the number of each quote of an answer, from 1, in the order of its text."""
        return {quote: number for number, quote in enumerate(self.quotes(answer), 1)}

    def margin(self, answer: Answer) -> list[tuple[Variable, Coding, list[tuple[int, Evidence]]]]:
        """Return the codes that rest on an answer, in the order of the codebook, with their numbered quotes."""
        numbers = self.numbers(answer)
        found = []
        for variable in self.query.variables:
            for coding in self.query.codings.get((answer.country, variable.id), ()):
                quotes = [(n, q) for q, n in numbers.items() if (q.variable, q.code) == (variable.id, coding.code)]
                if quotes:
                    found.append((variable, coding, quotes))
        return found

    def reasons(self) -> list[tuple[str, Reason]]:
        """Return the reasons of missing that the matrix of the query shows, each code once."""
        if self.query.variables:
            codes = {coding.code for codings in self.query.codings.values() for coding in codings} & self._missing
        else:
            codes = {answer.status for answer in self.query.answers.values() if not answer.text}
        return [(code, reason(code)) for code in sorted(codes)]

    def columns(self) -> list[tuple[str, str]]:
        """Return id and label of each column of the matrix: variables, or items where there are none."""
        if self.query.variables:
            return [(variable.id, variable.label) for variable in self.query.variables]
        return [(question.item, f"{question.item}: {shortened(question.text, 60)}") for question in self.answerable]

    def matrix_codes(self) -> list[str]:
        """Return the codes that the cells of the matrix have."""
        if self.query.variables:
            return sorted({coding.code for codings in self.query.codings.values() for coding in codings})
        return sorted({answer.status for answer in self.query.answers.values()})

    def answered(self, question: Question) -> int:
        """Return how many responses have a text under an item."""
        return self._answered.get(question.item, 0)

    @cached_property
    def absent(self) -> list[tuple[Absence, list[Country]]]:
        """The states that are no respondents, by why."""
        found: dict[Absence, list[Country]] = defaultdict(list)
        for code, country in self.countries.items():
            if code not in self.states:
                found[absence(country, self.head.request_date)].append(country)
        return sorted(found.items(), key=lambda pair: pair[0].style)

    def variables_of(self, question: Question) -> list[Variable]:
        """Return the variables that rest on an item."""
        return [variable for variable in self.query.variables if question.item in variable.items]
