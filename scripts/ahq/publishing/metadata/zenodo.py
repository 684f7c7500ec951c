"""``.zenodo.json``: what Zenodo writes on the deposit of a release. It reads only this where CITATION.cff is there too.

The keys are those of the deposit metadata in https://developers.zenodo.org. A deposit has one licence; the notes say
what holds for which part.
"""

from collections.abc import Sequence
from html import escape

from ahq.core.json_files import encode
from ahq.publishing.metadata import Coverage, Distribution, day, rights, table_licence

PATH = ".zenodo.json"


def render(descriptor: dict, distributions: Sequence[Distribution] = (), coverage: Coverage | None = None) -> bytes:
    """Return the metadata of the deposit. Raises ValueError if no licence has a name."""
    return encode(
        {
            "title": descriptor["title"],
            "upload_type": "dataset",
            "description": _description(descriptor),
            "version": descriptor["version"],
            "publication_date": day(descriptor),
            "language": "eng",
            "access_right": "open",
            "license": table_licence(descriptor)["name"].lower(),
            "creators": [{"name": contributor["title"]} for contributor in descriptor["contributors"]],
            "keywords": descriptor["keywords"],
            "notes": rights(descriptor),
        }
    )


def _description(descriptor: dict) -> str:
    """Return the description as Zenodo shows it, in HTML, with a list of the tables."""
    tables = "".join(
        f"<li><b>{escape(resource['name'])}</b>: {escape(resource['description'])}</li>"
        for resource in descriptor["resources"]
    )
    return f"<p>{escape(descriptor['description'])}</p><ul>{tables}</ul>"
