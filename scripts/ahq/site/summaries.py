"""What the pages of all queries need to know of each."""

from dataclasses import dataclass

from ahq.site.marked_text import sentence_around
from ahq.site.model import Country, Query


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
        states={
            response.country: {
                "disseminated": response.disseminated,
                "answers": response.answers_count,
                "words": response.words_count,
                "items": [i for i in items if (a := query.answers.get((response.country, i))) and a.text],
            }
            for response in query.responses
        },
        mentions=_mentions(query, countries),
    )


def _mentions(query: Query, countries: dict[str, Country]) -> list[dict]:
    order = {question.item: place for place, question in enumerate(query.questions)}
    found = sorted(query.mentions, key=lambda m: (countries[m.country].name, order[m.item], m.start))
    return [
        {
            "entity": mention.entity,
            "country": mention.country,
            "item": mention.item,
            **dict(
                zip(
                    ("before", "words", "after"),
                    _sentence(query, mention.country, mention.item, mention.start, mention.end),
                    strict=True,
                )
            ),
        }
        for mention in found
    ]


def _sentence(query: Query, country: str, item: str, start: int, end: int) -> tuple[str, str, str]:
    return sentence_around(query.answers[country, item].text, start, end)
