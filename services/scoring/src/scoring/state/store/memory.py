"""What a worker remembers between batches, all of it also in the database.

An assessment is taken out before it changes and put back after the commit, so a rollback forgets
it. It is only good while its version is that of its locked row: another worker may have changed
what it is made of. Editions and derivation sets never change; the tree has the structure's version.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from rules.compiled import CompiledEdition
from rules.derivation import DerivationSet
from scoring.state.domain.agency import AgencyTree
from scoring.state.domain.locked import Remembered
from scoring.state.domain.opening import Opening, SetKey

_NEXT: Final = timedelta(microseconds=1)


class Memory:
    """The memory of one worker; at most `capacity` assessments, the least lately used go first."""

    def __init__(self, *, capacity: int) -> None:
        self.editions: dict[str, CompiledEdition] = {}
        self.sets: dict[SetKey, DerivationSet] = {}
        self._tree: tuple[int, AgencyTree] | None = None
        # A cache of cachetools would cost each message five times as much.
        self._assessments: dict[UUID, Remembered] = {}
        self._capacity = capacity
        self._moment: datetime | None = None

    def set_of(self, opening: Opening) -> DerivationSet | None:
        """Return the derivation set that an assessment chose, if it was loaded."""
        key = opening.set_key
        return None if key is None else self.sets.get(key)

    def knows(self, assessment_id: UUID) -> bool:
        """Say whether the assessment may be remembered, and so has a row."""
        return assessment_id in self._assessments

    def take(self, assessment_id: UUID, version: int) -> Remembered | None:
        """Take an assessment out; None if it is not remembered as it is at this version."""
        found = self._assessments.pop(assessment_id, None)
        return found if found is not None and found.version == version else None

    def put(self, assessments: Mapping[UUID, Remembered]) -> None:
        """Remember what was committed."""
        self._assessments.update(assessments)
        while len(self._assessments) > self._capacity:
            del self._assessments[next(iter(self._assessments))]

    def tree(self, version: int) -> AgencyTree | None:
        """Return the agency tree of the structure's version, if it is remembered."""
        return self._tree[1] if self._tree is not None and self._tree[0] == version else None

    def put_tree(self, version: int, tree: AgencyTree) -> None:
        """Remember the tree that was read, or committed, at a version."""
        self._tree = version, tree

    def moment(self, now: datetime, before: Iterable[datetime | None]) -> datetime:
        """Return `now`, or the next instant after the last moment and all of `before`.

        A clock that stands, or was turned back, must not put what comes later before what was.
        """
        known = [each for each in (self._moment, *before) if each is not None]
        self._moment = max(now, max(known) + _NEXT) if known else now
        return self._moment

    def forget(self) -> None:
        """Forget all that can change: after a rollback, and when partitions go."""
        self._assessments.clear()
        self._tree = None
