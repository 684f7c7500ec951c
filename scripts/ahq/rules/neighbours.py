"""N: the record against its neighbours: file, folder, query, countries."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from ahq.core import text
from ahq.corpus.code_lists import country_of, listed_as
from ahq.corpus.query import labels_in_table
from ahq.rules.base import Example, Rule, Subject, Violation, rule


@rule(
    "N03",
    "record",
    "The country is in data/reference/countries.csv.",
    why="tables join answers to countries by this code",
    repair="use the ISO 3166-1 code: GR, not EL; GB, not UK",
    example=Example('the country "UK" is not known', "HR", "  country: HR", "  country: UK"),
)
def country_is_known(subject: Subject) -> Iterator[Violation]:
    known = subject.query.reference.countries
    if not subject.holds("respondent", "country"):
        return
    country = subject.value["respondent"]["country"]
    if country not in known:
        usual = {"EL": "GR", "UK": "GB"}.get(country)
        named = next((code for code, row in known.items() if row.get("name") == country), usual)
        meant = f'did you mean "{named}"?' if named else text.did_you_mean(country, known)
        yield Violation(("respondent", "country"), f'the country "{country}" is not known', meant)


@rule(
    "N01",
    "record",
    "The file is named after its country.",
    why="a reader finds the record of a country by its name, and no country has two",
    repair="rename the file, or correct the country",
    example=Example('country is "HU" and the file is HR.yaml', "HR", "  country: HR", "  country: HU"),
)
def file_is_named_by_country(subject: Subject) -> Iterator[Violation]:
    if not subject.holds("respondent", "country"):
        return
    path, country = PurePosixPath(subject.path), subject.value["respondent"]["country"]
    if path.name != f"{country}.yaml":
        known = subject.query.reference.countries
        write = f"write {path.stem} or " if path.stem in known else ""
        said = f'country is "{country}" and the file is {path.name}'
        yield Violation(("respondent", "country"), said, f"{write}rename the file to {country}.yaml")


@rule(
    "N02",
    "record",
    "The folder is named after the query.",
    why="a record in the folder of another query would be published under that",
    repair="move the file, or correct the query",
    example=Example(
        'query is "2015-social-media-migrant-smuggling" and the folder is 2016-social-media-migrant-smuggling',
        "HR",
        "query: 2016-social-media-migrant-smuggling",
        "query: 2015-social-media-migrant-smuggling",
    ),
)
def folder_is_named_by_query(subject: Subject) -> Iterator[Violation]:
    # A record that says what its query.yaml says is right; that the folder is another, Q01 says once.
    known = (subject.folder, subject.query.value["id"])
    if subject.folder and subject.holds("query") and subject.value["query"] not in known:
        said = f'query is "{subject.value["query"]}" and the folder is {subject.folder}'
        yield Violation(("query",), said)


@rule(
    "N04",
    "record",
    "The label is one of the query's respondents.",
    why="the label is what the source calls the respondent, letter by letter",
    repair="copy the label from the source",
    example=Example('"Kroatia" is not among the respondents of the query', "HR", "label: Croatia", "label: Kroatia"),
)
def label_is_a_listed_respondent(subject: Subject) -> Iterator[Violation]:
    if not subject.holds("respondent", "label"):
        return
    # The source itself may cut a label; the head lists the respondents whole.
    label = subject.value["respondent"]["label"]
    listed = labels_in_table(subject.query.value)
    begins = any(name.startswith(label) for name in listed)
    if not begins and listed_as(label, listed, subject.query.reference.labels) is None:
        said = f'"{text.shorten(label)}" is not among the respondents of the query'
        yield Violation(("respondent", "label"), said, text.did_you_mean(label, listed))


@rule(
    "N12",
    "record",
    "A printed attribution has a label that is one of the country's printed names; an inferred one has a label that names no country.",
    why="the label alone says who answered: under a wrong code, one state would be quoted for what another wrote",
    repair="correct the country; a name that sources print goes into data/reference/countries.csv",
    example=Example(
        '"Croatia" is a printed name of HR, and the country is SI', words="a record SI.yaml with the label Croatia"
    ),
)
def label_names_the_country(subject: Subject) -> Iterator[Violation]:
    if not all(subject.holds("respondent", key) for key in ("label", "country", "attribution")):
        return
    respondent = subject.value["respondent"]
    label, country, attribution = (respondent[key] for key in ("label", "country", "attribution"))
    named, whole = country_of(label, subject.query.reference.labels)
    if not whole:
        named = _of_the_cut(subject, label)
    shown = f'"{text.shorten(label)}"'
    if named is None and attribution == "printed":
        said = f"{shown} is no printed name of {country}, but the attribution is printed"
        yield Violation(("respondent", "attribution"), said, "write inferred, and the basis on which it is attributed")
    elif named not in (None, country):
        said = f"{shown} is a printed name of {named}, and the country is {country}"
        yield Violation(("respondent", "country"), said, f"write {named}, or the label that the source prints")
    elif named and whole and attribution == "inferred":
        said = f"{shown} is a printed name of {country}, but the attribution is inferred"
        yield Violation(("respondent", "attribution"), said, "write printed, without a basis")


def _of_the_cut(subject: Subject, label: str) -> str | None:
    """Return the country of the one listed respondent that begins with a label which the source cut."""
    labels = subject.query.reference.labels
    whole = listed_as(label, labels_in_table(subject.query.value), labels)
    named = country_of(whole, labels) if whole else None
    return named.country if named and named.whole else None


RULES: tuple[Rule[Subject], ...] = (
    country_is_known,
    file_is_named_by_country,
    folder_is_named_by_query,
    label_is_a_listed_respondent,
    label_names_the_country,
)
