"""docs/rules.md: every rule with its id, an example that breaks it and how to correct that."""

from ahq.publishing.documents import GENERATED
from ahq.rules import catalogue
from ahq.rules.base import Example, Rule

HEAD = """# Rules

`make validate` asks every rule of every record and prints each problem as
`path:line:column: RULE message`, with the line itself and what would be right. A mistake is one problem, at its cause:
what rests on a text that is wrong waits until the text is right. This page lists the rules by their ids. An example of a
record is a change that breaks the rule; the tests make each of these changes and expect this rule to report it.

Where a problem has one right answer, `make fix` writes it.
"""


def render() -> str:
    """Return the document."""
    parts = [GENERATED.format(source="scripts/ahq/rules/"), HEAD]
    for title, rules in catalogue.SECTIONS.items():
        parts.append(f"\n## {title}\n")
        parts += map(_rule, rules)
    return "".join(parts)


def _rule(rule: Rule) -> str:
    end = "" if rule.repair.endswith("?") else "."
    text = f"\n### {rule.id}\n\n{rule.sentence}\n\n**What would be right**: {rule.repair}{end}\n"
    return text + _example(rule.example)


def _example(example: Example | str | None) -> str:
    if not isinstance(example, Example):
        return f"\n**Breaks it**: {example}.\n" if example else ""
    removed = "".join(f"-{line}\n" for line in example.old.rstrip("\n").split("\n"))
    added = "".join(f"+{_visible(line)}\n" for line in example.new.rstrip("\n").split("\n"))
    return f"\n**Breaks it**:\n\n```diff\n{removed}{added}```\n"


def _visible(line: str) -> str:
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in line)
