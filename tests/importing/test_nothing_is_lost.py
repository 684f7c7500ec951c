"""Whatever the text is: nothing raises, and the words of each response are all in its segments, in their order."""

import random

from importing.test_understanding import LABELS

from ahq.corpus.source import Source
from ahq.importing.understanding import understand
from conftest import HOME

SOURCE = HOME / "data" / "sources" / "2016-social-media-migrant-smuggling.md"


def test_no_word_of_a_response_is_lost_where_lines_are_shuffled_and_words_are_dropped():
    lines = [line for line in SOURCE.read_text("utf-8").split("\n") if not line.startswith("|--")]
    dice = random.Random(1)
    responses = 0
    for _ in range(60):
        some = dice.sample(lines, dice.randint(1, 60))
        text = "\n".join(" ".join(word for word in line.split(" ")[:60] if dice.random() > 0.1) for line in some)
        for response in understand(Source(text.encode()), LABELS).responses:
            responses += 1
            found = [part for segment in response.segments if segment.text for part in (segment.marker, segment.text)]
            assert "".join(filter(None, found)).replace(" ", "") == "".join(word.text for word in response.words)
    assert responses > 100
