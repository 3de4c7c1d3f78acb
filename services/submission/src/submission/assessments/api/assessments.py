"""Assessments with their answers, read only: campaigns open them, decisions change them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session
from kit.web import (
    MOST_NAMED,
    IdempotentRoute,
    IfNoneMatch,
    Page,
    PagingDep,
    etag,
    is_current,
    unknown_code,
)
from rules.lives import AgencyState, told_of
from rules.period import parse_period
from submission.agencies import store as agencies
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.api.schemas import AgencyLifeView, Code
from submission.agencies.domain import UnitChain, today_in
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.agencies.usecases.find_chain import find_chain
from submission.assessments.api import schemas
from submission.assessments.store import decisions as store
from submission.assessments.usecases.find import find_assessment
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import assessments, campaigns

router = APIRouter(prefix="/api/v1/assessments", tags=["assessments"], route_class=IdempotentRoute)


AgencyStateQuery = Annotated[
    AgencyState | None,
    Query(description="Only those whose agency is in this state today", examples=["exists"]),
]


@router.get("", operation_id="list_assessments", responses=NOT_FOUND)
async def list_assessments(
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    campaign: Annotated[Code | None, Query(examples=["spbe-2026"])] = None,
    agency: Annotated[Code | None, Query(examples=["9901"])] = None,
    agency_state: AgencyStateQuery = None,
    paging: PagingDep,
) -> Page[schemas.AssessmentItem]:
    """List the assessments of your agency and of those below it, oldest first.

    Those in which your unit is responsible for something are listed too.
    """
    root = AGENCIES.root_of(principal)
    today = today_in(await agencies.time_zone(session, root), SystemClock().now())
    chain = await find_chain(session, root, clock=SystemClock())
    if agency is not None and not await _answers_for(session, agency, chain):
        await check_reach(session, principal, agency, pointer="query/agency")
    if campaign is not None:
        await _check_campaign(session, campaign, chain)
    found = await assessments.after(
        session,
        paging.after(UUID),
        root_code=root,
        chain=chain,
        agency_code=agency,
        campaign_code=campaign,
        is_wanted=agencies.is_so(agency_state, today),
        limit=paging.limit + 1,
    )
    known = await agencies.find_all(session, {each.agency_code for each in found})

    def item(assessment: Assessment) -> schemas.AssessmentItem:
        head = schemas.AssessmentHead.model_validate(assessment, from_attributes=True)
        agency, period = known.get(assessment.agency_code), parse_period(assessment.period)
        life = None if agency is None else told_of(agency.life, today, period)
        return schemas.AssessmentItem(**head.model_dump(), agency_life=AgencyLifeView.told(life))

    return paging.page(found, item=item, position=lambda assessment: assessment.assessment_id)


@router.get(
    "/{assessment_id}",
    operation_id="read_assessment",
    responses=NOT_FOUND,
    response_model=schemas.AssessmentView,
)
async def read_assessment(
    assessment_id: schemas.AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
    if_none_match: IfNoneMatch = None,
) -> schemas.AssessmentView | Response:
    """Read an assessment with its present answers, withdrawn ones too; its ETag is its revision."""
    found = await find_assessment(session, assessment_id, principal, for_answering=SystemClock())
    current = etag(found.revision)
    if is_current(if_none_match, current):
        return Response(status_code=304, headers={"ETag": current})
    response.headers["ETag"] = current
    head = schemas.AssessmentHead.model_validate(found, from_attributes=True)
    answers = [
        schemas.AnswerView.model_validate(answer, from_attributes=True)
        for answer in await store.all_newest(session, assessment_id)
    ]
    return schemas.AssessmentView(**head.model_dump(), answers=answers)


async def _answers_for(session: Session, agency_code: str, chain: UnitChain) -> bool:
    """Say whether a unit is responsible for something of an agency above it."""
    if agency_code not in chain.codes[1:]:
        return False
    found = await assessments.after(
        session,
        None,
        root_code=chain.codes[0],
        chain=chain,
        agency_code=agency_code,
        campaign_code=None,
        limit=1,
    )
    return bool(found)


async def _check_campaign(session: Session, code: str, chain: UnitChain) -> None:
    root = chain.codes[0]
    if await campaigns.find_within(session, code, root_code=root, chain=chain) is None:
        known = await campaigns.after(session, None, root_code=root, chain=chain, limit=MOST_NAMED)
        raise unknown_code("campaign", code, [opened.campaign.code for opened in known])
