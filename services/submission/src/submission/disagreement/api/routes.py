"""How far self-assessments and assessors lie apart: of a campaign, and of whom and what."""

from typing import Annotated

from fastapi import APIRouter, Query

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep
from kit.web import IdempotentRoute, Page, PagingDep, unknown_code
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.api.schemas import CODE_PATTERN
from submission.agencies.usecases.check_reach import check_reach
from submission.assessments.domain.completeness import natural
from submission.campaigns.api.schemas import CampaignCode
from submission.campaigns.usecases.find_lives import find_lives
from submission.disagreement.api import schemas, views
from submission.disagreement.usecases import compare
from submission.disagreement.usecases.find_assessors import find_assessors

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}/disagreement",
    tags=["campaigns"],
    route_class=IdempotentRoute,
)

AgencyQuery = Annotated[str | None, Query(pattern=CODE_PATTERN, examples=["9901.2.16"])]
IndicatorQuery = Annotated[str | None, Query(pattern=CODE_PATTERN, examples=["13"])]


@router.get("", operation_id="read_disagreement", responses=NOT_FOUND)
async def read_disagreement(
    campaign_code: CampaignCode, principal: PrincipalDep, session: ReadSessionDep
) -> schemas.DisagreementView:
    """Read how far the levels of the first stage lie from the final ones, within your reach.

    Compared are numbers of assessments whose last stage is closed. What does not apply, is missing
    or is not decided yet is counted by its cause, and is no agreement.
    """
    found = await compare.compare_all(session, campaign_code, principal)
    return views.comparison_view(campaign_code, found)


@router.get("/agencies", operation_id="list_disagreement_of_agencies", responses=NOT_FOUND)
async def list_agencies(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    paging: PagingDep,
) -> Page[schemas.AgencyDisagreementView]:
    """List the agencies within reach, each with how far its own levels lie from the final ones."""
    found = await compare.compare_agencies(
        session, campaign_code, principal, after=paging.after(str), limit=paging.limit + 1
    )
    codes = {each.code for each in found if each.code is not None}
    lives = await find_lives(session, campaign_code, codes, clock=SystemClock())
    return paging.page(
        found,
        item=lambda each: views.agency_view(each, lives.get(each.code or "")),
        position=lambda each: each.code,
    )


@router.get("/indicators", operation_id="list_disagreement_of_indicators", responses=NOT_FOUND)
async def list_indicators(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    paging: PagingDep,
) -> Page[schemas.IndicatorDisagreementView]:
    """List the indicators and criteria, each with how far its levels lie apart within reach."""
    found = await compare.compare_indicators(session, campaign_code, principal)
    begun = paging.after(str)
    rest = [each for each in found if begun is None or natural(each.code or "") > natural(begun)]
    return paging.page(rest, item=views.indicator_view, position=lambda each: each.code)


@router.get("/levels", operation_id="list_disagreeing_levels", responses=NOT_FOUND)
async def list_levels(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    paging: PagingDep,
    *,
    agency: AgencyQuery = None,
    indicator: IndicatorQuery = None,
) -> Page[schemas.LevelPairView]:
    """List the own and the final level of each agency within reach and each indicator, apart."""
    if agency is not None:
        await check_reach(session, principal, agency, pointer="query/agency")
    if indicator is not None:
        known = await compare.indicators_of(session, campaign_code, principal)
        if indicator not in known:
            raise unknown_code("indicator", indicator, known)
    found = await compare.compare_levels(
        session,
        campaign_code,
        principal,
        of=compare.Chosen(agency_code=agency, indicator_code=indicator),
        begin=paging.after(tuple[str, int]),
        limit=paging.limit + 1,
    )
    return paging.page(
        found, item=lambda each: views.pair_view(each[1]), position=lambda each: each[0]
    )


@router.get("/assessors", operation_id="list_assessor_bias", responses=NOT_FOUND)
async def list_assessors(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    paging: PagingDep,
) -> Page[schemas.AssessorBiasView]:
    """List the assessors of your campaign, each with how their levels lie to those of others.

    Only what a person decided at a closed stage counts, against the stage before, the levels of
    other assessors, and a final level that somebody else decided later; what was decided about your
    own agency is left out. With fewer pairs than `minimum_pairs` nothing is said of them.
    """
    found = await find_assessors(session, campaign_code, principal)
    begun = paging.after(str)
    rest = [each for each in found if begun is None or each.subject > begun]
    return paging.page(rest, item=views.assessor_view, position=lambda each: each.subject)
