"""Derive assessments anew, in the background and in slices, when they chose another set.

An assessment goes over from one set to the other in one transaction, with all of its levels;
live batches go on between the slices. What a killed worker leaves undone waits for the next one.
"""

import asyncio
from typing import Final

from kit.database import Database, RecordingClock, Session, after_commit
from kit.fail_points import Point, reached
from kit.observe import get_logger
from scoring.recompute.events import choice_cause
from scoring.recompute.usecases.recompute import recompute_scores
from scoring.rederivation import store as rederivation
from scoring.state.domain.intake import Intake
from scoring.state.store import agency, assessment, structure
from scoring.state.store.memory import Memory

# The structure is held alone during a slice, so that it must be short.
_SLICE: Final = 50
_PAUSE_SECONDS: Final = 0.02


async def rederive_assessments(
    database: Database, clock: RecordingClock, *, slice_size: int = _SLICE
) -> None:
    """Derive all that wait anew, slice by slice."""
    memory = Memory(capacity=0)
    while count := await _one_slice(database, memory, clock, slice_size):
        get_logger().info("assessments_rederived", count=count)
        await asyncio.sleep(_PAUSE_SECONDS)  # whoever waits for the structure goes first


async def _one_slice(database: Database, memory: Memory, clock: RecordingClock, size: int) -> int:
    async with database.reading() as session:
        if not await rederivation.waiting(session, limit=1):
            return 0
    async with database.transaction() as session:
        after_commit(session, lambda: reached(Point.AFTER_COMMIT))
        count = await _rederive(session, memory, clock, size)
        reached(Point.BEFORE_COMMIT)
    return count


async def _rederive(session: Session, memory: Memory, clock: RecordingClock, size: int) -> int:
    """Let assessments have the set that they chose last.

    Facts that arrive meanwhile wait for the structure, so that none of them meets half of a set.
    """
    await structure.lock_to_change(session)
    chosen = await rederivation.waiting(session, limit=size)
    if not chosen:
        return 0
    ids = [each.assessment_id for each in chosen]
    await assessment.choose(
        session, {each.assessment_id: each.derivation_set_version for each in chosen}
    )
    openings = await assessment.find(session, ids)
    intake = Intake(openings=ids)
    for each in chosen:
        intake.touch_all([openings[each.assessment_id]], choice_cause(each.place))
    tree = await agency.tree(session)
    await recompute_scores(session, intake, tree=tree, memory=memory, clock=clock)
    await rederivation.finish(session, ids, clock.now())
    return len(ids)
