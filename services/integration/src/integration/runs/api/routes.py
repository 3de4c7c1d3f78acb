"""Runs of a source: ask for a run, and see the outcome of each, with its row errors."""

from dataclasses import asdict
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Body, Response, status

from integration.reading.domain.row_error import SENTENCES, RowError
from integration.runs.api import schemas
from integration.runs.domain.run import Run
from integration.runs.store import runs
from integration.runs.usecases.request import request_sync
from integration.sources.api.access import SourceCode, source_for
from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.errors import missing
from kit.fields import Id
from kit.web import (
    IdempotentRoute,
    Page,
    PagingDep,
)
from rules.text import Text

router = APIRouter(
    prefix="/api/v1/sources/{source_code}", tags=["sources"], route_class=IdempotentRoute
)

_CLOCK: Final = SystemClock()
_Answers = dict[int | str, dict[str, Any]]
_NO_SOURCE: _Answers = {404: {"description": "There is no such source"}}
_NOT_FOUND: _Answers = {404: {"description": "There is no such run"}}


@router.post(
    "/sync", operation_id="sync_source", status_code=status.HTTP_202_ACCEPTED, responses=_NO_SOURCE
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
    run = await request_sync(
        session,
        found,
        by=principal.subject,
        accept_shrinkage=body is not None and body.accept_shrinkage,
        clock=_CLOCK,
    )
    response.headers["Location"] = f"/api/v1/sources/{found.code}/runs/{run.run_id}"
    return _item(run)


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
    return paging.page(found, item=_item, position=lambda run: run.run_id)


@router.get("/runs/{run_id}", operation_id="read_run", responses=_NOT_FOUND)
async def read_run(
    source_code: SourceCode, run_id: Id, session: ReadSessionDep, principal: PrincipalDep
) -> schemas.RunView:
    """Read a run with the first hundred rows that could not be read."""
    await source_for(session, source_code, principal)
    run = await runs.find(session, source_code, run_id)
    if run is None:
        raise missing(
            "path/run_id", Text(f"Tidak ada sinkronisasi {run_id}.", f"There is no run {run_id}.")
        )
    return schemas.RunView(
        **dict(_item(run)), row_errors=[_row_error(error) for error in run.row_errors]
    )


def _item(run: Run) -> schemas.RunItem:
    failure = None if run.failure is None else run.failure.written()
    return schemas.RunItem.model_validate({**asdict(run), "failure": failure})


def _row_error(error: RowError) -> schemas.RowErrorView:
    message = SENTENCES[error.code].written()
    return schemas.RowErrorView.model_validate({**asdict(error), "message": message})
