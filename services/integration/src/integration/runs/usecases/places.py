"""How many connections the readings of all sources may hold at once.

Storing can take long, and any number of sources may store at the same time. Whatever else needs a
connection, such as looking for due sources or the consumers of this worker, must not wait for them.
"""

import math
from dataclasses import dataclass, field
from typing import Final, Self

from anyio import CapacityLimiter

# One for claims, one to look for due sources, one for the consumers and the health check.
_OTHERS: Final = 3


def _unlimited() -> CapacityLimiter:
    return CapacityLimiter(math.inf)


@dataclass(frozen=True, slots=True)
class Places:
    """`claims` take and give back leases, which is short; `stores` store what became of a reading.

    They wait for a place in the order in which they came, without an end: only the pool has one.
    """

    claims: CapacityLimiter = field(default_factory=_unlimited)
    stores: CapacityLimiter = field(default_factory=_unlimited)

    @classmethod
    def within(cls, pool_size: int) -> Self:
        """Return the places that leave connections of the pool to others."""
        return cls(CapacityLimiter(1), CapacityLimiter(max(1, pool_size - _OTHERS)))
