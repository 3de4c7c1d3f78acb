"""How far the agencies of a campaign are: each, by responsible unit, or by indicator."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from kit.auth import Principal, PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session
from kit.fields import TextView
from kit.web import IdempotentRoute, Page, Paging, PagingDep
from rules.exact import text_of
from rules.lives import ToldLife
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.api.schemas import AgencyLifeView
from submission.campaigns.api.schemas import CampaignCode
from submission.campaigns.domain.stage_state import State
from submission.campaigns.usecases.find_lives import find_lives
from submission.progress.domain.progress import GroupProgress, StageProgress
from submission.progress.usecases.read_progress import (
    ScoredProgress,
    read_by_agency,
    read_by_indicator,
    read_by_unit,
)
from submission.scores.domain import NotJudged, TrackScore

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}/progress",
    tags=["campaigns"],
    route_class=IdempotentRoute,
)


class StageProgressView(BaseModel):
    """How far a stage of an agency is, and the index of its track as far as it was told."""

    stage: str
    state: State
    answered: int | None
    total: int
    deadline: date | None
    ends_at: datetime | None
    overdue: bool
    exact: str | None
    announced: str | None
    predicate: TextView | None
    not_judged: NotJudged | None


class StageCountView(BaseModel):
    """How many are answered at a stage, of how many."""

    stage: str
    answered: int
    total: int


class ProgressView(BaseModel):
    """How far an agency, a unit or an indicator is.

    `stages` is that of an agency; `counts` that of a unit or an indicator.
    """

    assessment_id: UUID | None = None
    agency_code: str | None = None
    ended_on: date | None = None
    agency_life: AgencyLifeView | None = None
    unit_code: str | None = None
    indicator_code: str | None = None
    stages: list[StageProgressView] = []
    counts: list[StageCountView] = []


By = Literal["agency", "unit", "indicator"]


@router.get("", operation_id="read_progress", responses=NOT_FOUND)
async def read_progress(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    paging: PagingDep,
    *,
    by: Annotated[
        By,
        Query(description="What the items are: agencies, units or indicators", examples=["unit"]),
    ] = "agency",
) -> Page[ProgressView]:
    """Read how far the agencies within reach are: each, by responsible unit, or by indicator.

    An indicator is answered by the one rule of completeness, by which a stage is submitted; `n/a`
    counts. A stage counts once it was opened. Units are those that assignments make responsible,
    at the first stage; the last item is what nobody is responsible for.
    """
    if by == "agency":
        return await _page_of_agencies(session, campaign_code, principal, paging)
    if by == "unit":
        groups = await read_by_unit(session, campaign_code, principal, clock=SystemClock())
    else:
        groups = await read_by_indicator(session, campaign_code, principal, clock=SystemClock())
    begun = paging.after(int) or 0
    numbered = [*enumerate(groups)][begun : begun + paging.limit + 1]
    return paging.page(
        numbered,
        item=lambda each: _group(each[1], by),
        position=lambda each: each[0] + 1,
    )


async def _page_of_agencies(
    session: Session, campaign_code: str, principal: Principal, paging: Paging
) -> Page[ProgressView]:
    found = await read_by_agency(
        session,
        campaign_code,
        principal,
        after=paging.after(str),
        limit=paging.limit + 1,
        clock=SystemClock(),
    )
    codes = {each.progress.agency_code for each in found}
    lives = await find_lives(session, campaign_code, codes, clock=SystemClock())
    return paging.page(
        found,
        item=lambda each: _agency(each, lives.get(each.progress.agency_code)),
        position=lambda each: each.progress.agency_code,
    )


def _agency(found: ScoredProgress, life: ToldLife | None) -> ProgressView:
    told = found.progress
    return ProgressView(
        assessment_id=told.assessment_id,
        agency_code=told.agency_code,
        ended_on=told.ended_on,
        agency_life=AgencyLifeView.told(life),
        stages=[_stage(each, found.scores.get(each.stage)) for each in told.stages],
    )


def _stage(stage: StageProgress, score: TrackScore | None) -> StageProgressView:
    exact = None if score is None else score.exact
    predicate = None if score is None else score.predicate
    return StageProgressView(
        stage=stage.stage,
        state=stage.state,
        answered=stage.answered,
        total=stage.total,
        deadline=None if stage.deadline is None else stage.deadline.last_day,
        ends_at=stage.ends_at,
        overdue=stage.is_overdue,
        exact=None if exact is None else text_of(exact),
        announced=None if score is None else score.announced,
        predicate=None if predicate is None else TextView.model_validate(predicate),
        not_judged=None if score is None else score.not_judged,
    )


def _group(group: GroupProgress, by: By) -> ProgressView:
    return ProgressView(
        unit_code=group.code if by == "unit" else None,
        indicator_code=group.code if by == "indicator" else None,
        counts=_counts(group),
    )


def _counts(group: GroupProgress) -> Sequence[StageCountView]:
    return [
        StageCountView(stage=stage, answered=count.answered, total=count.total)
        for stage, count in group.stages.items()
    ]
