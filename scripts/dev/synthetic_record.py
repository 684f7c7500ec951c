"""Made-up response records that every rule passes: answers of random sentences, codings that quote them."""

from random import Random

from ahq.corpus import record as records
from ahq.corpus.code_lists import CodeLists
from ahq.corpus.codebook import Codebook, Variable
from ahq.corpus.query import parts_of

WORDS = """
agency answer approach authority authorities border case channel checks citizens closed communication company contact
contents cooperation countries court criminal data police difficulty digital évaluation documents evidence experience
facilitation false families foreign framework further general group groups help however illegal information intelligence
internet investigation irregular journey judicial knowledge language law legal liaison mainly measures media members
messages migrants migration ministry monitoring national network number office often online open operator organised
partly persons phone platform possible practice private procedure profiles prosecution provider public rarely regular
report request residence route rules sea search secure service several share skills social sometimes source staff
suspects talks third through traffic travel unit used usually victims website while with within without – Überwachung
""".split()
CLAIMS = ("Facebook", "WhatsApp", "Viber", "Twitter", "Google", "Europol", "Frontex", "YouTube")
INFERRED = "No number is printed; assigned by order and content."
SILENT = "The source prints nothing for this question."
GUESSED = "The share is made up; no sentence prints one."
RARE = "Both answers were read again; the two codes stand side by side."


def silent(query_id: str, country: str, label: str) -> dict:
    """Return the record of a respondent that did not agree to wider dissemination."""
    return _reviewed(_head(query_id, country, label) | {"wider_dissemination": False})


def spoken(query_id: str, country: str, label: str, items: dict, book: Codebook, lists: CodeLists, seed: str) -> dict:
    """Return a record with answers and codings; the same ``seed`` gives the same record.

    ``items`` maps each item of the questionnaire to its question. ``source_lines`` are left to the caller.
    """
    random = Random(seed)
    answers, sentences = _answers(items, random)
    codings = _codings(book, lists, sentences, random)
    value = {"wider_dissemination": True, "answers": answers, "codings": codings}
    return _reviewed(_head(query_id, country, label) | value)


def _head(query_id: str, country: str, label: str) -> dict:
    return {"query": query_id, "respondent": {"label": label, "country": country, "attribution": "printed"}}


def _reviewed(value: dict) -> dict:
    review = {"status": "reviewed", "date": "2026-01-31"}
    return value | {"review": review | {"answers_sha256": records.answers_sha256(value)}}


def _answers(items: dict, random: Random) -> tuple[list[dict], dict[str, list[str]]]:
    """Return the segments in order, and the sentences that may be quoted by item."""
    answers: list[dict] = []
    sentences: dict[str, list[str]] = {}
    said: set[str] = set()
    for place, (number, parts) in enumerate(parts_of(items).items()):
        asked = [item for item in (number, *parts) if random.random() < 0.75]
        if not asked and place:
            answers.append({"item": number, "status": records.NOT_ANSWERED, "note": SILENT})
        for item in asked or ([] if place else [number]):
            segment = _segment(item, random)
            if random.random() < 0.06 and place:
                segment |= {"status": "placeholder", "text": "N/A."}
            else:
                sentences[item] = _sentences(random, said)
                segment |= {"status": "answered", "text": " ".join(sentences[item])}
            answers.append(segment)
    return answers, sentences


def _segment(item: str, random: Random) -> dict:
    if random.random() < 0.15:
        return {"item": item, "assignment": "inferred", "note": INFERRED}
    marker = f"{item[-1]})" if item[-1].isalpha() else f"{item}."
    return {"item": item, "marker": marker, "assignment": "printed"}


def _sentences(random: Random, said: set[str]) -> list[str]:
    """Return one to three sentences, none of which stands anywhere else in the record."""
    found: list[str] = []
    wanted = random.randint(1, 3)
    while len(found) < wanted:
        sentence = _sentence(random)
        if sentence not in said:
            said.add(sentence)
            found.append(sentence)
    return found


def _sentence(random: Random) -> str:
    words = random.choices(WORDS, k=random.randint(6, 13))
    if random.random() < 0.2:
        words.append(random.choice(CLAIMS))
    if random.random() < 0.02:
        words.append(f"https://example.org/reports/{random.randint(1, 9999)}")
    return f"{' '.join(words)}.".capitalize() if words[-1].islower() else f"In {' '.join(words)}."


def _codings(book: Codebook, lists: CodeLists, sentences: dict, random: Random) -> list[dict]:
    coded: dict[str, dict] = {}
    for variable in book.variables.values():
        coded[variable.id] = _coding(variable, coded, lists, sentences, random)
    for first, second, _ in book.combinations:
        if all(coded[variable].get("value") == code for variable, code in (first, second)):
            coded[first[0]]["note"] = RARE
    return list(coded.values())


def _coding(variable: Variable, coded: dict, lists: CodeLists, sentences: dict, random: Random) -> dict:
    quotes = [{"item": i, "quote": s} for i in variable.item_list for s in sentences.get(i, ())]
    skip = variable.filter
    skipped = skip is not None and coded[skip.variable].get("value") == skip.code
    always = skipped and skip is not None and skip.always
    if quotes and not always and random.random() < 0.5:
        return {"variable": variable.id} | _value(variable, quotes, random)
    if skipped:
        code = "inapplicable"
    elif skip is not None and not skip.always:
        code = coded[skip.variable].get("missing", "not-mentioned")
    else:
        code = random.choice(("not-mentioned", "no-information")) if quotes else "not-answered"
    coding: dict = {"variable": variable.id, "missing": code}
    if code in lists.quoted_missing_codes:
        item, said = random.choice(list(sentences.items()))
        coding["evidence"] = [{"item": item, "quote": random.choice(said)}]
    return coding


def _value(variable: Variable, quotes: list[dict], random: Random) -> dict:
    if variable.type == "percent":
        return {"number": random.randint(0, 100), "evidence": [random.choice(quotes)], "note": GUESSED}
    codes = list(variable.codes)
    if variable.type == "code":
        return {"value": random.choice(codes), "evidence": [random.choice(quotes)]}
    wanted = random.randint(1, min(3, len(codes), len(quotes)))
    chosen = random.sample(codes, wanted)
    carried = zip(chosen, random.sample(quotes, wanted), strict=True)
    return {"values": chosen, "evidence": [{"code": code} | quote for code, quote in carried]}
