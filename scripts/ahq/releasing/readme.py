"""README.md of a release: what it is, what is in it, how to read it, and under which terms."""

from ahq.core.versions import changes_name
from ahq.publishing.data_package import Published

CONTENTS = """
| what | where |
|---|---|
| the tables as CSV, and what every column means | `data/tables/`, `datapackage.json`, `docs/dictionary.md` |
| Parquet, with types and keys | `formats/parquet/` |
| JSON Lines, an object a row | `formats/jsonl/` |
| SQLite, with keys, a view of answers with their questions, and full-text search | `formats/sqlite/` |
| Excel and LibreOffice, a sheet a table | `formats/xlsx/` |
| Stata and SPSS, the coded variables with labels and missing values | `formats/statistics/` |
| REFI-QDA, the exchange format of programs for qualitative analysis | `formats/qdpx/` |
| metadata for catalogues | `metadata/`, `data/tables/csv-metadata.json`, `.zenodo.json` |
| the archived compilations, as converted from PDF | `data/sources/` |
| both passes of coding, and each decision between them | `data/queries/*/coding/` |
| codebook, findings, recipes | `docs/` |
| what changed since the last version | `CHANGELOG.md`, `{changes}` |
| checksums, and the commit it was made of | `SHA256SUMS`, `release.json` |
"""


def render(published: Published) -> str:
    """Return the document."""
    about = published.descriptor
    rows = sum(resource["rows"] for resource in about["resources"])
    licences = "\n".join(f"- {licence['title']} ({licence['path']})" for licence in about["licenses"])
    contents = CONTENTS.format(changes=changes_name(published.version))
    return f"""# {about["title"]}

Version {about["version"]}, {about["created"][:10]}: {len(about["resources"])} tables, {rows:,} rows.

{about["description"]}
{contents}
A cell is empty where there is nothing; a text that is just "N/A" is what a state wrote. Tell your reader so, also
where it reads the workbook: `docs/recipes.md` shows how.

**How it was coded.** By language models of one kind, instructed to code by reading, in two passes that saw nothing of
each other, and adjudicated by another of them; nobody who knows the field has coded a sample. The table `reliability`
says how far the passes agreed, which does not show that a code is right. Each value carries the sentence that it rests
on: read it, and the answer around it, before you build on it.

Whether the files are what was released: `sha256sum --check SHA256SUMS`.

## Terms

{licences}

## Cite

CITATION.cff has the reference. To quote an answer: country, query, item, and this version; carry the disclaimer of
the table `queries` with it.
"""
