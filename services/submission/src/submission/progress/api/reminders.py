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


class ReminderList(BaseModel):
    """The reminders of a campaign: overdue ones first, then by deadline."""

    campaign_code: str
    items: list[ReminderView]


@router.get("", operation_id="list_reminders", responses=NOT_FOUND)
async def list_reminders(
    campaign_code: CampaignCode, principal: PrincipalDep, session: ReadSessionDep
) -> ReminderList:
    """List what is to be done at the open stages of the agencies within reach.

    What was submitted reminds of nothing; an open stage does until it is submitted. Nothing is
    listed unless the campaign is open.
    """
    found = await find_reminders(session, campaign_code, principal, clock=SystemClock())
    return ReminderList(campaign_code=campaign_code, items=[_view(each) for each in found])


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
