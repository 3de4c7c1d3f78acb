"""Sync runs of a source, with their row errors."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from integration.api import schemas
from integration.api.access import Overseer, SourceCode, missing, source_for
from integration.domain.row_error import SENTENCES
from integration.store import run
from integration.store.tables import SyncRunRow
from kit.database import ReadSessionDep
from kit.errors import FieldError, Invalid
from kit.languages import Text
from kit.web import CursorQuery, IdempotentRoute, LimitQuery, Page, decode_cursor, page_of

router = APIRouter(
    prefix="/api/v1/sources/{source_code}/runs", tags=["sources"], route_class=IdempotentRoute
)

_NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such run"}}


@router.get("", responses=_NOT_FOUND)
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
    rows = await run.before(session, source_code, before, limit=limit + 1)
    return page_of(rows, limit, item=run_item, position=lambda row: (str(row.run_id),))


@router.get("/{run_id}", responses=_NOT_FOUND)
async def read_run(
    source_code: SourceCode, run_id: UUID, session: ReadSessionDep, principal: Overseer
) -> schemas.RunView:
    """Read a run with the first hundred rows that could not be read."""
    await source_for(session, source_code, principal)
    row = await run.find(session, source_code, run_id)
    if row is None:
        raise missing(
            "path/run_id", Text(f"Tidak ada sinkronisasi {run_id}.", f"There is no run {run_id}.")
        )
    errors = [{**error, "message": SENTENCES[error["code"]]._asdict()} for error in row.row_errors]
    return schemas.RunView.model_validate({**row.model_dump(), "row_errors": errors})


def run_item(row: SyncRunRow) -> schemas.RunItem:
    """Return a run without its row errors."""
    return schemas.RunItem.model_validate(row.model_dump())


def _run_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid(
            Text("Cursor tidak dikenal.", "Unknown cursor."),
            errors=[FieldError("query/cursor", Text("tidak dikenal", "is unknown"))],
        ) from error
