"""Runs of a source: ask for one, and see what became of each, with its row errors."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Body, Response, status

from integration.agencies.api import Operator, Overseer, missing
from integration.reading.domain.row_error import SENTENCES
from integration.runs.api import schemas
from integration.runs.store import runs
from integration.runs.store.tables import SyncRunRow
from integration.runs.usecases.request import request_sync
from integration.sources.api.access import SourceCode, source_for
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.errors import FieldError, Invalid
from kit.languages import Text
from kit.web import CursorQuery, IdempotentRoute, LimitQuery, Page, decode_cursor, page_of

router = APIRouter(
    prefix="/api/v1/sources/{source_code}", tags=["sources"], route_class=IdempotentRoute
)

_CLOCK: Final = SystemClock()
_Answers = dict[int | str, dict[str, Any]]
_NO_SOURCE: _Answers = {404: {"description": "There is no such source"}}
_NOT_FOUND: _Answers = {404: {"description": "There is no such run"}}


@router.post("/sync", status_code=status.HTTP_202_ACCEPTED, responses=_NO_SOURCE)
async def sync(
    source_code: SourceCode,
    response: Response,
    session: SessionDep,
    principal: Operator,
    *,
    body: Annotated[schemas.SyncBody | None, Body()] = None,
) -> schemas.RunItem:
    """Ask for a reading now; the answer is the run to watch."""
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


@router.get("/runs", responses=_NOT_FOUND)
async def list_runs(
    source_code: SourceCode,
    session: ReadSessionDep,
    principal: Overseer,
    *,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> Page[schemas.RunItem]:
    """List a source's runs, newest first; scheduled ones that changed nothing leave none."""
    await source_for(session, source_code, principal)
    position = decode_cursor(cursor, str)
    before = None if position is None else _run_id(str(position[0]))
    rows = await runs.before(session, source_code, before, limit=limit + 1)
    return page_of(rows, limit, item=_item, position=lambda row: (str(row.run_id),))


@router.get("/runs/{run_id}", responses=_NOT_FOUND)
async def read_run(
    source_code: SourceCode, run_id: UUID, session: ReadSessionDep, principal: Overseer
) -> schemas.RunView:
    """Read a run with the first hundred rows that could not be read."""
    await source_for(session, source_code, principal)
    row = await runs.find(session, source_code, run_id)
    if row is None:
        raise missing(
            "path/run_id", Text(f"Tidak ada sinkronisasi {run_id}.", f"There is no run {run_id}.")
        )
    errors = [{**error, "message": SENTENCES[error["code"]]._asdict()} for error in row.row_errors]
    return schemas.RunView.model_validate({**row.model_dump(), "row_errors": errors})


def _item(row: SyncRunRow) -> schemas.RunItem:
    return schemas.RunItem.model_validate(row.model_dump())


def _run_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid(
            Text("Cursor tidak dikenal.", "Unknown cursor."),
            errors=[FieldError("query/cursor", Text("tidak dikenal", "is unknown"))],
        ) from error
