"""The package: ``datapackage.json`` and the tables that it describes, as users load them."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ahq.core import csv_tables, publication
from ahq.core.checkout import Checkout
from ahq.core.digests import sha256
from ahq.core.errors import CannotRun
from ahq.core.files import MAX_TABLE_BYTES, check_target, copy_file, make_empty_folder
from ahq.core.json_files import encode
from ahq.corpus import reading
from ahq.corpus.query import Head, coding_in_short

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True}
TABLES = "data/tables"
KEYWORDS = 40  # of queries, in the descriptor
# Tables that hold words of the source: these keep the terms of the EMN.
VERBATIM = frozenset({"queries", "questions", "differences", "answers", "evidence", "mentions", "links"})


def about(checkout: Checkout) -> dict[str, Any]:
    """Return what ``data/package.yaml`` says of the package. Raises CannotRead."""
    return reading.read_package(checkout).required()


def descriptor(about_: dict, schemas: dict[str, dict], folder: Path, heads: Sequence[Head]) -> dict:
    """Return the Data Package descriptor of the tables in ``folder``, made of the queries with these ``heads``."""
    return {
        "$schema": PROFILE,
        "name": about_["name"],
        "id": f"{about_['name']}-{about_['version']}",
        "version": about_["version"],
        "created": f"{about_['date']}T00:00:00Z",
        "title": about_["title"],
        "description": about_["description"],
        "keywords": [*about_["keywords"], *_keywords(heads, about_["keywords"])],
        **_subjects(heads),
        "licenses": about_["licenses"],
        "contributors": about_["contributors"],
        **_home(about_),
        "sources": sources(heads),
        "resources": [_resource(name, schema, folder, about_["licenses"]) for name, schema in schemas.items()],
    }


def _home(about_: dict) -> dict:
    """Return where the package is published, where data/package.yaml says so."""
    page = {"homepage": about_["home"]["page"]} if "page" in about_.get("home", {}) else {}
    return page | ({"home": about_["home"]} if "home" in about_ else {})


def _resource(name: str, schema: dict, folder: Path, licences: list[dict]) -> dict:
    data = (folder / f"{name}.csv").read_bytes()
    about_table = {key: schema[key] for key in ("title", "description")}
    fields = {key: value for key, value in schema.items() if key not in ("name", "title", "description")}
    return {
        "name": name,
        "type": "table",
        "path": f"{TABLES}/{name}.csv",
        **about_table,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data)}",
        "licenses": [licence for licence in licences if licence.get("name") in _licence_names(name)],
        "rows": csv_tables.count(folder / f"{name}.csv"),
        "dialect": DIALECT,
        "schema": {"$schema": TABLE_PROFILE, **fields},
    }


def _licence_names(table: str) -> tuple:
    """Return the names of the licences that hold for a table; the terms of the EMN have none."""
    return ("CC-BY-4.0", None) if table in VERBATIM else ("CC-BY-4.0",)


def _keywords(heads: Iterable[Head], known: list[str]) -> list[str]:
    """Return the words that most queries have, but for those that are ``known``: a thousand would find nothing."""
    counts = Counter(word for head in heads for word in head.subjects.keywords if word not in known)
    return [word for word, _ in counts.most_common(KEYWORDS)]


def _subjects(heads: Sequence[Head]) -> dict[str, list]:
    """Return the themes and the EuroVoc concepts that queries are about, each once; catalogues read them from here."""
    themes = sorted({theme for head in heads for theme in head.subjects.themes})
    concepts = sorted({concept.id for head in heads for concept in head.subjects.eurovoc})
    return {name: found for name, found in (("themes", themes), ("eurovoc", concepts)) if found}


def read_heads(checkout: Checkout) -> list[Head]:
    """Return the head of every query. Raises CannotRead."""
    return [reading.read_head(folder, checkout).required() for folder in checkout.query_folders()]


def sources(heads: Iterable[Head]) -> list[dict]:
    """Return the sources of the package: one archived compilation for each query, and how that was coded."""
    return [
        {
            "title": f"{head.title} ({head.request_date or 'no date printed'})",
            "path": head.source.path,
            "coding": coding_in_short(*head.coding[:3]) if head.coding else coding_in_short(0, "", False),
        }
        for head in heads
    ]


def stage(checkout: Checkout, schemas: dict[str, dict], built: Path) -> Path:
    """Write the whole package into a folder of its own and return it. Raises OSError, CannotRun."""
    folder = make_empty_folder(checkout, checkout.build / "package")
    (folder / TABLES).mkdir(parents=True)
    for name in schemas:
        copy_file(checkout, built / f"{name}.csv", folder / TABLES / f"{name}.csv", MAX_TABLE_BYTES)
    queries = [row["query_id"] for row in csv_tables.rows_of(folder / TABLES / "queries.csv")]
    if queries != [folder_.name for folder_ in checkout.query_folders()]:
        raise CannotRun("the tables in build/ are not those of data/queries; run `make normalise` first")
    heads = read_heads(checkout)
    for path in sorted({head.source.path for head in heads}):
        copy_file(checkout, checkout.root / path, folder / path)
    value = descriptor(about(checkout), schemas, folder / TABLES, heads)
    (folder / "datapackage.json").write_bytes(encode(value))
    return folder


def replace_published(checkout: Checkout, staged: Path, files: dict[str, bytes] | None = None) -> list[str]:
    """Put the staged package, and generated ``files`` by their names, in the place of the published ones: all or none.

    Returns the names of all files that are then published.

    A table that the package described before and does not any more is removed; nothing else is.
    Raises OSError, CannotRun.
    """
    prepared = publication.prepare(checkout)
    tables = [resource["path"] for resource in json.loads((staged / "datapackage.json").read_bytes())["resources"]]
    copied, generated = [*tables, "datapackage.json"], files or {}
    for name in copied:
        _prepare(checkout, prepared / name, (staged / name).read_bytes())
    for name, data in generated.items():
        _prepare(checkout, prepared / name, data)
    publication.publish(checkout, set(_described_tables(checkout)) - set(tables))
    return [*copied, *generated]


def _prepare(checkout: Checkout, path: Path, data: bytes) -> None:
    """Write a file that is to be published; what is published already stays untouched."""
    target = checkout.root / path.relative_to(publication.prepared_folder(checkout))
    check_target(checkout, target)
    if target.is_file() and target.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _described_tables(checkout: Checkout) -> list[str]:
    """Return the paths of the tables that the published descriptor names; none before there is one."""
    try:
        found = [resource["path"] for resource in published(checkout)["resources"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [path for path in found if isinstance(path, str) and re.fullmatch(rf"{TABLES}/[A-Za-z0-9_-]+\.csv", path)]


def published(checkout: Checkout) -> dict:
    """Return the published descriptor. Raises OSError or ValueError."""
    return json.loads(checkout.descriptor.read_bytes())
