"""What the pages of all queries need to know of each."""

from dataclasses import dataclass

from ahq.site.marked_text import sentence_around
from ahq.site.model import Country, Query, Response
from ahq.site.states import state


@dataclass(frozen=True)
class Summary:
    """Numbers of a query; ``states`` and ``mentions`` hold plain values, so that they can be kept as JSON."""

    responses: int
    disseminated: int
    questions: int
    variables: int
    answers: int
    quotes: int
    disclaimer: str
    states: dict[str, dict]
    mentions: list[dict]


def summary(query: Query, countries: dict[str, Country]) -> Summary:
    """Return the summary of a query."""
    items = [question.item for question in query.questions]
    return Summary(
        responses=len(query.responses),
        disseminated=len(query.disseminated),
        questions=len({item for _, item in query.answers}),
        variables=len(query.variables),
        answers=sum(bool(answer.text) for answer in query.answers.values()),
        quotes=len(query.evidence),
        disclaimer=query.head.disclaimer,
        states={response.country: _state(query, response, items, countries) for response in query.responses},
        mentions=_mentions(query, countries),
    )


def _state(query: Query, response: Response, items: list[str], countries: dict[str, Country]) -> dict:
    found = (query.answers.get((response.country, item)) for item in items)
    return {
        "inferred": state(response, countries).said,
        "disseminated": response.disseminated,
        "answers": response.answers_count,
        "words": response.words_count,
        "items": [answer.item for answer in found if answer and answer.text],
    }


def _mentions(query: Query, countries: dict[str, Country]) -> list[dict]:
    order = {question.item: place for place, question in enumerate(query.questions)}
    states = {response.country: state(response, countries) for response in query.responses}
    found = sorted(query.mentions, key=lambda m: (countries[m.country].name, order[m.item], m.start))
    rows = []
    for mention in found:
        text = query.answers[mention.country, mention.item].text
        before, surface, after = sentence_around(text, mention.start, mention.end)
        about = states[mention.country]
        rows.append(
            {
                "entity_id": mention.entity,
                "country_code": mention.country,
                "country_attribution": "inferred" if about.is_inferred else "printed",
                "name": about.name,
                "item": mention.item,
                "before": before,
                "surface": surface,
                "after": after,
            }
        )
    return rows
