"""Reopen a campaign that was closed by mistake: what it keeps takes decisions again."""

from dataclasses import replace

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Forbidden
from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.stage_state import Act
from submission.campaigns.store import assessments, campaigns, steps
from submission.campaigns.usecases.find import find_own_campaign
from submission.campaigns.usecases.take_step import take_step


async def reopen_campaign(
    session: Session, campaign_code: str, reason: str, principal: Principal, *, clock: Clock
) -> KeptCampaign:
    """Return the campaign, open again. One that is open already stays as it is.

    Its stages, deadlines and results are as they were. No calendar closes it any more.

    Raises:
        NotFound, Forbidden: See `find_own_campaign`; or they closed it themselves.
        Conflict: It was never open.
    """
    present = await find_own_campaign(session, campaign_code, principal, clock=clock, lock=True)
    if present.state == "open":
        return present
    if present.state == "closed" and present.opened_at is None:
        raise _given_up(campaign_code)
    reopened = replace(take_step(present, "reopened"), closed_at=None, closing_reason=None)
    if await steps.closed_by(session, campaign_code) == principal.subject:
        raise _closed_it(campaign_code)
    await assessments.lock_all(session, campaign_code)
    await campaigns.save(session, reopened)
    act = Act(principal.subject, clock.now())
    await campaigns.add_step(session, reopened, "reopened", reason=reason, act=act)
    return reopened


def _closed_it(campaign_code: str) -> Forbidden:
    told = Text("memerlukan orang kedua", "needs a second person")
    return Forbidden(
        Text(
            f"Anda sendiri yang menutup kegiatan {campaign_code}; yang membukanya kembali adalah"
            " orang lain dengan peran approver.",
            f"You closed the campaign {campaign_code} yourself; somebody else with the role"
            " approver reopens it.",
        ),
        errors=[Refusal("campaign_code", told)],
    )


def _given_up(campaign_code: str) -> Conflict:
    told = Text("dibatalkan sebelum dibuka", "was given up before it was opened")
    return Conflict(
        Text(
            f"Kegiatan {campaign_code} {told.id}. Rencanakan kegiatan baru dengan kode lain.",
            f"The campaign {campaign_code} {told.en}. Plan a new one under another code.",
        ),
        errors=[Refusal("campaign_code", told)],
    )
