"""A change starts from a state that its writer has seen, so that nobody overwrites unseen work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeenStates:
    """The states of a draft that its writer has seen, by their hashes.

    `anything`: the writer takes the draft as it is, whatever its state.
    """

    hashes: frozenset[str] = frozenset()
    anything: bool = False

    def include(self, state: str) -> bool:
        """Say whether the writer has seen a state."""
        return self.anything or state in self.hashes
