"""Announce something of a campaign to the agencies that take part."""

from datetime import date

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.ids import new_id
from submission.campaigns.domain.announcement import Announcement
from submission.campaigns.store import announcements
from submission.campaigns.usecases.find import find_own_campaign
from submission.campaigns.usecases.take_step import require_not_closed


async def announce(
    session: Session,
    campaign_code: str,
    principal: Principal,
    *,
    title: str,
    body: str,
    held_on: date | None,
    clock: Clock,
) -> Announcement:
    """Return the new announcement.

    Raises:
        NotFound, Forbidden: See `find_own_campaign`.
        Conflict: The campaign is closed.
    """
    require_not_closed(await find_own_campaign(session, campaign_code, principal))
    told = Announcement(
        announcement_id=new_id(),
        campaign_code=campaign_code,
        title=title,
        body=body,
        held_on=held_on,
        announced_by=principal.subject,
        announced_at=clock.now(),
    )
    await announcements.add(session, told)
    return told
