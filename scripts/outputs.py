"""Write into the documents what their examples and walks print now.

Usage: outputs.py [--check]

README.md and docs/recipes.md have examples, CONTRIBUTING.md has walks. Where the data change, so does what these print;
the code stays as it is. With --check nothing is written. Exits 0 on success, 1 where --check found a difference,
2 where an example does not run.
"""

import tempfile
from pathlib import Path

from ahq.core import commands
from ahq.core.checkout import Checkout
from ahq.core.files import replace_file
from dev import examples, walks

WITH_EXAMPLES = ("README.md", "docs/recipes.md")
WITH_WALKS = ("CONTRIBUTING.md",)


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("outputs", __doc__, root=False)
    parser.add_argument("--check", action="store_true", help="write nothing; say which documents are stale")
    options = parser.parse_args(arguments)
    checkout = Checkout()
    with tempfile.TemporaryDirectory() as folder:
        documents = _documents(checkout, Path(folder))
    stale = [name for name, text in documents.items() if (checkout.root / name).read_text("utf-8") != text]
    for name in stale:
        print(f"{name}: {'stale; `make outputs` writes it' if options.check else 'written'}")
        if not options.check:
            replace_file(checkout, checkout.root / name, documents[name].encode("utf-8"))
    print(f"{len(documents)} documents, {len(stale) or 'none'} {'stale' if options.check else 'written'}")
    return 1 if stale and options.check else 0


def _documents(checkout: Checkout, folder: Path) -> dict[str, str]:
    release, clone = folder / "release", walks.clone(checkout, folder / "emn-ad-hoc-queries")
    release.mkdir()
    examples.make_release(checkout, release)
    found = {name: examples.refreshed((checkout.root / name).read_text("utf-8"), release) for name in WITH_EXAMPLES}
    for name in WITH_WALKS:
        parts = walks.sections((checkout.root / name).read_text("utf-8"))
        found[name] = "".join(_walked(part, clone) if "```console" in part else part for part in parts)
    return found


def _walked(part: str, clone: Path) -> str:
    try:
        return walks.walked(part, clone)
    except walks.Outdated as error:
        title = part.strip().split("\n")[0].lstrip("# ")
        print(f"{title}: left as it is, for {error}; write it with another example")
        return part


if __name__ == "__main__":
    commands.run("outputs", main)
