"""Add changed assessments up again, store the scores, and emit those that changed."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Final

from kit.clock import Clock
from kit.database import Session, after_commit
from kit.outbox import enqueue
from rules.derivation import Derived
from scoring import metrics
from scoring.recompute import store
from scoring.recompute.domain.change import MOST_NAMED, Reason, ScoreChange
from scoring.recompute.domain.reckoning import RULES_VERSION
from scoring.recompute.domain.track_score import is_same, not_judged
from scoring.recompute.events import Emission, emission_of
from scoring.state.domain.cause import Cause
from scoring.state.domain.choice import standard_of
from scoring.state.domain.decision import DecidedLevel
from scoring.state.domain.locked import LockedAssessment
from scoring.state.domain.track import Move
from scoring.state.store import level

# While the database writes levels, the socket needs a turn now and then.
_BETWEEN_TURNS: Final = 64
_SAMPLES: Final = 128


async def emit_scores(
    session: Session, locked: Sequence[LockedAssessment], clock: Clock, *, at: datetime
) -> None:
    """Write decisions, scores and their changes as of a time, and emit the changes."""
    if not locked:
        return
    decided = [newest for each in locked for newest in each.newest.values()]
    places = [stage for each in locked for _, stage in each.newest]
    writing = await level.start_writing(session, decided, places, at)
    try:
        changes, emission = await _changes(locked, at)
    finally:
        await writing
    await store.write(session, locked, emission.written, at)
    if changes:
        await store.add_changes(session, emission.written)
        await enqueue(session, emission.records)
    for each in locked:
        each.remembered.version += 1
    metrics.record_recomputed(assessments=len(locked), changed=len(changes))
    _record_latency(session, changes, clock)


async def _changes(
    locked: Sequence[LockedAssessment], now: datetime
) -> tuple[list[ScoreChange], Emission]:
    """Add all assessments up; return the scores that changed, and how they are kept and sent.

    Both are made here, because the database is busy with the levels meanwhile.
    """
    changes: list[ScoreChange] = []
    emissions: list[Emission] = []
    for start in range(0, len(locked), _BETWEEN_TURNS):
        part = (_change(each, now) for each in locked[start : start + _BETWEEN_TURNS])
        changed = [change for change in part if change is not None]
        emissions.append(emission_of(changed, now))
        changes += changed
        await asyncio.sleep(0)
    written = [*chain.from_iterable(emission.written for emission in emissions)]
    records = [*chain.from_iterable(emission.records for emission in emissions)]
    return changes, Emission(written, records)


def _change(locked: LockedAssessment, now: datetime) -> ScoreChange | None:
    """Add up; None if no track shows anything else than before, or is judged otherwise."""
    assessment = locked.assessment
    standard = standard_of(assessment, locked.opening, now)
    first = locked.counts.revision == 0
    after = assessment.tracks()
    moves = assessment.take_moves(first=first)
    if first:
        if not any(any(track.values.denominators) for track in after.values()):
            return None
    elif (
        len(after) == len(locked.before)
        and all(is_same(value, locked.before[code]) for code, value in after.items())
        and not_judged(assessment.compiled, after, standard) == locked.counts.not_judged
    ):
        return None
    causes = _causes(locked)
    return ScoreChange(
        locked.opening,
        assessment.compiled,
        locked.counts.revision + 1,
        None if first else locked.before,
        after,
        moves,
        _reasons(locked, moves, causes),
        causes,
        now,
        standard,
        rules_version=RULES_VERSION if locked.touched.by_new_rules else None,
    )


def _causes(locked: LockedAssessment) -> list[DecidedLevel | Cause]:
    """Return every event of the batch that touched the assessment, once; decisions come first."""
    causes: list[DecidedLevel | Cause] = [*locked.newest.values()]
    touched = locked.touched
    if touched.causes or touched.rules:
        others = chain(touched.causes, *touched.rules.values())
        causes.extend({id(cause): cause for cause in others}.values())
    return causes


def _reasons(
    locked: LockedAssessment, moves: Sequence[Move], causes: Sequence[DecidedLevel | Cause]
) -> list[Reason]:
    """Return what moved each level: a decision, a fact, or what changed everything."""
    assessment, touched = locked.assessment, locked.touched
    decided = {indicator: place for place, (indicator, _) in enumerate(locked.newest)}
    if not assessment.derived and not touched.causes:
        return [(decided.get(move.indicator), None) for move in moves]
    places = {id(cause): place for place, cause in enumerate(causes)}
    of_everything = next((places[id(cause)] for cause in touched.causes[-1:]), None)
    reasons: list[Reason] = []
    for move in moves:
        derived = assessment.derived.get(move.indicator)
        place = None if move.track == "live" else decided.get(move.indicator)
        if place is None:
            place = _fact_place(locked, derived, places, of_everything)
        ruled = assessment.source(move.indicator, move.track) == "derivation"
        reasons.append((place, derived.rule_code if derived is not None and ruled else None))
    return reasons


def _fact_place(
    locked: LockedAssessment,
    derived: Derived | None,
    places: Mapping[int, int],
    of_everything: int | None,
) -> int | None:
    """Return the newest fact behind a rule's level, or what changed everything."""
    facts = locked.touched.rules.get(derived.rule_code, ()) if derived is not None else ()
    return places[id(facts[-1])] if facts else of_everything


def _record_latency(session: Session, changes: Sequence[ScoreChange], clock: Clock) -> None:
    sample = [each.causes[:MOST_NAMED] for each in changes[:: max(1, len(changes) // _SAMPLES)]]
    oldest = [min(cause.event_time for cause in causes) for causes in sample if causes]

    def record() -> None:
        now = clock.now()
        for event_time in oldest:
            metrics.record_event_to_score((now - event_time).total_seconds())

    after_commit(session, record)
