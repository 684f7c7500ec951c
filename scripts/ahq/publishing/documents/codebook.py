"""docs/codebook-<query>.md: each variable with its rules, its distribution and real quotes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from ahq.corpus.code_lists import CodeLists
from ahq.corpus.codebook import Variable
from ahq.corpus.coding_passes import Adjudication
from ahq.corpus.query import NOT_CODED, Query
from ahq.publishing.documents import GENERATED, doubts, plain, table
from ahq.publishing.documents.doubts import Doubt

TABLES = ("codings", "evidence", "reliability", "alternatives", "recodings")  # whose rows the document quotes
EXAMPLES = 2  # quotes shown for each code


class Coded:
    """How one query was coded: codings, evidence and reliability by variable as published, decisions as they are kept.

    ``rows`` are those of the query, of each of ``TABLES``; ``countries`` are names by their code.
    """

    def __init__(self, rows: Mapping[str, list[dict]], countries: Mapping[str, str], decisions: Iterable[Adjudication]):
        self.decisions = tuple(decisions)
        self.countries = countries
        self.codings: dict = defaultdict(lambda: defaultdict(list))
        for row in rows["codings"]:
            self.codings[row["variable_id"]][row["code"]].append(row)
        self.evidence: dict = defaultdict(list)
        for row in rows["evidence"]:
            self.evidence[row["variable_id"], row["code"]].append(row)
        self.reliability = {row["variable_id"]: row for row in rows["reliability"]}
        self.recodings = rows["recodings"]
        self.doubts: dict[str, list[Doubt]] = defaultdict(list)
        for doubt in doubts.doubts(rows["alternatives"], rows["codings"]):
            self.doubts[doubt.variable].append(doubt)


def render(query: Query, coded: Coded) -> str:
    """Return the document of one query that is coded."""
    query_id, book, lists = query.id, query.codebook, query.reference
    parts = [
        GENERATED.format(source=f"data/queries/{query_id}/codebook.yaml and the tables"),
        f"# Codebook of {query_id}\n\n",
        f"{len(book.variables)} variables, each coded once for every disseminated response. A coding is a value, or a\n"
        "set of values, with the verbatim quotes that carry it; or one missing code.\n\n",
        f"## How it was coded\n\n{query.head.coding.note if query.head.coding else NOT_CODED}\n\n## General rules\n\n",
        "".join(f"- {rule}\n" for rule in book.general_rules),
        "\n## Missing codes\n\n",
        table(["code", "definition"], [(code, row["definition"]) for code, row in lists.missing_codes.items()]),
        _agreement(query_id, coded),
        _of_later_passes(query_id, coded),
        "\n## Variables\n",
        *(_variable(variable, coded, lists) for variable in book.variables.values()),
    ]
    return "".join(parts)


def _agreement(query_id: str, coded: Coded) -> str:
    if not coded.reliability:
        return ""
    kinds = Counter(decision.kind for decision in coded.decisions).most_common()
    rows = [
        (row["variable_id"], row["units"], row["agreement"], row["krippendorff_alpha"] or "not computable",
         f"{row['ci_low']} to {row['ci_high']}" if row["ci_low"] else "")
        for row in coded.reliability.values()
    ]  # fmt: skip
    return (
        "\n## Reliability\n\nThe first two passes, before any adjudication. Units are decisions: responses, or responses by\n"
        "code for sets. Alpha is Krippendorff's (nominal; for sets over one yes-or-no decision a code; ratio for\n"
        "percentages, over the responses that both passes gave a number); the interval is a 95 percent bootstrap\n"
        "over responses with a fixed seed. Where only one value occurs, alpha is not defined. With few responses\n"
        "one disagreement moves alpha a lot: read it beside the agreement and the distribution.\n\n"
        + table(["variable", "units", "agreement", "alpha", "95 percent interval"], rows)
        + _decided(query_id, kinds)
    )


def _decided(query_id: str, kinds: list[tuple[str, int]]) -> str:
    if not kinds:
        return ""
    return (
        "\n### Disagreements by kind\n\nEach was decided by reading the answer again; see\n"
        f"`data/queries/{query_id}/coding/adjudication.csv`.\n\n" + table(["kind", "disagreements"], kinds)
    )


def _of_later_passes(query_id: str, coded: Coded) -> str:
    """Return how far later passes agree with the published codes, where a variable is not wholly agreed on."""
    parts = []
    for number in dict.fromkeys(row["pass"] for row in coded.recodings):
        rows = [row for row in coded.recodings if row["pass"] == number]
        differ = [row for row in rows if float(row["agreement"]) < 1]
        cells = [(row["variable_id"], row["units"], row["agreement"], row["krippendorff_alpha"]) for row in differ]
        said = f"{len(rows) - len(differ)} of {len(rows)} variables are coded throughout as published."
        parts.append(
            f"\n### Pass {number}, against the published codes\n\n`data/queries/{query_id}/coding/pass-{number}.csv` decided "
            f"nothing; {said}\n" + ("\n" + table(["variable", "units", "agreement", "alpha"], cells) if cells else "")
        )
    return "".join(parts)


def _variable(variable: Variable, coded: Coded, lists: CodeLists) -> str:
    missing = dict.fromkeys(lists.missing_codes, "")
    found = coded.codings[variable.id]
    found_doubts = coded.doubts[variable.id]
    possible = {code for doubt in found_doubts for other in doubt.others for code in other.codes}
    rows = [
        (f"`{c}`", d, *_who(found.get(c, ()), coded, c, found_doubts))
        for c, d in {**variable.codes, **missing}.items()
        if d or c in found or c in possible
    ]
    parts = [
        f"\n### {variable.id}\n\n{variable.label}. Type: {variable.type}. Items: {', '.join(variable.item_list)}.\n",
        f"\n{variable.whole_rule}\n" if variable.whole_rule else "",
        "\n",
        table(
            ["code", "definition", "responses", "countries"],
            [r for r in rows if variable.type == "code" or r[2] != "0"],
        ),
        _in_doubt({code: len(some) for code, some in found.items()}, found_doubts, coded),
        _quotes(variable, coded),
    ]
    return "".join(parts)


def _in_doubt(counts: dict[str, int], found: list[Doubt], coded: Coded) -> str:
    """Return which codings of a variable could be read otherwise, and what each does to the numbers."""
    lines = [
        f"- {coded.countries[one.doubt.country]}: {one.doubt.published.shown} could be {one.other.shown}"
        + "".join(f"; `{code}` {old} to {new}" for code, (old, new) in one.numbers.items())
        + f". {plain(one.other.reason)}\n"
        for one in doubts.moves_of(counts, found)
    ]
    return "\nDoubtful, and what another reading does to the numbers:\n\n" + "".join(lines) if lines else ""


def _who(codings: list[dict], coded: Coded, code: str, found: list[Doubt]) -> tuple[str, str]:
    """Return how many responses have a code, with the range where codings are in doubt, and which."""

    def shown(row: dict) -> str:
        name = coded.countries[row["country_code"]]
        return f"{name} ({row['value_number']})" if row["value_number"] else name

    count = len(codings)
    span = doubts.range_of(code, count, found)
    said = f"{count}, {span} where doubtful codings are read otherwise" if span != (count, count) else f"{count}"
    return said, ", ".join(sorted(shown(row) for row in codings))


def _quotes(variable: Variable, coded: Coded) -> str:
    lines = []
    for code in (*variable.codes, "no-information", "not-applicable-or-available"):
        for row in coded.evidence[variable.id, code][:EXAMPLES]:
            lines.append(
                f'- `{code}`: "{plain(row["quote"])}" ({coded.countries[row["country_code"]]}, item {row["item"]})\n'
            )
    return "\nExamples:\n\n" + "".join(lines) if lines else ""
