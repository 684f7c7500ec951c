"""README.md of a release: what it is, what is in it, how to read it, and under which terms."""

from collections import Counter

from ahq.core.versions import changes_name
from ahq.corpus.query import coding_in_short
from ahq.publishing import metadata
from ahq.publishing.data_package import Published
from ahq.releasing import contents

CONTENTS = """
| you want | open |
|---|---|
| to look at answers, now | `answers_with_context.csv`: each answer with its country, its question and the codes that rest on it |
| Excel or LibreOffice | `formats/xlsx/`: a sheet a table, and each query as states by questions |
{wide}| R, Python, anything else | `data/tables/` as CSV, described by `datapackage.json` and `docs/dictionary.md`; `docs/recipes.md` loads it |
| DuckDB, polars, Spark | `formats/parquet/`, with types and keys |
| SQL and full-text search | `formats/sqlite/`, with views; `metadata.yaml` beside it makes a searchable site with Datasette |
| programs of qualitative analysis | `formats/qualitative/`: projects, codebooks and tags; its README says what each program shows |
| JSON | `formats/jsonl/`, an object a row |
| metadata for catalogues | `metadata/`, `data/tables/csv-metadata.json`, `.zenodo.json` |
| the archived compilations | `data/sources/` |
| the passes of coding, and each decision between them | `data/queries/*/coding/` |
| what is true of each query, what its codes mean, what was found | `docs/` |
| what changed since the last version | `CHANGELOG.md`, `{changes}` |
| checksums, and the commit it was made of | `SHA256SUMS`, `release.json` |
"""

WIDE = (
    "| Stata, SPSS, or one row a response | `wide/`: the coded variables as `.dta`, `.sav` and `.csv`, with a codebook of "
    "names, values and definitions |\n"
)

FEW = 3  # queries that were coded in ways of their own, which are told here
WORTH = (
    "The table `reliability` says how far independent passes agreed, which does not show that a code is right. Each value "
    "carries the sentence that it rests on: read it, and the answer around it, before you build on it."
)


def render(published: Published) -> str:
    """Return the document."""
    about = published.descriptor
    tables = list(published.tables.values())
    rows = sum(table.about["rows"] for table in tables)
    coded = list(published.tables["variables"].text()["query_id"].unique(maintain_order=True))
    licences = "\n".join(f"- {licence['title']} ({licence['path']})" for licence in about["licenses"])
    return f"""# {about["title"]}

Version {about["version"]}, {about["created"][:10]}: {len(tables)} tables, {rows:,} rows.

{about["description"]}
{CONTENTS.format(changes=changes_name(published.version), wide=WIDE if coded else "")}
A cell is empty where there is nothing; a text that is just "N/A" is what a state wrote. Tell the program that reads the file so, also
where it reads the workbook: `docs/recipes.md` shows how.

{_coding(published, coded)}

Whether the files are what was released: `sha256sum --check SHA256SUMS`.

## Terms

{licences}

## Cite

> {metadata.citation(about)}

To quote an answer: country, query, item, and this version; carry the disclaimer of the table `queries` with it.
`docs/recipes.md` has a function that does.
"""


def _coding(published: Published, coded: list[str]) -> str:
    """Return how many queries are coded in which way, and what that is worth: facts of each query, in its row."""
    if not coded:
        return (
            "**No query is coded.** There are the answers as they were given; variables, codes and quotes have no rows."
        )
    queries = list(published.tables["queries"].rows())
    notes = dict.fromkeys(row["coding_note"] for row in queries if row[contents.QUERY] in coded)
    how = " ".join(notes) if len(notes) <= FEW else "The column `coding_note` of `queries` says how each was coded."
    ways = f"{_ways(queries)} " if len(queries) > 1 else ""  # of one query, its note says it
    return f"**How it was coded.** {ways}{how}\n\n{WORTH}"


def _ways(queries: list[dict[str, str]]) -> str:
    """Return how many queries there are, and how many were coded in which way."""
    ways = Counter(
        coding_in_short(int(row["coding_passes"]), row["coders"], row["adjudicated"] == "true") for row in queries
    )
    said = "; ".join(f"{count:,} {way}" for way, count in sorted(ways.items(), key=lambda pair: (-pair[1], pair[0])))
    return f"{len(queries):,} queries: {said}."
