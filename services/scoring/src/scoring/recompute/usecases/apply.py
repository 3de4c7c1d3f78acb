"""Apply one batch of events to all scores they touch, in the caller's transaction."""

from dataclasses import dataclass, field

from kit.clock import Clock
from kit.database import Session, after_commit
from scoring.contradictions import store as contradictions
from scoring.recompute.usecases.recompute import recompute_scores
from scoring.recompute.usecases.take_facts import ObservedFact, take_facts
from scoring.recompute.usecases.take_structure import Structure, take_structure
from scoring.state.domain.agency import AgencyTree
from scoring.state.store import agency, structure
from scoring.state.store.history import News
from scoring.state.store.level import Decided
from scoring.state.store.memory import Memory
from scoring.state.usecases.mark import nothing_marked


@dataclass(slots=True)
class Batch:
    """What a batch of messages says, by kind."""

    structure: Structure = field(default_factory=Structure)
    facts: list[ObservedFact] = field(default_factory=list)
    levels: list[Decided] = field(default_factory=list)


async def apply_batch(session: Session, batch: Batch, *, memory: Memory, clock: Clock) -> None:
    """Store what is newer than what is known and recompute what it touches.

    Locks are taken in one order: the structure, facts by their keys, assessments by their ids.
    """
    marked, news = nothing_marked(), News()
    tree = AgencyTree()
    contradicts, compares_years = await contradictions.looked_for(session)
    if batch.structure:
        tree = await take_structure(session, batch.structure, marked, memory, news=news)
    elif batch.facts or contradicts:
        tree = await _tree(session, memory)
    if batch.facts:
        news.facts = await take_facts(session, batch.facts, marked, tree=tree, memory=memory)
    for row in batch.levels:
        marked[row.assessment_id].levels.append(row)
    if compares_years and batch.levels:
        for assessment_id in await contradictions.a_year_later(session, [*marked]):
            marked[assessment_id].compared = True
    await recompute_scores(session, marked, tree=tree, memory=memory, clock=clock, news=news)


async def _tree(session: Session, memory: Memory) -> AgencyTree:
    version = await structure.lock_to_read(session)
    known = memory.tree(version)
    if known is None:
        known = await agency.tree(session)
        tree = known
        after_commit(session, lambda: memory.put_tree(version, tree))
    return known
