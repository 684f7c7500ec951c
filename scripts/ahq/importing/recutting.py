"""Cut an answer anew where a reader wrote a line ``>>> item`` into its text: no word changes, only whose it is."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ahq.core.errors import CannotRun
from ahq.corpus.query import Question, ancestors
from ahq.importing import printed_marks, question_words
from ahq.importing.compilation import Word

Answer = Mapping[str, Any]

_CUT = re.compile(r"\s*>>>\s*(?P<item>\S*)\s*")
BY_A_READER = "No number is printed; cut by a reader, by content."


class Entry(NamedTuple):
    """One answer of the record as it will be; ``before`` is its place in the record as it was, ``None`` for a new one."""

    answer: Answer
    before: int | None
    cut: bool = False  # whether a reader cut something off it


def has_cuts(answers: Sequence[Answer]) -> bool:
    """Return whether a reader wrote a line that cuts into any of the answers."""
    return any(_CUT.fullmatch(line) for answer in answers for line in str(answer.get("text", "")).split("\n"))


def recut(answers: Sequence[Answer], questions: Sequence[Question]) -> list[Entry]:
    """Return the answers, cut anew. Raises CannotRun where a line names an item that the query does not have."""
    asked = {question.item: question for question in questions}
    entries: list[Entry] = []
    for place, answer in enumerate(answers):
        for entry in _entries(answer, place, asked):
            if not entries or not _joined(entries, entry):
                entries.append(entry)
    return _with_missing(entries, questions)


def _entries(answer: Answer, place: int, asked: Mapping[str, Question]) -> list[Entry]:
    """Return an answer as the passages into which it is cut; the first keeps its marker, unless it is cut before it."""
    item = answer.get("item")
    passages: list[tuple[Any, list[str]]] = [(item, [])]
    for line in str(answer.get("text", "")).split("\n"):
        cut = _CUT.fullmatch(line)
        if cut is None:
            passages[-1][1].append(line)
            continue
        if cut["item"] not in asked:
            raise CannotRun(f'"{line.strip()}": the query has no such item; its items are {", ".join(asked)}')
        passages.append((cut["item"], []))
    if len(passages) == 1:
        return [Entry(answer, place)]
    texts = [(of, " ".join(" ".join(lines).split())) for of, lines in passages]
    marker = answer.get("marker")
    if not texts[0][1] and marker:
        texts[1] = (texts[1][0], f"{marker} {texts[1][1]}".strip())
    first = [Entry(_read({**answer, "item": item, "text": texts[0][1]}), place, True)] if texts[0][1] else []
    return first + [Entry(_passage(of, text, asked[of]), None) for of, text in texts[1:] if of and text]


def _read(answer: Answer) -> Answer:
    """Return what is left of an answer that a reader cut: a printed number is certain now, and why it was not may go."""
    if "marker" not in answer or answer.get("assignment") == "printed":
        return answer
    return {**{key: value for key, value in answer.items() if key != "note"}, "assignment": "printed"}


def _passage(item: str, text: str, question: Question) -> Answer:
    marker = _marker(item, text)
    rest = text.removeprefix(marker).strip()
    repeated = [found] if (found := question_words.leading(rest, question.text)) else []
    answer = {
        "item": item,
        "assignment": "printed" if marker else "inferred",
        "status": question_words.status(rest, repeated) if rest else "answered",
        "text": rest,
    }
    return {**answer, "marker": marker} if marker else {**answer, "note": BY_A_READER}


def _marker(item: str, text: str) -> str:
    """Return the number or letter of an item with which a text begins, as it stands there; "" where it does not."""
    words = [Word(word, 0, "" if at else "paragraph") for at, word in enumerate(text.split())]
    steps = re.findall(r"\d+|[a-z]+", item)
    ways = [steps, *(steps[at:] for at in range(1, len(steps)) if steps[at].isalpha())]  # "2. a)", or "a)" alone
    length = max(_length(words, way) for way in ways)
    return " ".join(word.text for word in words[:length]) if length < len(words) else ""


def _length(words: Sequence[Word], steps: Sequence[str]) -> int:
    """Return how many words at the beginning print these steps, all of them and in their order; 0 where they do not."""
    at, rest = 0, list(steps)
    while rest:
        found = [
            *printed_marks.numbers(words[: at + 4]),
            *printed_marks.letters(words[: at + 2]),
            *printed_marks.letters(words[: at + 2], roman=True),
        ]
        fitting = [
            mark for mark in found if mark.at == at and not mark.cut and list(mark.steps) == rest[: len(mark.steps)]
        ]
        longest = max(fitting, key=lambda mark: (len(mark.steps), mark.length), default=None)
        if longest:
            at, rest = at + longest.length, rest[len(longest.steps) :]
        elif at < len(words) and words[at].text.casefold().strip("().:") == rest[0]:
            at, rest = at + 1, rest[1:]  # the reader says that it is one, whatever stands behind it
        else:
            return 0
    return at


def _joined(entries: list[Entry], entry: Entry) -> bool:
    """Join a passage without a marker to the one before, where both are of one item and one of them was cut anew."""
    last, answer = entries[-1], entry.answer
    if (
        last.answer.get("item") != answer.get("item")
        or "marker" in answer
        or not {"text"} <= last.answer.keys() & answer.keys()
    ):
        return False
    if last.before is not None and entry.before is not None:
        return False
    joined = {**last.answer, "text": f"{last.answer['text']} {answer['text']}"}
    entries[-1] = Entry({**joined, "status": "answered"}, last.before, True)
    return True


def _with_missing(entries: list[Entry], questions: Sequence[Question]) -> list[Entry]:
    """Return the entries without those that said "not answered" of what now has words, and with one for what has none."""
    with_text = {str(entry.answer["item"]) for entry in entries if "text" in entry.answer}
    kept = [entry for entry in entries if "text" in entry.answer or entry.answer.get("item") not in with_text]
    place = {question.item: at for at, question in enumerate(questions)}
    asked = {question.item: question for question in questions}
    have = {str(entry.answer["item"]) for entry in kept}
    have |= {above for item in have & asked.keys() for above in ancestors(asked, item)}
    for question in questions:
        if question.parent is None and question.kind == "question" and question.item not in have:
            said = f"The source prints no item {question.item} for this respondent."
            after = [at for at, e in enumerate(kept) if place.get(str(e.answer["item"]), -1) < place[question.item]]
            missing = {"item": question.item, "status": "not-answered", "note": said}
            kept.insert(after[-1] + 1 if after else 0, Entry(missing, None))
    return kept


def words(answers: Sequence[Answer]) -> list[str]:
    """Return all words of answers in their order, without the lines that cut."""
    texts = [part for answer in answers for part in (answer.get("marker"), answer.get("text")) if part]
    lines = [line for text in texts for line in str(text).split("\n") if not _CUT.fullmatch(line)]
    return " ".join(lines).split()
