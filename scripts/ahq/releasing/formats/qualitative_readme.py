"""README.md of the files for qualitative analysis: which program reads what, and what it shows."""

from ahq.publishing import metadata

TEXT = """# For programs of qualitative analysis

| file | what it is | read by |
|---|---|---|
| `<query>.qdpx` | REFI-QDA project: each response a text and a case, each quote coded | QualCoder, ATLAS.ti, MAXQDA, NVivo, Quirkos and others |
| `<query>.qdc` | REFI-QDA codebook: every code with its definition, also those that no quote carries | the same |
| `<query>-tags.csv` | the same codes as `tag,description` | Taguette: *Codebook, Import a codebook* |

What is in a project:

- **Texts.** A response is one text, its answers verbatim under heading lines `[2a] question`. A response that may not be
  disseminated has none.
- **Codes.** A group for each variable, in it `variable: code`. A project has the codes that a quote carries; import the
  `.qdc` into it for the others. `{items}` has a code for each item of the questionnaire. Each code has a colour of its
  own, the same in every version; grey is a missing code, an item or a case.
- **Cases.** A response is a case, with every coded variable, and what is known of response and country, as its values.
  It points to its text. Some programs read that pointer. QualCoder reads none, but a code with the same GUID as the case:
  so each case is also a code in the group `{cases}`, upon the whole text.

What programs show:

- **QualCoder** takes these codes for the cases that they are: every case is linked to its text, and the group `{cases}`
  is left empty. It takes the nearest of its own colours. Choose "Maintainers of {name}" as coder, or the coding is not shown.
- **Other programs** show the group `{cases}` as codes, one a state: a way to choose texts by state. Delete the group if
  it is in the way; the cases stay.
- **Taguette** reads no project and no `.qdc`: import the tags, and the answers from `answers_with_context.csv`.

QualCoder is in no package index, so no test of ours runs it on every change: the tests ask of the file what its import
reads (a code with the GUID of each case, upon the whole text; colours; positions).

{cite}
"""


def render(descriptor: dict) -> str:
    """Return the document."""
    return TEXT.format(
        items="Answers by item", cases="Cases", name=descriptor["name"], cite=f"Cite: {metadata.citation(descriptor)}"
    )
