"""From reminders to the events that tell them."""

from datetime import datetime

from contracts.events.assessment import PeriodReminderDueV1, ReminderDueV1
from submission.campaigns.domain.deadline import Deadline
from submission.progress.domain.period_reminder import DuePeriod
from submission.progress.domain.reminder import Due


def reminder_due(
    due: Due, deadline: Deadline, revision: int, *, campaign_code: str, now: datetime
) -> ReminderDueV1:
    """Return the event of a reminder, as a revision of its assessment."""
    reminder = due.reminder
    return ReminderDueV1(
        assessment_id=reminder.assessment_id,
        revision=revision,
        campaign_code=campaign_code,
        agency_code=reminder.agency_code,
        stage=reminder.stage,
        threshold=due.threshold,
        deadline=deadline.last_day,
        ends_at=due.ends_at,
        indicator_codes=tuple(reminder.indicators),
        responsible=tuple(reminder.who),
        due_at=now,
    )


def period_reminder_due(
    due: DuePeriod, revision: int, *, campaign_code: str, period: str, now: datetime
) -> PeriodReminderDueV1:
    """Return the event of a period that no leader has closed, as a revision of its assessment."""
    standing = due.standing
    return PeriodReminderDueV1(
        assessment_id=standing.assessment_id,
        revision=revision,
        campaign_code=campaign_code,
        agency_code=standing.agency_code,
        period=period,
        threshold=due.threshold,
        deadline=due.deadline.last_day,
        ends_at=due.ends_at,
        asked=tuple(dict.fromkeys(lack.requirement for lack in standing.asked)),
        roles=tuple(sorted({role for lack in standing.asked for role in lack.roles})),
        responsible=tuple(standing.responsible),
        due_at=now,
    )
