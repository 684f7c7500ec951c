"""Every rule, in the sections in which docs/rules.md shows them. Ids stand in the rules and nowhere else."""

from ahq.rules import (
    code_lists,
    coding,
    evidence,
    fidelity,
    file,
    inputs,
    layout,
    neighbours,
    package,
    passes,
    query,
    release,
    review,
    shape,
    tables,
)
from ahq.rules.base import Rule

SECTIONS: dict[str, tuple[Rule, ...]] = {
    "The file": (file.CAN_BE_READ, *file.BYTES, *file.YAML, layout.PLACE),
    "The shape of the record": shape.RULES,
    "The record and its neighbours": neighbours.RULES,
    "Fidelity to the source": fidelity.RULES,
    "Codings": coding.RULES,
    "Evidence": evidence.RULES,
    "Review": review.RULES,
    "The query and all its records": query.RULES,
    "How a query was coded": passes.RULES,
    "The lists of data/reference": (code_lists.LISTS,),
    "The package's own words, and findings": inputs.RULES,
    "The tables": tables.RULES,
    "The package": package.RULES,
    "A release": release.RULES,
}
RULES = tuple(rule for rules in SECTIONS.values() for rule in rules)
