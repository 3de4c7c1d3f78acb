"""Put a person into the team of a campaign with their functions, or take one out."""

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import missing, refuse
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.agencies.usecases.check_reach import AGENCIES
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.team import TeamMember, check_member
from submission.campaigns.store import team
from submission.campaigns.usecases.find import find_own_campaign
from submission.campaigns.usecases.take_step import require_not_closed
from submission.people import store as people
from submission.people.domain import Person


async def put_member(
    session: Session, campaign_code: str, member: TeamMember, principal: Principal, *, clock: Clock
) -> KeptCampaign:
    """Put a member into the team, or give one other functions; return the campaign.

    Raises:
        NotFound, Forbidden: See `find_own_campaign`.
        Conflict: The campaign is closed.
        Unprocessable: The person is not entered, or does not hold a position today; a function is
            none of the edition, or another member enters the data.
    """
    present = await find_own_campaign(session, campaign_code, principal, clock=clock, lock=True)
    require_not_closed(present)
    await check_person_known(session, member.subject, present, principal, clock=clock)
    others = [
        each
        for each in await team.of_campaign(session, campaign_code)
        if each.subject != member.subject
    ]
    refuse(check_member(member, present.campaign.edition_code, others=others))
    await team.save(session, campaign_code, member)
    return present


async def remove_member(
    session: Session, campaign_code: str, subject: str, principal: Principal, *, clock: Clock
) -> TeamMember:
    """Return the member who was taken out of the team.

    Raises:
        NotFound, Forbidden: See `find_own_campaign`; the team has no such member.
        Conflict: The campaign is closed.
    """
    present = await find_own_campaign(session, campaign_code, principal, clock=clock, lock=True)
    require_not_closed(present)
    members = await team.of_campaign(session, campaign_code)
    found = next((each for each in members if each.subject == subject), None)
    if found is None:
        raise missing(
            "subject",
            Text(f"{subject} bukan anggota tim ini.", f"{subject} is no member of this team."),
        )
    await team.remove(session, campaign_code, subject)
    return found


async def check_person_known(
    session: Session,
    subject: str,
    present: KeptCampaign,
    principal: Principal,
    *,
    pointer: str = "subject",
    clock: Clock,
) -> None:
    """Check that there is such a person within reach who holds their position today.

    Raises:
        Unprocessable: There is none.
    """
    known = await people.within(session, [subject], root_code=AGENCIES.root_of(principal))
    person = known.get(subject)
    if person is None:
        told = Text(
            "belum tercatat sebagai orang; catat dahulu dengan PUT /people",
            "is not entered as a person; enter them by PUT /people first",
        )
        refuse([Refusal(pointer, told)])
        return
    if not await _is_in_office(session, person, present, clock=clock):
        told = Text("tidak menjabat hari ini", "does not hold the position today")
        refuse([Refusal(pointer, told)])


async def check_assessor_known(
    session: Session, subject: str, present: KeptCampaign, principal: Principal, *, clock: Clock
) -> None:
    """Check that there is such a person within reach, or at an agency above the campaign's.

    Assessors from above are assigned without reading who they are: the refusal is the same whether
    somebody is not entered, is entered elsewhere, or holds no position above today.

    Raises:
        Unprocessable: There is none who holds their position today.
    """
    kept = await people.find(session, subject)
    root = AGENCIES.root_of(principal)
    if kept is not None and root in await agencies.line(session, kept.person.agency_code):
        await check_person_known(
            session, subject, present, principal, pointer="/subject", clock=clock
        )
        return
    above = await agencies.line(session, present.campaign.agency_code)
    if (
        kept is not None
        and kept.person.agency_code in above
        and await _is_in_office(session, kept.person, present, clock=clock)
    ):
        return
    told = Text(
        "tidak tercatat sebagai orang yang menjabat hari ini pada instansi Anda, di bawahnya, atau"
        " di atas instansi pemilik kegiatan; dicatat dengan PUT /people oleh koordinator instansi"
        " tempatnya bekerja",
        "is not entered as a person who holds a position today in your agency, below it, or above"
        " the agency of the campaign; a coordinator of the agency where they work enters them by"
        " PUT /people",
    )
    refuse([Refusal("/subject", told)])


async def _is_in_office(
    session: Session, person: Person, present: KeptCampaign, *, clock: Clock
) -> bool:
    """Say whether a person holds a position today, be it the one before a move that lies ahead."""
    zone = await agencies.time_zone(session, present.campaign.agency_code)
    today = today_in(zone, clock.now())
    if person.is_there_on(today):
        return True
    if person.valid_from <= today:
        return False
    return await people.earlier_place(session, person.subject, today) is not None
