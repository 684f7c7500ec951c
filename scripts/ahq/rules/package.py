"""P: the package as its users have it. ``ahq.publishing`` and ``ahq.releasing`` ask it."""

from ahq.rules.base import Rule

AS_LOADED = Rule(
    "P01",
    "frictionless finds the package valid, as a user would load it.",
    "this is an error of ours: please open an issue with the message",
    example="a table whose number of rows is not the one that datapackage.json states",
)
FRESH = Rule(
    "P02",
    "What is published is what the records give.",
    "run `make` and commit it",
    example="a record that was changed without `make`",
)
AS_DOWNLOADED = Rule(
    "P03",
    "The files of a download are those of its SHA256SUMS, byte for byte.",
    "download the release again",
    example="a table that was opened in a spreadsheet and saved",
)
RULES = (AS_LOADED, FRESH, AS_DOWNLOADED)
