"""Close a campaign: none of its assessments takes a decision. Or give up a plan."""

from dataclasses import replace

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.stage_state import Act
from submission.campaigns.store import assessments, campaigns
from submission.campaigns.usecases.find import find_own_campaign
from submission.campaigns.usecases.take_step import take_step


async def close_campaign(
    session: Session, campaign_code: str, reason: str, principal: Principal, *, clock: Clock
) -> KeptCampaign:
    """Return the closed campaign; a plan is given up. The same reason again changes nothing.

    Raises:
        NotFound, Forbidden: See `find_own_campaign`.
        Conflict: It was closed with another reason.
    """
    present = await find_own_campaign(session, campaign_code, principal, clock=clock, lock=True)
    if present.state == "closed":
        if present.closing_reason != reason:
            raise _closed_otherwise(campaign_code)
        return present
    return await close(session, present, reason, done_by=principal.subject, clock=clock)


async def close(
    session: Session, present: KeptCampaign, reason: str, *, done_by: str, clock: Clock
) -> KeptCampaign:
    """Close a locked campaign; decisions that have begun end first.

    Raises:
        Conflict: It is closed already.
    """
    now = clock.now()
    closed = replace(take_step(present, "closed"), closed_at=now, closing_reason=reason)
    await assessments.lock_all(session, closed.campaign.code)
    await campaigns.save(session, closed)
    await campaigns.add_step(session, closed, "closed", reason=reason, act=Act(done_by, now))
    return closed


def _closed_otherwise(campaign_code: str) -> Conflict:
    return Conflict(
        Text(
            f"Kegiatan {campaign_code} sudah ditutup dengan alasan lain.",
            f"The campaign {campaign_code} was closed with another reason.",
        ),
        errors=[Refusal("/reason", Text("berbeda dari alasan penutupan", "is another reason"))],
    )
