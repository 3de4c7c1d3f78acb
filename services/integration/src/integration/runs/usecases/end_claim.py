"""Decide whether a finished reading, successful or failed, is still to be stored."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from integration.runs.domain.outcome import Success, after_nothing, after_success
from integration.runs.domain.timing import next_after_success
from integration.runs.store import answers as kept_answers
from integration.runs.store import leases, runs
from integration.runs.usecases.claim import Claim
from integration.runs.usecases.report import traffic
from integration.sources import store as sources
from integration.sources.domain.state import SourceState
from kit.database import Session


async def state_to_end(session: Session, claim: Claim, *, at: datetime) -> SourceState | None:
    """Return the source's state, locked; None when the reading counts for nothing.

    None if another worker has the lease. None as well if the registration changed meanwhile; then
    the source is due at once under the new one, and a run that was asked for is queued again.
    """
    state = await leases.held(session, claim.source.code, claim.token)
    registered = await sources.find(session, claim.source.code)
    if state is None or registered is None:
        return None
    if registered.revision == claim.source.revision:
        return state
    due = replace(state, lease_token=None, lease_until=None, next_due_at=at)
    await sources.save_state(session, due)
    if claim.on_demand:
        await runs.put_back(session, claim.run.run_id)
    return None


def state_after(state: SourceState, claim: Claim, success: Success) -> SourceState:
    """Return the state after a good reading; other years, read aside, say nothing of the source."""
    if claim.is_aside:
        return after_nothing(state)
    source = claim.source
    return after_success(
        state, success, interval_seconds=source.interval_seconds, schedule=source.schedule
    )


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
