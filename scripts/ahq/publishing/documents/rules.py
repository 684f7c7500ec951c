"""docs/rules.md: every rule in four parts: what holds, why, an example with what is printed, and what to write instead."""

from typing import Any

from ahq.publishing.documents import GENERATED
from ahq.rules import catalogue
from ahq.rules.base import Example, Rule

HEAD = """# Rules

`make validate` checks every record against every rule and prints each problem as
`path:line:column: RULE message`, with the line itself and what would be right. A problem is reported once, at its
cause: what rests on it (a quote on the text of its answer, a review on all of them) is checked again once the cause is corrected.

This page lists the rules by their ids: what holds, why it matters, an example that breaks it with the message that is
printed, and what to write instead. The tests break each rule in this way: tests/rules/test_rules.py for records and
queries, other tests in tests/rules, tests/tables, tests/publishing and tests/releasing for the rest. `make fix` makes the repairs that have one
right answer; it knows some for each rule marked *fixable*.
"""
SECTIONS = {
    "F": "The file",
    "S": "The shape of the record",
    "N": "The record and its neighbours",
    "T": "Fidelity to the source",
    "C": "Codings",
    "E": "Evidence",
    "V": "Review",
    "Q": "The query and all its records",
    "K": "How a query was coded",
    "R": "The lists of data/reference",
    "B": "The package's own words, and findings",
    "D": "The tables",
    "P": "The package and its downloads",
    "L": "Releases",
}


def render() -> str:
    """Return the document."""
    parts = [GENERATED.format(source="scripts/ahq/rules/"), HEAD]
    for letter, title in SECTIONS.items():
        parts.append(f"\n## {title}\n")
        parts += [_rule(rule) for rule in catalogue.RULES if rule.id[0] == letter]
    return "".join(parts)


def _rule(rule: Rule[Any]) -> str:
    fixable = " *Fixable.*" if rule.fixable else ""
    return (
        f"\n### {rule.id}\n\n{rule.sentence}{fixable} ([code](../{rule.asked_in}))\n\n"
        f"**Why**: {_ended(rule.why)}\n\n"
        f"**An example that breaks it**: {_example(rule.example)}{_printed(rule)}\n"
        f"**Instead**: {_ended(rule.repair)}\n"
    )


def _ended(words: str) -> str:
    return words if words.endswith(("?", ".")) else f"{words}."


def _example(example: Example) -> str:
    if example.words:
        return f"{_ended(example.words)}\n"
    removed = "".join(f"-{line}\n" for line in example.old.rstrip("\n").split("\n"))
    added = "".join(f"+{_visible(line)}\n" for line in example.new.rstrip("\n").split("\n"))
    return f"in {example.path},\n\n```diff\n{removed}{added}```\n\n"


def _printed(rule: Rule[Any]) -> str:
    return f"It prints `{rule.id} {_visible(rule.example.prints)}`.\n" if rule.example.prints else ""


def _visible(line: str) -> str:
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in line)
