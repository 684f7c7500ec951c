"""Check a download: its files against SHA256SUMS, the package against its schemas, its stamp against its tag.

Usage: verify.py DIST [--root FOLDER]

DIST is a release, as a folder or as the zip. The tag is looked up in the checkout, where it is known.
Exits 0 where all holds, 1 where something does not, 2 where the command could not run.
"""

import sys
import tempfile
from pathlib import Path

from ahq.core import commands, git
from ahq.core.checkout import Checkout
from ahq.core.problems import Problem, as_text, counted
from ahq.releasing import distribution
from ahq.rules import release


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("verify", __doc__)
    parser.add_argument("dist", metavar="DIST", type=Path, help="a release: a folder, or the zip")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        found = options.dist if options.dist.is_dir() else distribution.unpack(options.dist, Path(folder))
        return _verify(found, Checkout(options.root))


def _verify(folder: Path, checkout: Checkout) -> int:
    problems = distribution.verify(folder)
    if problems:
        sys.stdout.write(as_text(problems))
        print(counted(len(problems), "problem"))
        return 1
    stamp = distribution.stamp(folder)
    if stamp is None:
        said = "the stamp is not a name, a version and a commit"
        sys.stdout.write(as_text([release.STAMP.problem(distribution.STAMP, said)]))
        return 1
    wrong, said = _against_tag(stamp, checkout)
    sys.stdout.write(as_text(wrong))
    if not wrong:
        count = sum(1 for _ in distribution.files(folder))
        print(f"{stamp['name']} {stamp['version']}: {count} files as listed, every table valid; {said}")
    return 1 if wrong else 0


def _against_tag(stamp: dict[str, str], checkout: Checkout) -> tuple[list[Problem], str]:
    tag = f"v{stamp['version']}"
    try:
        commit = git.commit(checkout.root, f"refs/tags/{tag}")
    except git.NoRevision:
        return [], f"the tag {tag} is not known here, so its commit was not compared"
    if commit == stamp["commit"]:
        return [], f"of commit {commit[:12]}, as the tag {tag}"
    said = f"it was made of commit {stamp['commit'][:12]}, and the tag {tag} is commit {commit[:12]}"
    return [release.STAMP.problem(distribution.STAMP, said)], ""


if __name__ == "__main__":
    commands.run("verify", main)
