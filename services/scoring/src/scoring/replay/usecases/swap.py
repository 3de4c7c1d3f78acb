"""Let the live tables have what a replay found, and announce the scores that differ by it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from kit.database import RecordingClock, Session
from kit.outbox import enqueue
from scoring.recompute.domain.change import ScoreChange
from scoring.recompute.events import emission_of, tracks_json
from scoring.recompute.store import add_changes
from scoring.replay.domain import Emitted, shown
from scoring.replay.events import TOPIC, emitted_in, emitted_in_outbox
from scoring.replay.store import comparison, scores
from scoring.replay.store.comparison import Compared, GoneError
from scoring.replay.store.scores import Settled, Unsettled
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.choice import standard_of
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import Move
from scoring.state.store import assessment, structure
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import read_assessments
from scoring.targets.usecases.judge import judge_targets

_SCORE: Final = "score"

State = tuple[Assessment, Opening]


async def add_emitted(
    session: Session, messages: Iterable[tuple[bytes | None, bytes | None]]
) -> None:
    """Add what messages of the topic of scores say to the replay's history.

    Each is given by the type of its event and its body.
    """
    await _add(session, emitted_in(messages))


async def add_waiting(session: Session) -> None:
    """Add what was emitted and has not left the outbox to the replay's history."""
    await _add(session, emitted_in_outbox(await scores.waiting(session, TOPIC)))


async def _add(session: Session, emitted: Emitted) -> None:
    await scores.add_changes(session, emitted.changes)
    if emitted.found:
        await scores.add_found(session, emitted.found)
    if emitted.cleared:
        await scores.note_cleared(session, emitted.cleared)


async def swap_scores(session: Session, clock: RecordingClock) -> int:
    """Make the live tables those of the replay; return how many scores are emitted again.

    The consumers must be held off, and the replay must stand where they stand, or further.

    Raises:
        GoneError: A table is gone that is not made of the topics.
    """
    for compared in await _missing(session):
        await comparison.put_back(session, compared)
    await structure.lock_to_change(session)
    rows = await scores.unsettled(session)
    wrong = [row for row in rows if not _is_emitted(row)]
    right = [row for row in rows if _is_emitted(row)]
    before = await _states(session, wrong)
    for compared in comparison.taking_part("replaced"):
        if compared.name != _SCORE:
            await comparison.replace(session, compared)
    for compared in comparison.taking_part("completed", "restored"):
        await comparison.add(session, compared)
    await scores.renew(session)
    await scores.settle(session, [_settled(row) for row in right])
    await _emit(session, wrong, before=before, clock=clock)
    return len(wrong)


async def _missing(session: Session) -> list[Compared]:
    """Return the tables that are gone and can be put back."""
    gone = await comparison.missing(session)
    kept = [each.name for each in comparison.taking_part("kept") if each.name in gone]
    if kept:
        raise GoneError(f"{', '.join(kept)}: gone, and not made of the topics")
    parts = comparison.taking_part("replaced", "completed", "restored", "counted")
    return [each for each in parts if each.name in gone]


async def _states(session: Session, rows: Sequence[Unsettled]) -> dict[UUID, State]:
    """Return what the live tables hold of these assessments, as far as they can be read."""
    openings = await assessment.find(session, [row.assessment_id for row in rows])
    found = await read_assessments(session, openings.values(), Memory(capacity=0))
    return {opening.assessment_id: (state, opening) for state, opening in found}


def _is_emitted(row: Unsettled) -> bool:
    """Say whether the newest emitted change shows what the replay found."""
    return shown(row.last.tracks if row.last is not None else ()) == shown(row.tracks)


def _settled(row: Unsettled) -> Settled:
    last = row.last
    if last is None:
        return Settled(row.assessment_id, row.version + 1, 0, None, None)
    tracks = tracks_json(last.tracks)
    return Settled(row.assessment_id, row.version + 1, last.revision, last.changed_at, tracks)


async def _emit(
    session: Session,
    rows: Sequence[Unsettled],
    *,
    before: Mapping[UUID, State],
    clock: RecordingClock,
) -> None:
    """Emit scores whose last emitted change shows something else, after that one."""
    now = await clock.moment(session)
    states = await _states(session, rows)
    # Where the edition is not known, nobody can say what a score adds up to.
    known = [row for row in rows if row.assessment_id in states]
    changes = [
        _change(row, states[row.assessment_id], before.get(row.assessment_id), now) for row in known
    ]
    if not changes:
        return
    written, records = emission_of(changes, now)
    await scores.settle(
        session,
        [
            Settled(row.assessment_id, row.version + 1, row.revision + 1, now, each.tracks)
            for row, each in zip(known, written, strict=True)
        ],
    )
    await add_changes(session, written)
    await enqueue(session, records)
    memory = Memory(capacity=0)
    await judge_targets(session, states.values(), memory, clock=clock, at=now)


def _change(row: Unsettled, state: State, before: State | None, now: datetime) -> ScoreChange:
    """Return the change of a score that a replay found to be another; no event is its cause."""
    assessment, opening = state
    moves = _moves(assessment, before)
    return ScoreChange(
        opening,
        assessment.compiled,
        row.revision + 1,
        None,
        assessment.tracks(),
        moves,
        [(None, None)] * len(moves),
        [],
        now,
        standard_of(assessment, opening, now),
        {} if row.last is None else row.last.exact_after(),
    )


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
