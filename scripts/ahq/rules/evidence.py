"""E: evidence. Every value rests on sentences of the answer.

What rests on the text of an answer waits until that is right: a quote is compared with the words of the source alone.
"""

from bisect import bisect
from collections.abc import Iterator
from typing import Any

from ahq.core import text
from ahq.core.strict_yaml import Path
from ahq.corpus import record
from ahq.corpus.query import ancestors
from ahq.rules.answers import unaccounted
from ahq.rules.base import Example, Quoted, Rule, Subject, Violation, rule


@rule(
    "E01",
    "record",
    "Every quote stands, character by character, in the answer that it names.",
    why="a quote is proof only if it is what the state wrote",
    repair="copy the quote again",
    example=Example('the answer to 2 does not have "No finding!"', "HR", "quote: No findings.", "quote: No finding!"),
    fixable=True,
)
def quotes_stand_in_their_answer(subject: Subject) -> Iterator[Violation]:
    for quoted in subject.quotes:
        item, words = quoted.quote["item"], quoted.quote["quote"]
        answer = subject.texts.get(item)
        if (answer is not None and words in answer) or (subject.marks and _waits(subject, item, words)):
            continue
        if answer is not None:
            said = f'the answer to {item} does not have "{text.shorten(words)}"'
            yield Violation((*quoted.path, "quote"), said, _where_else(subject, words, answer))
        elif subject.query.items.get(item) is None or not _is_lost(subject, item):
            where, known = (*quoted.path, "item"), subject.texts
            repair = subject.respelling(where, item, known)
            yield Violation(where, f'item "{item}" has no answer', text.did_you_mean(item, known), repair)


def _waits(subject: Subject, item: str, words: str) -> bool:
    """Return whether the answer to an item is still to be put right, or has a wrong item and holds these words."""
    for index, answer in subject.entries("answers"):
        if not subject.holds("answers", index, "item"):
            if words in str(answer.get("text", "")) or answer.get("item") == item:
                return True
        elif answer["item"] == item and not subject.holds("answers", index, "text"):
            return True
    return not subject.shape.untouched(("answers",))


def _is_lost(subject: Subject, item: str) -> bool:
    """Return whether the whole question of an item has no answer, of which other rules speak."""
    above = ancestors(subject.query.items, item)
    return (above[-1] if above else item) in unaccounted(subject)


def _where_else(subject: Subject, words: str, answer: str) -> str:
    others = [item for item, text_ in subject.texts.items() if words in text_]
    return f"it is in item {', '.join(others)}" if others else _where_it_differs(words, answer)


def _where_it_differs(quote: str, answer: str) -> str:
    """Return how to correct a quote: up to where it is right, and how the answer goes on there."""
    held = bisect(range(1, len(quote)), False, key=lambda length: quote[:length] not in answer)
    odd = text.foreign(quote, answer)
    if held < 4:
        return f"copy it from the answer, character by character{odd}"
    start = answer.index(quote[:held]) + held
    there, here = answer[start : start + 12], quote[held : held + 12]
    there = f'"{there}"' if there else "nothing more"
    return f'after "{quote[max(0, held - 20) : held]}" the answer has {there} and the quote "{here}"{odd}'


@rule(
    "E03",
    "record",
    "A quote stands in its answer once.",
    why="its position is published, and of two nobody knows which is meant",
    repair="make the quote longer",
    example=Example('"n" stands 2 times in the answer to 2', "HR", "quote: No findings.", "quote: n"),
)
def quotes_stand_once(subject: Subject) -> Iterator[Violation]:
    for quoted in subject.quotes:
        item, words = quoted.quote["item"], quoted.quote["quote"]
        count = subject.texts.get(item, "").count(words)
        if count > 1 and not (subject.marks and _waits(subject, item, words)):
            said = f'"{text.shorten(words)}" stands {count} times in the answer to {item}'
            yield Violation((*quoted.path, "quote"), said)


@rule(
    "E02",
    "record",
    "Every value has a quote, even a no; so have the missing codes no-information, not-applicable-or-available and withheld.",
    why="a reader must be able to see the sentence that a value rests on",
    repair="add `evidence:` with item and quote",
    example=Example(
        '"public_sources" is not-applicable-or-available, with no quote that says so',
        "HR",
        '- variable: public_sources\n  missing: not-applicable-or-available\n  evidence:\n  - item: "7"\n    quote: N/a\n',
        "- variable: public_sources\n  missing: not-applicable-or-available\n",
    ),
)
def values_have_quotes(subject: Subject) -> Iterator[Violation]:
    needs_quote = subject.query.reference.quoted_missing_codes
    for index, coding, variable in subject.sound_codings:
        quotes = coding.get("evidence", ())
        if subject.shape and not subject.shape.free(("codings", index, "evidence")):
            continue
        if "missing" in coding:
            if coding["missing"] in needs_quote and not quotes:
                said = f'"{variable.id}" is {coding["missing"]}, with no quote that says so'
                yield Violation(("codings", index), said)
        elif not quotes:
            yield Violation(("codings", index), f'"{variable.id}" has a value and no quote')
        else:
            yield from _codes_without_quote(subject, index, coding)


def _codes_without_quote(subject: Subject, index: int, coding: dict[str, Any]) -> Iterator[Violation]:
    codes = coding.get("values", ())
    if len(codes) < 2:
        return
    carried = [quote.get("code") for quote in coding["evidence"]]
    lost = [code for code in codes if code not in carried]
    sound = all(subject.holds("codings", index, "evidence", number, "code") for number in range(len(carried)))
    if lost and sound:
        help_ = "add `code:` to the quote that carries it, or a quote"
        yield Violation(("codings", index, "values"), f"no quote carries {text.first_of(lost)}", help_)


def _of_sound_codings(subject: Subject) -> Iterator[Quoted]:
    return (quoted for quoted in subject.quotes if not subject.marks or subject.is_coded(quoted.position))


@rule(
    "E04",
    "record",
    "A quote comes from an item of its variable.",
    why="what a state says to another question may mean something else",
    repair="code it under the variable that asks about this item",
    example=Example(
        '"monitoring" is not coded from item 7',
        words="a coding with a quote from an item that its variable does not name",
    ),
)
def quotes_come_from_items_of_the_variable(subject: Subject) -> Iterator[Violation]:
    for quoted in _of_sound_codings(subject):
        item, variable = quoted.quote["item"], quoted.variable
        where = (*quoted.path, "item")
        if "missing" not in quoted.coding and item not in variable.items and subject.holds(*where):
            said = f'"{variable.id}" is not coded from item {item}'
            yield Violation(where, said, f"its items are {', '.join(variable.item_list)}")


@rule(
    "E05",
    "record",
    "A quote carries a code of its coding.",
    why="a quote for another code would be counted as proof of this one",
    repair="correct the code",
    example=Example(
        'the quote carries "occasional", but "monitoring" does not have this code',
        words="a coding whose quote names another code than the coding has",
    ),
    fixable=True,
)
def quotes_carry_codes_of_their_coding(subject: Subject) -> Iterator[Violation]:
    for quoted in _of_sound_codings(subject):
        code, coding = quoted.quote.get("code"), quoted.coding
        if code is None:
            continue
        where: Path = (*quoted.path, "code")
        known = coding.get("values") or [coding.get("value") or coding.get("missing") or "percent"]
        if code not in known and subject.shape.free(where):
            said = f'the quote carries "{text.shorten(code)}", but "{quoted.variable.id}" does not have this code'
            repair = subject.respelling(where, code, known)
            if code in quoted.variable.codes:
                repair = None  # it is spelt right: which of the two is meant, only a person knows
            yield Violation(where, said, text.did_you_mean(code, known), repair)


@rule(
    "E06",
    "record",
    "A missing code that says that nothing is said has no quote.",
    why="what is quoted was said, so that another code is right",
    repair="delete the evidence, or code what it says",
    example=Example(
        '"platforms_monitored" is not-mentioned: nothing is said, so nothing can be quoted',
        words="a coding with `missing: not-mentioned` and with a quote",
    ),
)
def needless_evidence_is_absent(subject: Subject) -> Iterator[Violation]:
    needs_quote = subject.query.reference.quoted_missing_codes
    for index, coding, variable in subject.sound_codings:
        if "evidence" in coding and "missing" in coding and coding["missing"] not in needs_quote:
            said = f'"{variable.id}" is {coding["missing"]}: nothing is said, so nothing can be quoted'
            yield Violation(("codings", index, "evidence"), said)


@rule(
    "E08",
    "record",
    "A quote has words of the state: it does not stand within a passage that only repeats a question. An option that is repeated may be quoted.",
    why="words of the questionnaire are not an answer, and prove nothing; but to repeat an option is to choose it",
    repair="quote the words of the state, or correct `question_text:` of the answer",
    example=Example(
        '"No findings." only repeats the question, by `question_text:` of the answer to 2',
        "HR",
        "  text: |-\n    No findings.\n",
        '  text: |-\n    No findings.\n  question_text:\n  - item: "2"\n    quote: No findings.\n',
    ),
)
def quotes_are_not_of_the_question(subject: Subject) -> Iterator[Violation]:
    spans, told = _repeated(subject), set()
    for quoted in subject.quotes if spans else ():
        item, words = quoted.quote["item"], quoted.quote["quote"]
        start = subject.texts.get(item, "").find(words)
        within = next(
            (span for span in spans.get(item, ()) if span[0] <= start and start + len(words) <= span[1]), None
        )
        if start >= 0 and within and (item, within) not in told:  # once for a passage: that may be what is wrong
            told.add((item, within))
            said = f'"{text.shorten(words)}" only repeats the question, by `question_text:` of the answer to {item}'
            yield Violation((*quoted.path, "quote"), said)


def _repeated(subject: Subject) -> dict[str, list[tuple[int, int]]]:
    """Return where passages that only repeat a question, not an option, stand in the text of each item, from and to."""
    found: dict[str, list[tuple[int, int]]] = {}
    before: dict[str, int] = {}
    for index, answer in subject.entries("answers", "item", "text", "question_text"):
        item = answer["item"]
        for passage in answer.get("question_text", ()) if subject.holds("answers", index) else ():
            repeated = subject.query.items.get(passage["item"])
            if repeated is not None and repeated.kind == "option":
                continue
            start = before.get(item, 0) + record.Repeated(**passage).start(answer["text"])
            found.setdefault(item, []).append((start, start + len(passage["quote"])))
        before[item] = before.get(item, 0) + len(answer.get("text", "")) + ("text" in answer)
    return found


@rule(
    "E07",
    "record",
    "Codes that seldom occur together have a note.",
    why="such a pair is more often a slip than a fact",
    repair="add a note",
    example=Example(
        "monitoring is ongoing and option_report is supported: only for this test",
        words="two codings that the codebook calls a rare combination, and neither has a note",
    ),
)
def rare_combinations_have_a_note(subject: Subject) -> Iterator[Violation]:
    coded = {variable.id: (index, coding) for index, coding, variable in subject.sound_codings}
    for first, second, reason in subject.query.codebook.combinations:
        one, other = coded.get(first[0]), coded.get(second[0])
        if one is None or other is None or (one[1].get("value"), other[1].get("value")) != (first[1], second[1]):
            continue
        if "note" not in one[1] and "note" not in other[1]:
            said = f"{first[0]} is {first[1]} and {second[0]} is {second[1]}: {reason}"
            yield Violation(("codings", one[0]), said, "read both answers again; if both codes are right, add a note")


# A quote with a wrong code carries none: that is said before a code without a quote is.
RULES: tuple[Rule[Subject], ...] = (
    quotes_stand_in_their_answer,
    quotes_stand_once,
    quotes_carry_codes_of_their_coding,
    values_have_quotes,
    quotes_come_from_items_of_the_variable,
    needless_evidence_is_absent,
    quotes_are_not_of_the_question,
    rare_combinations_have_a_note,
)
