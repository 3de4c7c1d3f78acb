"""Open and close campaigns by their calendars, as the worker does.

Each moment is handled in one transaction that holds the calendar's row: it opens the campaign and
names the next moment, or neither. So a kill doubles and misses nothing, and many workers share the
calendars. Moments that were missed are handled one after the other.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Database, Session
from kit.errors import ServiceError
from kit.observe import get_logger
from rules.text import Text
from submission.agencies import store as agencies
from submission.calendars import store
from submission.calendars.domain import KeptCalendar, next_moment
from submission.campaigns.domain.campaign import Asked, Campaign, KeptCampaign, Participants
from submission.campaigns.domain.deadline import LAST_ZONE
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.store import campaigns, deadlines
from submission.campaigns.usecases.close import close
from submission.campaigns.usecases.open import open_campaign

# What was refused is tried again after so long.
_AGAIN: Final = timedelta(minutes=10)


async def run_calendars(database: Database, clock: Clock) -> None:
    """Handle all moments that are due, then close what is over."""
    while await _open_one(database, clock):
        pass
    async with database.reading() as session:
        codes = await store.opened_by_calendars(session)
    for code in codes:
        async with database.transaction() as session:
            await _close_if_over(session, code, clock)


async def _open_one(database: Database, clock: Clock) -> bool:
    """Handle one moment; say whether there was one."""
    async with database.transaction() as session:
        now = clock.now()
        kept = await store.take_due(session, now, not_tried_since=now - _AGAIN)
        if kept is None or kept.next_run_at is None:
            return False
        code = kept.calendar.code
        zone = await agencies.time_zone(session, kept.calendar.agency_code)
        period = kept.calendar.period_at(kept.next_run_at.astimezone(ZoneInfo(zone)).date())
        campaign = kept.calendar.campaign_of(period)
        try:
            # What a refused opening wrote before it was refused goes with it.
            async with session.begin_nested():
                found = await _open(session, kept, campaign, clock=clock)
        except ServiceError as error:
            reason = _reason_of(error)
            await store.note_refusal(session, code, reason, tried_at=now)
            get_logger().warning("calendar_refused", calendar=code, campaign=campaign.code)
            return True
        following = next_moment(kept.calendar.rule, kept.next_run_at, zone, inclusive=False)
        await store.move_on(session, code, following, campaign_code=found)
        get_logger().info("calendar_run", calendar=code, campaign=found)
        return True


async def _open(session: Session, kept: KeptCalendar, campaign: Campaign, *, clock: Clock) -> str:
    """Open the campaign of a moment, unless somebody has made such a one; return which is there."""
    there = await campaigns.find_same(session, campaign)
    if there is not None:
        return there.campaign.code
    if await campaigns.find(session, campaign.code) is not None:
        return campaign.code
    calendar = kept.calendar
    acting = Principal(
        subject=f"calendar:{calendar.code}",
        roles=frozenset({"coordinator"}),
        unit=calendar.agency_code,
    )
    participants = Participants(agency_kind=calendar.agency_kind)
    asked = Asked(says_set=False)
    await open_campaign(session, campaign, participants, acting, asked=asked, clock=clock)
    deadline = calendar.deadline_of(campaign.period)
    for stage in stages_of(campaign.kind):
        wanted = deadlines.StageDeadline(deadline, None)
        await deadlines.save(session, campaign.code, stage.code, wanted)
    await store.mark_opened(session, campaign.code, calendar.code)
    return campaign.code


async def _close_if_over(session: Session, code: str, clock: Clock) -> None:
    present = await campaigns.lock(session, code)
    if present.state != "open":
        return
    by_stage = await deadlines.of_campaign(session, code)
    if not _is_over(by_stage, clock):
        return
    reason = "Batas waktu semua tahap sudah lewat."
    await _close(session, present, reason, clock=clock)


async def _close(session: Session, present: KeptCampaign, reason: str, *, clock: Clock) -> None:
    await close(session, present, reason, done_by="calendar", clock=clock)
    get_logger().info("calendar_closed", campaign=present.campaign.code)


def _is_over(by_stage: Mapping[str, deadlines.StageDeadline], clock: Clock) -> bool:
    """Say whether all deadlines have passed everywhere, whatever the zones of the agencies."""
    now = clock.now()
    return all(each.deadline.has_passed(now, LAST_ZONE) for each in by_stage.values())


def _reason_of(error: ServiceError) -> Text:
    parts = [refusal.text for refusal in error.errors]
    detail = error.detail if isinstance(error.detail, Text) else Text(error.detail, error.detail)
    if not parts:
        return detail
    return Text(
        f"{detail.id} ({'; '.join(each.id for each in parts)})",
        f"{detail.en} ({'; '.join(each.en for each in parts)})",
    )
