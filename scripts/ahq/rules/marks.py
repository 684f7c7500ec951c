"""Marks: where in a record earlier rules found a problem, so that later ones do not say the same again."""

from ahq.core.strict_yaml import Path

AS_A_LIST = (
    "\0list"  # last step of a path: the list is wrong as a whole (too long, a value twice), and its entries are not
)


class Marks(set[Path]):
    """Paths of values that are wrong: a set, since every rule asks first whether there is any. ``add`` alone changes it."""

    def __init__(self) -> None:
        self._inside: set[Path] = set()  # the marked paths, and all that hold them

    def add(self, path: Path) -> None:
        """Mark a value as wrong."""
        super().add(path)
        self._inside.update(path[:length] for length in range(len(path) + 1))

    def free(self, path: Path) -> bool:
        """Return whether no mark is at a value, in it, or at what holds it."""
        return not self or (path not in self._inside and self.untouched(path))

    def untouched(self, path: Path) -> bool:
        """Return whether no mark is at a value, or at what holds it."""
        return not self or not any(path[:length] in self for length in range(len(path) + 1))

    def free_in_each(self, name: str, key: str) -> bool:
        """Return whether no mark is at a list, at an entry of it, or at the ``key`` of an entry."""
        return all(
            path[0] != name or path[-1] == AS_A_LIST or (len(path) > 2 and path[2] != key) for path in self if path
        )
