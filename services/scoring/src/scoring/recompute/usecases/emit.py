"""Add changed assessments up anew, store the scores and announce those that moved."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Final, NamedTuple
from uuid import UUID

from kit.clock import Clock
from kit.database import Session, after_commit
from kit.messaging import Record
from kit.outbox import enqueue
from rules.derivation import Derived
from scoring import metrics
from scoring.state.domain.track import Move
from scoring.state.events.scores import (
    Cause,
    Reason,
    Recomputed,
    ScoreChanged,
    is_same,
    level_cause,
    moved_text,
    score_changed,
    to_records,
    tracks_text,
)
from scoring.state.store import level, score
from scoring.state.store.score import NewChange, NewScore
from scoring.state.usecases.mark import Work

# While the database writes levels, the socket needs a turn now and then.
_BETWEEN_TURNS: Final = 64
_SAMPLES: Final = 128


class _Change(NamedTuple):
    event: ScoreChanged
    moved: str


async def emit_scores(
    session: Session, works: Sequence[Work], clock: Clock, *, at: datetime
) -> None:
    """Write decisions, scores and their changes as of a time, and announce the changes."""
    if not works:
        return
    rows = [row for work in works for row in work.newest.values()]
    writing = await level.start_writing(session, rows, at)
    try:
        changes = await _changes(works, at)
    finally:
        await writing
    records = to_records([change.event for change in changes.values()], at)
    await score.write(session, [_new_score(work, changes) for work in works], at)
    if records:
        bodies = map(_change_row, changes.values(), records)
        await score.add_changes(session, [*bodies], at)
        await enqueue(session, records)
    for work in works:
        work.remembered.version += 1
    metrics.record_recomputed(assessments=len(works), changed=len(records))
    _record_latency(session, [change.event.causes for change in changes.values()], clock)


async def _changes(works: Sequence[Work], now: datetime) -> dict[UUID, _Change]:
    """Add all assessments up; return the scores that changed."""
    changes = {}
    for number, work in enumerate(works):
        change = _change(work, now)
        if change is not None:
            changes[change.event.assessment_id] = change
        if number % _BETWEEN_TURNS == 0:
            await asyncio.sleep(0)
    return changes


def _change(work: Work, now: datetime) -> _Change | None:
    """Add up; None if no track shows anything else than before."""
    assessment = work.remembered.assessment
    first = work.counts.revision == 0
    after = assessment.tracks()
    moves = assessment.take_moves(first=first)
    if first:
        if not any(any(track.values.denominators) for track in after.values()):
            return None
    elif len(after) == len(work.before) and all(
        is_same(value, work.before[code]) for code, value in after.items()
    ):
        return None
    causes = _causes(work)
    recomputed = Recomputed(
        work.remembered.opening,
        assessment.compiled,
        work.counts.revision + 1,
        None if first else work.before,
        after,
        moves,
        _reasons(work, moves, causes),
        causes,
        now,
    )
    return _Change(score_changed(recomputed), moved_text(moves, assessment.compiled))


def _causes(work: Work) -> list[Cause]:
    """Return every event of the batch that touched the assessment, once."""
    causes = [
        level_cause(row.event_id, row.partition, row.offset, row.event_time)
        for row in work.newest.values()
    ]
    if work.todo.causes or work.todo.rules:
        others = chain(work.todo.causes, *work.todo.rules.values())
        causes.extend({id(cause): cause for cause in others}.values())
    return causes


def _reasons(work: Work, moves: Sequence[Move], causes: Sequence[Cause]) -> list[Reason]:
    """Return what moved each level: a decision, a fact, or what came anew."""
    assessment = work.remembered.assessment
    decided = {indicator: place for place, (indicator, _) in enumerate(work.newest)}
    if not assessment.derived and not work.todo.causes:
        return [(decided.get(move.indicator), None) for move in moves]
    places = {id(cause): place for place, cause in enumerate(causes)}
    anew = next((places[id(cause)] for cause in work.todo.causes[-1:]), None)
    reasons: list[Reason] = []
    for move in moves:
        derived = assessment.derived.get(move.indicator)
        place = None if move.track == "live" else decided.get(move.indicator)
        if place is None:
            place = _fact_place(work, derived, places, anew)
        ruled = assessment.source(move.indicator, move.track) == "derivation"
        reasons.append((place, derived.rule_code if derived is not None and ruled else None))
    return reasons


def _fact_place(
    work: Work, derived: Derived | None, places: Mapping[int, int], anew: int | None
) -> int | None:
    """Return the newest fact behind a rule's level, or what came anew."""
    facts = work.todo.rules.get(derived.rule_code, ()) if derived is not None else ()
    return places[id(facts[-1])] if facts else anew


def _new_score(work: Work, changes: Mapping[UUID, _Change]) -> NewScore:
    assessment_id = work.remembered.opening.assessment_id
    version, revision = work.counts.version + 1, work.counts.revision
    change = changes.get(assessment_id)
    if change is None:
        return NewScore(assessment_id, version, revision, None)
    return NewScore(assessment_id, version, revision + 1, tracks_text(change.event))


def _change_row(change: _Change, record: Record) -> NewChange:
    body = (record.value or b"").decode()
    return NewChange(change.event.assessment_id, change.event.revision, change.moved, body)


def _record_latency(session: Session, causes: Sequence[Sequence[Cause]], clock: Clock) -> None:
    sample = causes[:: max(1, len(causes) // _SAMPLES)]
    oldest = [min(cause.event_time for cause in each) for each in sample if each]

    def record() -> None:
        now = clock.now()
        for event_time in oldest:
            metrics.record_event_to_score((now - event_time).total_seconds())

    after_commit(session, record)
