"""docs/queries.md: every query, with what is true of it alone: who answered, how it was coded, what users must know."""

from collections import Counter

from ahq.publishing.data_package import Published
from ahq.publishing.documents import GENERATED, plain

HEAD = """# The queries

What holds for one query stands in its folder under `data/queries` and here, and nowhere else. A query that is not coded is
published with its answers alone; they are no less checked.
"""


def render(published: Published) -> str:
    """Return the document; the latest query comes first."""
    responses: Counter[str] = Counter()
    disseminated: Counter[str] = Counter()
    for row in published.tables["responses"].rows():
        responses[row["query_id"]] += 1
        disseminated[row["query_id"]] += row["wider_dissemination"] == "true"
    rows = sorted(published.tables["queries"].rows(), key=lambda row: (row["request_date"], row["query_id"]))
    parts = [_query(row, responses[row["query_id"]], disseminated[row["query_id"]]) for row in reversed(rows)]
    return GENERATED.format(source="data/queries/*/query.yaml and the tables") + HEAD + "".join(parts)


def _others(name: str, ids: str) -> list[str]:
    links = ", ".join(f"[{id_}](#{id_})" for id_ in ids.split(";") if id_)
    return [f"- {name}: {links}\n"] if links else []


def _query(row: dict[str, str], responses: int, disseminated: int) -> str:
    id_ = row["query_id"]
    links = [f"[archived compilation](../{row['source_path']})"]
    if row["coding_passes"] != "0":
        links.append(f"[codebook](codebook-{id_}.md)")
    if int(row["coding_passes"]) > 1:
        links.append(f"[passes and decisions](../data/queries/{id_}/coding)")
    lines = [
        f"\n## {id_}\n\n**{plain(row['title'])}**\n\n",
        f"- Requested: {row['request_date'] or 'no day is printed'}\n",
        f"- Respondents: {responses}, {disseminated} of them with a response that may be disseminated\n",
        f"- Coding: {plain(row['coding_note'])}\n",
        *([f"- Counts that differ: {plain(row['respondents_note'])}\n"] if row["respondents_note"] else []),
        *(f"- Note: {plain(note)}\n" for note in row["notes"].splitlines()),
        *_others("Other parts of the same query", row["other_parts"]),
        *_others("Other editions", row["other_editions"]),
        f"- Files: {', '.join(links)}\n",
    ]
    return "".join(lines)
