"""Word files: what Word shows of a .docx, in order, as archived text."""

from ahq.importing.word.reading import read

__all__ = ["read"]
