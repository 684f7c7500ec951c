"""The catalogue: every rule, whoever asks it."""

from typing import Any

from ahq.rules import (
    answers,
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

RULES: tuple[Rule[Any], ...] = tuple(
    sorted(
        (
            file.CAN_BE_READ,
            *file.RULES,
            layout.PLACE,
            *shape.RULES,
            *neighbours.RULES,
            *answers.RULES,
            *fidelity.RULES,
            *coding.RULES,
            *evidence.RULES,
            *review.RULES,
            *query.RULES,
            *passes.RULES,
            *code_lists.RULES,
            *inputs.RULES,
            *tables.RULES,
            *package.RULES,
            *release.RULES,
        ),
        key=lambda rule: rule.id,
    )
)
BY_ID: dict[str, Rule[Any]] = {rule.id: rule for rule in RULES}
