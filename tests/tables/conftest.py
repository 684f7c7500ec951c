"""A small checkout out of inline text, and the tables that it gives."""

import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from ahq.core.checkout import Checkout
from ahq.tables import builder

Tables = dict[str, str]  # the CSV of each table, header and all

# What every file must have; a test writes only what it is about, and any of these keys too.
QUERY = {
    "id": "2020-returns",
    "title": "Returns",
    "requested_by": "Ireland",
    "request_date": '"2020-02-29"',
    "request_date_printed": "29th February 2020",
    "policy_area": "Return",
    "respondents": "[Austria]",
    "respondents_total": "1",
    "disclaimer": "No official policy.",
    "background": "[{text: Why we ask.}]",
    "questions": '[{item: "1", kind: question, text: Why?}]',
    "source": f"{{path: data/sources/2020-returns.md, sha256: {'a' * 64}, responses_first_line: 9, origin: Made for a test.}}",
    "rights": "Made for a test.",
}
CODEBOOK = {"query": "2020-returns", "general_rules": "[]"}
RECORD = {
    "query": "2020-returns",
    "wider_dissemination": "true",
    "source_lines": "{first: 9, last: 14}",
    "review": f'{{status: reviewed, passes: 1, adjudicated: false, date: "2026-11-23", answers_sha256: {"a" * 64}}}',
}
LISTS = {
    "countries": "country_code,alpha3,eu_code,name,eu_member_from,eu_member_to,emn_role,emn_from\n",
    "entities": "entity_id,name,kind,aliases\n",
    "missing_codes": "code,definition,needs_quote,in_records\n",
    "retired": "table,key,reason,replaced_by,version\n",
}


@pytest.fixture
def tables_of(tmp_path: Path) -> Callable[..., Tables]:
    """A function from one query and its records, by country, to the CSV of each table.

    ``passes`` are the CSV files of its coding, ``lists`` the code lists by name.
    """

    def build(
        query: str = "",
        *,
        codebook: str = "variables: []",
        passes: tuple[str, ...] = (),
        corrections: str = "",
        lists: dict[str, str] | None = None,
        **records: str,
    ) -> Tables:
        root = tmp_path / "checkout"
        folder = root / "data" / "queries" / "2020-returns"
        write(folder / "query.yaml", filled(query, QUERY))
        write(folder / "codebook.yaml", filled(codebook, CODEBOOK))
        write(root / "data" / "sources" / "2020-returns.md", "Returns\n")
        for country, text in records.items():
            respondent = {"respondent": f"{{label: {country}, country: {country}, attribution: printed}}"}
            write(folder / "responses" / f"{country}.yaml", filled(text, RECORD | respondent))
        for number, text in enumerate(passes, 1):
            write(folder / "coding" / f"pass-{number}.csv", dedent(text))
        if corrections:
            write(folder / "coding" / "corrections.csv", dedent(corrections))
        for name, header in LISTS.items():
            write(root / "data" / "reference" / f"{name}.csv", dedent((lists or {}).get(name, header)))
        return built(Checkout(root))

    return build


def built(checkout: Checkout) -> Tables:
    """Build the tables of a checkout and return the CSV of each."""
    folder = checkout.build / "tables"
    try:
        builder.build(checkout, folder)
    except builder.CannotBuild as error:
        pytest.fail("\n".join(map(str, error.problems)))
    return {path.stem: path.read_bytes().decode("utf-8") for path in folder.glob("*.csv")}


def filled(text: str, defaults: dict[str, str]) -> str:
    """Return YAML with a line for each key that it does not have."""
    text = dedent(text)
    lines = [f"{key}: {value}" for key, value in defaults.items() if not re.search(rf"^{key}:", text, re.MULTILINE)]
    return "\n".join([*lines, text]) + "\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="")
