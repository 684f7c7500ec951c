"""What an import found, as a table for the person who reads the drafts next."""

from collections.abc import Iterable, Sequence

from ahq.importing.archive import LeftOut
from ahq.importing.compilation import Assurance, Response

_HEADS = ("respondent", "words", "answers", "inferred", "open")


def table(responses: Iterable[Response]) -> str:
    """Return a line for each respondent: words, answers found, those that are inferred, those that are open."""
    rows = [_HEADS, *(_row(response) for response in responses)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    return "".join(_line(row, widths) for row in rows)


def proof(reader: str, unproved: Sequence[LeftOut]) -> list[str]:
    """Return in lines whether the archived text is what a second reader of the file has, and where it is not."""
    if "checked" not in reader:
        return []
    if not unproved:
        return [f"proved: every letter and digit, in order ({reader})"]
    said = [f"  {entry.times} × {entry.what}" for entry in unproved]
    return [f"not proved ({reader}); compare with the file:", *said]


def _row(response: Response) -> tuple[str, str, str, str, str]:
    label = " ".join(response.label.split())
    if response.agreed is False:
        return label, "0", "not disseminated", "", ""
    answers = [segment for segment in response.segments if segment.text]
    counts = [
        sum(segment.assurance is each for segment in response.segments) for each in (Assurance.INFERRED, Assurance.OPEN)
    ]
    unknown = response.assurance is Assurance.OPEN
    return label, str(len(response.words)), str(len(answers)), str(counts[0]), str(counts[1] + unknown)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    first, *rest = zip(row, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]).rstrip() + "\n"
