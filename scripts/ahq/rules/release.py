"""L: what stands against the release of a version."""

from typing import Any

from ahq.rules.base import Example, Rule

_ASKED_IN = "scripts/ahq/releasing/requirements.py"

NEXT_VERSION: Rule[Any] = Rule(
    "L01",
    "release",
    "A version is three numbers, and higher than every version that has a tag.",
    "users tell by the number which of two versions is newer",
    "take a higher version",
    Example("1.0.0 is not higher than 1.0.0, which has a tag", words="a version that was released already"),
    asked_in=_ASKED_IN,
)
CHANGELOG_ENTRY: Rule[Any] = Rule(
    "L02",
    "release",
    "The version has an entry in CHANGELOG.md, which names every table that differs and its number of rows.",
    "users read there whether the change concerns them",
    "`make changelog` drafts the entry",
    Example("there is no entry for 1.0.1", words="a version without an entry in CHANGELOG.md"),
    asked_in=_ASKED_IN,
)
CLEAN_TREE: Rule[Any] = Rule(
    "L03",
    "release",
    "The working tree is clean.",
    "a release is made of one commit, and everybody can make it again",
    "commit the changes, or undo them; `git status` lists them",
    Example("there are changes that are not committed", words="a file that was changed and not committed"),
    asked_in=_ASKED_IN,
)
LEVEL: Rule[Any] = Rule(
    "L04",
    "release",
    "The level of the version is not below what the difference to the last release demands.",
    "users take a patch or a minor version without looking, and it must not break what they built",
    "take a version of the level that the difference demands",
    Example(
        "1.0.1 is too low: the difference to 1.0.0 is minor (responses: 1 row more)", words="a new record in a patch"
    ),
    asked_in=_ASKED_IN,
)
IDS: Rule[Any] = Rule(
    "L05",
    "release",
    "An id that was removed is in data/reference/retired.csv, and an id that is there is not used again.",
    "whoever cited an id must find out what became of it",
    "add the id with the reason and the version, or take another id",
    Example(
        "codes 2016-social-media-migrant-smuggling;closed_groups;with-authorisation was published and removed, and is not in retired.csv",
        words="a code that was removed from a codebook",
    ),
    asked_in=_ASKED_IN,
)
RECORDS: Rule[Any] = Rule(
    "L06",
    "release",
    "Every record keeps every rule.",
    "nothing is released that a check refuses",
    "`make validate` lists the problems",
    Example("the records have 1 problem", words="a record with a problem"),
    asked_in=_ASKED_IN,
)
STAMP: Rule[Any] = Rule(
    "L07",
    "release",
    "The stamp of a release (version, commit) is that of its tag.",
    "a release that was made of another commit is not the one that was reviewed",
    "do not use it; ask the maintainers",
    Example(
        "it was made of commit 0123456789ab, and the tag v1.0.0 is commit ba9876543210",
        words="a release that was not made of the commit of its tag",
    ),
    asked_in="scripts/verify.py",
)
NAMES: Rule[Any] = Rule(
    "L08",
    "release",
    "A variable or a code keeps the name that it had in the Stata and SPSS files of the last release.",
    "a program that was written for one version must run on the next",
    "put back the lines of variable_names.csv that the last release had",
    Example(
        "platforms_used whatsapp was platforms_used_whatsapp in v1.0.0 and is wa now",
        words="a name in variable_names.csv that was changed",
    ),
    asked_in=_ASKED_IN,
)
RULES = (
    NEXT_VERSION,
    CHANGELOG_ENTRY,
    CLEAN_TREE,
    LEVEL,
    IDS,
    RECORDS,
    STAMP,
    NAMES,
)
