"""Recompute marked assessments under their locks, from their whole state; announce moves."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from kit.clock import Clock
from kit.consumer import refuse
from kit.database import Session, after_commit
from kit.observe import get_logger
from rules.compiled import RefusedLevelError
from scoring import metrics
from scoring.contradictions.usecases.find import find_contradictions
from scoring.recompute.usecases.derive import derive_levels
from scoring.recompute.usecases.emit import emit_scores
from scoring.state.domain.agency import AgencyTree
from scoring.state.domain.assessment import Decision
from scoring.state.store import history, level, score
from scoring.state.store.history import News
from scoring.state.store.level import Decided
from scoring.state.store.memory import Memory
from scoring.state.store.score import Counts
from scoring.state.usecases.load import load_assessments
from scoring.state.usecases.mark import Marked, Todo, Work
from scoring.targets.usecases.judge import judge_targets

# So many are read and written at once; bounds memory when a whole campaign is touched.
_CHUNK: Final = 1_000


class Locked(NamedTuple):
    """What is to be done to locked assessments, and the time at which all of it is recorded."""

    todos: Mapping[UUID, Todo]
    counts: Mapping[UUID, Counts]
    at: datetime


async def recompute_scores(
    session: Session,
    marked: Marked,
    *,
    tree: AgencyTree,
    memory: Memory,
    clock: Clock,
    news: News | None = None,
) -> None:
    """Recompute what is marked, in the order of ids, so that workers never wait in a ring.

    What the batch brought is recorded, with one time for all of it, once all locks are held.
    """
    ids = sorted(marked)
    counts: dict[UUID, Counts] = {}
    for chunk in _chunks(ids):
        new = not all(map(memory.knows, chunk))
        counts |= await score.lock(session, chunk, new=new)
    at = memory.moment(clock.now(), (count.recorded_at for count in counts.values()))
    if news is not None:
        await history.record(session, news, at)
    for chunk in _chunks(ids):
        batch = Locked({each: marked[each] for each in chunk}, counts, at)
        await _recompute(session, batch, tree=tree, memory=memory, clock=clock)


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


async def _recompute(
    session: Session, locked: Locked, *, tree: AgencyTree, memory: Memory, clock: Clock
) -> None:
    todos = locked.todos
    counts = {each: locked.counts[each] for each in todos}
    found = await load_assessments(session, counts, memory)
    await _park(session, [row for each in todos if each not in found for row in todos[each].levels])
    works = [
        Work(found[each], counts[each], todo, found[each].assessment.tracks().copy())
        for each, todo in todos.items()
        if each in found
    ]
    await _take_parked(session, [work for work in works if work.todo.anew])
    for work in works:
        for row in work.todo.levels:
            reason = _decide(work, row)
            if reason is not None and row.message is not None:
                refuse(session, row.message, reason)
    ruled = [(work.remembered, work.todo) for work in works if work.todo.anew or work.todo.rules]
    if ruled:
        await derive_levels(session, ruled, tree=tree, memory=memory)
    changed = [work for work in works if work.changed]
    await emit_scores(session, changed, clock, at=locked.at)
    states = [(work.remembered.assessment, work.remembered.opening) for work in changed]
    await judge_targets(session, states, memory, clock=clock, at=locked.at)
    await find_contradictions(session, changed, tree=tree, memory=memory, clock=clock, at=locked.at)
    remembered = {work.remembered.opening.assessment_id: work.remembered for work in works}
    after_commit(session, lambda: memory.put(remembered))


async def _park(session: Session, rows: Sequence[Decided]) -> None:
    """Keep decisions on assessments that were not opened yet, or whose edition is not known."""
    await level.park(session, rows)
    metrics.record_parked(len(rows))


async def _take_parked(session: Session, works: Sequence[Work]) -> None:
    """Take up the decisions that waited, or note why that can never be."""
    if not works:
        return
    by_id = {work.remembered.opening.assessment_id: work for work in works}
    taken, refused = [], []
    for row in await level.parked(session, by_id):
        reason = _decide(by_id[row.assessment_id], row)
        if reason is None:
            taken.append(row)
        else:
            refused.append((row, reason))
            get_logger().warning("parked_level_refused", event_id=row.event_id, reason=reason)
    await level.unpark(session, taken)
    await level.refuse_parked(session, refused)
    metrics.record_parked_refused(len(refused))


def _decide(work: Work, row: Decided) -> str | None:
    """Take a decision, or return why it can never be taken."""
    assessment = work.remembered.assessment
    compiled = assessment.compiled
    indicator = compiled.edition.position.get(row.indicator_code)
    if indicator is None:
        return f"edition {compiled.edition.code} has no indicator {row.indicator_code!r}"
    try:
        value = None if row.level is None else compiled.answer_of(indicator, row.level)
    except RefusedLevelError as error:
        return str(error)
    if assessment.decide(indicator, row.stage, Decision(row.revision, value)):
        work.newest[indicator, row.stage] = row
    return None
