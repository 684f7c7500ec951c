"""Import a compilation: archive its text, and write query.yaml and the draft of a record for each respondent.

Usage: import_compilation.py SOURCE [--id ID] [--codebook] [--root FOLDER]

SOURCE is a PDF, a Word file (.docx), Markdown or plain text. The id is the year and the words of the title, unless ID is
given. Nothing that exists is overwritten: where the query exists, what would differ is printed. Exits 0 where the drafts
were written, 1 where the query already exists, 2 where the file cannot be imported; then nothing is written.
"""

import os
import sys

from ahq.core import commands
from ahq.core.checkout import Checkout
from ahq.core.errors import CannotRun
from ahq.core.files import create_file, create_folder
from ahq.importing import importing, report
from ahq.importing.importing import Import


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("import", __doc__)
    parser.add_argument("source", metavar="SOURCE", help="a PDF, a Word file, Markdown or plain text")
    parser.add_argument("--id", default="", help="year and subject; also the name of the folder")
    parser.add_argument("--codebook", action="store_true", help="draft a codebook from the questionnaire too")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    if not options.source:
        raise CannotRun("name the file: make import SOURCE=compilation.pdf")
    progress = _progress if sys.stderr.isatty() else None
    made = importing.make(checkout, checkout.locate(options.source), options.id, options.codebook, progress)
    folder = checkout.queries / made.id
    if os.path.lexists(folder):
        return _differing(checkout, made)
    _write(checkout, made)
    print(_what_next(checkout, made))
    return 0


def _progress(done: int, pages: int) -> None:
    end = "\n" if done == pages else ""
    print(f"\rpage {done} of {pages}", end=end, file=sys.stderr, flush=True)


def _write(checkout: Checkout, made: Import) -> None:
    """Write the archived text and the folder of the query, both whole, or neither."""
    archive = checkout.root / made.archive
    new = not archive.exists()
    try:
        if new:
            create_file(checkout, archive, made.text.encode())
        create_folder(checkout, checkout.queries / made.id, {name: text.encode() for name, text in made.files.items()})
    except BaseException:
        if new:
            archive.unlink(missing_ok=True)
        raise


def _differing(checkout: Checkout, made: Import) -> int:
    """Say what an import would change in what exists, and change nothing."""
    folder = checkout.queries / made.id
    wanted = {checkout.root / made.archive: made.text, **{folder / name: text for name, text in made.files.items()}}
    count = 0
    for path, text in wanted.items():
        said = importing.difference(path, text)
        if said:
            count += 1
            print(f"{checkout.name(path)}: {said}")
    print(
        f"import: {checkout.name(folder)} already exists and is left unchanged; {count} files would differ",
        file=sys.stderr,
    )
    return 1


def _what_next(checkout: Checkout, made: Import) -> str:
    folder = checkout.name(checkout.queries / made.id)
    doubts = [f"  {said}" for said in made.doubts]
    lines = [
        f"wrote {made.archive} and {len(made.files)} files in {folder}",
        report.table(made.compilation.responses),
        *report.proof(made.reader, made.unproved),
        *(["to look at first:", *doubts] if doubts else []),
        "next: read the drafts against the source, from problem to problem",
        f"  make validate FILES={folder}/query.yaml",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    commands.run("import", main)
