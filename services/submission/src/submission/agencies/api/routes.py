"""Agencies: the tree of who is assessed."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import (
    CursorQuery,
    IdempotentRoute,
    IfMatch,
    IfNoneMatch,
    LimitQuery,
    Page,
    decode_cursor,
    etag,
    is_current,
    page_of,
)
from submission.agencies import store
from submission.agencies.api import schemas
from submission.agencies.api.roles import CHANGE, NOT_FOUND, Administrator, Reader
from submission.agencies.domain import Agency
from submission.agencies.store import AgencyRow
from submission.agencies.usecases.change import Start, change_agency
from submission.agencies.usecases.check_reach import absent, check_reach, root_of

router = APIRouter(prefix="/api/v1/agencies", tags=["agencies"], route_class=IdempotentRoute)


@router.get("")
async def list_agencies(
    principal: Reader,
    session: ReadSessionDep,
    *,
    parent: Annotated[str | None, Query(pattern=schemas.CODE_PATTERN, examples=["9901"])] = None,
    kind: schemas.AgencyKind | None = None,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> Page[schemas.AgencyView]:
    """List the agencies at and below one's own, in order of their codes."""
    position = decode_cursor(cursor, str)
    rows = await store.after(
        session,
        None if position is None else str(position[0]),
        root_code=root_of(principal),
        parent_code=parent,
        kind=kind,
        limit=limit + 1,
    )
    return page_of(rows, limit, item=_view, position=lambda row: (row.agency_code,))


@router.get("/{agency_code}", responses=NOT_FOUND, response_model=schemas.AgencyView)
async def read_agency(
    agency_code: schemas.AgencyCode,
    principal: Reader,
    session: ReadSessionDep,
    response: Response,
    if_none_match: IfNoneMatch = None,
) -> schemas.AgencyView | Response:
    """Read an agency; its ETag is its revision."""
    await check_reach(session, principal, agency_code, pointer="path/agency_code")
    row = await store.find(session, agency_code)
    if row is None:
        raise absent(agency_code, pointer="path/agency_code")
    current = etag(row.revision)
    if is_current(if_none_match, current):
        return Response(status_code=304, headers={"ETag": current})
    response.headers["ETag"] = current
    return _view(row)


@router.put(
    "/{agency_code}",
    responses={**CHANGE, 201: {"model": schemas.AgencyView, "description": "It is new"}},
)
async def put_agency(
    agency_code: schemas.AgencyCode,
    body: schemas.AgencyInput,
    principal: Administrator,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> schemas.AgencyView:
    """Create an agency (If-None-Match: *) or give one its new state (If-Match)."""
    wanted = Agency(
        code=agency_code,
        name=body.name,
        short_name=body.short_name,
        kind=body.agency_kind,
        parent_code=body.parent_code,
        valid_from=body.valid_from,
        valid_until=body.valid_until,
    )
    start = Start(must_be_new=if_none_match == "*", if_match=if_match)
    row, is_new = await change_agency(session, wanted, start, principal, clock=SystemClock())
    response.status_code = 201 if is_new else 200
    response.headers["ETag"] = etag(row.revision)
    return _view(row)


def _view(row: AgencyRow) -> schemas.AgencyView:
    return schemas.AgencyView.model_validate(row, from_attributes=True)
