"""The import as a whole: from a file to the texts of a query folder, with nothing written yet."""

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ahq.core.checkout import Checkout
from ahq.core.errors import CannotRun
from ahq.core.files import Unusable, read_bytes
from ahq.corpus import reading as corpus
from ahq.corpus.source import Source
from ahq.importing import codebooks, ids, reading, writing
from ahq.importing.archive import LeftOut
from ahq.importing.compilation import Compilation, Item
from ahq.importing.labels import Labels
from ahq.importing.reading import Progress
from ahq.importing.understanding import understand


class Import(NamedTuple):
    """What an import makes: the id, the archived text and its path, the files of the folder, and what is doubtful.

    ``reader`` says what read the file and what checked that, ``unproved`` where the two differ.
    """

    id: str
    archive: str
    text: str
    compilation: Compilation
    files: Mapping[str, str]
    doubts: tuple[str, ...]
    reader: str
    unproved: tuple[LeftOut, ...]


def make(checkout: Checkout, path: Path, id_: str, codebook: bool, progress: Progress | None = None) -> Import:
    """Return what the import of a file makes. Raises CannotRun; nothing is written."""
    lists = corpus.read_lists(checkout)
    labels = Labels(lists)
    archived = reading.read(path, labels, progress)
    source = Source(archived.text.encode())
    compilation = understand(source, labels)
    if not compilation.responses:
        raise CannotRun(
            f"{path.name}: no table of responses was found; there should be rows of country, wider dissemination and response"
        )
    id_ = _id(id_, compilation)
    archive = f"data/sources/{id_}.md"
    files = {"query.yaml": writing.query_text(id_, archive, archived, compilation, lists)}
    if codebook:
        files["codebook.yaml"] = codebooks.draft(id_, compilation.head.questions)
    for draft in writing.records(id_, compilation, source, lists):
        files[f"responses/{draft.name}"] = draft.text
    reader = archived.original.reader
    return Import(
        id_, archive, archived.text, compilation, files, tuple(doubts(compilation)), reader, archived.unproved
    )


def _id(given: str, compilation: Compilation) -> str:
    head = compilation.head
    id_ = given or ids.make(head.title or "", head.request_date.day if head.request_date else None)
    if id_ is None:
        raise CannotRun(
            "no id can be made, since the title or the date of the request was not found; give one: ID=2016-subject"
        )
    if not ids.is_one(id_):
        raise CannotRun(f'"{id_}" is not an id; write year and subject: 2016-subject')
    return id_


def doubts(compilation: Compilation) -> list[str]:
    """Return in sentences what a person is to look at first."""
    head, answered = compilation.head, len(compilation.responses)
    listed, total = len(head.respondents.labels), head.respondents.total
    found: list[str] = []
    if not head.questions:
        found.append("no questionnaire was found: write the questions into query.yaml and import again")
    if unnumbered := [question.item for question in head.questions if question.marker is None]:
        found.append(
            f"the questionnaire prints no number for {', '.join(unnumbered)}: they are numbered in their order"
        )
    if lost := _lost(head.questions):
        found.append(
            f"the questionnaire has no question {', '.join(lost)}: it may have been read as part of the one before"
        )
    if len({listed, total, answered}) > 1:
        found.append(
            f"the source lists {listed} respondents, prints {total} as the total, and has {answered} responses"
        )
    found += [f'"{r.label}" is the name of no known country' for r in compilation.responses if r.country is None]
    found += [f'the flag of "{r.label}" is not printed as Yes or No' for r in compilation.responses if r.agreed is None]
    found += [f'"{r.label}" did not agree, but {len(r.words)} words are printed' for r in compilation.responses
               if r.agreed is False and r.words]  # fmt: skip
    return found


def _lost(questions: Sequence[Item]) -> list[str]:
    """Return the numbers that a questionnaire leaves out before its last one."""
    numbers = {int(match[0]) for question in questions if (match := re.match(r"\d+", question.item))}
    return [str(number) for number in range(1, max(numbers, default=0)) if number not in numbers]


def difference(path: Path, text: str) -> str | None:
    """Return in words how a file would differ from a text; ``None`` where it would not."""
    try:
        there = read_bytes(Checkout(path.parent), path, reading.MOST_BYTES).decode("utf-8", "replace")
    except Unusable:
        return "would be new"
    if there == text:
        return None
    steps = difflib.unified_diff(there.split("\n"), text.split("\n"), n=0, lineterm="")
    changed = [line for line in steps if not line.startswith(("---", "+++"))]
    first = next((line for line in changed if line.startswith("@@")), "")
    lost, new = (sum(line.startswith(sign) for line in changed) for sign in "-+")
    line = re.sub(r"@@ -(\d+).*", r"\1", first)
    return f"{lost} lines would go and {new} would come, the first at line {line}"
