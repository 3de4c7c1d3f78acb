"""The tree of agencies: which agency is below which."""

from rules.tree import upwards


class AgencyTree:
    """The newest known parent of every agency."""

    def __init__(self) -> None:
        self._parents: dict[str, tuple[int, str | None]] = {}

    def __contains__(self, code: str) -> bool:
        return code in self._parents

    def change(self, code: str, parent_code: str | None, *, revision: int) -> None:
        """Set an agency's parent; an older revision changes nothing."""
        known, _ = self._parents.get(code, (0, None))
        if revision > known:
            self._parents[code] = (revision, parent_code)

    def line(self, code: str) -> tuple[str, ...]:
        """Return the agency and all agencies above it, the lowest first."""
        return tuple(upwards(code, self._parent_of))

    def _parent_of(self, code: str) -> str | None:
        return self._parents.get(code, (0, None))[1]
