"""Which country a printed label names, and which of the listed labels it is, also where a conversion cut or broke it."""

from collections.abc import Iterable

from ahq.corpus.code_lists import CodeLists, country_of, is_cut, key_of


class Labels:
    """The names of the countries, and the code that each means."""

    def __init__(self, lists: CodeLists):
        self.codes = lists.labels

    def country(self, label: str) -> tuple[str | None, bool]:
        """Return the code that a label means, and whether it is one of the printed names as it stands."""
        return country_of(label, self.codes)

    def is_label(self, text: str) -> bool:
        """Return whether a text is the name of a country, whole or cut."""
        return len(text) <= 60 and self.country(text)[0] is not None


def listed(label: str, labels: Iterable[str]) -> str | None:
    """Return the one of the listed labels that a printed label is, whole or cut; or ``None``."""
    known = list(labels)
    same = [each for each in known if key_of(each) == key_of(label)]
    near = same or [each for each in known if is_cut(key_of(label), key_of(each))]
    return near[0] if len(near) == 1 else None
