"""The package as catalogues and search engines read it: one format a module, all from the one descriptor.

Each module has ``PATH``, where its file stands in the package, and ``render(descriptor)``, its bytes. The descriptor does
not say where the package is published, so no file does: every file of the package is named relative to the file that
names it, as URLs and JSON-LD resolve it. Only a ``homepage``, where the descriptor has one, is an address.
"""

from posixpath import dirname, relpath


def relative(path: str, place: str) -> str:
    """Return a path of the package as the file at ``place`` has to write it; an address stays as it is."""
    return path if "://" in path else relpath(path, dirname(place) or ".")


def day(descriptor: dict) -> str:
    """Return the day of the version, as YYYY-MM-DD."""
    return descriptor["created"][:10]


def publisher(descriptor: dict) -> str:
    """Return the name of the first contributor with the role of publisher. Raises ValueError if there is none."""
    for contributor in descriptor["contributors"]:
        if "publisher" in contributor["roles"]:
            return contributor["title"]
    raise ValueError("no contributor of the package has the role publisher")


def table_licence(descriptor: dict) -> dict:
    """Return the licence of the tables as tables: the first that has a name. Raises ValueError if there is none."""
    for licence in descriptor["licenses"]:
        if "name" in licence:
            return licence
    raise ValueError("no licence of the package has a name")


def rights(descriptor: dict) -> str:
    """Return one sentence for each licence: what it covers, and where it is to be read."""
    return " ".join(f"{licence['title']} ({licence['path']})." for licence in descriptor["licenses"])


def digest(resource: dict) -> str:
    """Return the SHA-256 of a table in hexadecimal digits."""
    return resource["hash"].removeprefix("sha256:")
