"""A change starts from a state that its writer has seen, so that nobody overwrites unseen work."""

from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """The states of a thing that a writer has seen; none unless some are named.

    `states`: numbers of revisions, or hashes. `anything`: the writer takes the thing as it is.
    """

    states: frozenset[T] = frozenset()
    anything: bool = False

    def include(self, state: T) -> bool:
        """Say whether the writer has seen a state."""
        return self.anything or state in self.states


class SeenRevisions(Seen[int]):
    """The revisions that a writer has seen, of a thing whose changes are counted."""

    __slots__ = ()

    def include_one_until(self, revision: int, *, first: int = 1) -> bool:
        """Say whether the writer has seen this revision or an earlier one; `first`: of all.

        Whoever repeats a change that was made names the revision from before it.
        """
        return self.anything or any(first <= number <= revision for number in self.states)


class OutdatedChange(Exception):
    """A change does not start from the present state, which is `present`."""

    def __init__(self, present: Any) -> None:
        super().__init__("the change does not start from the present state")
        self.present = present


class Revised(Protocol):
    """A thing whose changes are counted."""

    @property
    def revision(self) -> int:
        """Return the number of its changes."""


def is_repeated(
    seen: SeenRevisions | None, present: Revised, *, is_same: bool, first: int = 1
) -> bool:
    """Say whether a change was made already; if not, it starts from the present state.

    `is_same`: the change asks for the present state. `first`: the first revision of all.

    Raises:
        OutdatedChange: It is a new change and does not start from the present state.
    """
    known = seen or SeenRevisions()
    if is_same and known.include_one_until(present.revision, first=first):
        return True
    if not known.include(present.revision):
        raise OutdatedChange(present)
    return False
