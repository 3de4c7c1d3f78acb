"""Decide whether a finished reading, successful or failed, is still to be stored."""

from dataclasses import replace
from datetime import datetime

from integration.runs.store import leases, runs
from integration.runs.usecases.claim import Claim
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
