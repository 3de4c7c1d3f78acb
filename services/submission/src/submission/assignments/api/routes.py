"""Assignments of a campaign: who answers for a node, and who assesses it at a stage."""

from uuid import UUID

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, Page, PagingDep
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assignments import store
from submission.assignments.api import schemas
from submission.assignments.domain import Assignment
from submission.assignments.usecases.assign import assign, find_assignment, remove_assignment
from submission.assignments.usecases.find_assigned import with_heirs
from submission.campaigns.api.schemas import CampaignCode
from submission.campaigns.usecases.find import find_campaign

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}/assignments",
    tags=["campaigns"],
    route_class=IdempotentRoute,
)


@router.get("", operation_id="list_assignments", responses=NOT_FOUND)
async def list_assignments(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[schemas.AssignmentView]:
    """List the assignments that concern your agency, those below it, or all agencies."""
    await find_campaign(session, campaign_code, principal)
    found = await store.after(
        session,
        campaign_code,
        paging.after(UUID),
        root_code=AGENCIES.root_of(principal),
        limit=paging.limit + 1,
    )
    found = await with_heirs(session, found, clock=SystemClock())
    return paging.page(found, item=_view, position=lambda made: made.assignment_id)


@router.get("/{assignment_id}", operation_id="read_assignment", responses=NOT_FOUND)
async def read_assignment(
    campaign_code: CampaignCode,
    assignment_id: schemas.AssignmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
) -> schemas.AssignmentView:
    """Read an assignment, with the unit of today: its only successor where it ended."""
    found = await find_assignment(session, campaign_code, assignment_id, principal)
    (present,) = await with_heirs(session, [found], clock=SystemClock())
    return _view(present)


@router.put(
    "/{assignment_id}",
    operation_id="put_assignment",
    responses={
        **NOT_FOUND,
        201: {"model": schemas.AssignmentView, "description": "It is new"},
        409: {"description": "The campaign is closed, or the id is of another assignment"},
        422: {"description": "Its parts do not fit, or there is a conflict of interest"},
    },
)
async def put_assignment(
    campaign_code: CampaignCode,
    assignment_id: schemas.AssignmentId,
    body: schemas.AssignmentInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.AssignmentView:
    """Assign a node. The same again changes nothing; an assignment is removed, never changed.

    People of a responsible unit then reach the assessment with tokens of their unit: they read it
    and answer what is assigned to them at the first stage, and do nothing else there. The reach
    ends when the assignment is removed.
    """
    clock = SystemClock()
    wanted = Assignment(
        assignment_id=assignment_id,
        campaign_code=campaign_code,
        assigned_by=principal.subject,
        assigned_at=clock.now(),
        **body.model_dump(),
    )
    made, is_new = await assign(session, wanted, principal, clock=clock)
    response.status_code = 201 if is_new else 200
    return _view(made)


@router.delete(
    "/{assignment_id}",
    operation_id="remove_assignment",
    responses={**NOT_FOUND, 409: {"description": "The campaign is closed"}},
)
async def delete_assignment(
    campaign_code: CampaignCode,
    assignment_id: schemas.AssignmentId,
    principal: PrincipalDep,
    session: SessionDep,
) -> schemas.AssignmentView:
    """Remove an assignment; what was decided under it stays."""
    removed = await remove_assignment(
        session, campaign_code, assignment_id, principal, clock=SystemClock()
    )
    return _view(removed)


def _view(made: Assignment) -> schemas.AssignmentView:
    return schemas.AssignmentView.model_validate(made, from_attributes=True)
