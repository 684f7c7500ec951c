"""The pages of one query: itself, its questions, responses and variables, each with its JSON beside it."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from ahq.site import citations, figures, json_pages
from ahq.site.downloads import Download
from ahq.site.model import Country, Entity, Query, Question, Response, Variable
from ahq.site.render import File, Page, Site, page, shortened
from ahq.site.schema_org import dataset_of_query
from ahq.site.states import State
from ahq.site.tile_map import not_placed
from ahq.site.views import QueryView


class Shared(NamedTuple):
    """What the pages of every query are made with; ``workbook`` is the path of that of all queries, or empty."""

    site: Site
    countries: dict[str, Country]
    entities: dict[str, Entity]
    status_words: dict[str, str]
    descriptor: dict
    workbook: str


class QueryPages:
    """Makes the files of one query."""

    def __init__(self, query: Query, shared: Shared, files: list[Download]):
        self.view = QueryView(query, shared.countries)
        self.site, self.descriptor, self.downloads, self.workbook = (
            shared.site,
            shared.descriptor,
            files,
            shared.workbook,
        )
        self.folder = f"queries/{query.head.id}"
        self.trail = ((shortened(query.head.title), f"{self.folder}/index.html"),)
        self.shared = {
            "view": self.view,
            "head": query.head,
            "states": self.view.states,
            "countries": shared.countries,
            "entities": shared.entities,
            "status_words": shared.status_words,
            "cite": partial(citations.of_answer, self.view, shared.site),
        }

    def files(self) -> Iterator[File]:
        """Yield every file of the query."""
        yield from self._query()
        for place, question in enumerate(self.view.answerable):
            yield from self._question(place, question)
        for response in self.view.query.responses:
            yield from self._response(response)
        for place, variable in enumerate(self.view.query.variables):
            yield from self._variable(place, variable)

    def _page(self, template: str, head: Page, **values: object) -> File:
        return page(template, head, self.site, **self.shared, **values)

    def _query(self) -> Iterator[File]:
        head = self.view.head
        data = json_pages.query(self.view, self.site)
        about = f"{len(self.view.query.disseminated)} of {len(self.view.query.responses)} responses to this query of the European Migration Network, by question, state and variable."
        schema = dataset_of_query(self.view, self.site, self.descriptor, self.downloads)
        yield self._page(
            "query.html",
            Page(f"{self.folder}/index.html", head.title, about, json="index.json", schema_org=schema),
            downloads=self.downloads,
            workbook=self.workbook,
        )
        yield json_pages.file(f"{self.folder}/index.json", data)

    def _question(self, place: int, question: Question) -> Iterator[File]:
        view, questions = self.view, self.view.answerable
        title = f"{question.item}: {shortened(question.text)}"
        about = f"What {view.answered(question)} of {len(view.query.disseminated)} states answered: {shortened(question.text, 140)}"
        without: dict[str, list[State]] = {}
        for response in view.query.responses:
            answer = view.answer(response, question)
            if not answer or not answer.text:
                status = answer.status if answer else "not-disseminated"
                without.setdefault(status, []).append(view.states[response.country])
        yield self._page(
            "question.html",
            Page(f"{self.folder}/questions/{question.item}.html", title, about, self.trail, f"{question.item}.json"),
            question=question,
            parent=view.questions.get(question.parent),
            children=[one for one in questions if one.parent == question.item],
            without=list(without.items()),
            before=questions[place - 1] if place else None,
            after=questions[place + 1] if place + 1 < len(questions) else None,
        )
        yield json_pages.file(
            f"{self.folder}/questions/{question.item}.json", json_pages.question(view, question, self.site)
        )

    def _response(self, response: Response) -> Iterator[File]:
        view, state = self.view, self.view.states[response.country]
        title = f"{state.name}: {shortened(view.head.title)}"
        about = f"What {state.name} answered, in its own words, with the codes that rest on them."
        path = f"{self.folder}/responses/{state.code}"
        yield self._page(
            "response.html",
            Page(f"{path}.html", title, about, self.trail, f"{state.code}.json"),
            response=response,
            state=state,
            differences=[one for one in view.query.differences if one.country == state.code],
        )
        yield json_pages.file(f"{path}.json", json_pages.response(view, response, self.site))
        answers = [view.answer(response, question) for question in view.answerable]
        yield from citations.files([citations.of_answer(view, self.site, response, a) for a in answers if a and a.text])

    def _variable(self, place: int, variable: Variable) -> Iterator[File]:
        view, variables = self.view, self.view.query.variables
        path = f"{self.folder}/variables/{variable.id}"
        counts = view.counts(variable)
        cite = partial(citations.of_code, view, self.site, variable)
        about = f"{variable.label}: codes, states, map and quotes, from {len(view.query.disseminated)} responses."
        yield self._page(
            "variable.html",
            Page(f"{path}.html", variable.label, about, self.trail, f"{variable.id}.json"),
            variable=variable,
            counts=counts,
            cite_code=cite,
            reliability=view.query.reliability.get(variable.id),
            map=figures.map_svg(view, variable, counts, "../", standalone=False),
            chart=figures.chart_svg(view, variable, counts, standalone=False),
            not_placed=not_placed(view),
            corrections=[one for one in view.query.corrections if one.variable == variable.id],
            before=variables[place - 1] if place else None,
            after=variables[place + 1] if place + 1 < len(variables) else None,
        )
        yield json_pages.file(f"{path}.json", json_pages.variable(view, variable, counts, self.site))
        yield File(f"{path}.map.svg", figures.map_svg(view, variable, counts, "", standalone=True).encode())
        yield File(f"{path}.chart.svg", figures.chart_svg(view, variable, counts, standalone=True).encode())
        yield from citations.files([cite(count) for count in counts if count.states])
