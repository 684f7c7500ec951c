"""Build a release: the package in every format, hashed and zipped in dist/, and the commands that publish it.

Usage: release.py VERSION [--prepare] [--root FOLDER]

Checks first that nothing stands against the version: its level, its entry in the changelog, a clean tree, the rules.
Where the version is not yet set, it is set in data/package.yaml, from which every other place is made, and the command
stops for the commit, because a release is built of one commit. With --prepare nothing is built.
Exits 0 on success, 1 where the release is refused or waits for a commit, 2 where the command could not run.
"""

import sys
import tempfile
from pathlib import Path

from ahq.core import commands, git
from ahq.core.checkout import Checkout
from ahq.core.files import make_empty_folder, make_folder, remove_folder
from ahq.core.problems import as_text
from ahq.publishing import metadata
from ahq.publishing.data_package import Published
from ahq.releasing import changelog, distribution, requirements
from ahq.releasing.differences import Difference


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("release", __doc__)
    parser.add_argument("version", metavar="VERSION", help="three numbers, as 1.2.0")
    parser.add_argument("--prepare", action="store_true", help="check and set the version; build nothing")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        return _release(commands.checkout(options.root), options.version, options.prepare, Path(folder))


def _release(checkout: Checkout, version: str, prepare: bool, folder: Path) -> int:
    base = requirements.base(checkout, folder)
    difference = requirements.difference(checkout, base) if base else None
    objections = requirements.objections(checkout, version, base, difference)
    if objections:
        sys.stderr.write(as_text(objections))
        print(f"release: {version} is refused", file=sys.stderr)
        return 1
    entry = changelog.entry(checkout.changelog, version)
    assert entry is not None  # without one there is an objection
    if requirements.set_version(checkout, version, entry.date):
        print(f"release: data/package.yaml now says {version}, {entry.date}. Next:", file=sys.stderr)
        print(
            f'    make outputs && git commit --all --message "Version {version}" && make release VERSION={version}',
            file=sys.stderr,
        )
        return 1
    if Published(checkout.root).version != version:
        print(f"release: datapackage.json is not of {version}: run `make` and commit it", file=sys.stderr)
        return 1
    if prepare:
        print(f"nothing stands against {version}, compared with {base.tag if base else 'nothing: it is the first'}")
        return 0
    _build(checkout, version, difference)
    return 0


def _build(checkout: Checkout, version: str, difference: Difference | None) -> None:
    """Write the release whole, or leave what was there: a release is put in its place when it is complete."""
    from rich.console import Console
    from rich.progress import track

    commit = git.commit(checkout.root, "HEAD")
    name = f"{distribution.NAME}-{version}"
    dist, draft = checkout.root / "dist", checkout.root / "dist" / ".draft" / name
    make_empty_folder(checkout, draft.parent)
    make_folder(checkout, draft)
    console = Console(stderr=True)
    parts, number = distribution.build(checkout, draft, commit, difference), len(distribution.PARTS)
    silent = not console.is_terminal
    for _ in track(parts, "release", total=number, console=console, disable=silent, transient=True):
        pass
    distribution.write_asset_sums(draft)
    for old in distribution.assets(dist / name):
        old.unlink()
    remove_folder(checkout, dist / name)
    for new in sorted(draft.parent.iterdir()):
        new.replace(dist / new.name)
    draft.parent.rmdir()
    _tell(dist / name, commit, version)


def _tell(folder: Path, commit: str, version: str) -> None:
    for path in (*distribution.files(folder), *distribution.assets(folder), folder.with_name(distribution.SUMS)):
        print(f"{path.stat().st_size:>12,}  {path.relative_to(folder.parent).as_posix()}")
    said = metadata.missing(Published(folder).descriptor)
    if said:
        print(f"\nmetadata: {', '.join(said)}: data/package.yaml has no `home` that says so")
    print(f"\nThis publishes it, of commit {commit[:12]}, once that is on main:")
    print(f'  git tag --annotate v{version} --message "Version {version}" {commit}')
    print(f"  git push origin v{version}")
    print("The tag starts .github/workflows/release.yml, which builds the same files and drafts a release with them.")


if __name__ == "__main__":
    commands.run("release", main)
