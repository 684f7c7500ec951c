"""B: what else is written by hand: what the package says of itself, and the findings of a query."""

from pathlib import Path
from typing import Any

from ahq.core.checkout import Checkout
from ahq.core.problems import Problem
from ahq.corpus import reading
from ahq.corpus.reading import Reading
from ahq.rules.base import Example, Rule

PACKAGE: Rule[Any] = Rule(
    "B01",
    "data",
    "data/package.yaml is YAML 1.2 and has the shape of schemas/package.schema.json.",
    "version, licences and contributors of the package are taken from it",
    "see the description of the field in schemas/package.schema.json",
    Example(words="data/package.yaml without a version"),
    asked_in="scripts/ahq/rules/inputs.py",
)
FINDINGS: Rule[Any] = Rule(
    "B02",
    "data",
    "The findings of a query are YAML 1.2, have the shape of schemas/findings.schema.json, and name their query.",
    "a finding that asks the tables wrongly would say what they do not",
    "see the description of the field in schemas/findings.schema.json",
    Example(words="a finding without SQL"),
    asked_in="scripts/ahq/rules/inputs.py",
)
RULES = (PACKAGE, FINDINGS)


def check(checkout: Checkout) -> list[Problem]:
    """Return the problems of package.yaml and of the findings of each query."""
    found = _problems(PACKAGE, reading.read_package(checkout))
    for folder in checkout.query_folders():
        if (folder / "findings.yaml").exists():
            found += _of_findings(folder, checkout)
    return found


def _of_findings(folder: Path, checkout: Checkout) -> list[Problem]:
    read = reading.read_findings(folder, checkout)
    if read.value is not None and read.value.query != folder.name:
        said = f'the query is "{read.value.query}" and the folder is {folder.name}'
        return [FINDINGS.problem(read.name, said, f"write {folder.name}", (1, 1))]
    return _problems(FINDINGS, read)


def _problems(rule: Rule, read: Reading[Any]) -> list[Problem]:
    return [rule.problem(read.name, fault.message, fault.help, (fault.line, fault.column)) for fault in read.faults]
