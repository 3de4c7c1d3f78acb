"""Find a campaign within reach, or one that a principal may change, and whom it assesses."""

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden, NotFound, missing
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import TimeZone
from submission.agencies.usecases.check_reach import AGENCIES
from submission.agencies.usecases.find_chain import find_chain
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.store import assessments, campaigns
from submission.people.usecases.find import check_employed


async def find_campaign(
    session: Session,
    campaign_code: str,
    principal: Principal,
    *,
    for_answering: Clock | None = None,
    lock: bool = False,
) -> KeptCampaign:
    """Return a campaign; `lock`: nobody else changes it until the transaction ends.

    `for_answering`: also one in which the token's unit is responsible for something by this clock.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    root = AGENCIES.root_of(principal)
    chain = None
    if for_answering is not None:
        chain = await find_chain(session, root, clock=for_answering)
    present = await campaigns.find_within(
        session, campaign_code, root_code=root, chain=chain, lock=lock
    )
    if present is None:
        raise unknown(campaign_code)
    return present


async def find_own_campaign(
    session: Session,
    campaign_code: str,
    principal: Principal,
    *,
    clock: Clock,
    lock: bool = False,
) -> KeptCampaign:
    """Return a campaign of the token's agency or of one below it, which the caller may change.

    Raises:
        NotFound, Forbidden: See `find_campaign_within` and `check_employed`.
    """
    present = await find_campaign_within(session, campaign_code, principal, lock=lock)
    await check_employed(session, principal.subject, clock=clock)
    return present


async def find_campaign_within(
    session: Session, campaign_code: str, principal: Principal, *, lock: bool = False
) -> KeptCampaign:
    """Return a campaign of the token's agency or of one below it.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
        Forbidden: It was opened for an agency above the subtree.
    """
    present = await find_campaign(session, campaign_code, principal, lock=lock)
    root = AGENCIES.root_of(principal)
    if not await campaigns.is_opened_within(session, present.campaign, root_code=root):
        raise _not_yours(campaign_code)
    return present


async def find_assessed(session: Session, present: KeptCampaign) -> list[str]:
    """Return the codes of the agencies of a campaign; of a plan, all that could take part."""
    campaign, participants = present.campaign, present.participants
    if present.opened_at is not None:
        return await assessments.agencies_of(session, campaign.code)
    if participants.agency_codes is not None:
        return [*participants.agency_codes]
    kind = participants.agency_kind
    return [
        agency.code
        for agency in await agencies.in_subtree(session, campaign.agency_code)
        if agency.is_assessed and kind in (None, agency.kind)
    ]


async def zone_of_campaign(session: Session, present: KeptCampaign) -> TimeZone:
    """Return the zone of a campaign's days: that of its opening, or of a plan that of today."""
    return present.time_zone or await agencies.time_zone(session, present.campaign.agency_code)


async def is_of_assessed(session: Session, present: KeptCampaign, principal: Principal) -> bool:
    """Say whether the token's agency is itself assessed by a campaign."""
    return AGENCIES.root_of(principal) in await find_assessed(session, present)


def unknown(campaign_code: str) -> NotFound:
    """Return the error for a campaign that does not exist."""
    return missing(
        "campaign_code",
        Text(f"Kegiatan {campaign_code} tidak ada.", f"There is no campaign {campaign_code}."),
    )


def _not_yours(campaign_code: str) -> Forbidden:
    return Forbidden(
        Text(
            f"Kegiatan {campaign_code} dibuka oleh instansi di atas instansi Anda; hanya instansi"
            " itu yang dapat mengubahnya.",
            f"The campaign {campaign_code} was opened by an agency above yours; only that agency"
            " can change it.",
        ),
        errors=[Refusal("campaign_code", Text("milik instansi lain", "is another agency's"))],
    )
