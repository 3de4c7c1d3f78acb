"""Announcements of a campaign to the agencies that take part."""

from uuid import UUID

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, Page, PagingDep
from submission.agencies.api.responses import NOT_FOUND
from submission.campaigns.api import schemas
from submission.campaigns.domain.announcement import Announcement
from submission.campaigns.store import announcements
from submission.campaigns.usecases.announce import announce
from submission.campaigns.usecases.find import find_campaign

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}/announcements",
    tags=["campaigns"],
    route_class=IdempotentRoute,
)


@router.get("", operation_id="list_announcements", responses=NOT_FOUND)
async def list_announcements(
    campaign_code: schemas.CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[schemas.AnnouncementView]:
    """List what the agencies of the campaign were told, newest first."""
    await find_campaign(session, campaign_code, principal)
    found = await announcements.before(
        session, campaign_code, paging.after(UUID), limit=paging.limit + 1
    )
    return paging.page(found, item=_view, position=lambda told: told.announcement_id)


@router.post(
    "",
    operation_id="announce",
    status_code=201,
    responses={
        **NOT_FOUND,
        200: {
            "model": schemas.AnnouncementView,
            "description": "You announced the same already",
        },
        409: {"description": "The campaign is closed"},
    },
)
async def post_announcement(
    campaign_code: schemas.CampaignCode,
    body: schemas.AnnouncementInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.AnnouncementView:
    """Tell the agencies of the campaign something, as the day of a socialisation."""
    told, is_new = await announce(
        session,
        campaign_code,
        principal,
        title=body.title,
        body=body.body,
        held_on=body.held_on,
        clock=SystemClock(),
    )
    response.status_code = 201 if is_new else 200
    return _view(told)


def _view(told: Announcement) -> schemas.AnnouncementView:
    return schemas.AnnouncementView.model_validate(told, from_attributes=True)
