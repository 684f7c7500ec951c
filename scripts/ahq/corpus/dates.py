"""Dates as compilations print them: "18th April 2016", "2 th July 2014", "19 of June 2015", "24/10/2013"."""

import re
from datetime import date

MONTHS = "january february march april may june july august september october november december".split()
_NAMES = "|".join(MONTHS) + "|" + "|".join(month[:3] for month in MONTHS)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\s*(?:st|nd|rd|th)?\.?\s*(?:of\s+)?({_NAMES})\.?,?\s+(\d{{4}})", re.I)
_MONTH_FIRST = re.compile(rf"({_NAMES})\.?\s+(\d{{1,2}})\s*(?:st|nd|rd|th)?,?\s+(\d{{4}})", re.I)
_NUMBERS = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def find(text: str) -> str | None:
    """Return the first date of a text as an ISO date; ``None`` where none can be read for certain."""
    for pattern, order in (
        (_DAY_FIRST, (2, 1, 0)),
        (_MONTH_FIRST, (2, 0, 1)),
        (_NUMBERS, (2, 1, 0)),
        (_ISO, (0, 1, 2)),
    ):
        if match := pattern.search(text):
            year, month, day = (match.groups()[at] for at in order)
            number = int(month) if month.isdigit() else [m[:3] for m in MONTHS].index(month[:3].casefold()) + 1
            try:
                return date(int(year), number, int(day)).isoformat()
            except ValueError:
                return None
    return None
