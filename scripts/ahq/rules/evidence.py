"""E: evidence. Every value rests on sentences of the answer."""

from bisect import bisect

from ahq.core import text
from ahq.rules.base import Example, Subject, Violation, listed, rule


@rule(
    "E01",
    "Every quote stands, character by character, in the answer that it names.",
    "copy the quote again",
    example=Example("HR", "quote: No findings.", "quote: No finding."),
)
def quotes_stand_in_their_answer(subject: Subject):
    unsettled = subject.unsettled_items
    for where, quote, _, _ in subject.quotes:
        answer = subject.answers.get(quote["item"])
        if quote["item"] in unsettled or (answer is None and _stands_where_the_text_is_wrong(subject, quote["quote"])):
            continue
        if answer is None:
            yield Violation(
                (*where, "item"),
                f'item "{quote["item"]}" has no answer',
                text.did_you_mean(quote["item"], subject.answers),
            )
        elif quote["quote"] not in answer:
            others = [item for item, words in subject.answers.items() if quote["quote"] in words]
            help_ = f"it stands in item {', '.join(others)}" if others else _where_it_parts(quote["quote"], answer)
            yield Violation(
                (*where, "quote"),
                f'the answer to {quote["item"]} does not hold "{text.shorten(quote["quote"])}"',
                help_,
            )


def _stands_where_the_text_is_wrong(subject: Subject, quote: str) -> bool:
    """Return whether a quote is of words that stand under a wrong item, or that the record leaves out."""
    answers = subject.value.get("answers", ())
    wrong = [str(answers[index].get("text", "")) for index in subject.unsettled_answers]
    return any(quote in words for words in (*wrong, *subject.lost_words))


def _where_it_parts(quote: str, answer: str) -> str:
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
    "A quote stands in its answer once.",
    "make the quote longer",
    example=Example("HR", "quote: No findings.", "quote: n"),
)
def quotes_stand_once(subject: Subject):
    unsettled = subject.unsettled_items
    for where, quote, _, _ in subject.quotes:
        if quote["item"] in unsettled:
            continue
        count = subject.answers.get(quote["item"], "").count(quote["quote"])
        if count > 1:
            message = f'"{text.shorten(quote["quote"])}" stands {count} times in the answer to {quote["item"]}'
            yield Violation((*where, "quote"), message)


@rule(
    "E02",
    "Every value has a quote, also a no; and so have no-information and not-applicable-or-available.",
    "add `evidence:` with item and quote",
    example=Example(
        "HR",
        '- variable: public_sources\n  missing: not-applicable-or-available\n  evidence:\n  - item: "7"\n    quote: N/a\n',
        "- variable: public_sources\n  missing: not-applicable-or-available\n",
    ),
)
def values_have_quotes(subject: Subject):
    needs_quote = subject.query.reference.quoted_missing_codes
    for index, coding, variable in subject.settled_codings:
        quotes = coding.get("evidence", ())
        if "missing" in coding:
            if coding["missing"] in needs_quote and not quotes:
                yield Violation(
                    ("codings", index), f'"{variable.id}" is {coding["missing"]}, with no quote that says so'
                )
        elif not quotes:
            yield Violation(("codings", index), f'"{variable.id}" has a value and no quote')
        else:
            carried = {quote.get("code") for quote in quotes}
            lost = [code for code in dict.fromkeys(listed(coding)) if code not in carried]
            if lost and len(listed(coding)) > 1:
                yield Violation(
                    ("codings", index, "values"),
                    f"no quote carries {', '.join(lost)}",
                    "add `code:` to the quote that carries it, or a quote",
                )


@rule("E05", "A quote carries a code of its coding.", "correct the code")
def quotes_carry_codes_of_their_coding(subject: Subject):
    for where, quote, coding, variable in subject.quotes:
        if where[1] in subject.unsettled_codings:
            continue
        known = coding.get("values") or [coding.get("value") or coding.get("missing") or "percent"]
        if "code" in quote and quote["code"] not in known:
            message = f'the quote carries "{quote["code"]}", which "{variable.id}" is not coded as'
            meant = text.only_near(str(quote["code"]), known)
            edits = subject.edit((*where, "code"), meant) if meant else ()
            yield Violation((*where, "code"), message, text.did_you_mean(quote["code"], known), edits)


@rule("E04", "A quote comes from an item of its variable.", "code it under the variable that asks for this item")
def quotes_come_from_items_of_the_variable(subject: Subject):
    for where, quote, coding, variable in subject.quotes:
        if quote["item"] in subject.query.items and "missing" not in coding and quote["item"] not in variable.items:
            items = ", ".join(variable.item_list)
            yield Violation(
                (*where, "item"), f'"{variable.id}" is not coded from item {quote["item"]}', f"its items are {items}"
            )


@rule("E06", "A missing code that says that nothing is said has no quote.", "delete the evidence, or code what it says")
def needless_evidence_is_absent(subject: Subject):
    needs_quote = subject.query.reference.quoted_missing_codes
    for index, coding, variable in subject.settled_codings:
        if "evidence" in coding and "missing" in coding and coding["missing"] not in needs_quote:
            yield Violation(
                ("codings", index, "evidence"),
                f'"{variable.id}" is {coding["missing"]}: nothing is said, so nothing can be quoted',
            )


@rule("E07", "Codes that seldom stand together have a note.", "add a note")
def rare_combinations_have_a_note(subject: Subject):
    coded = {variable.id: (index, coding) for index, coding, variable in subject.settled_codings}
    for first, second, reason in subject.query.codebook.combinations:
        pair = [coded.get(variable) for variable, _ in (first, second)]
        rare = all(c and c[1].get("value") == code for c, (_, code) in zip(pair, (first, second), strict=True))
        if rare and not any("note" in coding for _, coding in pair):
            message = f"{first[0]} is {first[1]} and {second[0]} is {second[1]}: {reason}"
            help_ = "read both answers again; if both codes stand, add a note"
            yield Violation(("codings", pair[0][0]), message, help_)


RULES = (
    quotes_stand_in_their_answer,
    values_have_quotes,
    quotes_stand_once,
    quotes_come_from_items_of_the_variable,
    quotes_carry_codes_of_their_coding,
    needless_evidence_is_absent,
    rare_combinations_have_a_note,
)
