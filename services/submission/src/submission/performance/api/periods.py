"""Where the periods of a campaign's agencies stand."""

from typing import Annotated

from fastapi import APIRouter, Query

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep
from kit.web import IdempotentRoute, Page, PagingDep
from submission.agencies.api.responses import NOT_FOUND
from submission.campaigns.api.schemas import CampaignCode
from submission.campaigns.usecases.find_lives import find_lives
from submission.performance.api import schemas
from submission.performance.api.views import period_view
from submission.performance.domain.closing import ClosingState
from submission.performance.usecases.list_periods import list_periods

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}/performance",
    tags=["performance"],
    route_class=IdempotentRoute,
)


@router.get(
    "",
    operation_id="list_performance",
    responses={
        **NOT_FOUND,
        422: {"description": "The campaign assesses no month and no quarter"},
    },
)
async def list_performance(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
    state: Annotated[
        ClosingState | None,
        Query(description="Only periods that stand so", examples=["written"]),
    ] = None,
) -> Page[schemas.PeriodView]:
    """List the periods of the agencies within reach: whose account is written, which are closed."""
    found = await list_periods(
        session,
        campaign_code,
        principal,
        state=state,
        after=paging.after(str),
        limit=paging.limit + 1,
    )
    codes = {each.agency_code for each in found}
    lives = await find_lives(session, campaign_code, codes, clock=SystemClock())
    return paging.page(
        found,
        item=lambda each: period_view(each, lives.get(each.agency_code)),
        position=lambda each: each.agency_code,
    )
