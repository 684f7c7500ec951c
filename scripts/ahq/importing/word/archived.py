"""Blocks as archived text: a paragraph a line, a row of a table a row, and for each further paragraph of its text another."""

import re
from collections.abc import Iterable, Iterator

from ahq.importing.word.body import Block, Paragraph, Table, shown
from ahq.importing.word.left_out import Omissions

# What the archive uses as mark-up; where the text has it, it cannot stand.
_SIGNS = re.compile(r"\||\*\*|</?u>")
_HEAD = 40  # characters of a cell; a first row whose cells are all shorter is the head of its table


class Writer:
    """Writes blocks as lines, and counts the signs that the archive cannot hold."""

    def __init__(self, omissions: Omissions):
        self.omissions = omissions

    def text(self, blocks: Iterable[Block]) -> str:
        """Return the archived text."""
        parts = [part for block in blocks if (part := list(self._lines(block)))]
        return "\n\n".join("\n".join(part) for part in parts) + "\n" if parts else ""

    def _lines(self, block: Block) -> Iterator[str]:
        if isinstance(block, Paragraph):
            yield from self._paragraph(block)
        elif all(len(row) <= 1 for row in block.rows):
            yield from self._apart(block)
        else:
            yield from self._rows(block)

    def _paragraph(self, paragraph: Paragraph) -> Iterator[str]:
        """Yield the lines of a paragraph; one of a list begins with a dash, which stands for the bullet."""
        first, *others = [self._plain(line) for line in shown(paragraph)]
        yield f"- {first.removeprefix('• ')}" if paragraph.label else first
        yield from others

    def _apart(self, table: Table) -> Iterator[str]:
        """Yield a table of one column as the paragraphs that it frames."""
        paragraphs = [paragraph for row in table.rows for cell in row for paragraph in cell]
        for number, paragraph in enumerate(paragraphs):
            if number:
                yield ""
            yield from self._paragraph(paragraph)

    def _rows(self, table: Table) -> Iterator[str]:
        for number, row in enumerate(table.rows):
            texts = [[self._plain(line) for paragraph in cell for line in shown(paragraph)] for cell in row]
            if not any(texts):
                continue
            *before, last = texts
            yield _row([*(" ".join(cell) for cell in before), "".join(last[:1])])
            for line in last[1:]:
                yield "|" + " |" * len(before) + f" {line} |"
            if number == 0 and len(last) < 2 and all(len(" ".join(cell)) <= _HEAD for cell in texts):
                yield "|---" * len(texts) + "|"

    def _plain(self, line: str) -> str:
        bold = re.match(r"\*\*([^*]+)\*\*", line)
        rest = line[bold.end() :] if bold else line
        self.omissions.counts["sign that the archive uses as mark-up (| ** <u>)"] += len(_SIGNS.findall(rest))
        rest = _SIGNS.sub(lambda match: " " if match[0] == "|" else "", rest)
        return (bold[0] if bold else "") + rest


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
