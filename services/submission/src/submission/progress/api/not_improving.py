"""The agencies of a campaign whose final value does not improve on the year before."""

from typing import Literal, cast
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep
from kit.fields import TextView
from kit.web import IdempotentRoute, Page, PagingDep
from rules.exact import text_of
from rules.lives import ToldLife
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.api.schemas import AgencyLifeView
from submission.campaigns.api.schemas import CampaignCode
from submission.campaigns.usecases.find_lives import find_lives
from submission.progress.domain.years import CAUSE_NAMES, Cause, Comparison, YearValue
from submission.progress.usecases.compare_years import not_improving

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}/not-improving",
    tags=["campaigns"],
    route_class=IdempotentRoute,
)

NotHigher = Literal["equal", "lower", "unknown"]


class YearValueView(BaseModel):
    """The value of an assessment at the last of its stages that is closed, which `track` names."""

    assessment_id: UUID
    agency_code: str
    campaign_code: str
    edition_code: str
    period: str
    track: str
    exact: str
    announced: str | None
    predicate: TextView | None


class NotImprovingView(BaseModel):
    """An agency whose final value is not shown to be above that of the year before."""

    assessment_id: UUID
    agency_code: str
    agency_life: AgencyLifeView | None
    outcome: NotHigher
    difference: str | None
    cause: Cause | None
    reason: TextView | None
    now: YearValueView | None
    before: YearValueView | None


@router.get("", operation_id="list_not_improving", responses=NOT_FOUND)
async def list_not_improving(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    paging: PagingDep,
) -> Page[NotImprovingView]:
    """List the agencies within reach whose final value is not shown to be above the year before.

    Held against it is the assessment of the same kind, one year before, of the agency or of its
    only predecessor. What cannot be compared is listed with the reason: it is never taken for
    better.
    """
    found = await not_improving(session, campaign_code, principal)
    begun = paging.after(str)
    rest = [each for each in found if begun is None or each.part.agency_code > begun]
    codes = {each.part.agency_code for each in rest[: paging.limit]}
    lives = await find_lives(session, campaign_code, codes, clock=SystemClock())
    return paging.page(
        rest,
        item=lambda each: _view(each, lives.get(each.part.agency_code)),
        position=lambda each: each.part.agency_code,
    )


def _view(found: Comparison, life: ToldLife | None) -> NotImprovingView:
    difference, cause = found.difference, found.cause
    return NotImprovingView(
        assessment_id=found.part.assessment_id,
        agency_code=found.part.agency_code,
        agency_life=AgencyLifeView.told(life),
        outcome=cast("NotHigher", found.outcome),
        difference=None if difference is None else text_of(difference),
        cause=cause,
        reason=None if cause is None else TextView.model_validate(CAUSE_NAMES[cause]),
        now=_value(found.now),
        before=_value(found.before),
    )


def _value(value: YearValue | None) -> YearValueView | None:
    if value is None:
        return None
    part, score = value.part, value.score
    return YearValueView(
        assessment_id=part.assessment_id,
        agency_code=part.agency_code,
        campaign_code=part.campaign_code,
        edition_code=part.edition_code,
        period=part.period,
        track=value.track,
        exact=text_of(value.exact),
        announced=score.announced,
        predicate=None if score.predicate is None else TextView.model_validate(score.predicate),
    )
