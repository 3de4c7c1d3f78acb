"""Runs of a source: ask for a run, and see the outcome of each, with its row errors."""

from dataclasses import asdict
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Body, Response, status

from integration.drift import store as quarantines
from integration.reading.domain.row_error import SENTENCES, RowError
from integration.runs.api import schemas
from integration.runs.api.views import item_of, no_run
from integration.runs.store import runs
from integration.runs.usecases.request import request_sync
from integration.sources.api.access import SourceCode, source_for
from integration.sources.api.reasons import ErrorGroupView, RowErrorView
from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.fields import Id
from kit.web import (
    IdempotentRoute,
    Page,
    PagingDep,
)

router = APIRouter(
    prefix="/api/v1/sources/{source_code}", tags=["sources"], route_class=IdempotentRoute
)

_CLOCK: Final = SystemClock()
_Answers = dict[int | str, dict[str, Any]]
_NO_SOURCE: _Answers = {404: {"description": "There is no such source"}}
_OTHER_WAITS: _Answers = {409: {"description": "A run of other years waits"}}
_NOT_FOUND: _Answers = {404: {"description": "There is no such run"}}


@router.post(
    "/sync",
    operation_id="sync_source",
    status_code=status.HTTP_202_ACCEPTED,
    responses={**_NO_SOURCE, **_OTHER_WAITS},
)
async def sync(
    source_code: SourceCode,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    *,
    body: Annotated[schemas.SyncBody | None, Body()] = None,
) -> schemas.RunItem:
    """Ask for a reading now. The answer is the run that will do it."""
    found = await source_for(session, source_code, principal)
    asked = schemas.SyncBody() if body is None else body
    run = await request_sync(
        session,
        found,
        by=principal.subject,
        accept_shrinkage=asked.accept_shrinkage,
        clock=_CLOCK,
        years=None if asked.years is None else tuple(sorted({*asked.years})),
    )
    response.headers["Location"] = f"/api/v1/sources/{found.code}/runs/{run.run_id}"
    return item_of(run)


@router.get("/runs", operation_id="list_runs", responses=_NOT_FOUND)
async def list_runs(
    source_code: SourceCode,
    session: ReadSessionDep,
    principal: PrincipalDep,
    *,
    paging: PagingDep,
) -> Page[schemas.RunItem]:
    """List a source's runs, newest first. Scheduled runs that changed nothing are not listed."""
    await source_for(session, source_code, principal)
    before = paging.after(UUID)
    found = await runs.before(session, source_code, before, limit=paging.limit + 1)
    held = await quarantines.of_runs(session, [run.run_id for run in found])
    return paging.page(
        found,
        item=lambda run: item_of(run, held.get(run.run_id)),
        position=lambda run: run.run_id,
    )


@router.get("/runs/{run_id}", operation_id="read_run", responses=_NOT_FOUND)
async def read_run(
    source_code: SourceCode, run_id: Id, session: ReadSessionDep, principal: PrincipalDep
) -> schemas.RunView:
    """Read a run with its broken rows by kind, and the first hundred of them."""
    await source_for(session, source_code, principal)
    run = await runs.find(session, source_code, run_id)
    if run is None:
        raise no_run(run_id)
    item = item_of(run, await quarantines.find(session, run_id))
    return schemas.RunView(
        **dict(item),
        error_groups=[ErrorGroupView.model_validate(group) for group in run.error_groups],
        row_errors=[_row_error(error) for error in run.row_errors],
    )


def _row_error(error: RowError) -> RowErrorView:
    message = SENTENCES[error.code].written()
    return RowErrorView.model_validate({**asdict(error), "message": message})
