"""Names of WordprocessingML (ECMA-376, ISO/IEC 29500) and how its elements are asked."""

from collections.abc import Iterator
from typing import Any

Element = Any  # lxml brings no types

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_OFF = ("0", "false", "off", "none")


def w(name: str) -> str:
    """Return a name in the namespace of Word."""
    return f"{{{WORD}}}{name}"


def child(element: Element | None, *path: str) -> Element | None:
    """Return the element at the end of a path of names, or ``None``."""
    for name in path:
        element = None if element is None else element.find(w(name))
    return element


def value(element: Element | None, *path: str) -> str | None:
    """Return the attribute ``val`` of the element at the end of a path, or ``None``."""
    found = child(element, *path)
    return None if found is None else found.get(w("val"))


def is_on(element: Element | None) -> bool | None:
    """Return what a property that is on or off says; ``None`` where it is not there."""
    return None if element is None else element.get(w("val"), "true") not in _OFF


def descendants(element: Element, name: str) -> Iterator[Element]:
    """Return the elements of a name below an element, in their order."""
    return element.iter(w(name))
