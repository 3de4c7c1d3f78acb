"""Find the agencies that a campaign assesses, or would assess if it were opened."""

from kit.auth import Principal
from kit.database import Session
from submission.agencies import store as agencies
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.store import assessments


async def find_assessed(session: Session, present: KeptCampaign) -> list[str]:
    """Return the codes of the agencies of a campaign; of a plan, all that could take part."""
    campaign, participants = present.campaign, present.participants
    if present.state != "planned":
        return await assessments.agencies_of(session, campaign.code)
    if participants.agency_codes is not None:
        return [*participants.agency_codes]
    kind = participants.agency_kind
    return [
        agency.code
        for agency in await agencies.in_subtree(session, campaign.agency_code)
        if agency.is_assessed and kind in (None, agency.kind)
    ]


async def is_of_assessed(session: Session, present: KeptCampaign, principal: Principal) -> bool:
    """Say whether the token's agency is itself assessed by a campaign."""
    return principal.unit in await find_assessed(session, present)
