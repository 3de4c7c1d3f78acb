"""Asks for a reading of a source now; a worker picks it up within a moment."""

from integration.runs.store import runs
from integration.runs.store.tables import SyncRunRow
from integration.sources.domain.source import Source
from kit.clock import Clock
from kit.database import Session
from kit.ids import new_id
from kit.observe import current_traceparent


async def request_sync(
    session: Session, source: Source, *, by: str, accept_shrinkage: bool, clock: Clock
) -> SyncRunRow:
    """Return a pending run: a new one, or the one that waits already.

    A run that is being done may have read before the change that made somebody ask, so it does
    not count.
    """
    return await runs.request(
        session,
        SyncRunRow(
            run_id=new_id(),
            source_code=source.code,
            status="pending",
            trigger="demand",
            requested_by=by,
            accept_shrinkage=accept_shrinkage,
            requested_at=clock.now(),
            traceparent=current_traceparent(),
        ),
    )
