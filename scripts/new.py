"""Write the draft of a record: every item, every variable, and what is known for certain.

Usage: new.py --query QUERY --country CC [--label LABEL] [--root FOLDER]

QUERY is the name of a folder in data/queries, CC an ISO 3166-1 code, LABEL the respondent as the query lists it, where
that is not the country's own name. A record that is there is never touched. Exits 0 where the draft was written,
1 where it was refused, 2 where it could not run.
"""

import sys

from ahq.checking.checker import Checker
from ahq.core import commands, text
from ahq.core.checkout import Checkout
from ahq.core.problems import as_text
from ahq.corpus import code_lists
from ahq.corpus.query import Query
from ahq.importing import drafts


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("new", __doc__)
    parser.add_argument("--query", required=True, help="the name of a folder in data/queries")
    parser.add_argument("--country", required=True, help="ISO 3166-1 alpha-2 code")
    parser.add_argument("--label", default="", help="the respondent as the query lists it")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    return _new(checkout, options.query, options.country, options.label)


def _new(checkout: Checkout, query_id: str, country: str, label: str) -> int:
    checker = Checker(checkout)
    queries = [folder.name for folder in checkout.query_folders() if folder.is_dir()]
    refused = []
    if query_id not in queries:
        refused.append(f'there is no query "{query_id}"; {text.did_you_mean(query_id, queries)}')
    if country not in checker.reference.countries:
        refused.append(f'the country "{country}" is not known; {_meant(country, checker.reference)}')
    if refused:
        return _refuse(*refused)
    query, problems, _ = checker.query(checkout.queries / query_id)
    if query is None or problems:
        sys.stderr.write(as_text(problems))
        return _refuse("the query has problems; correct them first")
    listed = query.head.in_table
    if label and drafts.respondent_called(label, query) is None:
        return _refuse(f'"{label}" is not one of the respondents of the query; {text.did_you_mean(label, listed)}')
    name = checker.reference.countries[country]["name"]
    if not label and drafts.respondent_called(name, query) is None:
        return _refuse(
            f'no respondent of the query is called {name}; if one of them stands for it, add LABEL="as printed". The query lists: {", ".join(listed)}'
        )
    path = checkout.queries / query_id / "responses" / f"{country}.yaml"
    try:
        drafts.write_record(checkout, path, drafts.record(query, country, label or None))
    except FileExistsError:
        return _refuse(f"{checkout.name(path)} already exists, and was left unchanged")
    print(_what_next(checkout.name(path), query))
    return 0


def _refuse(*reasons: str) -> int:
    for reason in reasons:
        print(f"new: {reason}", file=sys.stderr)
    print("new: nothing was written", file=sys.stderr)
    return 1


def _meant(country: str, lists: code_lists.CodeLists) -> str:
    """Return the help for a country that is not an ISO code: the EU's code, a name, a small letter."""
    for code, row in lists.countries.items():
        if country.casefold() in {row[key].casefold() for key in ("country_code", "eu_code", "alpha3", "name")}:
            return f'the ISO 3166-1 code of {row["name"]} is "{code}"'
    return text.did_you_mean(country, lists.countries)


def _what_next(name: str, query: Query) -> str:
    return (
        f'wrote {name}\nnext: compare it with {query.head.source.path}, fill in each "{drafts.UNFILLED}", and '
        f"check it with\n  make validate FILES={name}"
    )


if __name__ == "__main__":
    commands.run("new", main)
