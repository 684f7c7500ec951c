"""Show what changed in the answers since they were last reviewed and which codings rest on it; mark the record as reviewed.

Usage: review.py [--yes] [--root FOLDER] FILE ...

Where the text that was last reviewed is not in the history of git, the whole text is shown. A record with another problem is
not reviewed. On a terminal the command asks before it writes the day and the hash of the answers; elsewhere it writes them
with --yes alone.
Exits 0 where every record is reviewed, 1 where one is not, 2 where the command could not run.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ahq.checking.checker import Checker
from ahq.core import commands, git
from ahq.core.checkout import Checkout
from ahq.core.files import read_bytes, replace_file
from ahq.core.problems import Problem, as_text, counted, inert, lines_below
from ahq.core.text import visible
from ahq.editing.review_marks import Passage, has_another_context, is_reviewed, last_reviewed, marked, passages
from ahq.rules import review
from ahq.rules.file import CAN_BE_READ

_QUESTION = "Has a person who did not write it read this against the source, and each coding against the text? [y/N] "


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("review", __doc__)
    parser.add_argument("files", nargs="+", metavar="FILE", help="records")
    parser.add_argument("--yes", action="store_true", help="they were read: write the marks without asking")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    checker = Checker(checkout)
    paths = [checkout.locate(name) for name in commands.existing(options.files)]
    done = [_review(checkout, checker, path, options.yes) for path in paths]
    print(f"{sum(done)} of {counted(len(done), 'record')} reviewed")
    return 0 if all(done) else 1


def _review(checkout: Checkout, checker: Checker, path: Path, yes: bool) -> bool:
    """Show one record and mark it; return whether it is reviewed."""
    if found := _in_the_way(checkout, checker, path):
        sys.stdout.write(as_text(found, lines_below(checkout.root)))
        return False
    text, name = read_bytes(checkout, path).decode("utf-8"), checkout.name(path)
    query = checker.query(path.parents[1]).query
    assert query is not None  # or there would be a problem in the way
    context = query.context_sha256
    if is_reviewed(text, context):
        print(f"{name}: reviewed, and unchanged since")
        return True
    before = last_reviewed(text, git.earlier(checkout.root, name))
    print(
        f"{name}: "
        + (
            "since the last review"
            if before
            else "not reviewed yet, or the version that was reviewed is not in the git history here"
        )
    )
    for passage in passages(before, text):
        print("\n".join(_lines(passage)))
    if has_another_context(text, context):
        print("the source, the questions or the codebook changed since the last review: read the record against them")
    if not (yes or _confirmed()):
        print(
            f"{name}: left unchanged"
            if sys.stdin.isatty()
            else f"{name}: left unchanged; once you have read it, run this again with --yes (make: YES=1)"
        )
        return False
    replace_file(checkout, path, marked(text, datetime.now(UTC).date(), context).encode("utf-8"))
    return True


def _in_the_way(checkout: Checkout, checker: Checker, path: Path) -> list[Problem]:
    """Return the problems that a review cannot solve."""
    if path.parent.name != "responses" or path.parents[2] != checkout.queries:
        said = "this is not the place of a record (data/queries/<query>/responses/<CC>.yaml)"
        return [CAN_BE_READ.problem(checkout.name(path), said, "name a record")]
    return [problem for problem in checker.record(path) if problem.rule not in review.OF_MARKS]


def _lines(passage: Passage) -> Iterator[str]:
    yield f"[{passage.item}]"
    yield from (inert(f"  {sign} {visible(words)}") for sign, words in passage.words)
    for coding in passage.codings:
        yield inert(f"    {coding.variable}: {', '.join(coding.codes)}")
        yield from (inert(f'      "{visible(quote)}"') for quote in coding.quotes)


def _confirmed() -> bool:
    return sys.stdin.isatty() and input(_QUESTION).strip().casefold() in ("y", "yes")


if __name__ == "__main__":
    commands.run("review", main)
