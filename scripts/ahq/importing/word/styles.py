"""The styles of a Word file: what a paragraph or a run takes from its style and from those that it is based on."""

from collections.abc import Iterator

from ahq.importing.word.names import Element, child, descendants, is_on, value, w


class Styles:
    """The styles by their id. A document without any is fine."""

    def __init__(self, part: Element | None):
        self.by_id = {style.get(w("styleId")): style for style in ([] if part is None else descendants(part, "style"))}
        defaults = [s for s in self.by_id.values() if s.get(w("type")) == "paragraph" and s.get(w("default")) == "1"]
        self.default = defaults[0].get(w("styleId")) if defaults else None

    def of_paragraph(self, paragraph: Element) -> str | None:
        """Return the id of the style of a paragraph."""
        return value(paragraph, "pPr", "pStyle") or self.default

    def chain(self, style: str | None) -> Iterator[Element]:
        """Return a style and those that it is based on, the nearest first."""
        seen = set()
        while style in self.by_id and style not in seen:
            seen.add(style)
            yield self.by_id[style]
            style = value(self.by_id[style], "basedOn")

    def is_hidden(self, run: Element, paragraph_style: str | None) -> bool:
        """Return whether the text of a run is hidden: by itself, by its style, or by that of its paragraph."""
        own = is_on(child(run, "rPr", "vanish"))
        if own is not None:
            return own
        for style in (value(run, "rPr", "rStyle"), paragraph_style):
            for each in self.chain(style):
                said = is_on(child(each, "rPr", "vanish"))
                if said is not None:
                    return said
        return False
