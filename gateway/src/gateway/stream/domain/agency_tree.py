"""The tree of agencies, as far as the stream needs it: who is below whom."""


class AgencyTree:
    """The newest known parent of every agency."""

    def __init__(self) -> None:
        self._parents: dict[str, tuple[int, str | None]] = {}

    def __contains__(self, code: str) -> bool:
        return code in self._parents

    def change(self, code: str, parent_code: str | None, *, revision: int) -> None:
        """Take note of an agency's parent; an older revision changes nothing."""
        known, _ = self._parents.get(code, (0, None))
        if revision > known:
            self._parents[code] = (revision, parent_code)

    def lineage(self, code: str) -> tuple[str, ...]:
        """Return the agency and all agencies above it, from below to above."""
        lineage: list[str] = []
        at: str | None = code
        while at is not None and at not in lineage:  # a circle ends where it began
            lineage.append(at)
            _, at = self._parents.get(at, (0, None))
        return tuple(lineage)
