"""Ask for a reading of a source now; a worker begins it within a moment."""

from integration.runs.domain.run import Run
from integration.runs.store import runs
from integration.sources.domain.source import Source
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from kit.ids import new_id
from kit.observe import current_traceparent
from rules.text import Text


async def request_sync(
    session: Session, source: Source, *, by: str, accept_shrinkage: bool, clock: Clock
) -> Run:
    """Return a pending run: a new one, or the one that waits already.

    A run that has begun may have read the source before the change that somebody asks for, so it
    does not count.

    Raises:
        Conflict: The source is not pulled.
    """
    if not source.is_pulled:
        raise Conflict(
            Text(
                f"Sumber {source.code} mengirim sendiri datanya (ways tanpa pull), sehingga tidak"
                " dapat dibaca.",
                f"The source {source.code} sends its data itself (no pull among its ways), so it"
                " cannot be read.",
            )
        )
    return await runs.request(
        session,
        Run(
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
