"""Find whether the agencies of a campaign are still there, to be said beside their values."""

from collections.abc import Collection, Mapping

from kit.clock import Clock
from kit.database import Session
from rules.lives import ToldLife, told_of
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.campaigns.store import campaigns


async def find_lives(
    session: Session, campaign_code: str, codes: Collection[str], *, clock: Clock
) -> Mapping[str, ToldLife]:
    """Return what is said of agencies beside values of a campaign's period, by their codes.

    The day is that of the agency which the campaign was opened for.
    """
    kept = await campaigns.find(session, campaign_code)
    if kept is None:
        return {}
    campaign = kept.campaign
    today = today_in(await agencies.time_zone(session, campaign.agency_code), clock.now())
    return {
        code: told_of(agency.life, today, campaign.period)
        for code, agency in (await agencies.find_all(session, codes)).items()
    }
