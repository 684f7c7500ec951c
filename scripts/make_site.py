"""Make the site in build/site from the published tables.

Usage: make_site.py [--root FOLDER] [--url ADDRESS] [--jobs N] [--no-pictures] [--no-formats] [--no-search]

The file is not called site.py: the folder of the verbs comes first where Python looks for modules, and one of the
standard library has that name. ADDRESS is where the site will stand (``https://example.org/emn/``); without it links are
relative only, and pages have no canonical address. Exits 0 on success, 2 where the site could not be made.
"""

from ahq.core import commands
from ahq.core.errors import CannotRun
from ahq.core.locks import locked
from ahq.site.build import Options, build
from ahq.site.search_index import write_index


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("site", __doc__)
    parser.add_argument("--url", default="", metavar="ADDRESS", help="the address of the site")
    parser.add_argument("--jobs", type=commands.number(0), default=0, help="processes; 0: as many as there are cores")
    parser.add_argument("--no-pictures", action="store_true", help="leave the PNG files out")
    parser.add_argument("--no-formats", action="store_true", help="leave the formats of a release out")
    parser.add_argument("--no-search", action="store_true", help="leave the index of the search out")
    options = parser.parse_args(arguments)
    checkout = commands.checkout(options.root)
    if not checkout.descriptor.is_file():
        raise CannotRun("there is no datapackage.json; run `make` first")
    search = None if options.no_search else write_index
    made = Options(_address(options.url), options.jobs, not options.no_pictures, not options.no_formats, search)
    with locked(checkout, "site"):
        built = build(checkout, made)
    print(f"build/site: {built.files:,} files; {built.made} of {built.queries} queries made again")
    return 0


def _address(url: str) -> str:
    if url and not url.startswith(("http://", "https://")):
        raise CannotRun(f"SITE_URL is {url!r}; write an address that begins with https:// or http://")
    return f"{url.rstrip('/')}/" if url else ""


if __name__ == "__main__":
    commands.run("site", main)
