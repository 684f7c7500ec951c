"""What Datasette says of the SQLite file: ``metadata.yaml`` with titles, columns, terms, facets and queries to start from."""

import yaml

from ahq.publishing.data_package import Published, Table
from ahq.releasing import contents
from ahq.releasing.formats.sqlite_views import VIEWS

MOST_VALUES = 12  # of a column whose values are listed beside the table: more is no overview
SEARCH = """
SELECT country_name, item, snippet(answers_fts, 0, '[', ']', '…', 24) AS found, query_title, question_text
FROM answers_fts
JOIN answers_with_context ON answer_row = answers_fts.rowid
WHERE answers_fts MATCH :words
ORDER BY rank, country_name
"""
COUNT = """
SELECT query_id, variable_id, code, is_missing, count(*) AS responses, group_concat(country_name, ', ') AS countries
FROM codings_with_labels
WHERE variable_id = :variable_id
GROUP BY query_id, variable_id, code
ORDER BY query_id, is_missing, responses DESC, code
"""
QUOTES = """
SELECT country_name, item, quote, answer_text, query_id
FROM quotes_with_answers
WHERE variable_id = :variable_id AND code = :code
ORDER BY query_id, country_name
"""
STATE = """
SELECT query_title, item, question_text, status, answer_text
FROM answers_with_context
WHERE country_name = :country
ORDER BY query_id, position
"""
QUERIES = {
    "search": ("Search the answers", 'Words, a "phrase", begin*, one AND another; the best match first.', SEARCH),
    "codes_of_a_variable": ("How often is each code, and by whom?", "variable_id: as in the table variables.", COUNT),
    "quotes_of_a_code": ("In which words do they say so?", "variable_id and code: as in the table codes.", QUOTES),
    "answers_of_a_country": ("What did one country answer?", "country: its name in English.", STATE),
}


def metadata(package: Published, database: str) -> str:
    """Return the file for a database of this name, as YAML."""
    about = package.descriptor
    licence = about["licenses"][0]
    known = {
        "title": f"{about['title']}, version {package.version}",
        "description": f"{about['description']} " + " ".join(f"{one['title']}." for one in about["licenses"]),
        "license": licence["title"],
        "license_url": licence["path"],
        **({"source": "Home", "source_url": about["homepage"]} if "homepage" in about else {}),
        "databases": {
            database: {
                "queries": {
                    name: {"title": title, "description": text, "sql": sql.strip()}
                    for name, (title, text, sql) in QUERIES.items()
                },
                "tables": {table.name: _table(table) for table in package.tables.values()} | _views(),
            }
        },
    }
    return yaml.safe_dump(known, sort_keys=False, allow_unicode=True, width=120)


def _table(table: Table) -> dict:
    about = {"title": table.about["title"], "description": table.about["description"]}
    if table.name in contents.LABELS:
        about["label_column"] = contents.LABELS[table.name]
    facets = [field["name"] for field in table.fields if _is_facet(table, field)]
    if facets:
        about["facets"] = facets
    return about | {"columns": {field["name"]: field["description"] for field in table.fields}}


def _is_facet(table: Table, field: dict) -> bool:
    """Whether the rows are worth counting by a column: of a country, or of one of few values."""
    values = field.get("constraints", {}).get("enum", ())
    is_country = field["name"] == contents.COUNTRY and table.schema["primaryKey"] != [contents.COUNTRY]
    return is_country or field["type"] == "boolean" or 1 < len(values) <= MOST_VALUES


def _views() -> dict[str, dict]:
    """Return the views; the search of answers finds in the one that has their context too."""
    found = {view.name: {"description": view.description, "facets": list(view.facets)} for view in VIEWS}
    found["answers_with_context"] |= {"fts_table": "answers_fts", "fts_pk": "answer_row"}
    return found
