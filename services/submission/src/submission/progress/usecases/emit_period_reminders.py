"""Tell by events which periods no leader has closed, once for each threshold of their deadline.

As with stages: a threshold is noted in the transaction of its event, under the lock of the
assessment, and of thresholds that were missed only the last is told. A period that is opened again
is told again.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from kit.clock import Clock
from kit.database import Database, Session
from kit.observe import get_logger
from kit.outbox import emit
from submission.agencies.events import SOURCE
from submission.campaigns.store import campaigns
from submission.performance.usecases.find_standings import find_standings
from submission.progress import events
from submission.progress.domain.period_reminder import due_period
from submission.progress.store import parts
from submission.progress.store import period_reminders as store

# So many assessments are locked at once.
_MOST: Final = 200


async def emit_period_reminders(database: Database, clock: Clock) -> None:
    """Tell everything that is due now, a part of a campaign in each transaction."""
    async with database.reading() as session:
        found = await store.due(session, clock.now())
    for campaign_code, ids in found.items():
        for begin in range(0, len(ids), _MOST):
            async with database.transaction() as session:
                await _emit(session, campaign_code, ids[begin : begin + _MOST], clock=clock)


async def _emit(session: Session, campaign_code: str, ids: Sequence[UUID], *, clock: Clock) -> None:
    rows = await parts.locked_parts(session, ids)
    present = await campaigns.find(session, campaign_code)
    if present is None:
        return
    now, begun = clock.now(), [row.assessment_id for row in rows]
    standings = await find_standings(session, present, begun, clock=clock)
    due = [each for one in standings.values() if (each := due_period(one, now)) is not None]
    revisions = await store.add(session, due, now=now)
    told = [
        events.period_reminder_due(
            each,
            revisions[each.standing.assessment_id],
            campaign_code=campaign_code,
            period=present.campaign.period.code,
            now=now,
        )
        for each in due
        if each.standing.assessment_id in revisions
    ]
    await emit(session, told, source=SOURCE, clock=clock)
    if told:
        get_logger().info("period_reminders_emitted", campaign=campaign_code, count=len(told))
