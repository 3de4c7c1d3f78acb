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
) -> tuple[Announcement, bool]:
    """Return the announcement, and whether it is new. The same by the same person stays the first.

    The campaign is locked, so that of two requests at once the second answers with the first.

    Raises:
        NotFound, Forbidden: See `find_own_campaign`.
        Conflict: The campaign is closed.
    """
    present = await find_own_campaign(session, campaign_code, principal, clock=clock, lock=True)
    told = Announcement(
        announcement_id=new_id(),
        campaign_code=campaign_code,
        title=title,
        body=body,
        held_on=held_on,
        announced_by=principal.subject,
        announced_at=clock.now(),
    )
    kept = await announcements.find_same(session, told)
    if kept is not None:
        return kept, False
    require_not_closed(present)
    await announcements.add(session, told)
    return told, True
