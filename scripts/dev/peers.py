"""The programs that the benchmark compares with, and our own commands, as command lines."""

import json
import sys
from pathlib import Path

from ahq.core.checkout import HOME, SCHEMAS, Checkout
from ahq.corpus import reading
from ahq.publishing import generated

SCRIPTS = HOME / "scripts"
CHECK_TABLES = """
import sys
from pathlib import Path
from ahq.core.table_schemas import schemas
from ahq.tables import constraints
folder = Path(sys.argv[1])
problems, _ = constraints.check(folder, schemas())
sys.exit(bool(problems))
"""


def validate(checkout: Checkout, *arguments: str | Path) -> list:
    """Return the command of our check."""
    return verb("validate", checkout, *arguments)


def verb(name: str, checkout: Checkout, *arguments: str | Path) -> list:
    """Return the command of any of our verbs."""
    return [sys.executable, SCRIPTS / f"{name}.py", "--root", checkout.root, *arguments]


def program(text: str, *arguments: str | Path) -> list:
    """Return the command that runs a program of some lines."""
    return [sys.executable, "-c", text, *arguments]


def normalise(checkout: Checkout) -> list:
    """Return the command that builds the tables and checks them with pandera."""
    return verb("normalise", checkout)


def check_tables(checkout: Checkout) -> list:
    """Return the command that only checks the built tables with pandera; run it in ``SCRIPTS``."""
    return program(CHECK_TABLES, checkout.build / "tables")


def frictionless() -> list:
    """Return the command that checks the package of the current folder."""
    return [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]


class Peers:
    """The validators of JSON Schema that are installed below ``folder``, by name."""

    def __init__(self, folder: Path):
        kinds: dict[str, tuple] = {
            "check-jsonschema": (folder / "installed/bin/check-jsonschema", "--schemafile"),
            "check-jsonschema with clib": (folder / "with-clib/bin/check-jsonschema", "--schemafile"),
            "@sourcemeta/jsonschema": (folder / "node_modules/.bin/jsonschema", "validate"),
            "@sourcemeta/jsonschema --fast": (folder / "node_modules/.bin/jsonschema", "validate", "--fast"),
        }
        self._commands = {name: command for name, command in kinds.items() if command[0].exists()}
        self.absent = [name for name in kinds if name not in self._commands]

    def names(self) -> list[str]:
        """Return the names of the peers that are there."""
        return list(self._commands)

    def command(self, name: str, schema: Path, records: list[Path]) -> list:
        """Return the command by which a peer checks records against a schema."""
        return [*self._commands[name], schema, *records]


def plain_schema() -> Path:
    """Return the JSON Schema of records, as it is."""
    return SCHEMAS / "response.schema.json"


def codebook_schema(checkout: Checkout) -> Path:
    """Write the JSON Schema that knows the codebook, for the records of all queries of a synthetic checkout."""
    lists = reading.read_lists(checkout)
    folder = checkout.query_folders()[0]
    book = reading.read_codebook(folder, checkout, lists).required()
    schema = generated.response_schema(folder.name, book, lists)
    schema["properties"]["query"] = {"type": "string"}
    path = checkout.root / "codebook.schema.json"
    path.write_text(json.dumps(schema), "utf-8", newline="\n")
    return path
