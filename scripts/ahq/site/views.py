"""What the pages show of one query: cells, counts and marked texts, made from its rows."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ahq.site.marked_text import Piece, pieces
from ahq.site.missing import Reason, reason
from ahq.site.model import Answer, Code, Coding, Country, Evidence, Head, Query, Question, Response, Variable

COLOURS = 4  # that can be told apart, by place in the codebook; codes after these are outlined


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
    """A code, its number in the variable, and the states that have it; ``quotes`` is empty for missing codes without one."""

    code: Code
    number: int
    style: str
    letter: str
    countries: list[Country]
    of: int

    @property
    def sentence(self) -> str:
        """The states as the field writes it, ready to paste."""
        return count_of_states(self.countries, self.of)


def count_of_states(countries: list[Country], of: int) -> str:
    """Return ``3 of 18 states (AT, BE, EL)``, with the codes of the EU's institutions."""
    word = "state" if of == 1 else "states"
    codes = ", ".join(sorted(country.eu_code for country in countries))
    return f"{len(countries)} of {of} {word}" + (f" ({codes})" if codes else "")


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
    def _evidence(self) -> dict[tuple[str, str], list[Evidence]]:
        found: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
        for quote in self.query.evidence:
            found[quote.country, quote.item].append(quote)
        return found

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
        spans = [s for s in self.query.spans if (s.country, s.item) == (answer.country, answer.item)]
        return pieces(answer.text, self.quotes(answer), spans)

    def quotes(self, answer: Answer) -> list[Evidence]:
        """Return the quotes of an answer in the order of its text."""
        return sorted(self._evidence.get((answer.country, answer.item), ()), key=lambda q: (q.start, q.end))

    def quotes_of(self, country: str, variable: str, code: str = "") -> list[Evidence]:
        """Return the quotes of a response on a variable, or on one code of it."""
        found = self._evidence_of_cell.get((country, variable), [])
        return [quote for quote in found if not code or quote.code == code]

    def names_in(self, answer: Answer) -> list[str]:
        """Return the ids of the entities that an answer names, each once."""
        found = (m.entity for m in self.query.mentions if (m.country, m.item) == (answer.country, answer.item))
        return list(dict.fromkeys(found))

    def links_in(self, answer: Answer) -> list[str]:
        """Return the addresses that an answer holds."""
        return [k.url for k in self.query.links if (k.country, k.item) == (answer.country, answer.item)]

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
        by_code: dict[str, list[Country]] = defaultdict(list)
        for response in self.query.responses:
            for coding in self.query.codings.get((response.country, variable.id), ()):
                by_code[coding.code].append(self.countries[response.country])
        return [
            CodeCount(
                code,
                number,
                self.style(variable.id, code.code),
                self.letter(code.code),
                by_code.get(code.code, []),
                len(self.query.responses) if code.code == "not-disseminated" else len(self.query.disseminated),
            )
            for number, code in enumerate(self.query.codes.get(variable.id, ()), 1)
        ]

    def alternatives(self, country: str, variable: str) -> list[tuple[str, str]]:
        """Return the other codes that a reader could choose, with their reasons."""
        return [
            (a.alternative, a.reason) for a in self.query.alternatives if (a.country, a.variable) == (country, variable)
        ]

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
        return [(question.item, question.item) for question in self.answerable]

    def matrix_codes(self) -> list[str]:
        """Return the codes that the cells of the matrix have."""
        if self.query.variables:
            return sorted({coding.code for codings in self.query.codings.values() for coding in codings})
        return sorted({answer.status for answer in self.query.answers.values()})

    def answered(self, question: Question) -> int:
        """Return how many responses have a text under an item."""
        return sum(bool(self.query.answers[key].text) for key in self.query.answers if key[1] == question.item)

    def absent_members(self) -> list[str]:
        """Return the Member States of the EU on the day of the request that are no respondents."""
        present = {response.country for response in self.query.responses}
        members = (c for c in self.countries.values() if c.in_eu(self.head.request_date) and c.code not in present)
        return [country.name for country in members]

    def variables_of(self, question: Question) -> list[Variable]:
        """Return the variables that rest on an item."""
        return [variable for variable in self.query.variables if question.item in variable.items]
