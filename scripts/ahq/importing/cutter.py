"""Cut a response into answers: by the enumerators that it prints, in the order of the questionnaire.

What is printed is ``PRINTED``. Where numbers are lost, or two readings are about as good, a cut is ``INFERRED`` and says why.
What cannot be assigned stays whole and ``OPEN``.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahq.importing import alignment, chains, printed_marks, question_words
from ahq.importing.chains import Link
from ahq.importing.compilation import Assurance, Item, Segment, Word
from ahq.importing.passages import Passage, paragraphs, sentences, text_of
from ahq.importing.printed_marks import ROMAN, Mark

_REMARK = re.compile(r"(?:Sources?|Notes?|Remarks?|NB|Nota bene):")
OUT_OF_ORDER = 3.5  # a mark of this weight may stand out of its order
SURE = 2.5  # a mark of less weight is likely, not certain


class Piece(NamedTuple):
    """A run of words that belongs to one item, before it becomes a segment."""

    item: str | None
    marker: Sequence[Word]
    words: Sequence[Word]
    assurance: Assurance
    reason: str
    note: str | None = None


class Cutter:
    """Cuts responses by one questionnaire."""

    def __init__(self, questions: Sequence[Item]):
        self.items = {question.item: question for question in questions}
        self.children: dict[str, list[str]] = {}
        for question in questions:
            if question.parent is not None and not _is_number(question.item):
                self.children.setdefault(question.parent, []).append(question.item)
        self.numbered = [question.item for question in questions if _is_number(question.item)]
        self.answerable = [item for item in self.numbered if self.items[item].kind != "heading"]

    def cut(self, words: Sequence[Word]) -> list[Segment]:
        """Return the segments of a response, in its order; all of its words are in them."""
        marks = self._marks(words)
        links = chains.longest(marks, self._position)
        if glued := [link.mark for link in links if link.mark.cut]:
            words = _unglued(words, glued)
            marks = self._marks(words)
            links = chains.longest(marks, self._position)
        links = self._with_those_out_of_order(words, marks, links)
        unknown = self._unknown(words, marks, links)
        pieces = self._without_number(words[: links[0].mark.at] if links else words, self._before(links))
        for link, following, end in _stretches(links, len(words)):
            if _is_doubtful(link):
                pieces = _with_doubtful_end(pieces, words, link)
            within = [mark for mark in unknown if link.mark.at < mark.at < end]
            pieces += self._numbered(words, link, following, end, links, within)
        found = [self._segment(_doubted(piece)) for piece in pieces]
        return self._with_missing(found, links) if words else []

    def _marks(self, words: Sequence[Word]) -> list[Mark]:
        """Return all that can be the number of a question, with the letter behind it where that is one of its parts."""
        marks = printed_marks.numbers(words)
        lettered = [mark for mark in printed_marks.with_letters(words, marks) if self._position(mark) is not None]
        return sorted([*marks, *lettered], key=lambda mark: mark.at)

    def _position(self, mark: Mark) -> float | None:
        item, letter = _item_of(mark)
        if item not in self.numbered:
            return None
        if letter is None:
            return float(self.numbered.index(item))
        children = self.children.get(item, [])
        return (
            self.numbered.index(item) + (children.index(item + letter) + 1) / 100 if item + letter in children else None
        )

    def _with_those_out_of_order(self, words: Sequence[Word], marks: Sequence[Mark], links: list[Link]) -> list[Link]:
        """Return the links with marks that begin a paragraph and have their number alone, but not in its order."""
        have = {link.position for link in links}
        outside: dict[float, list[Mark]] = {}
        for mark in _strong(words, marks, links):
            position = self._position(mark)
            if position is not None and not any(_are_one_question(position, other) for other in have):
                outside.setdefault(position, []).append(mark)
        alone = [Link(marks[0], position, False) for position, marks in outside.items() if len(marks) == 1]
        inverted = [
            link._replace(certain=link.certain and not any(_are_inverted(link, other) for other in alone))
            for link in links
        ]
        return sorted([*inverted, *alone], key=lambda link: link.mark.at)

    def _unknown(self, words: Sequence[Word], marks: Sequence[Mark], links: Sequence[Link]) -> list[Mark]:
        """Return the marks that look like those of answers, of a number that the questionnaire does not have."""
        styles = {link.mark.style for link in links}
        above = [mark for mark in marks if mark.style in styles and mark.weight >= SURE and self._is_above(mark)]
        strong = [mark for mark in _strong(words, marks, links) if _item_of(mark)[0] not in self.numbered]
        return sorted({*above, *strong}, key=lambda mark: mark.at)

    def _is_above(self, mark: Mark) -> bool:
        """Return whether a mark has the number behind the last of the questionnaire, as an answer to one more question would."""
        last = re.fullmatch(r"\d+", self.numbered[-1]) if self.numbered else None
        return last is not None and mark.steps[0] == str(int(last[0]) + 1)

    def _missing(self, links: Sequence[Link], start: int, end: int) -> list[str]:
        """Return the questions from one place of the order to another that no mark names."""
        have = {int(link.position) for link in links}
        numbers = [number for number in range(start, end) if number not in have]
        return [self.numbered[number] for number in numbers if self.numbered[number] in self.answerable]

    def _before(self, links: Sequence[Link]) -> list[str]:
        return self._missing(links, 0, int(links[0].position) if links else len(self.numbered))

    def _numbered(
        self,
        words: Sequence[Word],
        link: Link,
        following: Link | None,
        end: int,
        links: Sequence[Link],
        unknown: Sequence[Mark],
    ) -> list[Piece]:
        mark = link.mark
        item, letter = _item_of(mark)
        length = mark.length - _begins_own_list(words[mark.at : end], mark)
        marker, body = words[mark.at : mark.at + length], words[mark.at + length : end]
        assurance, reason, note = self._assurance(link, len(links), marker)
        if unknown and assurance is Assurance.PRINTED:
            shown = text_of(words[unknown[0].at : unknown[0].at + unknown[0].length])
            reason = f'Where this answer ends is not certain: the questionnaire has no number for "{shown}" in it.'
            assurance, note = Assurance.INFERRED, reason
        if letter and (later := self._later(item, letter, body)):
            own = body[: later[0][0].mark.at]
            pieces = self._parts(item + letter, marker, own, assurance, reason, note)
            return pieces + [
                piece for link_, child, end_ in later for piece in self._part(body, (), link_, child, end_, assurance)
            ]
        item += letter or ""
        skipped = self._skipped(link, following, links)
        if skipped and mark.last is None:
            return self._over_a_gap(item, marker, body, assurance, reason, skipped)
        return self._parts(item, marker, body, assurance, reason, note)

    def _later(self, question: str, letter: str, body: Sequence[Word]) -> list[tuple[Link, str, int]]:
        """Return the letters alone that follow on "1. a)" in an answer, each with its part and the end of its words."""
        siblings = self.children[question]
        later = siblings[siblings.index(question + letter) + 1 :]
        links = self._letters(later, body)
        return [(link, later[int(link.position)], end) for link, _, end in _stretches(links, len(body))]

    def _assurance(self, link: Link, count: int, marker: Sequence[Word]) -> tuple[Assurance, str, str | None]:
        shown = text_of(marker)
        if link.mark.last is not None:
            said = f'The source answers questions {link.mark.steps[0]} to {link.mark.last} together, under "{shown}".'
            return Assurance.INFERRED, said, said
        if not link.certain:
            said = (
                f'"{shown}" stands in the source more than once, or out of its order, where it could begin this answer.'
            )
            return Assurance.INFERRED, said, said
        if link.mark.weight < SURE or (count == 1 and len(self.numbered) > 1):
            said = f'"{shown}" is read as the number of this question; it may be another number.'
            return Assurance.INFERRED, said, said
        return Assurance.PRINTED, f'"{shown}" is printed', None

    def _skipped(self, link: Link, following: Link | None, links: Sequence[Link]) -> list[str]:
        end = int(following.position) if following else len(self.numbered)
        return self._missing(links, int(link.position) + 1, end)

    def _over_a_gap(
        self,
        item: str,
        marker: Sequence[Word],
        body: Sequence[Word],
        assurance: Assurance,
        reason: str,
        skipped: list[str],
    ) -> list[Piece]:
        """Return the pieces of an answer after which numbers are missing: part of it may be of those."""
        top = item if item in self.numbered else self.items[item].parent or item
        passages = paragraphs(body) or [body]
        found = self._aligned(passages, [top, *skipped], first=True)
        own = _words_of(top, passages, found)
        numbers = ", ".join(skipped)
        note = None
        if len(sentences(body)) > 1 or len(body) > 40:
            note = f"No number {numbers} is printed after this answer; a part of it may answer that."
            assurance = Assurance.INFERRED
        pieces = self._parts(item, marker, own, assurance, reason if note is None else note, note)
        for question in skipped:
            rest = _words_of(question, passages, found)
            pieces += self._proposed(question, rest) if rest else []
        return pieces

    def _without_number(self, words: Sequence[Word], missing: list[str]) -> list[Piece]:
        """Return the pieces of what stands before the first number: proposed by order and by words."""
        if not words:
            return []
        if not missing:
            return [Piece(None, (), words, Assurance.OPEN, "it stands before the first number that is printed")]
        passages = self._passages(words, len(missing))
        found = self._aligned(passages, missing)
        pieces = []
        for item in dict.fromkeys(found):
            pieces += self._proposed(item, _words_of(item, passages, found))
        return pieces

    def _passages(self, words: Sequence[Word], wanted: int) -> list[Passage]:
        by_paragraph = paragraphs(words)
        return by_paragraph if len(by_paragraph) >= max(2, 0.6 * wanted) else sentences(words)

    def _proposed(self, item: str, words: Sequence[Word]) -> list[Piece]:
        said = "No number is printed; assigned by order and content."
        return [piece._replace(assurance=Assurance.INFERRED, note=piece.note or said, reason=said) for piece in
                self._parts(item, (), words, Assurance.INFERRED, said, said)]  # fmt: skip

    def _aligned(self, passages: Sequence[Passage], items: list[str], *, first: bool = False) -> list[str]:
        if len(passages) == len(items) and not first:
            return items
        texts = [text_of(passage) for passage in passages]
        measure = alignment.Likeness([self._asked(item) for item in items], [bool(self.children.get(i)) for i in items])
        likeness = [[measure.of(text, number) for number in range(len(items))] for text in texts]
        joined = [self._joined(passage, first) for passage in passages]
        return [items[number] for number in alignment.align(likeness, joined, first=first)]

    def _joined(self, passage: Passage, first: bool) -> float:
        """Return what speaks for a passage belonging to the one before it."""
        letters = printed_marks.letters(passage[:2])
        if (letters and letters[0].at == 0) or _REMARK.fullmatch(passage[0].text):
            return 3.0
        return 0.9 if first else 0.0

    def _asked(self, item: str) -> str:
        below = [self._asked(child) for child in self.children.get(item, ())]
        question = self.items[item]
        return " ".join([question.text, *below, question.closing or ""])

    def _parts(
        self,
        item: str,
        marker: Sequence[Word],
        body: Sequence[Word],
        assurance: Assurance,
        reason: str,
        note: str | None,
    ) -> list[Piece]:
        """Return an answer cut by the letters of its parts."""
        whole = [Piece(item, marker, body, assurance, reason, note)]
        children = self.children.get(item)
        links = self._letters(children, body) if children else []
        if not links or not children or not self._is_split(children, links, body):
            return whole
        pieces = []
        own = body[: links[0].mark.at]
        if own:
            pieces.append(Piece(item, marker, own, assurance, reason, note))
        prefix = () if own else marker
        alone = len(links) == 1 and len(children) > 1
        for link, _, end in _stretches(links, len(body)):
            child = children[int(link.position)]
            if alone or _is_doubtful(link):
                pieces = _with_doubtful_end(pieces, body, link)
                link = link._replace(certain=False)
            pieces += self._part(body, prefix, link, child, end, assurance)
            prefix = ()
        return self._with_remark(item, pieces)

    def _letters(self, children: list[str], body: Sequence[Word]) -> list[Link]:
        last = [re.sub(r".*?([a-z]+|\d+)$", r"\1", child) for child in children]
        roman = last[:2] == ["i", "ii"]
        marks = printed_marks.letters(body, roman=roman)
        return chains.longest(marks, lambda mark: last.index(mark.steps[0]) if mark.steps[0] in last else None)

    def _part(
        self, body: Sequence[Word], prefix: Sequence[Word], link: Link, child: str, end: int, outer: Assurance
    ) -> list[Piece]:
        mark = link.mark
        marker = [*prefix, *body[mark.at : mark.at + mark.length]]
        shown = text_of(marker)
        assurance, reason = Assurance.PRINTED, f'"{shown}" is printed'
        if outer is not Assurance.PRINTED:
            assurance, reason = (
                Assurance.INFERRED,
                f'"{shown}" is printed, but the number of its question is not certain.',
            )
        elif _is_doubtful(link):
            assurance, reason = Assurance.INFERRED, f'"{shown}" may be a letter of the answer\'s own.'
        note = reason if assurance is Assurance.INFERRED else None
        return self._parts(child, marker, body[mark.at + mark.length : end], assurance, reason, note)

    def _is_split(self, children: list[str], links: Sequence[Link], body: Sequence[Word]) -> bool:
        """Return whether letters part an answer: they begin with the first, and options have words of their own."""
        if links[0].position > 0 and len(links) == 1 and links[0].mark.weight < SURE:
            return False
        if self.items[children[0]].kind != "option":
            return True
        closing = self.items[self.items[children[0]].parent or ""].closing or ""
        for link, _, end in _stretches(links, len(body)):
            text = text_of(body[link.mark.at + link.mark.length : end])
            if question_words.has_own_words(text, f"{self.items[children[int(link.position)]].text} {closing}"):
                return True
        return False

    def _with_remark(self, item: str, pieces: list[Piece]) -> list[Piece]:
        """Return the pieces, with a remark on the whole question after its last part given back to the question."""
        last = pieces[-1]
        for at in range(1, len(last.words)):
            if _REMARK.fullmatch(last.words[at].text):
                said = "A remark printed after the last lettered part; it may speak of the whole question."
                cut = last._replace(words=last.words[:at], assurance=Assurance.INFERRED, note=last.note or said)
                return [*pieces[:-1], cut, Piece(item, (), last.words[at:], Assurance.INFERRED, said, said)]
        return pieces

    def _segment(self, piece: Piece) -> Segment:
        text = text_of(piece.words)
        marker = " ".join(word.text for word in piece.marker) or None
        repeated = [found] if piece.item and (found := question_words.leading(text, self._printed(piece.item))) else []
        status = question_words.status(text, repeated) if text else "not-answered"
        note = piece.note
        if repeated and note is None:
            own = "before the answer" if status == "answered" else "with no word of answer"
            note = f"The text of the question is repeated {own}."
        return Segment(piece.item, marker, piece.assurance, status, text, piece.reason, note, tuple(repeated))

    def _printed(self, item: str) -> str:
        question = self.items[item]
        options = [child for child in self.children.get(item, ()) if self.items[child].kind == "option"]
        return self._asked(item) if options else question.text

    def _with_missing(self, found: list[Segment], links: Sequence[Link]) -> list[Segment]:
        """Return the segments, with an entry for each question that has no words."""
        together = {
            item
            for link in links
            if link.mark.last and link.mark.last in self.numbered
            for item in self.numbered[int(link.position) + 1 : self.numbered.index(link.mark.last) + 1]
        }
        have = {self._top(segment.item) for segment in found if segment.item}
        for item in self.answerable:
            if item not in have:
                found.insert(self._place(found, item), _missing(item, item in together))
        return found

    def _top(self, item: str) -> str:
        while item not in self.numbered and self.items[item].parent is not None:
            item = str(self.items[item].parent)
        return item

    def _place(self, found: Sequence[Segment], item: str) -> int:
        before = set(self.numbered[: self.numbered.index(item)])
        places = [at + 1 for at, segment in enumerate(found) if segment.item and self._top(segment.item) in before]
        return max(places, default=0)


def _stretches(links: Sequence[Link], length: int) -> Iterator[tuple[Link, Link | None, int]]:
    """Yield each link with the one after it, and the place at which its words end."""
    for at, link in enumerate(links):
        following = links[at + 1] if at + 1 < len(links) else None
        yield link, following, following.mark.at if following else length


def _words_of(item: str, passages: Sequence[Passage], items: Sequence[str]) -> list[Word]:
    """Return the words of the passages that were given to an item; ``items`` names that of each."""
    return [word for passage, to in zip(passages, items, strict=True) if to == item for word in passage]


def _strong(words: Sequence[Word], marks: Sequence[Mark], links: Sequence[Link]) -> list[Mark]:
    """Return the marks that begin a paragraph in the form that the response uses for its numbers."""
    styles = {link.mark.style for link in links}
    return [
        mark
        for mark in marks
        if words[mark.at].start == "paragraph" and mark.weight >= OUT_OF_ORDER and mark.style in styles
    ]


def _are_one_question(one: float, other: float) -> bool:
    """Return whether two places of the order are the same, or one is a part of the other."""
    return one == other or (int(one) == int(other) and (one == int(one) or other == int(other)))


def _is_doubtful(link: Link) -> bool:
    """Return whether the mark of a link may be something else: one of several, weak, or a letter without the others."""
    return not link.certain or link.mark.weight < SURE


def _with_doubtful_end(pieces: list[Piece], words: Sequence[Word], link: Link) -> list[Piece]:
    """Return the pieces; where what follows the last one may not begin there, its end is not certain either."""
    if not pieces or pieces[-1].assurance is not Assurance.PRINTED:
        return pieces
    shown = text_of(words[link.mark.at : link.mark.at + link.mark.length])
    said = f'Where this answer ends is not certain: "{shown}" after it may belong to it.'
    return [*pieces[:-1], pieces[-1]._replace(assurance=Assurance.INFERRED, reason=said, note=pieces[-1].note or said)]


def _doubted(piece: Piece) -> Piece:
    """Return a piece; where the letter that follows on its own stands in it, where it ends is not certain."""
    letters = re.findall(r"[a-z]+", piece.item or "")
    if piece.assurance is not Assurance.PRINTED or not letters:
        return piece
    following = {step for letter in letters for step in _following(letter)}
    marks = [*printed_marks.letters(piece.words), *printed_marks.letters(piece.words, roman=True)]
    found = next((mark for mark in marks if mark.weight >= SURE and mark.steps[0] in following), None)
    if found is None:
        return piece
    said = f'Where this answer ends is not certain: "{piece.words[found.at].text}" stands in it.'
    return piece._replace(assurance=Assurance.INFERRED, reason=said, note=piece.note or said)


def _following(letter: str) -> set[str]:
    """Return the letters and small Roman numbers that come behind one: c behind b, and ii behind i."""
    found = {chr(ord(letter) + 1)} if len(letter) == 1 else set()
    return found | ({ROMAN[ROMAN.index(letter) + 1]} if letter in ROMAN[:-1] else set())


def _missing(item: str, together: bool) -> Segment:
    said = f"The source prints no item {item} for this respondent."
    if together:
        said = f"The source answers this question together with another one; no words stand under {item} alone."
    return Segment(item, None, Assurance.INFERRED, "not-answered", "", said, said)


def _begins_own_list(words: Sequence[Word], mark: Mark) -> bool:
    """Return whether the doubled number of a mark begins a list of the answer's own: "1. 1) … 2) …"."""
    second = words[mark.length - 1].text
    if (
        mark.length < 2
        or not any(c.isdigit() for c in words[0].text)
        or not second.startswith(mark.steps[0])
        or second[-1] == words[0].text[-1]
    ):
        return False
    following = f"{int(mark.steps[0]) + 1}{second[-1]}"
    return any(word.text.startswith(following) for word in words[mark.length :])


def _item_of(mark: Mark) -> tuple[str, str | None]:
    """Return the number that a mark prints, and the letter behind it."""
    letter = mark.steps[-1] if mark.steps[-1].isalpha() else None
    return ".".join(mark.steps[:-1] if letter else mark.steps), letter


def _are_inverted(one: Link, other: Link) -> bool:
    return (one.mark.at < other.mark.at) != (one.position < other.position)


def _is_number(item: str) -> bool:
    return re.fullmatch(r"[0-9]+(?:\.[0-9]+)*", item) is not None


def _unglued(words: Sequence[Word], marks: Sequence[Mark]) -> Sequence[Word]:
    """Return the words, with a number that is glued to the word before it ("law7.") parted from that."""
    cuts = {mark.at: mark.cut for mark in marks}
    found: list[Word] = []
    for at, word in enumerate(words):
        if at in cuts:
            found += [word._replace(text=word.text[: cuts[at]]), Word(word.text[cuts[at] :], word.line)]
        else:
            found.append(word)
    return found
