"""Trees of units, whatever a unit is: who stands above whom, and who reaches whom."""

from collections.abc import Callable, Collection, Iterator


def upwards(unit: str, parent_of: Callable[[str], str | None]) -> Iterator[str]:
    """Yield a unit, its parent, and so on up to the root. A ring ends where it began.

    `parent_of` returns None for a root and for a unit that is not known.
    """
    seen: set[str] = set()
    current: str | None = unit
    while current is not None and current not in seen:
        yield current
        seen.add(current)
        current = parent_of(current)


def reaches(root: str, line: Collection[str]) -> bool:
    """Say whether somebody who is bound to `root` reaches a unit: it is the root or below it.

    `line`: the unit and all above it; empty for a unit that is not known, which nobody reaches.
    """
    return root in line
