"""Choose the agencies that take part in a campaign, when it is planned and when it is opened."""

from collections.abc import Sequence
from datetime import date

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import Agency, today_in
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.campaigns.domain.campaign import Campaign, Participants
from submission.campaigns.domain.participants import (
    ONE_OF_THE_TWO,
    check_chosen,
    nobody_existed,
    nobody_of_kind,
    not_below,
    taken_elsewhere,
    what_to_do,
)
from submission.campaigns.store import assessments, campaigns


async def choose_participants(
    session: Session,
    campaign: Campaign,
    participants: Participants,
    principal: Principal,
    *,
    clock: Clock,
) -> list[str]:
    """Return the codes of the agencies that take part; none has ended by the local date.

    Raises:
        NotFound: There is no such agency within reach as the campaign is for.
        Unprocessable: An agency that was named cannot take part, or there is none.
    """
    await check_reach(session, principal, campaign.agency_code, pointer="/under_code")
    zone = await agencies.time_zone(session, campaign.agency_code)
    today, named = today_in(zone, clock.now()), participants.agency_codes
    if named is not None:
        return await _choose_named(session, campaign, named, principal, today=today)
    return await _choose_all(session, campaign, participants, today=today)


async def check_free(
    session: Session, campaign: Campaign, codes: Sequence[str], *, named: Sequence[str] | None
) -> None:
    """Check that agencies take part in no other campaign of this edition and period.

    In one year an agency takes part in an evaluation or in a monitoring, not in both.

    Raises:
        Conflict: Some do.
    """
    if taken := await assessments.taken(session, campaign, codes):
        advice = what_to_do(await campaigns.states_of(session, taken.values()))
        raise Conflict(
            Text(
                f"{len(taken)} instansi sudah ikut dalam kegiatan lain untuk edisi dan periode ini."
                f" {advice.id}",
                f"{len(taken)} of the agencies take part in another campaign of this edition and"
                f" period. {advice.en}",
            ),
            errors=[*taken_elsewhere(taken, named)],
        )
    other = ONE_OF_THE_TWO.get(campaign.kind)
    if other and (taken := await assessments.in_other_kind(session, campaign, other, codes)):
        advice = what_to_do(await campaigns.states_of(session, taken.values()))
        raise Conflict(
            Text(
                "Dalam satu tahun instansi hanya mengikuti evaluasi atau pemantauan, tidak"
                f" keduanya. {len(taken)} instansi sudah mengikuti yang lain. {advice.id}",
                "An agency takes part in an evaluation or in a monitoring, in only one of the two"
                f" in a year; {len(taken)} of them take part in the other one. {advice.en}",
            ),
            errors=[*taken_elsewhere(taken, named)],
        )


async def _choose_named(
    session: Session,
    campaign: Campaign,
    codes: Sequence[str],
    principal: Principal,
    *,
    today: date,
) -> list[str]:
    below = await _in_subtree(session, campaign.agency_code)
    reached = below
    if not below.keys() >= {*codes}:  # what is within reach is told apart from what does not exist
        reached = await _in_subtree(session, AGENCIES.root_of(principal))
    refuse(check_chosen(codes, reached, campaign.period, today=today))
    refuse(
        not_below(code, campaign.agency_code, pointer=f"/agency_codes/{place}")
        for place, code in enumerate(codes)
        if code not in below
    )
    return sorted(codes)


async def _in_subtree(session: Session, code: str) -> dict[str, Agency]:
    return {agency.code: agency for agency in await agencies.in_subtree(session, code)}


async def _choose_all(
    session: Session, campaign: Campaign, participants: Participants, *, today: date
) -> list[str]:
    subtree = await agencies.in_subtree(session, campaign.agency_code)
    existing = [
        agency
        for agency in subtree
        if agency.is_assessed and agency.takes_part_in(campaign.period, today)
    ]
    if not existing:
        refuse([nobody_existed(campaign)])
    kind = participants.agency_kind
    codes = [agency.code for agency in existing if kind in (None, agency.kind)]
    if not codes:
        refuse([nobody_of_kind(campaign)])
    return codes
