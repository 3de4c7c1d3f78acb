"""Notice what has come to be at risk, or is so no more, and tell it by an event: all of it.

An assessment is looked at when something of it changed, when its local day has ended, and now and
then: a date was corrected, or an address gives something else. What is told is noted in the
transaction of its event, under the lock of the assessment: a kill doubles and loses nothing, and
many workers may share the work. No level and no stage is touched.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from kit.clock import Clock
from kit.database import Database, Session
from kit.observe import get_logger
from kit.outbox import emit
from submission.agencies.domain import TimeZone, today_in
from submission.agencies.events import SOURCE
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import assessments
from submission.links import events
from submission.links.store import risks as store
from submission.links.usecases.find_risks import Risks, find_risks

# So many are looked at in a run, and so many of them are locked at once.
_MOST: Final = 500
_PART: Final = 25
_AGAIN: Final = timedelta(minutes=10)


async def notice_risks(database: Database, clock: Clock) -> None:
    """Look at the assessments that are due, a part of them in each transaction."""
    async with database.reading() as session:
        due = await store.due(session, clock.now(), limit=_MOST)
    for begin in range(0, len(due), _PART):
        async with database.transaction() as session:
            await _notice(session, due[begin : begin + _PART], clock=clock)


async def _notice(session: Session, ids: Sequence[UUID], *, clock: Clock) -> None:
    locked = await assessments.of_ids(session, ids, lock=True)
    found = await find_risks(session, locked, clock=clock)
    now, told = clock.now(), []
    for each in locked:
        risks = found[each.assessment_id]
        revision = each.revision
        if risks.indicators != risks.told:
            revision += 1
            await assessments.set_revision(session, each.assessment_id, revision)
            told.append(
                events.evidence_at_risk(each.assessment_id, revision, risks.indicators, now=now)
            )
        await _looked(session, each, risks, revision=revision, now=now)
    if told:
        await emit(session, told, source=SOURCE, clock=clock)
        get_logger().info("evidence_risks_told", count=len(told))


async def _looked(
    session: Session, assessment: Assessment, risks: Risks, *, revision: int, now: datetime
) -> None:
    await store.save(
        session,
        assessment.assessment_id,
        risks.indicators,
        seen_revision=revision,
        next_at=min(now + _AGAIN, _next_day(risks.zone, now)),
    )


def _next_day(zone: TimeZone, now: datetime) -> datetime:
    """Return the first instant of the next local day."""
    day = today_in(zone, now) + timedelta(days=1)
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
