"""Reckon scores anew that an older release reckoned, in the background and in slices.

Facts and decisions are what they were, and no event tells of new rules. Each score is marked with
the version of the rules by which all of it was reckoned, and with the version of its row of which
that is true: so what a worker of an older release writes beside this one is found too.
"""

from functools import partial

from kit.database import Database, RecordingClock, Session
from kit.observe import get_logger
from scoring.recompute import store
from scoring.recompute.usecases.recompute import recompute_scores
from scoring.recompute.usecases.slices import SLICE, slices
from scoring.state.domain.intake import Intake
from scoring.state.store import agency, structure
from scoring.state.store.memory import Memory


async def reckon_anew(
    database: Database, clock: RecordingClock, *, slice_size: int = SLICE
) -> None:
    """Reckon all anew that older rules reckoned, slice by slice."""

    async def is_due(session: Session) -> bool:
        return bool(await store.to_reckon(session, limit=1))

    work = partial(_reckon, memory=Memory(capacity=0), clock=clock, size=slice_size)
    async for count in slices(database, is_due, work):
        get_logger().info("scores_reckoned_anew", count=count)


async def _reckon(session: Session, *, memory: Memory, clock: RecordingClock, size: int) -> int:
    """Recompute some of those that are due, in the order of locks of every batch."""
    await structure.lock_to_read(session)
    due = await store.to_reckon(session, limit=size)
    intake = Intake()
    for assessment_id in due:
        intake.touched[assessment_id].reckon_anew()
    tree = await agency.tree(session)
    await recompute_scores(session, intake, tree=tree, memory=memory, clock=clock)
    return len(due)
