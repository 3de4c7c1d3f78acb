"""Judge scores anew of which nothing arrives: when their period begins, and after an upgrade.

A period that has not begun is not judged. When it begins, no event tells so; nor does one when a
release comes that judges by floors. The worker finds such scores, slice by slice.
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


async def rejudge_scores(
    database: Database, clock: RecordingClock, *, slice_size: int = SLICE
) -> None:
    """Judge all anew that is due, slice by slice."""

    async def is_due(session: Session) -> bool:
        return bool(await store.to_judge(session, clock.now().date(), limit=1))

    work = partial(_rejudge, memory=Memory(capacity=0), clock=clock, size=slice_size)
    async for count in slices(database, is_due, work):
        get_logger().info("scores_judged_anew", count=count)


async def _rejudge(session: Session, *, memory: Memory, clock: RecordingClock, size: int) -> int:
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
