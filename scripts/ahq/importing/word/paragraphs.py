"""The text of one paragraph as Word shows it: changes accepted, hidden text and codes of fields left out."""

import re
from collections.abc import Callable
from typing import NamedTuple

from ahq.importing.word.left_out import Omissions
from ahq.importing.word.names import COMPATIBILITY, MATHS, Element, child, descendants, is_on, value, w
from ahq.importing.word.styles import Styles

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# What the symbol fonts of Word show, by the low byte of the character; both boxes of forms, so that ticked and not ticked differ.
_SYMBOLS = {"FE": "☒", "FD": "☒", "54": "☒", "52": "☑", "A8": "☐", "6F": "☐", "A3": "☐", "FC": "✓", "FB": "✗", "B7": "•", "A7": "▪", "D8": "➢", "E0": "→", "76": "❖"}  # fmt: skip
_ENUMERATOR = 12  # characters; a longer bold beginning is a heading or the answer itself
_WITHIN = {w(name) for name in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "sdtContent", "dir", "bdo", "ruby", "rubyBase")}  # fmt: skip


class Text(NamedTuple):
    """The lines of a paragraph, and the text boxes that hang on it."""

    lines: list[str]
    boxes: list[Element]


class Reader:
    """Reads paragraphs one after the other; a field may begin in one and end in another."""

    def __init__(self, styles: Styles, note: Callable[[Element], str], omissions: Omissions):
        self.styles = styles
        self.note = note
        self.omissions = omissions
        self.fields: list[str] = []  # "code" or "result" for each field that is open
        self.style: str | None = None
        self.pieces: list[tuple[str, bool]] = []
        self.boxes: list[Element] = []
        self.handlers = {
            w("r"): self._run,
            w("del"): self._deleted,
            w("moveFrom"): self._deleted,
            w("sdt"): self._control,
            f"{{{MATHS}}}oMath": self._formula,
            f"{{{MATHS}}}oMathPara": self._formula,
            f"{{{COMPATIBILITY}}}AlternateContent": self._alternatives,
        }
        self.signs = {
            w("t"): lambda sign: sign.text or "",
            w("tab"): lambda sign: " ",
            w("ptab"): lambda sign: " ",
            w("br"): lambda sign: "\n",
            w("cr"): lambda sign: "\n",
            w("noBreakHyphen"): lambda sign: "-",
            w("sym"): self._symbol,
            w("footnoteReference"): self.note,
            w("endnoteReference"): self.note,
        }

    def read(self, paragraph: Element) -> Text:
        """Return the text of a paragraph."""
        self.style = self.styles.of_paragraph(paragraph)
        self.pieces, self.boxes = [], []
        self._children(paragraph)
        text = "".join(piece for piece, _ in self.pieces)
        bold = _bold_beginning(self.pieces)
        lines = [" ".join(line.split()) for line in text.split("\n")]
        if bold and lines[0].startswith(bold):
            lines[0] = f"**{bold}**{lines[0][len(bold) :]}"
        return Text([line for line in lines if line], self.boxes)

    def _children(self, element: Element) -> None:
        for each in element:
            if each.tag in self.handlers:
                self.handlers[each.tag](each)
            elif each.tag in _WITHIN:
                self._children(each)

    def _run(self, run: Element) -> None:
        if self.styles.is_hidden(run, self.style):
            self.omissions.leave_out("hidden text", _plain(run))
            return
        properties = child(run, "rPr")
        raised = value(properties, "vertAlign") == "superscript"
        bold = bool(is_on(child(properties, "b"))) or bool(is_on(child(properties, "u")))
        for sign in run:
            text = self._sign(sign)
            if text and "code" not in self.fields:
                self.pieces.append((_raised(text) if raised else text, bold))

    def _sign(self, sign: Element) -> str:
        if sign.tag in self.signs:
            return str(self.signs[sign.tag](sign))
        if sign.tag == w("softHyphen"):
            self.omissions.counts["soft hyphen"] += 1
        elif sign.tag == w("fldChar"):
            self._field(sign)
        elif sign.tag == w("ruby"):
            self._children(sign)
        elif sign.tag == f"{{{COMPATIBILITY}}}AlternateContent":
            self._alternatives(sign)
        elif sign.tag in (w("drawing"), w("pict"), w("object")):
            self._drawing(sign)
        return ""

    def _field(self, sign: Element) -> None:
        kind = sign.get(w("fldCharType"))
        if kind == "begin":
            if "code" not in self.fields:
                self.pieces.append((_box(sign), False))
            self.fields.append("code")
        elif kind == "separate" and self.fields:
            self.fields[-1] = "result"
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _symbol(self, sign: Element) -> str:
        code = (sign.get(w("char")) or "").upper()
        if code.startswith("F0") and len(code) == 4:
            found = _SYMBOLS.get(code[2:], "")
        else:
            found = chr(int(code, 16)) if re.fullmatch("[0-9A-F]{2,5}", code) else ""
        if not found:
            self.omissions.counts[f"symbol {code} of the font {sign.get(w('font'))}"] += 1
        return found

    def _deleted(self, element: Element) -> None:
        text = "".join(t.text or "" for t in element.iter(w("t"), w("delText")))
        self.omissions.leave_out("tracked deletion", text)

    def _control(self, element: Element) -> None:
        """Read a content control; its prompt, shown while it is empty, is no text."""
        if is_on(child(element, "sdtPr", "showingPlcHdr")):
            self.omissions.leave_out("prompt of an empty content control", _plain(element))
        else:
            self._children(element)

    def _formula(self, element: Element) -> None:
        self.pieces.append(("".join(t.text or "" for t in element.iter(f"{{{MATHS}}}t")), False))

    def _alternatives(self, element: Element) -> None:
        """Read one of several forms of the same thing: the first that holds text."""
        forms = [form for form in element if isinstance(form.tag, str)]
        with_text = [form for form in forms if next(descendants(form, "t"), None) is not None]
        for form in (with_text or forms)[:1]:
            self._drawing(form)

    def _drawing(self, element: Element) -> None:
        boxes = _outermost_boxes(element)
        self.boxes += boxes
        if not boxes:
            self.omissions.counts["picture"] += 1


def _plain(element: Element) -> str:
    return "".join(t.text or "" for t in descendants(element, "t"))


def _raised(text: str) -> str:
    return text.translate(RAISED) if text.strip().isdecimal() and text.isascii() else text


def _box(sign: Element) -> str:
    """Return the box that a field of an old form shows, ticked or not."""
    box = child(sign, "ffData", "checkBox")
    if box is None:
        return ""
    state = is_on(child(box, "checked"))
    return "☒" if (is_on(child(box, "default")) if state is None else state) else "☐"


def _outermost_boxes(element: Element) -> list[Element]:
    found: list[Element] = []
    for box in descendants(element, "txbxContent"):
        if not any(parent in found for parent in box.iterancestors(w("txbxContent"))):
            found.append(box)
    return found


def _bold_beginning(pieces: list[tuple[str, bool]]) -> str | None:
    """Return the bold or underlined words with which a paragraph begins, where they are as short as an enumerator."""
    text = "".join(piece for piece, _ in pieces).lstrip()
    bold = ""
    for piece, is_bold in pieces:
        if not is_bold and piece.strip():
            break
        bold += piece
    length = len(bold.strip())
    while 0 < length < len(text) and not text[length].isspace():
        length += 1
    return text[:length] if 0 < length <= _ENUMERATOR and length < len(text.rstrip()) else None
