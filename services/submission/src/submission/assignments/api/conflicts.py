"""Declared conflicts of interest of a campaign."""

from uuid import UUID

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.ids import new_id
from kit.web import IdempotentRoute, Page, PagingDep
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assignments import store
from submission.assignments.api import schemas
from submission.assignments.domain import Conflict
from submission.assignments.usecases.declare import declare_conflict
from submission.campaigns.api.schemas import CampaignCode
from submission.campaigns.usecases.find import find_campaign

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}/conflicts",
    tags=["campaigns"],
    route_class=IdempotentRoute,
)


@router.get("", operation_id="list_conflicts", responses=NOT_FOUND)
async def list_conflicts(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[schemas.ConflictView]:
    """List the declared conflicts that concern agencies within reach, newest first."""
    await find_campaign(session, campaign_code, principal)
    found = await store.conflicts_before(
        session,
        campaign_code,
        paging.after(UUID),
        root_code=AGENCIES.root_of(principal),
        limit=paging.limit + 1,
    )
    return paging.page(found, item=_view, position=lambda declared: declared.conflict_id)


@router.post(
    "",
    operation_id="declare_conflict",
    status_code=201,
    responses={
        **NOT_FOUND,
        200: {"model": schemas.ConflictView, "description": "You declared the same already"},
        422: {"description": "The agency, the node or the person is none of the campaign"},
    },
)
async def post_conflict(
    campaign_code: CampaignCode,
    body: schemas.ConflictInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.ConflictView:
    """Declare a conflict of interest: it blocks from now on.

    It keeps from deciding levels, from the steps of stages and from answering disputes.
    Everybody declares their own; the campaign's coordinator declares those of others.
    """
    declared = Conflict(
        conflict_id=new_id(),
        campaign_code=campaign_code,
        subject=body.subject or principal.subject,
        agency_code=body.agency_code,
        node_code=body.node_code,
        reason=body.reason,
        declared_by=principal.subject,
        declared_at=SystemClock().now(),
    )
    kept, is_new = await declare_conflict(session, declared, principal, clock=SystemClock())
    response.status_code = 201 if is_new else 200
    return _view(kept)


def _view(declared: Conflict) -> schemas.ConflictView:
    return schemas.ConflictView.model_validate(declared, from_attributes=True)
