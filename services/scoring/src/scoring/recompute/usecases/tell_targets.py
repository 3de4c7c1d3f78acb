"""Tell others of targets as they are: set, carried over or withdrawn.

Each target is marked with the revision that was told. So those are told too that were there before
anybody was, and a kill at any point loses none.
"""

from functools import partial
from typing import Final

from kit.clock import Clock
from kit.database import Database, Session
from kit.observe import get_logger
from kit.outbox import emit
from scoring.recompute.usecases.slices import slices
from scoring.state.events import SOURCE
from scoring.targets import store
from scoring.targets.events import target_set

_SLICE: Final = 500


async def tell_targets(database: Database, clock: Clock, *, slice_size: int = _SLICE) -> None:
    """Tell of every target whose newest revision was not told, slice by slice."""
    tell = partial(_tell, clock=clock, size=slice_size)
    async for count in slices(database, store.are_untold, tell):
        get_logger().info("targets_told", count=count)


async def _tell(session: Session, *, clock: Clock, size: int) -> int:
    told = await store.tell(session, limit=size)
    await emit(session, [target_set(row) for row in told], source=SOURCE, clock=clock)
    return len(told)
