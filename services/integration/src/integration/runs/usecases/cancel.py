"""Cancel a run: it ends before it is done, and nothing of it counts."""

from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from integration.drift import store as quarantines
from integration.runs.domain.outcome import after_nothing
from integration.runs.domain.run import Run
from integration.runs.domain.timing import next_after_success
from integration.runs.store import answers as kept_answers
from integration.runs.store import runs
from integration.runs.usecases.claim import Claim
from integration.runs.usecases.end_claim import state_to_end
from integration.runs.usecases.report import traffic
from integration.sources import store as sources
from integration.sources.domain.source import Source
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.text import Text


async def cancel_run(
    session: Session, source: Source, run_id: UUID, *, by: str, clock: Clock
) -> Run | None:
    """Cancel a run that waits, or ask the worker that reads to end; None: there is no such run.

    Raises:
        Conflict: The run has ended.
    """
    run = await runs.find(session, source.code, run_id, lock=True)
    if run is None:
        return None
    if run.status == "running":
        wanted = replace(run, cancelled_by=by)
        await runs.save(session, wanted)
        return wanted
    if run.status != "pending":
        raise Conflict(Text("Sinkronisasi itu sudah berakhir.", "That run has ended."))
    cancelled = replace(run, status="cancelled", cancelled_by=by, finished_at=clock.now())
    await runs.save(session, cancelled)
    await kept_answers.drop(session, run_id)
    released = await quarantines.find(session, run_id, lock=True)
    if released is not None:
        gone = released.decided("discarded", at=clock.now(), by=by)
        await quarantines.save(session, gone)
    return cancelled


async def record_cancel(
    session: Session, claim: Claim, *, at: datetime
) -> Literal["cancelled", "abandoned"]:
    """Store that the worker ended a run; the source stays what it was."""
    state = await state_to_end(session, claim, at=at)
    if state is None:
        return "abandoned"
    run = await runs.find(session, claim.source.code, claim.run.run_id, lock=True)
    if run is not None:
        ended = replace(run, status="cancelled", finished_at=at, figures=traffic(claim))
        await runs.save(session, ended)
    await kept_answers.drop(session, claim.run.run_id)
    due = next_after_success(at, claim.source.interval_seconds, claim.source.schedule)
    await sources.save_state(session, replace(after_nothing(state), next_due_at=due))
    return "cancelled"
