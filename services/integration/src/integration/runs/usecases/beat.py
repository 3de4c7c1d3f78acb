"""While a long run collects: keep what it has, show how far it is, and hear that it is cancelled.

A run that ends before the first beat writes nothing of this.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from anyio import CapacityLimiter, to_thread

from integration.runs.store import answers as kept_answers
from integration.runs.store import leases, runs
from integration.runs.usecases.claim import Claim, lease_until
from kit.database import Database, RecordingClock, Session
from kit.fail_points import Step, reached
from kit.observe import get_logger
from kit.threads import JOBS

# What was read longer ago is read again: a worker that was away for hours begins anew.
_LONGEST_KEPT: Final = timedelta(hours=1)

End = Literal["cancelled", "lost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beats:
    """How often a long run says that it lives, and what it needs for that."""

    database: Database
    places: CapacityLimiter
    clock: RecordingClock
    seconds: float


async def beat(claim: Claim, beats: Beats, done: asyncio.Event) -> End | None:
    """Keep the run's answers every few moments; return when it is done, or is to end before.

    Losing the database for a moment cuts no reading off: it is tried again.
    """
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), beats.seconds)
        if done.is_set():
            return None
        try:
            end = await _beat_once(claim, beats)
        except Exception as error:  # noqa: BLE001 - the reading goes on, and says so next time
            get_logger().warning("progress_not_kept", source=claim.source.code, error=repr(error))
            continue
        if end is not None:
            return end


async def go_on(session: Session, claim: Claim, *, at: datetime) -> None:
    """Take up what the run has read before it was cut off, or what was released."""
    since = None if claim.is_released else at - _LONGEST_KEPT
    kept = await kept_answers.load(session, claim.run.run_id, since=since)
    claim.answers.kept.update((each.asked, each) for each in kept)
    claim.answers.only_kept = claim.is_released


async def keep(session: Session, claim: Claim, *, at: datetime) -> None:
    """Store what is not stored yet of the run's answers."""
    fresh, forgotten = claim.answers.unsaved()
    bodies = await to_thread.run_sync(kept_answers.packed, fresh, limiter=JOBS)
    await kept_answers.forget(session, claim.run.run_id, forgotten)
    await kept_answers.save(
        session,
        run_id=claim.run.run_id,
        code=claim.source.code,
        answers=fresh,
        bodies=bodies,
        at=at,
    )


async def _beat_once(claim: Claim, beats: Beats) -> End | None:
    fresh, forgotten = claim.answers.unsaved()
    async with beats.places, beats.database.transaction() as session:
        now = beats.clock.now()
        until = lease_until(claim.source, now)
        if not await leases.extend(session, claim.source.code, claim.token, until=until):
            return "lost"
        wanted = await runs.note_progress(session, claim.run, progress_of(claim))
        await keep(session, claim, at=now)
    claim.answers.is_stored = True
    claim.answers.saved(fresh, forgotten)
    if fresh:
        reached(Step.AFTER_KEPT)
    return None if wanted is None else "cancelled"


def progress_of(claim: Claim) -> dict[str, int]:
    """Return how far the run is."""
    answers = claim.answers
    return {
        "listings": answers.listings,
        "listings_done": answers.listings_done,
        "pages": len(answers.kept) + answers.requests,
        "pages_kept": len(answers.kept),
        "rows": answers.rows,
        "bytes": answers.size,
    }
