"""L: the release of a version. ``ahq.releasing.requirements`` asks it."""

from ahq.rules.base import Rule

NEXT_VERSION = Rule(
    "L01",
    "A version is three numbers, and higher than every version that has a tag.",
    "write it as 1.2.0",
    example="make release VERSION=2",
)
CHANGELOG_ENTRY = Rule(
    "L02",
    "The version has an entry in CHANGELOG.md, which names every table that differs and its number of rows.",
    "`make changelog` drafts it",
    example="a release of records that were added since the entry was written",
)
CLEAN_TREE = Rule(
    "L03",
    "The working tree is clean.",
    "commit the changes, or take them back; `git status` lists them",
    example="a release while a record is being corrected",
)
LEVEL = Rule(
    "L04",
    "The level of the version is not below what the difference to the last release demands.",
    "take the version that the message names",
    example="1.0.1 where a column was renamed",
)
IDS = Rule(
    "L05",
    "An id that was published and is no more stands in data/reference/retired.csv, and an id that stands there is not used again.",
    "add it with the reason and the version, or take another id",
    example="a code that was removed from a codebook",
)
RECORDS = Rule(
    "L06",
    "Every record keeps every rule.",
    "`make validate` lists the problems",
    example="a release while a record is a draft",
)
STAMP = Rule(
    "L07",
    "The stamp of a release (version, commit) is that of its tag.",
    "do not use it; ask the maintainers",
    example="a download that was made from another commit than its tag",
)
RULES = (NEXT_VERSION, CHANGELOG_ENTRY, CLEAN_TREE, LEVEL, IDS, RECORDS, STAMP)
