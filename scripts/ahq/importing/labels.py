"""Which country a printed label names: by the names that sources print, also where a conversion cut or broke them."""

import re
import unicodedata
from collections.abc import Iterable

from ahq.corpus.code_lists import CodeLists

_PREFIX = re.compile(r"^(?:the\s+)?(?:EMN\s+)?(?:NCP\s+)?", re.IGNORECASE)
SHORTEST = 5  # letters of a label that a conversion cut


class Labels:
    """The names of the countries, and the code that each means."""

    def __init__(self, lists: CodeLists):
        self.codes: dict[str, str] = {}
        for code, row in lists.countries.items():
            for name in (row["name"], *row.get("printed_names", "").split(";")):
                if name.strip():
                    self.codes[_key(name)] = code
            for short in (code, row["eu_code"]):
                self.codes.setdefault(_key(short), code)

    def country(self, label: str) -> tuple[str | None, bool]:
        """Return the code that a label means, and whether it is one of the printed names as it stands."""
        key = _key(_PREFIX.sub("", " ".join(label.split())).removesuffix("EMN NCP"))
        if key in self.codes:
            return self.codes[key], True
        found = {code for name, code in self.codes.items() if _cut(key, name)}
        return (found.pop(), False) if len(found) == 1 else (None, False)

    def is_label(self, text: str) -> bool:
        """Return whether a text is the name of a country, whole or cut."""
        return len(text) <= 60 and self.country(text)[0] is not None


def listed(label: str, labels: Iterable[str]) -> str | None:
    """Return the one of the listed labels that a printed label is, whole or cut; or ``None``."""
    known = list(labels)
    same = [each for each in known if _key(each) == _key(label)]
    near = same or [each for each in known if _cut(_key(label), _key(each))]
    return near[0] if len(near) == 1 else None


def _cut(key: str, name: str) -> bool:
    return len(key) >= SHORTEST and len(name) > len(key) and (name.startswith(key) or name.endswith(key))


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if character.isalnum())
