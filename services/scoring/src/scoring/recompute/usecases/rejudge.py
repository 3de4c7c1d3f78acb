"""Judge scores anew of which nothing arrives: when their period begins, and after an upgrade.

A period that has not begun is not judged. When it begins, no event tells so; nor does one when a
release comes that judges by floors. The worker finds such scores, slice by slice.
"""

import asyncio
from typing import Final

from kit.database import Database, RecordingClock, Session, after_commit
from kit.fail_points import Point, reached
from kit.observe import get_logger
from scoring.recompute import store
from scoring.recompute.usecases.recompute import recompute_scores
from scoring.state.domain.intake import Intake
from scoring.state.store import agency, structure
from scoring.state.store.memory import Memory

_SLICE: Final = 50
_PAUSE_SECONDS: Final = 0.02


async def rejudge_scores(
    database: Database, clock: RecordingClock, *, slice_size: int = _SLICE
) -> None:
    """Judge all anew that is due, slice by slice."""
    memory = Memory(capacity=0)
    while count := await _one_slice(database, memory, clock, slice_size):
        get_logger().info("scores_judged_anew", count=count)
        await asyncio.sleep(_PAUSE_SECONDS)  # live batches go first


async def _one_slice(database: Database, memory: Memory, clock: RecordingClock, size: int) -> int:
    today = clock.now().date()
    async with database.reading() as session:
        if not await store.to_judge(session, today, limit=1):
            return 0
    async with database.transaction() as session:
        after_commit(session, lambda: reached(Point.AFTER_COMMIT))
        count = await _rejudge(session, memory, clock, size)
        reached(Point.BEFORE_COMMIT)
    return count


async def _rejudge(session: Session, memory: Memory, clock: RecordingClock, size: int) -> int:
    """Recompute some of those that are due, in the order of locks of every batch."""
    await structure.lock_to_read(session)
    # By the clock that judges: where another is ahead of it, the same would be due for ever.
    today = (await clock.moment(session)).date()
    due = await store.to_judge(session, today, limit=size)
    intake = Intake()
    for assessment_id in due:
        intake.touched[assessment_id].judging = True
    tree = await agency.tree(session)
    await recompute_scores(session, intake, tree=tree, memory=memory, clock=clock)
    return len(due)
