"""Whether a version may be released: what it is compared with, and all that stands against it."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ahq.checking.runner import check_all
from ahq.core import git, strict_yaml, versions
from ahq.core.checkout import Checkout
from ahq.core.errors import CannotRun
from ahq.core.files import read_bytes, replace_file
from ahq.core.problems import Problem, counted
from ahq.corpus import variable_names
from ahq.corpus.variable_names import Names
from ahq.publishing import package
from ahq.publishing.data_package import Published, Table
from ahq.releasing import changelog, differences
from ahq.releasing.differences import OF_IDS, Difference
from ahq.rules import release as rules


class Base(NamedTuple):
    """The last release: the highest version that has a tag, its tables, and the names that it kept by their file."""

    tag: str
    version: str
    tables: dict[str, Table]
    names: dict[str, Names]


def base(checkout: Checkout, folder: Path) -> Base | None:
    """Return the last release, its tables written into ``folder``; ``None`` before the first. Raises NoRevision."""
    tag = git.highest_version(checkout.root)
    if tag is None:
        return None
    kept = tuple(variable_names.path_of(query.name) for query in checkout.query_folders())
    exported = git.export(checkout.root, git.commit(checkout.root, tag), (*git.TABLES, *kept), folder)
    if not (exported / "datapackage.json").exists():
        raise CannotRun(f"the tag {tag} has no datapackage.json to compare with")
    names = {name: variable_names.read(exported / name) for name in kept}
    return Base(tag, tag.removeprefix("v"), Published(exported).tables, names)


def difference(checkout: Checkout, base_: Base) -> Difference:
    """Return what differs between the last release and what is published now."""
    return differences.compare(base_.tables, Published(checkout.root).tables)


def objections(checkout: Checkout, version: str, base_: Base | None, difference_: Difference | None) -> list[Problem]:
    """Return everything that stands against the release of a version, each with what to do."""
    try:
        versions.number(version)
    except ValueError as error:
        return [rules.NEXT_VERSION.problem("VERSION", str(error), "make release VERSION=1.2.0")]
    found = _of_changelog(checkout, version, difference_)
    if not git.is_clean(checkout.root):
        said = "there are changes that are not committed"
        found.append(rules.CLEAN_TREE.problem(".", said))
    if base_ is not None and difference_ is not None:
        found += _of_level(version, base_, difference_) + _of_ids(checkout, difference_)
        found += _of_names(checkout, base_)
    broken = len(set(check_all(checkout).problems))
    if broken:
        said = f"the records have {counted(broken, 'problem')}"
        found.append(rules.RECORDS.problem("data", said))
    return found


def _of_changelog(checkout: Checkout, version: str, difference_: Difference | None) -> list[Problem]:
    name = checkout.name(checkout.changelog)
    entry = changelog.entry(checkout.changelog, version)
    if entry is None:
        said = f"there is no entry for {version}"
        help_ = f'`make changelog VERSION={version}` drafts one; its head is "## {version} — <YYYY-MM-DD>"'
        return [rules.CHANGELOG_ENTRY.problem(name, said, help_)]
    wanted = [changelog.head(table) for table in difference_.tables] if difference_ else []
    return [
        rules.CHANGELOG_ENTRY.problem(
            name, f"the entry leaves out a table that differs: {head}", f"add it: {head}", (entry.line, 1)
        )
        for head in wanted
        if head not in entry.text
    ]


def _of_level(version: str, base_: Base, difference_: Difference) -> list[Problem]:
    if versions.number(version) <= versions.number(base_.version):
        said = f"{version} is not higher than {base_.version}, which has a tag"
        return [rules.NEXT_VERSION.problem("VERSION", said, f"take {versions.least(base_.version, difference_.level)}")]
    least = versions.least(base_.version, difference_.level)
    if versions.number(version) >= versions.number(least):
        return []
    why = "; ".join(difference_.reasons)
    said = f"{version} is too low: the difference to {base_.version} is {difference_.level} ({why})"
    return [rules.LEVEL.problem("VERSION", said, f"make release VERSION={least}")]


def _of_ids(checkout: Checkout, difference_: Difference) -> list[Problem]:
    """Return the ids that went without notice, and those that came back."""
    rows = Published(checkout.root).tables["retired"].text().select("table", "key").iter_rows()
    retired = set(rows)
    found = []
    for table in difference_.tables:
        for row in table.rows if table.name in OF_IDS else ():
            key = ";".join(row.key)
            stands = (table.name, key) in retired
            if row.kind == "removed" and not stands:
                said, help_ = (
                    f"{table.name} {key} was published and removed, and is not in retired.csv",
                    "add it with the reason and the version",
                )
            elif row.kind == "added" and stands:
                said, help_ = f"{table.name} {key} is retired and is used again", "take another id"
            else:
                continue
            found.append(rules.IDS.problem("data/reference/retired.csv", said, help_))
    return found


def _of_names(checkout: Checkout, base_: Base) -> Iterator[Problem]:
    """Yield what the last release called otherwise."""
    for name, before in base_.names.items():
        now = variable_names.read(checkout.root / name)
        for key, entry in before.items():
            if now.get(key) != entry:
                is_ = f"is {''.join(now[key])} now" if key in now else "has no line now"
                said = f"{' '.join(filter(None, key))} was {''.join(entry)} in {base_.tag} and {is_}"
                yield rules.NAMES.problem(name, said)


def set_version(checkout: Checkout, version: str, date: str) -> bool:
    """Write a version and its day into ``data/package.yaml``; return whether that changed it. Raises OSError, CannotRun."""
    about = package.about(checkout)
    path = checkout.data / "package.yaml"
    before = read_bytes(checkout, path).decode("utf-8")
    after = before.replace(f"\nversion: {about['version']}\n", f"\nversion: {version}\n")
    after = after.replace(f'\ndate: "{about["date"]}"\n', f'\ndate: "{date}"\n')
    if after == before:
        return False
    now = strict_yaml.read(after).value
    if not isinstance(now, dict) or (now["version"], now["date"]) != (version, date):
        raise CannotRun("data/package.yaml is not in its canonical form: version and date are lines of their own")
    replace_file(checkout, path, after.encode("utf-8"))
    return True
