"""The codebook of one query: its variables, their codes, and which codes exclude which."""

from typing import Any, NamedTuple

from ahq.corpus.code_lists import CodeLists

PERCENT = "percent"
PLATFORMS = "platforms"
KEY_OF = {"code": "value", "codes": "values", PERCENT: "number"}  # the key of a coding, by the type of its variable


class Filter(NamedTuple):
    """When a variable is skipped because another one holds a code (survey: filter, skip rule).

    ``always``: the variable is ``inapplicable`` exactly where ``variable`` is ``code``. Otherwise
    a value of its own goes first, and its missing code follows that of ``variable``.
    """

    variable: str
    code: str
    always: bool

    @property
    def sentence(self) -> str:
        """The filter in words, for documents and tables."""
        skipped = f"Inapplicable where {self.variable} is {self.code}"
        if self.always:
            return f"{skipped}."
        return (
            f"A value of its own goes first. Without one: {skipped.lower()}, otherwise the missing code of "
            f"{self.variable}, or not-mentioned where that has another value."
        )


class Variable(NamedTuple):
    """One variable. ``codes`` maps each code to its definition; ``type`` is code, codes or percent."""

    id: str
    items: frozenset[str]
    item_list: tuple[str, ...]
    type: str
    label: str
    rule: str
    codes: dict[str, str]
    filter: Filter | None

    @property
    def whole_rule(self) -> str:
        """The rule with the filter in words; empty where there is neither."""
        return " ".join(part for part in (self.rule, self.filter.sentence if self.filter else "") if part)


class Combination(NamedTuple):
    """Two pairs of variable and code that seldom stand together: where they do, a note says why."""

    first: tuple[str, str]
    second: tuple[str, str]
    reason: str


class Codebook(NamedTuple):
    """Variables by id in the order of the codebook, the combinations that need a note, and the rules for all variables."""

    variables: dict[str, Variable]
    combinations: tuple[Combination, ...] = ()
    general_rules: tuple[str, ...] = ()


NONE = Codebook({})  # of a query that is not coded


class UnknownCodeList(ValueError):
    """A variable takes its codes from a list that does not exist; ``name`` is that of the list."""

    def __init__(self, name: str):
        super().__init__(f'the list of codes "{name}" is not known')
        self.name = name


def parse(value: dict[str, Any], reference: CodeLists) -> Codebook:
    """Return the codebook of a mapping that has the shape of schemas/codebook.schema.json. Raises UnknownCodeList."""
    lists: dict[str, dict[str, str]] = {PLATFORMS: reference.platforms, **value.get("code_lists", {})}
    variables = [_variable(v, lists) for v in value["variables"]]
    combinations = tuple(
        Combination(next(iter(c["first"].items())), next(iter(c["second"].items())), c["reason"])
        for c in value.get("combinations", ())
    )
    return Codebook({v.id: v for v in variables}, combinations, tuple(value["general_rules"]))


def _variable(value: dict[str, Any], lists: dict[str, dict[str, str]]) -> Variable:
    codes = value.get("codes", {PERCENT: "A number from 0 to 100, in value_number."})
    if isinstance(codes, str):
        if codes not in lists:
            raise UnknownCodeList(codes)
        codes = lists[codes]
    skip = value.get("filter")
    return Variable(
        value["id"],
        frozenset(value["items"]),
        tuple(value["items"]),
        value["type"],
        value["label"],
        value.get("rule", ""),
        codes,
        Filter(skip["variable"], skip["code"], skip["holds"] == "always") if skip else None,
    )
