"""From an archived text to a compilation: lines, head, responses, answers."""

from ahq.corpus.source import Source
from ahq.importing import head as heads
from ahq.importing import lines, responses
from ahq.importing.compilation import Compilation
from ahq.importing.cutter import Cutter
from ahq.importing.labels import Labels


def understand(source: Source, labels: Labels) -> Compilation:
    """Return what an archived text says. Raises nothing: what is not found is empty."""
    all_lines = lines.read(source)
    rows = responses.starts(all_lines, (), labels)
    first = rows[0].line if rows else len(all_lines)
    head = heads.read([line for line in all_lines[:first] if not responses.is_table_head(line)])
    found = responses.find(all_lines, head.respondents.labels, labels)
    cutter = Cutter(head.questions)
    cut = tuple(response._replace(segments=tuple(cutter.cut(response.words))) for response in found)
    return Compilation(head, cut, cut[0].first if cut else len(source.lines) + 1)
