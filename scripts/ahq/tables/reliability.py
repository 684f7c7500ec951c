"""Reliability: how far two independent passes of coding agreed, before anybody adjudicated.

Krippendorff's alpha by the ``krippendorff`` package: nominal for variables of one code; for sets
nominal too, over one yes-or-no decision for each response and code (missing codes included); ratio
for percentages, over the responses that both coders gave a number, with agreement over all.
Intervals are 95 percent percentile intervals of a bootstrap over responses, with a fixed seed.
"""

import json
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import krippendorff
import numpy
from numpy.typing import NDArray

from ahq.core import caches
from ahq.core.digests import cache_key, sha256
from ahq.core.errors import CannotRun
from ahq.corpus import coding_passes
from ahq.corpus.codebook import Variable
from ahq.corpus.coding_passes import DECIDING, Coded, Coder, PassRow, by_variable
from ahq.corpus.query import Query
from ahq.corpus.reading import Reading
from ahq.tables.rows import Row

Unit = list[tuple[str, str]]  # the decisions of both coders on one response
Level = Literal["nominal", "ratio"]
Counts = NDArray[numpy.float64]  # decisions x values: how often a value was given

RESAMPLES = 1000
SEED = 20160418


def rows(query: Query, passes: Sequence[Reading[tuple[PassRow, ...]]], root: Path) -> list[Row]:
    """Return the rows of the table ``reliability`` for one query; none where it was coded once. Raises CannotRead.

    A variable that no response was coded for has none.

    The passes never change, and a bootstrap takes seconds: rows are cached below ``root``, the top of the checkout, by
    the hash of all that they depend on.
    """
    if len(passes) < 2:
        return []
    first, second = (by_variable(one.required()) for one in passes[:DECIDING])
    code = [Path(module).read_bytes() for module in (__file__, coding_passes.__file__)]
    inputs = [*(one.data or b"" for one in passes), *code, query.id.encode()]
    versions = packages()
    variables = repr([(v.id, v.type) for v in query.codebook.variables.values()])
    key = cache_key(*inputs, versions.encode(), variables.encode())

    def measured() -> list[Row]:
        paired = [(v, pairs(first, second, v.id)) for v in query.codebook.variables.values()]
        return [(query.id, v.id, *measures(v, both)) for v, both in paired if both]

    return cached(root, key, measured)


def cached(root: Path, key: str, make: Callable[[], list[Row]]) -> list[Row]:
    """Return the rows that the cache of a checkout keeps under ``key``; what it does not, ``make`` works out, and it is kept."""
    name = f"reliability/{key}.json"
    body = caches.load(root, name, sha256)
    if body is not None:
        return [tuple(row) for row in json.loads(body)]
    found = make()
    caches.store(root, name, sha256, json.dumps(found).encode())
    return found


def packages() -> str:
    """Return the versions of what the measures are computed with."""
    return f"krippendorff {version('krippendorff')} numpy {version('numpy')}"


def pairs(first: Coder, second: Coder, variable: str) -> list[tuple[Coded, Coded]]:
    """Return what two passes say of a variable, by country. Raises CannotRun where one says nothing, or neither."""
    countries = sorted({country for country, name in first | second if name == variable})
    if not countries:
        raise CannotRun(f"no pass codes {variable}")
    lost = [c for c in countries if (c, variable) not in first or (c, variable) not in second]
    if lost:
        raise CannotRun(f"only one of the passes codes {variable} for {', '.join(lost)}")
    return [(first[country, variable], second[country, variable]) for country in countries]


def measures(variable: Variable, pairs: list[tuple[Coded, Coded]]) -> Row:
    """Return units, agreement, alpha and its interval; alpha is ``None`` where not computable."""
    level: Level = "nominal"
    if variable.type == "percent":
        agreed = sum(a == b for a, b in pairs)
        units = [[(a[1], b[1])] for a, b in pairs if a[1] and b[1]]
        level, count = "ratio", len(pairs)
    elif variable.type == "codes":
        codes = sorted(set().union(*(a[0] | b[0] for a, b in pairs)))
        units = [[(str(code in a[0]), str(code in b[0])) for code in codes] for a, b in pairs]
        agreed = sum(x == y for unit in units for x, y in unit)
        count = len(pairs) * len(codes)
    else:
        units = [[(min(a[0]), min(b[0]))] for a, b in pairs]
        agreed = sum(x == y for unit in units for x, y in unit)
        count = len(pairs)
    return count, round(agreed / count, 3), *_alpha_with_interval(units, level)


def _alpha_with_interval(units: list[Unit], level: Level) -> tuple[float | None, float | None, float | None]:
    if not units:
        return None, None, None
    counts, domain = _counts(units, level)
    alpha = _alpha(numpy.concatenate(counts), domain, level)
    if alpha is None:
        return None, None, None
    generator = numpy.random.default_rng(SEED)
    drawn = generator.integers(0, len(units), (RESAMPLES, len(units)))
    values = [_alpha(numpy.concatenate([counts[i] for i in sample]), domain, level) for sample in drawn]
    known = [value for value in values if value is not None]
    low, high = numpy.percentile(known, [2.5, 97.5])
    return round(alpha, 3), round(float(low), 3), round(float(high), 3)


def _counts(units: list[Unit], level: Level) -> tuple[list[Counts], list[Any]]:
    """Return for each response an array (decisions x values) of how often a value was given."""
    values = sorted({value for unit in units for pair in unit for value in pair})
    found = []
    for unit in units:
        array = numpy.zeros((len(unit), len(values)))
        for row, pair in enumerate(unit):
            for value in pair:
                array[row, values.index(value)] += 1
        found.append(array)
    domain = [float(value) for value in values] if level == "ratio" else values
    return found, domain


def _alpha(counts: Counts, domain: list[Any], level: Level) -> float | None:
    """Return Krippendorff's alpha, or ``None`` where only one value occurs and it is undefined."""
    if (counts.sum(axis=0) > 0).sum() < 2:
        return None
    return float(krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=level))
