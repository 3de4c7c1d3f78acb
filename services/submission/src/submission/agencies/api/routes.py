"""Agencies: the tree of those who are assessed."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep
from kit.web import (
    IdempotentRoute,
    IfNoneMatch,
    Page,
    PagingDep,
    etag,
    is_current,
)
from submission.agencies import store
from submission.agencies.api import schemas
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.domain import AgencyKind, today_in
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.agencies.usecases.find_on import find_on

router = APIRouter(prefix="/api/v1/agencies", tags=["agencies"], route_class=IdempotentRoute)


@router.get("", operation_id="list_agencies", responses=NOT_FOUND)
async def list_agencies(
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    parent: Annotated[schemas.Code | None, Query(examples=["9901"])] = None,
    kind: AgencyKind | None = None,
    state: schemas.StateQuery = None,
    paging: PagingDep,
) -> Page[schemas.AgencyView]:
    """List your agency and those below it, in order of their codes."""
    if parent is not None:
        await check_reach(session, principal, parent, pointer="query/parent")
    root = AGENCIES.root_of(principal)
    today = today_in(await store.time_zone(session, root), SystemClock().now())
    found = await store.after(
        session,
        paging.after(str),
        root_code=root,
        parent_code=parent,
        kind=kind,
        is_wanted=store.is_so(state, today),
        limit=paging.limit + 1,
    )
    return paging.page(found, item=schemas.AgencyView.of, position=lambda kept: kept.agency.code)


@router.get(
    "/{agency_code}",
    operation_id="read_agency",
    responses=NOT_FOUND,
    response_model=schemas.AgencyView,
)
async def read_agency(
    agency_code: schemas.AgencyCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
    if_none_match: IfNoneMatch = None,
    *,
    at: schemas.AtQuery = None,
) -> schemas.AgencyView | Response:
    """Read an agency as it is now, or as it was on a day; its ETag is its revision."""
    await check_reach(session, principal, agency_code, pointer="path/agency_code")
    found = await (
        store.find(session, agency_code) if at is None else find_on(session, agency_code, at)
    )
    if found is None:
        raise AGENCIES.absent(agency_code, pointer="path/agency_code")
    current = etag(found.revision)
    if is_current(if_none_match, current):
        return Response(status_code=304, headers={"ETag": current})
    response.headers["ETag"] = current
    return schemas.AgencyView.of(found)


@router.get("/{agency_code}/history", operation_id="read_agency_history", responses=NOT_FOUND)
async def read_agency_history(
    agency_code: schemas.AgencyCode, principal: PrincipalDep, session: ReadSessionDep
) -> schemas.AgencyHistoryView:
    """Read all states that an agency had, the oldest first."""
    await check_reach(session, principal, agency_code, pointer="path/agency_code")
    states = await store.states(session, agency_code)
    return schemas.AgencyHistoryView(
        agency_code=agency_code, items=[schemas.AgencyStateView.made_by(each) for each in states]
    )
