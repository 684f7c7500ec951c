"""The head of a compilation: title, requester, dates, respondents, disclaimer, background and questions, in both layouts."""

import re
from collections.abc import Sequence

from ahq.corpus import dates
from ahq.importing import questionnaire
from ahq.importing.compilation import Aim, Dated, Head, Respondents
from ahq.importing.lines import Line

_NUMBERED = r"(?:\d{1,2}\.?\s*)?"
_REQUEST = re.compile(r"Requested\s+(?:by\s+(?P<by>.*?)\s*)?(?:\bon\b\s*(?P<on>.*))?", re.I | re.S)
_COMPILED = re.compile(r"Compilation\s+(?:of\s+\S+\s+)?(?:produced\b)?\s*(?:on|in)?\s*(?P<on>.*)", re.I)
_LISTED = re.compile(
    r"Responses\s+from\s*:?\s*(?P<labels>.*?)\s*(?:\(\s*(?P<total>\d+)\s+(?:in\s+total|responses?)\s*\)\.?)?", re.I
)
_DISCLAIMER = re.compile(rf"{_NUMBERED}Disclaimer\s*:?", re.I)
_BACKGROUND = re.compile(rf"{_NUMBERED}Background(?:\s+information)?\s*:?", re.I)
_QUESTIONS = re.compile(rf"{_NUMBERED}(?:Questions?|Questionnaire|Specific questions)\s*:?", re.I)
_RESPONSES = re.compile(rf"{_NUMBERED}Responses\s*:?", re.I)
_AFTER = re.compile(
    rf"{_NUMBERED}(?:Summary|Executive summary|Annex(?:es)?(?: \w{{1,3}})?|Table to be filled in)\s*:?", re.I
)
_FIXED = "The following responses have been provided primarily"
_REPLY = re.compile(
    r"(?:appreciate|grateful|provide|receive|send|submit|reply|repl(?:y|ies)|response|deadline)\b.*?\b(?:by|before|until|:)\s+(?P<on>.*)",
    re.I,
)
_SECTIONS = {"disclaimer": _DISCLAIMER, "background": _BACKGROUND, "questions": _QUESTIONS, "responses": _RESPONSES}


def read(lines: Sequence[Line]) -> Head:
    """Return the head that lines print; what is not found is empty."""
    sections = _sections(lines)
    top = sections.pop("top")
    background, asked, after = _questions(sections["background"], sections["questions"] + sections["responses"])
    questions = questionnaire.read(asked)
    by_name, beside = _top(top)
    reply = _reply(after) or _reply(top)
    return Head(
        title=by_name.get("title"),
        request_printed=by_name.get("request"),
        requested_by=_requesters(by_name.get("request")),
        request_date=_dated(_REQUEST, by_name.get("request")),
        reply_date=reply,
        compilation_date=_dated(_COMPILED, by_name.get("compiled"), whole=True),
        policy_area=by_name.get("area"),
        respondents=_respondents(by_name.get("listed")),
        disclaimer="\n".join(line.text for line in sections["disclaimer"]) or by_name.get("disclaimer"),
        background=tuple(_aim(line) for line in background),
        questions=questions.items,
        stray_lines=questions.stray,
        rest=tuple((line.number, line.text) for line in [*beside, *after]),
    )


def _sections(lines: Sequence[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {"top": [], **{name: [] for name in _SECTIONS}}
    at = "top"
    for line in lines:
        name = next((name for name, pattern in _SECTIONS.items() if pattern.fullmatch(line.text)), None)
        if name is not None:
            at = name
        elif at == "top" and line.text.startswith(_FIXED):
            found["disclaimer"].append(line)
        else:
            found[at].append(line)
    return found


def _top(lines: Sequence[Line]) -> tuple[dict[str, str], list[Line]]:
    """Return the parts of what stands above the sections, each whole, and the lines that are no part of any."""
    found: dict[str, str] = {}
    beside: list[Line] = []
    at = "title"
    for line in lines:
        text = line.text
        if re.match(r"Requested\b", text, re.I):
            at = "request"
        elif re.match(r"Compilation\b(?! of responses to)", text, re.I) and "request" in found:
            at = "compiled"
        elif re.match(r"Responses\s+from\b", text, re.I):
            at = "listed"
        elif at in ("request", "compiled") and _is_whole(at, found[at]):
            at = "area"
        elif at == "area" or (at == "listed" and re.search(r"in total\)\.?$", found[at], re.I)):
            at = "disclaimer" if text.startswith(_FIXED) else "beside"
        if at == "beside":
            beside.append(line)
        else:
            found[at] = f"{found[at]} {text}" if at in found else text
    return found, beside


def _is_whole(name: str, text: str) -> bool:
    return (
        dates.find(text) is not None
        or re.search(r"\b(?:on|in)\s*(?:\[\s*\])?$", text) is not None
        or name == "compiled"
    )


def _requesters(printed: str | None) -> tuple[str, ...]:
    match = _REQUEST.fullmatch(printed) if printed else None
    if match is None or not match["by"]:
        return ()
    return tuple(part for part in re.split(r"\s*(?:,|;|\band\b|&)\s*", match["by"]) if part)


def _dated(pattern: re.Pattern[str], printed: str | None, whole: bool = False) -> Dated | None:
    """Return the date of a printed sentence, with the words of the date or the ``whole`` sentence."""
    match = pattern.fullmatch(printed) if printed else None
    if match is None:
        return None
    on = (match["on"] or "").strip()
    return Dated(printed if whole and printed else on, dates.find(on))


def _respondents(printed: str | None) -> Respondents:
    match = _LISTED.fullmatch(printed) if printed else None
    if match is None:
        return Respondents(printed, (), None)
    text = re.sub(r"\s+(?:plus|and)\s+|,\s*(?:plus|and)\s+", ", ", f" {match['labels']} ").strip(" .")
    labels = tuple(" ".join(part.split()) for part in text.split(",") if part.strip())
    return Respondents(printed, labels, int(match["total"]) if match["total"] else None)


def _aim(line: Line) -> Aim:
    match = re.match(r"\(?[1-9ivx]{1,4}[.)](?=\s)", line.text) if line.listed or line.words[0][:1].isdigit() else None
    return Aim(match[0], line.text[match.end() :].strip()) if match else Aim(None, line.text)


def _questions(background: list[Line], asked: list[Line]) -> tuple[list[Line], list[Line], list[Line]]:
    """Return background, questionnaire, and what follows it; without a heading, questions begin with a number and ask."""
    if not any("?" in line.text for line in asked):
        first = _first_question(background)
        background, asked = background[:first], [*background[first:], *asked]
    end = len(asked)
    for index, line in enumerate(asked):
        if _AFTER.fullmatch(line.text):
            end = index
            break
        match = _REPLY.search(line.text)
        if match and dates.find(match["on"]) and not line.words[0][:1].isdigit() and "?" not in line.text:
            end = index
            break
    return background, asked[:end], asked[end:]


def _first_question(lines: Sequence[Line]) -> int:
    """Return the index of the first of the last run of numbered paragraphs, or of the first paragraph that asks without a number."""
    starts = [
        i for i, line in enumerate(lines) if re.match(r"(?:Q(?:uestion)?\s?)?\(?1[.):]?\s", f"{line.text} ", re.I)
    ]
    asking = [i for i, line in enumerate(lines) if line.text.endswith("?")]
    last = starts[-1] if starts else len(lines)
    numbered = any(line.words[0].strip("(Q")[:1].isdigit() for line in (lines[i] for i in asking if i >= last))
    return last if numbered or (not any(i > last for i in asking) and starts) else next(iter(asking), len(lines))


def _reply(lines: Sequence[Line]) -> Dated | None:
    for line in lines:
        match = _REPLY.search(line.text)
        if match and dates.find(match["on"]):
            return Dated(line.text, dates.find(match["on"]))
    return None
