"""Apply one batch of events to all scores they touch, in the caller's transaction."""

from collections.abc import Sequence

from kit.database import RecordingClock, Session, after_commit
from scoring.contradictions import store as contradictions
from scoring.recompute.domain.arrivals import Arrivals
from scoring.recompute.usecases.recompute import recompute_scores
from scoring.recompute.usecases.take_facts import take_facts
from scoring.recompute.usecases.take_structure import take_structure
from scoring.requests import store as requests
from scoring.state.domain.agency import AgencyTree
from scoring.state.domain.intake import Intake, Refused
from scoring.state.store import agency, structure
from scoring.state.store.memory import Memory


async def apply_batch(
    session: Session, arrivals: Arrivals, *, memory: Memory, clock: RecordingClock
) -> Sequence[Refused]:
    """Store what is newer than what is known and recompute what it touches.

    Locks are taken in one order: the structure, facts by their keys, assessments by their ids.
    Returns what can never be applied; everything else of the batch is.
    """
    intake, tree = Intake(), AgencyTree()
    looks, compares_years = await contradictions.looked_for(session)
    if arrivals.change_structure:
        tree = await take_structure(session, arrivals, intake, memory)
    elif arrivals.facts or looks:
        tree = await _tree(session, memory)
    if arrivals.facts:
        await take_facts(session, arrivals.facts, intake, tree=tree, memory=memory)
    for decided in arrivals.levels:
        intake.touched[decided.assessment_id].levels.append(decided)
    for told in arrivals.risks:
        intake.touched[told.assessment_id].risks.append(told)
    # With an opening, decisions that waited for it may count.
    if compares_years and (arrivals.levels or arrivals.openings):
        takeovers = tree.takeovers()
        for later in await contradictions.a_year_later(session, [*intake.touched], takeovers):
            intake.touched[later].last_year = True
    await recompute_scores(session, intake, tree=tree, memory=memory, clock=clock)
    for taken in await requests.add(session, arrivals.requests):
        intake.refuse(taken, "this publication was asked for with another content before")
    return intake.refused


async def _tree(session: Session, memory: Memory) -> AgencyTree:
    version = await structure.lock_to_read(session)
    known = memory.tree(version)
    if known is None:
        known = await agency.tree(session)
        read = known
        after_commit(session, lambda: memory.put_tree(version, read))
    return known
