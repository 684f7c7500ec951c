"""Measure the import against the reviewed records, and against test documents whose results were written by hand.

Usage: measure_import.py [--root FOLDER] [--wrong]

The reviewed compilation is imported as it is archived, and as Word file and PDF in both layouts, which LibreOffice makes
(Debian packages libreoffice-writer-nogui and fonts-liberation: another font breaks lines, and labels, in other places); the
test documents, which are invented and stand in tests/importing/held_back, as Word files. Seconds are those of the processor.
"""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import NamedTuple

from ahq.core import commands
from ahq.core.checkout import Checkout
from ahq.corpus import reading
from ahq.corpus.query import Head as TypedHead
from ahq.corpus.record import Record
from ahq.corpus.source import Source
from ahq.importing.compilation import Assurance, Compilation, Response
from ahq.importing.labels import Labels
from ahq.importing.reading import read
from ahq.importing.understanding import understand
from dev import held_back

Segment = tuple[str | None, str | None, str]


class Wanted(NamedTuple):
    """What must come out of one response: its label, whether it agreed, its cuts, those of them that the source prints, all its words."""

    label: str
    agreed: bool
    cuts: tuple[Segment, ...]
    printed: tuple[Segment, ...]
    certain: tuple[Segment, ...]  # those that may be called printed
    words: str


class Measured(NamedTuple):
    """The figures of one document, and in words what came out wrong."""

    name: str
    respondents: str
    letters: str
    printed: str
    all: str
    right: str
    marked: str
    head: str
    seconds: float
    wrong: tuple[str, ...]


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("measure-import", __doc__)
    parser.add_argument("--wrong", action="store_true", help="list each cut that is wrong, with its reason")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    with tempfile.TemporaryDirectory() as folder:
        measured = [_measured(checkout, name, path) for name, path in _documents(checkout, Path(folder))]
        measured += [_held_back(checkout, name, Path(folder)) for name in held_back.NAMES]
    _print(measured)
    if options.wrong:
        for document in measured:
            print("\n".join([document.name, *(f"  {line}" for line in document.wrong)]))
    return 0


def _query(checkout: Checkout) -> str:
    """Return the query whose reviewed records the import is measured against: the first that was coded, and read most often."""
    from dev import synthetic

    return synthetic.model(checkout).name


def _documents(checkout: Checkout, folder: Path) -> list[tuple[str, Path]]:
    """Return the documents by name: the archived one, and where LibreOffice is installed those made from the records."""
    found = [("(a) archived Markdown", checkout.sources / f"{_query(checkout)}.md")]
    if shutil.which("soffice") is None:
        print("soffice is not installed: only the archived text is measured", file=sys.stderr)
        return found
    from dev import compilations

    head, records = compilations.reviewed(checkout, _query(checkout))
    rows = [compilations.row_of(record) for record in records]
    portal, old = folder / "portal.docx", folder / "old.docx"
    compilations.write_portal(portal, head, rows)
    compilations.write_old(old, head, rows)
    return [
        *found,
        ("(b) Word, portal", portal),
        ("(c) PDF, portal", compilations.to_pdf(portal)),
        ("(d) PDF, old", compilations.to_pdf(old)),
    ]


def _measured(checkout: Checkout, name: str, path: Path) -> Measured:
    folder = checkout.queries / _query(checkout)
    records = [reading.read_record(p, checkout).required() for p in sorted((folder / "responses").glob("*.yaml"))]
    return _imported(
        checkout, name, path, [_of_record(record) for record in records], reading.read_head(folder, checkout).required()
    )


def _held_back(checkout: Checkout, name: str, folder: Path) -> Measured:
    """Measure an invented document, which is written as a Word file."""
    document, path = held_back.read(name), folder / f"{name}.docx"
    held_back.write(document, path)
    return _imported(checkout, name, path, [_of_row(row) for row in document.rows], None)


def _of_record(record: Record) -> Wanted:
    cuts = tuple((answer.item, answer.marker, answer.text) for answer in record.answers if answer.text)
    with_marker = tuple(cut for cut in cuts if cut[1])
    words = " ".join(word for cut in cuts for word in filter(None, cut[1:]))
    return Wanted(record.respondent.label, record.wider_dissemination, cuts, with_marker, cuts, words)


def _of_row(row: held_back.Row) -> Wanted:
    printed = tuple((cut.item, cut.marker, cut.text) for cut in row.cuts if cut.printed)
    cuts = tuple((cut.item, cut.marker, cut.text) for cut in row.cuts)
    return Wanted(row.label, row.flag == "Yes", cuts, printed, printed, " ".join(row.paragraphs))


def _imported(checkout: Checkout, name: str, path: Path, wanted: Sequence[Wanted], head: TypedHead | None) -> Measured:
    begun = process_time()
    labels = Labels(reading.read_lists(checkout))
    archived = read(path, labels)
    compilation = understand(Source(archived.text.encode()), labels)
    seconds = process_time() - begun
    letters = sum(entry.times for entry in archived.unproved)
    return _compared(name, wanted, head, compilation, letters, seconds)


def _compared(
    name: str,
    responses: Sequence[Wanted],
    head: TypedHead | None,
    compilation: Compilation,
    letters: int,
    seconds: float,
) -> Measured:
    by_label = {response.label: response for response in compilation.responses}
    wanted, printed, called, right, marked, wrong, whole = [0, 0], [0, 0], 0, 0, [0, 0], [], 0
    for expected in responses:
        response, want = by_label.get(expected.label), expected.cuts
        have = _segments(response) if response else []
        whole += response is not None and _is_whole(expected, response)
        numbered = expected.printed
        wanted = [wanted[0] + sum(s in have for s in want), wanted[1] + len(want)]
        printed = [printed[0] + sum(s in have for s in numbered), printed[1] + len(numbered)]
        for segment, source in zip(have, [s for s in response.segments if s.text] if response else [], strict=True):
            is_printed = source.assurance is Assurance.PRINTED
            called, right = called + is_printed, right + (is_printed and segment in expected.certain)
            if segment not in want:
                marked = [marked[0] + (not is_printed), marked[1] + 1]
                wrong.append(f"{expected.label} {segment[0]} {segment[1]} ({source.assurance.value}): "
                             f"{segment[2][:60]} … {segment[2][-40:]} [{source.reason}]")  # fmt: skip
    return Measured(
        name,
        f"{whole} of {len(responses)}",
        str(letters),
        _share(*printed),
        _share(*wanted),
        _share(right, called),
        _share(*marked),
        _head(head, compilation) if head else "",
        seconds,
        tuple(wrong),
    )


def _segments(response: Response) -> list[Segment]:
    return [(segment.item, segment.marker, segment.text) for segment in response.segments if segment.text]


def _is_whole(expected: Wanted, response: Response) -> bool:
    """Return whether a response has the flag and every word that it must have."""
    have = " ".join(" ".join(filter(None, segment[1:])) for segment in _segments(response)) or response.withheld or ""
    return response.agreed == expected.agreed and expected.words.split() == have.split()


def _head(head: TypedHead, compilation: Compilation) -> str:
    found = compilation.head
    pairs = [
        (head.title, found.title),
        (head.requested_by, ", ".join(found.requested_by)),
        (head.request_date, found.request_date.day if found.request_date else None),
        (head.request_date_printed, found.request_date.printed if found.request_date else None),
        (head.policy_area, found.policy_area),
        (head.respondents, found.respondents.labels),
        (head.respondents_total, found.respondents.total),
        (head.disclaimer, found.disclaimer),
        ([tuple(p) for p in head.background], [(aim.text, aim.marker) for aim in found.background]),
    ]
    asked = {question.item: question for question in found.questions}
    for question in head.questions:
        other = asked.get(question.item)
        same = other and (other.kind, other.text, other.parent, other.closing) == (
            question.kind,
            question.text,
            question.parent,
            question.closing,
        )
        pairs.append((True, bool(same)))
    return f"{sum(one == other for one, other in pairs)} of {len(pairs)}"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" ({100 * part / whole:.1f} %)" if whole else "")


def _print(measured: Sequence[Measured]) -> None:
    heads = (
        "document",
        "respondents",
        "letters",
        "with marker",
        "all segments",
        "printed right",
        "wrong marked",
        "head",
        "s",
    )
    table = [heads, *((*document[:-2], f"{document.seconds:.2f}") for document in measured)]
    widths = [max(len(row[column]) for row in table) for column in range(len(heads))]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
