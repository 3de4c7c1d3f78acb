"""Recompute touched assessments under their locks, from their whole state; emit what changed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from kit.database import RecordingClock, Session, after_commit
from kit.observe import get_logger
from rules.compiled import RefusedLevelError
from scoring import metrics
from scoring.contradictions.usecases.find import find_contradictions
from scoring.recompute.usecases.derive import derive_levels
from scoring.recompute.usecases.emit import emit_scores
from scoring.risks import store as risks
from scoring.risks.usecases.take import take_risks
from scoring.state.domain.agency import AgencyTree
from scoring.state.domain.assessment import Decision
from scoring.state.domain.decision import DecidedLevel
from scoring.state.domain.intake import Intake
from scoring.state.domain.locked import Counts, LockedAssessment
from scoring.state.store import history, level, score
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import load_assessments
from scoring.targets.usecases.carry import carry_targets
from scoring.targets.usecases.judge import judge_targets

# So many are read and written at once; bounds memory when a whole campaign is touched.
_CHUNK: Final = 1_000


async def recompute_scores(
    session: Session, intake: Intake, *, tree: AgencyTree, memory: Memory, clock: RecordingClock
) -> None:
    """Recompute what is touched, in the order of ids, so that workers never wait in a ring.

    What the batch brought is recorded, with one time for all of it, once all locks are held.
    """
    ids = sorted(intake.touched)
    counts: dict[UUID, Counts] = {}
    for chunk in _chunks(ids):
        new = not all(map(memory.knows, chunk))
        counts |= await score.lock(session, chunk, new=new)
    now = await clock.moment(session)
    at = memory.moment(now, (count.recorded_at for count in counts.values()))
    await history.record(session, intake, at)
    for chunk in _chunks(ids):
        locked = await _lock(session, {each: counts[each] for each in chunk}, intake, memory)
        await _recompute(session, locked, intake, tree=tree, memory=memory, clock=clock, at=at)


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


async def _lock(
    session: Session, counts: Mapping[UUID, Counts], intake: Intake, memory: Memory
) -> list[LockedAssessment]:
    """Return the locked assessments; what is told of those that cannot be loaded yet is parked."""
    loaded = await load_assessments(session, counts, memory)
    missing = [intake.touched[each] for each in counts if each not in loaded]
    await _park(session, [decided for touched in missing for decided in touched.levels])
    await risks.park(session, [told for touched in missing for told in touched.risks])
    return [
        LockedAssessment(
            loaded[each], count, intake.touched[each], loaded[each].assessment.tracks().copy()
        )
        for each, count in counts.items()
        if each in loaded
    ]


async def _recompute(
    session: Session,
    locked: Sequence[LockedAssessment],
    intake: Intake,
    *,
    tree: AgencyTree,
    memory: Memory,
    clock: RecordingClock,
    at: datetime,
) -> None:
    await _take_parked(session, [each for each in locked if each.touched.everything])
    for each in locked:
        for decided in each.touched.levels:
            reason = _decide(each, decided)
            if reason is not None:
                intake.refuse(decided, reason)
    ruled = [each for each in locked if each.touched.everything or each.touched.rules]
    if ruled:
        await derive_levels(session, ruled, tree=tree, memory=memory)
    await take_risks(session, locked, intake, clock=clock, at=at)
    changed = [each for each in locked if each.is_changed]
    await emit_scores(session, changed, clock, at=at)
    states = [(each.assessment, each.opening) for each in changed]
    begun = [(each.assessment, each.opening) for each in changed if not each.counts.version]
    await carry_targets(session, begun, at=at)
    await judge_targets(session, states, memory, clock=clock, at=at)
    await find_contradictions(session, changed, tree=tree, memory=memory, clock=clock, at=at)
    remembered = {each.assessment_id: each.remembered for each in locked}
    after_commit(session, lambda: memory.put(remembered))


async def _park(session: Session, decided: Sequence[DecidedLevel]) -> None:
    """Keep decisions on assessments that were not opened yet, or whose edition is not known."""
    await level.park(session, decided)
    metrics.record_parked(len(decided))


async def _take_parked(session: Session, locked: Sequence[LockedAssessment]) -> None:
    """Take up the decisions that waited, or note why that can never be."""
    if not locked:
        return
    by_id = {each.assessment_id: each for each in locked}
    taken, refused = [], []
    for decided in await level.parked(session, by_id):
        reason = _decide(by_id[decided.assessment_id], decided)
        if reason is None:
            taken.append(decided)
        else:
            refused.append((decided, reason))
            get_logger().warning("parked_level_refused", event_id=decided.event_id, reason=reason)
    await level.unpark(session, taken)
    await level.refuse_parked(session, refused)
    metrics.record_parked_refused(len(refused))


def _decide(locked: LockedAssessment, decided: DecidedLevel) -> str | None:
    """Take a decision, or return why it can never be taken."""
    assessment = locked.assessment
    compiled = assessment.compiled
    indicator = compiled.edition.position.get(decided.indicator_code)
    if indicator is None:
        return f"edition {compiled.edition.code} has no indicator {decided.indicator_code!r}"
    stage = assessment.stages.places.get(decided.stage)
    if stage is None:
        known = ", ".join(assessment.stages.codes)
        return f"the assessment has no stage {decided.stage!r}; it has {known}"
    try:
        value = None if decided.level is None else compiled.answer_of(indicator, decided.level)
    except RefusedLevelError as error:
        return str(error)
    if assessment.decide(indicator, stage, Decision(decided.revision, value)):
        locked.newest[indicator, stage] = decided
    return None
