"""How a release is cited: one sentence with authors, year, title, version and, where there is one, its address."""


def sentence(descriptor: dict) -> str:
    """Return the reference of a version of the package."""
    names = "; ".join(contributor["title"] for contributor in descriptor["contributors"])
    page = descriptor.get("homepage", "")
    day = descriptor["created"][:10]
    return f"{names} ({day[:4]}). {descriptor['title']}, version {descriptor['version']} ({day}). Data package. {page}".rstrip()
