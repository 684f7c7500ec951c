"""The package: ``datapackage.json`` and the tables that it describes, as users load them."""

import csv
import json
import os
import shutil
from pathlib import Path

import frictionless

from ahq.core import strict_yaml
from ahq.core.checkout import Checkout
from ahq.core.problems import Problem
from ahq.core.text import sha256

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True}
TABLES = "data/tables"
SHOWN = 10
# Tables that hold words of the source: these keep the terms of the EMN.
VERBATIM = frozenset({"queries", "questions", "answers", "evidence", "mentions", "references"})


def about(checkout: Checkout) -> dict:
    """Return what ``data/package.yaml`` says of the package. Raises OSError or ValueError."""
    document = strict_yaml.read((checkout.data / "package.yaml").read_text("utf-8"))
    if document.faults:
        fault = document.faults[0]
        raise ValueError(f"data/package.yaml:{fault.line}:{fault.column}: {fault.message}")
    return document.value


def descriptor(about_: dict, schemas: dict[str, dict], folder: Path, sources: list[dict]) -> dict:
    """Return the Data Package descriptor of the tables in ``folder``."""
    return {
        "$schema": PROFILE,
        "name": about_["name"],
        "id": f"{about_['name']}-{about_['version']}",
        "version": about_["version"],
        "created": f"{about_['date']}T00:00:00Z",
        "title": about_["title"],
        "description": about_["description"],
        "keywords": about_["keywords"],
        "licenses": about_["licenses"],
        "contributors": about_["contributors"],
        **_home(about_),
        "sources": sources,
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
        "rows": _rows(folder / f"{name}.csv"),
        "dialect": DIALECT,
        "schema": {"$schema": TABLE_PROFILE, **fields},
    }


def _licence_names(table: str) -> tuple:
    """Return the names of the licences that hold for a table; the terms of the EMN have none."""
    return ("CC-BY-4.0", None) if table in VERBATIM else ("CC-BY-4.0",)


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def encode(value: dict) -> bytes:
    """Return a JSON file as it is committed: two blanks, keys in their order, LF."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def sources(checkout: Checkout) -> list[dict]:
    """Return the sources of the package: one archived compilation for each query."""
    found = []
    for folder in checkout.query_folders():
        query = strict_yaml.read((folder / "query.yaml").read_text("utf-8")).value
        title = f"{query['title']} ({query['request_date']})"
        found.append({"title": title, "path": query["source"]["path"]})
    return found


def validate(folder: Path) -> list[Problem]:
    """Return what frictionless says against ``folder/datapackage.json``, as a user would load it."""
    report = frictionless.validate(str(folder / "datapackage.json"))
    found = [_problem("datapackage.json", error) for error in report.errors]
    for task in report.tasks:
        found += [_problem(task.place, error) for error in task.errors[:SHOWN]]
        found += [Problem(task.place, 0, 0, "P01", warning) for warning in task.warnings]
    return found


def _problem(path: str, error) -> Problem:
    row = getattr(error, "row_number", None)
    where = f"row {row}: " if row else ""
    return Problem(path, 0, 0, "P01", f"{where}{error.message}")


def stage(checkout: Checkout, schemas: dict[str, dict], built: Path) -> Path:
    """Write the whole package into a folder of its own and return it. Raises OSError."""
    folder = checkout.build / "package"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / TABLES).mkdir(parents=True)
    for name in schemas:
        shutil.copyfile(built / f"{name}.csv", folder / TABLES / f"{name}.csv")
    for source in sources(checkout):
        (folder / source["path"]).parent.mkdir(exist_ok=True)
        shutil.copyfile(checkout.root / source["path"], folder / source["path"])
    value = descriptor(about(checkout), schemas, folder / TABLES, sources(checkout))
    (folder / "datapackage.json").write_bytes(encode(value))
    return folder


def replace_published(checkout: Checkout, staged: Path) -> None:
    """Put the staged package in the place of the published one.

    Everything is on the disk before the first file moves. Each file moves in one step; the folder
    ``build/ready`` stands for the decision, so that a process that was killed between two moves is
    followed up by ``finish``, which every run of publish begins with.
    """
    for path in (p for p in staged.rglob("*") if p.is_file()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    ready = checkout.build / "ready"
    shutil.rmtree(ready, ignore_errors=True)
    staged.rename(ready)
    finish(checkout)


def finish(checkout: Checkout) -> bool:
    """Move what an earlier publication decided to publish into its place; true if there was any."""
    ready = checkout.build / "ready"
    if not ready.is_dir():
        return False
    descriptor_ = ready / "datapackage.json"
    checkout.tables.mkdir(parents=True, exist_ok=True)
    for path in sorted((ready / TABLES).glob("*.csv")):
        path.replace(checkout.tables / path.name)
    if descriptor_.exists():
        descriptor_.replace(checkout.descriptor)
    _drop_unknown_tables(checkout)
    shutil.rmtree(ready)
    return True


def _drop_unknown_tables(checkout: Checkout) -> None:
    known = {Path(resource["path"]).name for resource in published(checkout)["resources"]}
    for path in checkout.tables.glob("*.csv"):
        if path.name not in known:
            path.unlink()


def published(checkout: Checkout) -> dict:
    """Return the published descriptor. Raises OSError or ValueError."""
    return json.loads(checkout.descriptor.read_bytes())
