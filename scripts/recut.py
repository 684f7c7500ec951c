"""Cut the answers of records anew, where a reader wrote lines that say where an answer begins.

Usage: recut.py [--root FOLDER] FILE ...

A line ">>> 2a" in the text of an answer says that what follows answers 2a; what stood before it stays where it was. No word
changes, and what is not cut stays as it is. Exits 0, 1 where a file cannot be read, 2 where a line names no item of the query;
then nothing is written.
"""

import sys

from ahq.core import commands, strict_yaml
from ahq.core.checkout import Checkout
from ahq.core.errors import CannotRun
from ahq.core.files import replace_file
from ahq.core.problems import as_text
from ahq.corpus import reading
from ahq.corpus.canonical_form import CannotFormat
from ahq.editing.rewrite import YamlFile, rewritten
from ahq.importing import recutting, writing


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("recut", __doc__)
    parser.add_argument("files", nargs="+", metavar="FILE", help="records")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    files = list(rewritten(checkout, options.files, lambda file: _recut(checkout, file)))
    problems = [problem for file in files for problem in file.problems]
    sys.stdout.write(as_text(problems))
    for file in files:
        if file.before != file.after:
            replace_file(checkout, file.path, file.after)
            print(f"{checkout.name(file.path)}: cut anew")
        elif not file.problems:
            print(f'{checkout.name(file.path)}: no line begins with ">>>"; left unchanged')
    return 1 if problems else 0


def _recut(checkout: Checkout, file: YamlFile) -> bytes:
    text = file.data.decode("utf-8")
    document = strict_yaml.read(text)
    if file.kind != "response" or document.faults or not isinstance(document.value, dict):
        raise CannotFormat
    answers = document.value.get("answers", [])
    if not recutting.has_cuts(answers):
        return file.data
    questions = reading.read_head(file.path.parent.parent, checkout).required().questions
    try:
        entries = recutting.recut(answers, questions)
    except CannotRun as error:
        raise CannotRun(f"{checkout.name(file.path)}: {error}") from None
    assert recutting.words([entry.answer for entry in entries]) == recutting.words(answers)
    return writing.with_answers(text, document.value, entries, questions).encode()


if __name__ == "__main__":
    commands.run("recut", main)
