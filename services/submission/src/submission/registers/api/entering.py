"""Entering one agency, or changing it; it stands here, where it is known who is in office."""

from typing import Any

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import SessionDep
from kit.web import IdempotentRoute, IfMatch, IfNoneMatch, etag, seen_revisions
from rules.text import Text
from submission.agencies.api import schemas
from submission.agencies.api.outdated import ExistsAlready, answering_outdated
from submission.agencies.api.responses import CHANGE
from submission.agencies.domain import Agency, AgencyRevision
from submission.agencies.usecases.save_change import Start
from submission.registers.usecases.change import AgencyExists, change_agency

router = APIRouter(prefix="/api/v1/agencies", tags=["agencies"], route_class=IdempotentRoute)


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
