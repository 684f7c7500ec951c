"""docs/rules.md: every rule with its id, an example that breaks it and how to mend it."""

from ahq.publishing.documents import GENERATED
from ahq.releasing import requirements
from ahq.rules import RULES
from ahq.rules import query as query_rules
from ahq.rules.base import Example, Rule

HEAD = """# Rules

`make validate` asks every rule of every record and prints each problem as
`path:line:column: RULE message`, with the line itself and how to mend it. This page lists the rules
by their ids. An example is a change to a record that breaks the rule; the tests make each of these
changes and expect this rule to report it.

Problems of a file that cannot be read at all have the id F00, problems of the lists in data/reference R01, problems of tables D01 (columns), D02
(constraints), D03 (foreign keys) and D04 (totals), problems of the finished package P01
(frictionless) and P02 (a generated file that is not what the records give), problems of a download P03, and what
stands against a release L01 to L07 (below).
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
}


def render() -> str:
    """Return the document."""
    parts = [GENERATED.format(source="scripts/ahq/rules/"), HEAD]
    for letter, title in SECTIONS.items():
        parts.append(f"\n## {title}\n")
        parts += [_rule(rule) for rule in (*RULES, *query_rules.RULES) if rule.id[0] == letter]
    parts.append("\n## Releases\n\n")
    parts += [f"- {id_}: {sentence}.\n" for id_, sentence in requirements.SENTENCES.items()]
    return "".join(parts)


def _rule(rule: Rule) -> str:
    text = f"\n### {rule.id}\n\n{rule.sentence}\n\n**To mend it**: {rule.fix}{'' if rule.fix.endswith('?') else '.'}\n"
    return text + (_example(rule.example) if rule.example else "")


def _example(example: Example) -> str:
    removed = "".join(f"-{line}\n" for line in example.old.rstrip("\n").split("\n"))
    added = "".join(f"+{_visible(line)}\n" for line in example.new.rstrip("\n").split("\n"))
    return f"\n```diff\n{removed}{added}```\n"


def _visible(line: str) -> str:
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in line)
