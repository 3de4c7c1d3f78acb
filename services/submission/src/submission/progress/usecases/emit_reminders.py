"""Tell by events whose deadline comes near, or has passed: each threshold of a deadline once.

A threshold is noted in the transaction of its event, under the lock of the assessment. So a kill
doubles and loses nothing, and many workers may share the work. Of thresholds that were missed only
the last is told.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from kit.clock import Clock
from kit.database import Database, Session
from kit.observe import get_logger
from kit.outbox import emit
from submission.agencies.events import SOURCE
from submission.assignments.usecases.find_assigned import find_assigned
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.deadline import Deadline
from submission.campaigns.store import campaigns
from submission.progress import events
from submission.progress.domain.reminder import Due, due_of, reminder_of
from submission.progress.store import parts, reminders
from submission.progress.usecases.survey import survey_of

# So many assessments are locked at once.
_MOST: Final = 200


async def emit_reminders(database: Database, clock: Clock) -> None:
    """Tell everything that is due now, a part of a campaign in each transaction."""
    async with database.reading() as session:
        found = await reminders.due(session, clock.now())
    for campaign_code, ids in found.items():
        for begin in range(0, len(ids), _MOST):
            async with database.transaction() as session:
                await _emit(session, campaign_code, ids[begin : begin + _MOST], clock=clock)


async def _emit(session: Session, campaign_code: str, ids: Sequence[UUID], *, clock: Clock) -> None:
    rows = await parts.locked_parts(session, ids)
    present = await campaigns.find(session, campaign_code)
    if present is None or present.state != "open":
        return
    now = clock.now()
    due = await _due(session, present, rows, clock=clock)
    revisions = await reminders.add(session, due, now=now)
    told = [
        events.reminder_due(
            each,
            deadline,
            revisions[each.reminder.assessment_id],
            campaign_code=campaign_code,
            now=now,
        )
        for each, deadline in due
        if each.reminder.assessment_id in revisions
    ]
    await emit(session, told, source=SOURCE, clock=clock)
    if told:
        get_logger().info("reminders_emitted", campaign=campaign_code, count=len(told))


async def _due(
    session: Session, present: KeptCampaign, rows: Sequence[parts.PartRow], *, clock: Clock
) -> list[tuple[Due, Deadline]]:
    """Return what is due by the zone of each agency, with its deadline."""
    found = await survey_of(session, present, rows, clock=clock)
    assigned = await find_assigned(session, present.campaign.code, None, clock=clock)
    now = clock.now()
    made = [reminder_of(part, found.outline, assigned, now=now) for part in found.parts]
    due = [due_of(each, now) for each in made if each is not None]
    deadlines = found.outline.deadlines
    return [(each, deadlines[each.reminder.stage]) for each in due if each is not None]
