"""The views of the SQLite file, one for each thing that people ask for, with what Datasette says of it."""

from typing import NamedTuple


class View(NamedTuple):
    """A view: its name, a sentence on it, the query that it is, and the columns by which Datasette counts its rows."""

    name: str
    description: str
    select: str
    facets: tuple[str, ...]


CONTEXT = """
SELECT answers.query_id, queries.title AS query_title, queries.request_date, answers.country_code,
       countries.name AS country_name, responses.printed_label, responses.country_attribution,
       answers.item, questions.position, questions.kind AS question_kind, questions.text AS question_text,
       questions.parent_item, parents.text AS parent_question_text,
       answers.status, answers.assignment, answers.text AS answer_text, answers.source_note,
       answers.rowid AS answer_row
FROM answers
JOIN questions USING (query_id, item)
LEFT JOIN questions AS parents ON parents.query_id = questions.query_id AND parents.item = questions.parent_item
JOIN responses USING (query_id, country_code)
JOIN queries USING (query_id)
LEFT JOIN countries USING (country_code)
"""
CODINGS = """
SELECT codings.query_id, codings.country_code, countries.name AS country_name,
       codings.variable_id, variables.label AS variable_label, variables.items,
       codings.code, codes.label AS code_definition, codes.is_missing, codings.value_number, codings.note
FROM codings
JOIN variables USING (query_id, variable_id)
JOIN codes USING (query_id, variable_id, code)
LEFT JOIN countries USING (country_code)
"""
QUOTES = """
SELECT evidence.query_id, evidence.country_code, countries.name AS country_name,
       evidence.variable_id, variables.label AS variable_label, evidence.code, evidence.item,
       evidence.quote, evidence.char_start, evidence.char_end, answers.text AS answer_text,
       questions.text AS question_text
FROM evidence
JOIN variables USING (query_id, variable_id)
JOIN answers USING (query_id, country_code, item)
JOIN questions USING (query_id, item)
LEFT JOIN countries USING (country_code)
"""
VIEWS = (
    View(
        "answers_with_context",
        "One row per answer, with its question, the question above it, and the country.",
        CONTEXT,
        ("country_name", "status", "item"),
    ),
    View(
        "codings_with_labels",
        "One row per response, variable and code, with what variable and code mean.",
        CODINGS,
        ("variable_id", "code", "country_name"),
    ),
    View(
        "quotes_with_answers",
        "One row per quote that carries a code, with the whole answer around it.",
        QUOTES,
        ("variable_id", "code", "country_name"),
    ),
)
