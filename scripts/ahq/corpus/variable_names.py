"""``variable_names.csv`` of a query: the permanent names of its variables and codes in Stata and SPSS.

`make` adds a line for what is new and changes none that is there. So neither a new code, wherever it stands in its list,
nor one that goes ever renames a variable of 0 and 1 or gives a value another number.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from ahq.core import csv_tables
from ahq.corpus.code_lists import Row

NAME = "variable_names.csv"
COLUMNS = ("variable_id", "code", "name", "number")
MOST = 32  # letters of a name, in Stata
MOST_OF_CODE = 20  # of these, for the code in the name of a variable of 0 and 1
# Words that Stata or SPSS keep for themselves.
RESERVED = re.compile(
    "all|and|by|byte|double|eq|float|ge|gt|if|in|int|le|long|lt|ne|not|or|str[0-9]*|strl|to|using|with", re.IGNORECASE
)
ONE, SEVERAL = "code", "codes"  # types of variables, by how many codes a response has


class Entry(NamedTuple):
    """What stands for a variable, or for one of its codes: the name of a variable of the file, or the number of a value."""

    name: str
    number: str


# By variable and code. The entry of a variable has no code, that of a missing code no variable.
Names = dict[tuple[str, str], Entry]


class HasCodes(Protocol):
    """A variable with its codes, but for missing ones."""

    @property
    def id(self) -> str: ...  # noqa: D102

    @property
    def type(self) -> str: ...  # noqa: D102

    @property
    def codes(self) -> Mapping[str, str]: ...  # noqa: D102


def parse(rows: Iterable[tuple[int, Row]]) -> Names:
    """Make the names of the rows of their file. Raises KeyError where a column is missing."""
    return {(row["variable_id"], row["code"]): Entry(row["name"], row["number"]) for _, row in rows}


def completed(kept: Names, variables: Iterable[HasCodes], missing: Iterable[str]) -> Names:
    """Return the names that are kept and, behind them, one for each variable and code that has none yet."""
    found = dict(kept)
    taken = {entry.name for entry in kept.values()}
    for variable in variables:
        _add_name(found, taken, variable.id)
        for code in variable.codes:
            if variable.type == SEVERAL:
                _add_name(found, taken, variable.id, code)
            elif variable.type == ONE:
                _add_number(found, variable.id, code, 1)
    for code in missing:
        _add_number(found, "", code, -1)
    return found


def read(path: Path) -> Names:
    """Read the list of a query from any place; empty where there is none. Raises OSError, NotCsv."""
    return parse(enumerate(csv_tables.rows_of(path))) if path.exists() else {}


def path_of(query_id: str) -> str:
    """Return where the list of a query stands, from the top of a checkout or a release."""
    return f"data/queries/{query_id}/{NAME}"


def encode(names: Names) -> bytes:
    """Return the file."""
    rows = [(*key, *entry) for key, entry in names.items()]
    return csv_tables.encode([COLUMNS, *rows])


def _add_name(found: Names, taken: set[str], variable: str, code: str = "") -> None:
    if (variable, code) in found:
        return
    wanted = short = _short(variable, code.replace("-", "_"))
    number = 1
    while wanted in taken:
        number += 1
        wanted = f"{short[: MOST - len(f'_{number}')]}_{number}"
    taken.add(wanted)
    found[variable, code] = Entry(wanted, "")


def _short(variable: str, code: str) -> str:
    """Return a name that is legal in Stata and SPSS; of what is too long the variable is cut before the code."""
    name = f"{variable}_{code}" if code else variable
    if RESERVED.fullmatch(name):
        return f"{name}_v"
    if len(name) <= MOST or not code:
        return name[:MOST]
    own = f"_{code[:MOST_OF_CODE]}"
    return variable[: MOST - len(own)].rstrip("_") + own


def _add_number(found: Names, variable: str, code: str, step: int) -> None:
    if (variable, code) not in found:
        used = [abs(int(entry.number)) for (of, _), entry in found.items() if of == variable and entry.number]
        found[variable, code] = Entry("", str(step * (max(used, default=0) + 1)))
