"""Check records against every rule, and print every problem of every file.

Usage: validate.py [--format text|github|json] [--root FOLDER] [--jobs N] [--fresh] [FILE ...]

Without FILE, all queries and all their records are checked. Exits 0 where no problem was found,
1 where one was, 2 where the check could not run.
"""

import argparse
import gc
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from ahq import kept, problems
from ahq.house import HOME, House, record_paths
from ahq.kept import Checked

SHOWN = {"github": problems.as_github, "json": problems.as_json}
WORTH_A_PROCESS = 200  # records; below that a second process costs more than it saves


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    gc.disable()  # records are trees: reference counting frees them, and the collector only costs time
    options = _options(arguments)
    house = House(options.root)
    try:
        checked = check_files(house, options.files) if options.files else check_all(house, options.jobs, options.fresh)
    except (OSError, KeyError, ValueError) as error:
        print(f"validate: the check could not run: {error}", file=sys.stderr)
        return 2
    found = sorted(set(checked.problems))
    sys.stdout.write(SHOWN.get(options.format, _with_lines(house))(found))
    if options.format != "json":
        sys.stdout.write(_count(checked.records, len(found)))
    return 1 if found else 0


def check_files(house: House, files: list[str]) -> Checked:
    """Check single files: a record alone; ``query.yaml`` or ``codebook.yaml`` with all records."""
    from ahq.checking import Checker

    checker = Checker(house)
    found, count = [], 0
    folders: set[Path] = set()
    for name in files:
        path = Path(name).absolute()
        if path.name in ("query.yaml", "codebook.yaml"):
            folders.add(path.parent)
        elif path.parent.name == "responses" and path.parents[2] == house.queries:
            found += checker.record(path)
            count += 1
        else:
            said = "this is not the place of a record (data/queries/<query>/responses/<CC>.yaml)"
            found.append(problems.Problem(house.name(path), 0, 0, "F00", said))
            count += 1
    for folder in sorted(folders):
        checked = checker.folder(folder)
        found += checked.problems
        count += checked.records
    return Checked(found, count, set())


def check_all(house: House, jobs: int = 0, fresh: bool = False) -> Checked:
    """Check every query; results kept from earlier runs are used unless ``fresh``."""
    folders = house.query_folders()
    if not folders:
        raise ValueError(f"there is no query in {house.name(house.queries)}")
    known = kept.of(house, fresh)
    unchanged = {folder: kept.unchanged(folder, house, known) for folder in folders} if known.clean else {}
    changed = [folder for folder in folders if unchanged.get(folder) is None]
    found, records, clean = [], 0, set()
    for part in chain(filter(None, unchanged.values()), _check(house, known, changed, jobs)):
        found += part.problems
        records += part.records
        clean |= part.clean
    if clean != known.clean:
        kept.save(house.kept, clean)
    return Checked(found, records, clean)


def _check(house: House, known: kept.Kept, folders: list[Path], jobs: int) -> Iterable[Checked]:
    if not folders:
        return ()
    from ahq.checking import Checker  # the parser and the rules are loaded only where something changed

    checker = Checker(house, known)
    many = sum(len(record_paths(folder)) for folder in folders) >= WORTH_A_PROCESS
    jobs = jobs or (len(os.sched_getaffinity(0)) if many else 1)
    return _in_processes(checker, folders, jobs) if jobs > 1 else map(checker.folder, folders)


def _in_processes(checker, folders: list[Path], jobs: int) -> Iterator[Checked]:
    from multiprocessing import get_context

    global _checker
    _checker = checker
    with get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(_check_folder, folders, chunksize=max(1, len(folders) // (jobs * 16)))


def _check_folder(folder: Path) -> Checked:
    return _checker.folder(folder)


def _with_lines(house: House):
    def lines_of(name: str) -> list[str]:
        try:
            return (house.root / name).read_bytes()[: 1 << 20].decode("utf-8", "replace").split("\n")
        except OSError:
            return []

    return lambda found: problems.as_text(found, lines_of)


def _count(records: int, found: int) -> str:
    records_word = "record" if records == 1 else "records"
    problems_word = "no problem" if not found else "1 problem" if found == 1 else f"{found} problems"
    return f"{records} {records_word}, {problems_word}\n"


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="validate", description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="records; without, all of them")
    parser.add_argument("--format", choices=("text", "github", "json"), default="text")
    parser.add_argument("--root", default=HOME, help="the top of the checkout")
    parser.add_argument("--jobs", type=int, default=0, help="processes; 0: as many as there are cores")
    parser.add_argument("--fresh", action="store_true", help="use no kept results")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
