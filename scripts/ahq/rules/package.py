"""P: the package that is published, and a release that somebody downloaded."""

from typing import Any

from ahq.rules.base import Example, Rule

AS_LOADED: Rule[Any] = Rule(
    "P01",
    "package",
    "The package is a valid Data Package: frictionless finds no error and no warning in it.",
    "users load it with tools of this standard",
    "please report this as a bug: tables without a problem give a valid package",
    Example(
        'The data source does not match the expected byte count: expected is "6174" and actual is "6173"',
        words="a table that was edited by hand after it was published",
    ),
    asked_in="scripts/ahq/publishing/as_loaded.py",
)
FRESH: Rule[Any] = Rule(
    "P02",
    "package",
    "What is published is what the records give: tables, descriptor and generated documents are current.",
    "a reader must find in the tables what the records say",
    "`make` writes it anew",
    Example("the file is not what the records give", words="a record that was changed without `make`"),
    asked_in="scripts/publish.py",
)
AS_DOWNLOADED: Rule[Any] = Rule(
    "P03",
    "download",
    "A downloaded release has the files of SHA256SUMS, each unchanged, and no others.",
    "a download that broke off, or was tampered with, gives wrong results",
    "download the release again",
    Example("the file was changed", words="a release in which one letter of a table was changed"),
    asked_in="scripts/ahq/releasing/distribution.py",
)
RULES = (AS_LOADED, FRESH, AS_DOWNLOADED)
