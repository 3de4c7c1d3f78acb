"""What operators decide about runs: a run is cancelled, a reading in quarantine released or not."""

from typing import Any, Final

from fastapi import APIRouter, status

from integration.drift import store as quarantines
from integration.runs.api import schemas
from integration.runs.api.views import item_of, no_run
from integration.runs.usecases.decide_run import cancel_run, discard_reading, release_reading
from integration.sources.api.access import SourceCode, source_for
from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import SessionDep
from kit.fields import Id
from kit.web import IdempotentRoute

router = APIRouter(
    prefix="/api/v1/sources/{source_code}/runs/{run_id}",
    tags=["sources"],
    route_class=IdempotentRoute,
)

_CLOCK: Final = SystemClock()
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    404: {"description": "There is no such run"},
    409: {"description": "It has ended, or was decided already"},
}


@router.post(
    "/cancel",
    operation_id="cancel_run",
    status_code=status.HTTP_202_ACCEPTED,
    responses=_RESPONSES,
)
async def cancel(
    source_code: SourceCode, run_id: Id, session: SessionDep, principal: PrincipalDep
) -> schemas.RunItem:
    """Cancel a run that waits or reads. The source stays what it was; nothing of the run counts."""
    found = await source_for(session, source_code, principal, lock=True)
    run = await cancel_run(session, found, run_id, by=principal.subject, clock=_CLOCK)
    if run is None:
        raise no_run(run_id)
    return item_of(run)


@router.post(
    "/release",
    operation_id="release_run",
    status_code=status.HTTP_202_ACCEPTED,
    responses=_RESPONSES,
)
async def release(
    source_code: SourceCode, run_id: Id, session: SessionDep, principal: PrincipalDep
) -> schemas.RunItem:
    """Let exactly this reading count, as it was read; later ones are compared with it."""
    found = await source_for(session, source_code, principal, lock=True)
    run = await release_reading(session, found, run_id, by=principal.subject, clock=_CLOCK)
    if run is None:
        raise no_run(run_id)
    return item_of(run, await quarantines.find(session, run_id))


@router.post("/discard", operation_id="discard_run", responses=_RESPONSES)
async def discard(
    source_code: SourceCode, run_id: Id, session: SessionDep, principal: PrincipalDep
) -> schemas.RunItem:
    """Throw exactly this reading away. It is not held again while the source says the same."""
    found = await source_for(session, source_code, principal, lock=True)
    run = await discard_reading(session, found, run_id, by=principal.subject, clock=_CLOCK)
    if run is None:
        raise no_run(run_id)
    return item_of(run, await quarantines.find(session, run_id))
