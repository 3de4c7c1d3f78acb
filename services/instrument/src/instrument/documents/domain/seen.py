"""The states that a writer has seen, so that nobody overwrites changes that they have not seen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeenStates:
    """The states of a draft that a writer has seen, by their hashes.

    `anything`: the writer accepts every state.
    """

    hashes: frozenset[str] = frozenset()
    anything: bool = False

    def includes(self, state: str) -> bool:
        """Say whether the writer has seen a state."""
        return self.anything or state in self.hashes
