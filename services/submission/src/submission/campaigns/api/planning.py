"""What becomes of a campaign: deadlines of its stages, opening, closing, reopening."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, IfMatch, Page, PagingDep, etag, seen_revisions
from rules.sentences import OPEN_CODE
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.campaigns.api import schemas
from submission.campaigns.api.views import campaign_view, plan_view, step_view
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.store import steps
from submission.campaigns.usecases.close import close_campaign
from submission.campaigns.usecases.find import find_campaign
from submission.campaigns.usecases.open import begin_campaign
from submission.campaigns.usecases.plan_stages import set_deadline
from submission.campaigns.usecases.reopen import reopen_campaign

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}", tags=["campaigns"], route_class=IdempotentRoute
)


@router.post(
    "/opening",
    operation_id="begin_campaign",
    responses={
        **NOT_FOUND,
        409: {"description": "It is closed, or an agency takes part in another campaign"},
        422: {"description": "Its period has not begun, or its parts do not fit any more"},
    },
)
async def post_opening(
    campaign_code: schemas.CampaignCode,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.PlanView:
    """Open a planned campaign and all its assessments. One that is open stays as it is."""
    kept = await begin_campaign(session, campaign_code, principal, clock=SystemClock())
    return await _shown(session, kept, response)


@router.post(
    "/closing",
    operation_id="close_campaign",
    responses={
        **NOT_FOUND,
        409: {"description": "It was closed with another reason"},
    },
)
async def post_closing(
    campaign_code: schemas.CampaignCode,
    body: schemas.ClosingInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.PlanView:
    """Close an open campaign: its assessments take no more decisions. Or give up a plan."""
    kept = await close_campaign(session, campaign_code, body.reason, principal, clock=SystemClock())
    return await _shown(session, kept, response)


@router.post(
    "/reopening",
    operation_id="reopen_campaign",
    responses={**NOT_FOUND, 409: {"description": "It was never open"}},
)
async def post_reopening(
    campaign_code: schemas.CampaignCode,
    body: schemas.ReopeningInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.PlanView:
    """Reopen a campaign that somebody else closed. One that is open stays as it is."""
    kept = await reopen_campaign(
        session, campaign_code, body.reason, principal, clock=SystemClock()
    )
    return await _shown(session, kept, response)


@router.get("/steps", operation_id="list_campaign_steps", responses=NOT_FOUND)
async def list_steps(
    campaign_code: schemas.CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[schemas.CampaignStepView]:
    """List what was done to the campaign, by whom, when and why, newest first."""
    await find_campaign(session, campaign_code, principal)
    found = await steps.before(session, campaign_code, paging.after(int), limit=paging.limit + 1)
    return paging.page(found, item=step_view, position=lambda taken: taken.revision)


@router.put(
    "/stages/{stage}",
    operation_id="put_campaign_stage",
    responses={**CHANGE, 409: {"description": "The campaign is closed"}},
)
async def put_stage(
    campaign_code: schemas.CampaignCode,
    stage: Annotated[str, Path(pattern=OPEN_CODE, examples=["mandiri"])],
    body: schemas.StageInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.PlanView:
    """Set the deadline of a stage (`If-Match`: the campaign's ETag).

    Once the campaign is open, the deadline is only extended, with a reason.
    """
    with answering_outdated(if_match, _current):
        kept = await set_deadline(
            session,
            campaign_code,
            stage,
            principal,
            last_day=body.deadline,
            reason=body.reason,
            seen=seen_revisions(if_match),
            clock=SystemClock(),
        )
    return await _shown(session, kept, response)


async def _shown(session: SessionDep, kept: KeptCampaign, response: Response) -> schemas.PlanView:
    response.headers["ETag"] = etag(kept.revision)
    return await plan_view(session, kept, clock=SystemClock())


def _current(present: KeptCampaign) -> tuple[str, Any]:
    """Return the ETag and the body of the present state."""
    return etag(present.revision), campaign_view(present).model_dump(mode="json")
