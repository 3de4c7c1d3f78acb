"""Reminders of a campaign, as a list to pull; events tell of those whose deadline is near."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep
from kit.web import IdempotentRoute
from submission.agencies.api.responses import NOT_FOUND
from submission.campaigns.api.schemas import CampaignCode
from submission.performance.api.schemas import PeriodAskedView
from submission.performance.api.views import asked_fields
from submission.performance.domain.standing import PeriodStanding
from submission.progress.domain.reminder import Reminder
from submission.progress.usecases.list_reminders import find_reminders

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}/reminders",
    tags=["campaigns"],
    route_class=IdempotentRoute,
)


class ReminderView(BaseModel):
    """What is to be done at the open stage of an agency, by when, and who is responsible for it."""

    assessment_id: UUID
    agency_code: str
    stage: str
    deadline: date | None
    ends_at: datetime | None
    overdue: bool
    indicator_codes: list[str]
    responsible: list[str]


class PeriodReminderView(PeriodAskedView):
    """What is asked for of the month or quarter of an agency, by when, and of whom."""

    assessment_id: UUID
    agency_code: str


class ReminderList(BaseModel):
    """The reminders of a campaign: overdue ones first, then by deadline.

    `items` are of stages, `periods` of months or quarters that no leader has closed.
    """

    campaign_code: str
    items: list[ReminderView]
    periods: list[PeriodReminderView]


@router.get("", operation_id="list_reminders", responses=NOT_FOUND)
async def list_reminders(
    campaign_code: CampaignCode, principal: PrincipalDep, session: ReadSessionDep
) -> ReminderList:
    """List what is to be done at the open stages of the agencies within reach, and for periods.

    What was submitted reminds of nothing; an open stage does until it is submitted. Of stages
    nothing is listed unless the campaign is open. A month or quarter is asked for once it is over,
    until a leader has closed it, also after its campaign was closed: the account, what closing
    needs, then the closing. Opened again, it is asked for again.
    """
    clock = SystemClock()
    found = await find_reminders(session, campaign_code, principal, clock=clock)
    now = clock.now()
    return ReminderList(
        campaign_code=campaign_code,
        items=[_view(each) for each in found.stages],
        periods=[_period(each, now) for each in found.periods],
    )


def _view(reminder: Reminder) -> ReminderView:
    return ReminderView(
        assessment_id=reminder.assessment_id,
        agency_code=reminder.agency_code,
        stage=reminder.stage,
        deadline=None if reminder.deadline is None else reminder.deadline.last_day,
        ends_at=reminder.ends_at,
        overdue=reminder.is_overdue,
        indicator_codes=[*reminder.indicators],
        responsible=[*reminder.who],
    )


def _period(standing: PeriodStanding, now: datetime) -> PeriodReminderView:
    return PeriodReminderView(
        assessment_id=standing.assessment_id,
        agency_code=standing.agency_code,
        **asked_fields(standing, now),
    )
