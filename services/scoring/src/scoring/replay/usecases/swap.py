"""Let the live tables have what a replay found, and announce the scores that differ by it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from kit.clock import Clock
from kit.database import Session
from kit.messaging import Record
from kit.outbox import enqueue, unpack_headers
from scoring.replay.events import TOPIC, after, announced_in, cleared_in, found_in, says, shows
from scoring.replay.store import replayed, swapped
from scoring.replay.store.replayed import Compared, GoneError
from scoring.replay.store.swapped import Settled, Unsettled
from scoring.state.domain.assessment import Assessment, Opening
from scoring.state.domain.track import Move
from scoring.state.events.scores import (
    Recomputed,
    ScoreChanged,
    moved_text,
    read_change,
    score_changed,
    to_records,
    tracks_text,
)
from scoring.state.store import assessment, score, structure
from scoring.state.store.memory import Memory
from scoring.state.store.score import NewChange
from scoring.state.usecases.load import read_assessments
from scoring.targets.usecases.judge import judge_targets

_SCORE: Final = "score"

State = tuple[Assessment, Opening]


async def add_announced(session: Session, records: Sequence[Record]) -> None:
    """Add to the replay's history what these records of the topic of scores announced."""
    await swapped.add_announced(session, announced_in(records))
    if found := found_in(records):
        await swapped.add_found(session, found)
    if cleared := cleared_in(records):
        await swapped.note_cleared(session, cleared)


async def add_waiting(session: Session) -> None:
    """Add to the replay's history what was announced and has not left the outbox."""
    rows = await swapped.waiting(session, TOPIC)
    records = [Record(TOPIC, 0, None, value, unpack_headers(headers)) for value, headers in rows]
    await add_announced(session, records)


async def swap_scores(session: Session, clock: Clock) -> int:
    """Make the live tables those of the replay; return how many scores are announced anew.

    The consumers must be held off, and the replay must stand where they stand, or further.

    Raises:
        GoneError: A table is gone that is not made of the topics.
    """
    for compared in await _missing(session):
        await replayed.put_back(session, compared)
    await structure.lock_to_change(session)
    rows = await swapped.unsettled(session)
    last = {row.assessment_id: read_change(row.announced) for row in rows if row.announced}
    wrong = [row for row in rows if not _is_announced(row, last.get(row.assessment_id))]
    right = [row for row in rows if _is_announced(row, last.get(row.assessment_id))]
    before = await _states(session, wrong)
    for compared in replayed.taking_part("replaced"):
        if compared.name != _SCORE:
            await replayed.replace(session, compared)
    for compared in replayed.taking_part("completed", "restored"):
        await replayed.add(session, compared)
    await swapped.renew(session)
    await swapped.settle(session, [_settled(row, last.get(row.assessment_id)) for row in right])
    await _announce(session, wrong, last, before=before, clock=clock)
    return len(wrong)


async def _missing(session: Session) -> list[Compared]:
    """Return the tables that are gone and can be put back."""
    gone = await replayed.missing(session)
    kept = [each.name for each in replayed.taking_part("kept") if each.name in gone]
    if kept:
        raise GoneError(f"{', '.join(kept)}: gone, and not made of the topics")
    parts = replayed.taking_part("replaced", "completed", "restored", "counted")
    return [each for each in parts if each.name in gone]


async def _states(session: Session, rows: Sequence[Unsettled]) -> dict[UUID, State]:
    """Return what the live tables hold of these assessments, as far as they can be read."""
    openings = await assessment.find(session, [row.assessment_id for row in rows])
    found = await read_assessments(session, openings.values(), Memory(capacity=0))
    return {opening.assessment_id: (state, opening) for state, opening in found}


def _is_announced(row: Unsettled, last: ScoreChanged | None) -> bool:
    """Say whether the newest announcement shows what the replay found."""
    return says(last, row.tracks) if last is not None else not shows(row.tracks)


def _settled(row: Unsettled, last: ScoreChanged | None) -> Settled:
    if last is None:
        return Settled(row.assessment_id, row.version + 1, 0, None, None)
    return Settled(
        row.assessment_id, row.version + 1, last.revision, last.changed_at, tracks_text(last)
    )


async def _announce(
    session: Session,
    rows: Sequence[Unsettled],
    last: Mapping[UUID, ScoreChanged],
    *,
    before: Mapping[UUID, State],
    clock: Clock,
) -> None:
    """Announce scores whose last announcement shows something else, after that one."""
    now = clock.now()
    states = await _states(session, rows)
    changes: list[tuple[ScoreChanged, str]] = []
    settled: list[Settled] = []
    for row in rows:
        state = states.get(row.assessment_id)
        if state is None:
            continue  # its edition is not known, so nobody can say what it adds up to
        moves = _moves(state[0], before.get(row.assessment_id))
        was = last.get(row.assessment_id)
        event = _event(state, moves, last=was, revision=row.revision + 1, now=now)
        changes.append((event, moved_text(moves, state[0].compiled)))
        shown = event.revision, now, tracks_text(event)
        settled.append(Settled(row.assessment_id, row.version + 1, *shown))
    records = to_records([event for event, _ in changes], now)
    if not records:
        return
    await swapped.settle(session, settled)
    kept = [
        NewChange(event.assessment_id, event.revision, moved, (record.value or b"").decode())
        for (event, moved), record in zip(changes, records, strict=True)
    ]
    await score.add_changes(session, kept, now)
    await enqueue(session, records)
    memory = Memory(capacity=0)
    await judge_targets(session, states.values(), memory, clock=clock, at=now)


def _event(
    state: State, moves: list[Move], *, last: ScoreChanged | None, revision: int, now: datetime
) -> ScoreChanged:
    """Return the event of a score that a replay found to be another; no event is its cause."""
    assessment, opening = state
    found = Recomputed(
        opening,
        assessment.compiled,
        revision,
        None,
        assessment.tracks(),
        moves,
        [(None, None)] * len(moves),
        [],
        now,
    )
    return after(score_changed(found), last)


def _moves(state: Assessment, before: State | None) -> list[Move]:
    """Return how the levels differ from what the live tables held."""
    if before is None or before[1].edition_code != state.compiled.edition.code:
        return state.take_moves(first=True)
    was = before[0]
    return [
        Move(place, track, then, now)
        for track, levels in state.levels.items()
        for place, (then, now) in enumerate(
            zip(was.levels[was.standing(track)].counted, levels.counted, strict=True)
        )
        if then != now
    ]
