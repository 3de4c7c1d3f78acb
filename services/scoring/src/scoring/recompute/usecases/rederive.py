"""Derive assessments anew, in the background and in slices, when they chose another set.

An assessment goes over from one set to the other in one transaction, with all of its levels;
live batches go on between the slices.
"""

from functools import partial

from kit.database import Database, RecordingClock, Session
from kit.observe import get_logger
from scoring.recompute.events import choice_cause
from scoring.recompute.usecases.recompute import recompute_scores
from scoring.recompute.usecases.slices import SLICE, slices
from scoring.rederivation import store as rederivation
from scoring.state.domain.intake import Intake
from scoring.state.store import agency, assessment, structure
from scoring.state.store.memory import Memory


async def rederive_assessments(
    database: Database, clock: RecordingClock, *, slice_size: int = SLICE
) -> None:
    """Derive all that wait anew, slice by slice."""

    async def is_waiting(session: Session) -> bool:
        return bool(await rederivation.waiting(session, limit=1))

    work = partial(_rederive, memory=Memory(capacity=0), clock=clock, size=slice_size)
    async for count in slices(database, is_waiting, work):
        get_logger().info("assessments_rederived", count=count)


async def _rederive(session: Session, *, memory: Memory, clock: RecordingClock, size: int) -> int:
    """Let assessments have the set that they chose last.

    Facts that arrive meanwhile wait for the structure, so that none of them meets half of a set.
    """
    await structure.lock_to_change(session)
    chosen = await rederivation.waiting(session, limit=size)
    if not chosen:
        return 0
    ids = [choice.assessment_id for choice in chosen]
    await assessment.choose(
        session, {choice.assessment_id: choice.derivation_set_version for choice in chosen}
    )
    openings = await assessment.find(session, ids)
    intake = Intake(openings=ids)
    for choice in chosen:
        intake.touch_all([openings[choice.assessment_id]], choice_cause(choice.place))
    tree = await agency.tree(session)
    await recompute_scores(session, intake, tree=tree, memory=memory, clock=clock)
    await rederivation.finish(session, ids, clock.now())
    return len(ids)
