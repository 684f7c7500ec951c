"""The one file that most people want first: every answer with its country, its question and the codes that rest on it."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ahq.publishing import by_query
from ahq.publishing.data_package import Published
from ahq.releasing import contents

NAME = "answers_with_context.csv"
HEAD = (
    "query_id",
    "query_title",
    "request_date",
    "country_code",
    "country_name",
    "item",
    "parent_question_text",
    "question_text",
    "status",
    "answer_text",
    "codes",
)
TABLES = ("questions", "answers", "evidence")


def write(package: Published, folder: Path) -> list[Path]:
    """Write ``answers_with_context.csv`` into ``folder`` and return its path. Raises OSError, ValueError.

    ``codes`` has ``variable=code`` for each code that a quote of this answer carries, separated by semicolons.
    """
    path = folder / NAME
    names = {code: row["name"] for code, row in contents.countries(package).items()}
    asked = by_query.queries(package, TABLES)
    contents.write_csv(path, HEAD, (row for query, rows in asked for row in _rows(query, rows, names)))
    return [path]


def _rows(query: dict, rows: dict[str, list[dict]], names: dict[str, str]) -> Iterator[tuple]:
    questions = {row["item"]: row for row in rows["questions"]}
    codes: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in rows["evidence"]:
        codes[row["country_code"], row["item"]][f"{row['variable_id']}={row['code']}"] = None
    for row in rows["answers"]:
        question = questions[row["item"]]
        parent = questions.get(question["parent_item"], {}).get("text", "")
        country = row["country_code"]
        head = (query["query_id"], query["title"], query["request_date"], country, names.get(country, ""), row["item"])
        found = ";".join(codes.get((country, row["item"]), ()))
        yield (*head, parent, question["text"], row["status"], row["text"], found)
