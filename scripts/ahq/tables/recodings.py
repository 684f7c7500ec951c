"""Recodings: how far each later pass of coding agrees with the codes that are published.

The measures are those of the table of reliability. The published codes were adjudicated and may have been corrected since:
they are no pass of a coder, and agreement with them says how a further reader of the same answers decides.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from ahq.core.digests import cache_key
from ahq.corpus.coding_passes import DECIDING, Coded, Coder, PassRow, by_variable
from ahq.corpus.query import Query
from ahq.corpus.reading import Reading
from ahq.tables import reliability
from ahq.tables.rows import Row


def rows(query: Query, passes: Sequence[Reading[tuple[PassRow, ...]]], codings: Iterable[Row], root: Path) -> list[Row]:
    """Return the rows of the table ``recodings`` for one query, whose rows of the table of codings are ``codings``.

    There are none without a third pass. They are cached in the checkout at ``root`` by the hash of what they depend on.
    Raises CannotRead.
    """
    published = _by_variable(codings)
    return [
        row
        for number, one in enumerate(passes[DECIDING:], DECIDING + 1)
        for row in _of_pass(query, number, by_variable(one.required()), published, root)
    ]


def _of_pass(query: Query, number: int, later: Coder, published: Coder, root: Path) -> list[Row]:
    countries = {country for country, _ in later}
    compared = [
        (variable, reliability.pairs(_alike(later), _only(published, countries), variable.id))
        for variable in query.codebook.variables.values()
    ]
    code = [Path(module).read_bytes() for module in (__file__, reliability.__file__)]
    said = repr([(v.id, v.type, [(sorted(a[0]), a[1], sorted(b[0]), b[1]) for a, b in found]) for v, found in compared])
    key = f"{cache_key(*code, reliability.packages().encode(), said.encode(), query.id.encode())}-{number}"

    def measured() -> list[Row]:
        return [(query.id, number, v.id, *reliability.measures(v, found)) for v, found in compared]

    return reliability.cached(root, key, measured)


def _by_variable(codings: Iterable[Row]) -> Coder:
    codes: dict[tuple[str, str], set[str]] = {}
    numbers: dict[tuple[str, str], str] = {}
    for _, country, variable, code, number, _ in codings:
        codes.setdefault((country, variable), set()).add(code)
        numbers[country, variable] = "" if number is None else str(number)
    return _alike({key: (frozenset(found), numbers[key]) for key, found in codes.items()})


def _only(coder: Coder, countries: set[str]) -> Coder:
    return {key: coded for key, coded in coder.items() if key[0] in countries}


def _alike(coder: Coder) -> Coder:
    """Return codings whose numbers are written alike: 15 and 15.0 are one."""

    def written(coded: Coded) -> Coded:
        return coded[0], f"{float(coded[1]):g}" if coded[1] else ""

    return {key: written(coded) for key, coded in coder.items()}
