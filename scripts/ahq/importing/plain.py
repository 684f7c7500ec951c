"""Plain text as archived text. To come."""


def archived(text: str) -> str:
    """Return a plain text in the form of the archive."""
    return text
