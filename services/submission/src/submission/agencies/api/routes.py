"""Agencies: the tree of those who are assessed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import (
    IdempotentRoute,
    IfMatch,
    IfNoneMatch,
    Page,
    PagingDep,
    etag,
    is_current,
    seen_revisions,
)
from rules.text import Text
from submission.agencies import store
from submission.agencies.api import schemas
from submission.agencies.api.outdated import ExistsAlready, answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.agencies.domain import Agency, AgencyKind, AgencyRevision
from submission.agencies.usecases.change import AgencyExists, Start, change_agency
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
    paging: PagingDep,
) -> Page[schemas.AgencyView]:
    """List your agency and those below it, in order of their codes."""
    if parent is not None:
        await check_reach(session, principal, parent, pointer="query/parent")
    found = await store.after(
        session,
        paging.after(str),
        root_code=AGENCIES.root_of(principal),
        parent_code=parent,
        kind=kind,
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


@router.put(
    "/{agency_code}",
    operation_id="put_agency",
    responses={**CHANGE, 201: {"model": schemas.AgencyView, "description": "It is new"}},
)
async def put_agency(
    agency_code: schemas.AgencyCode,
    body: schemas.AgencyInput,
    principal: PrincipalDep,
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
        is_assessed=body.is_assessed,
        time_zone=body.time_zone,
    )
    start = Start(must_be_new=if_none_match == "*", seen=seen_revisions(if_match))
    try:
        with answering_outdated(if_match, _current):
            kept, is_new = await change_agency(
                session, wanted, start, principal, clock=SystemClock()
            )
    except AgencyExists as error:
        raise _not_new(error.present) from error
    response.status_code = 201 if is_new else 200
    response.headers["ETag"] = etag(kept.revision)
    return schemas.AgencyView.of(kept)


def _current(present: AgencyRevision | None) -> tuple[str, Any]:
    """Return the ETag and the body of the present state; both empty without an agency."""
    if present is None:
        return "", None
    return etag(present.revision), schemas.AgencyView.of(present).model_dump(mode="json")


def _not_new(present: AgencyRevision) -> ExistsAlready:
    code = present.agency.code
    told = Text(f"Instansi {code} sudah ada.", f"The agency {code} exists already.")
    return ExistsAlready(told, *_current(present))
