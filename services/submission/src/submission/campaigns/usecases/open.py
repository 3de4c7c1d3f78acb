"""Open a campaign with all its assessments, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from kit.ids import new_id
from kit.outbox import emit
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import Agency, AgencyKind
from submission.agencies.events import SOURCE
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.campaigns import events
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.campaign import (
    Campaign,
    OpenCampaign,
    SetChoice,
    check_campaign,
    check_chosen,
    choose_set,
    nobody_existed,
    nobody_of_kind,
    not_below,
    taken_elsewhere,
)
from submission.campaigns.domain.stage_state import Act
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.store import assessments, campaigns, stages
from submission.campaigns.usecases.refuse_unknown import refuse_unknown
from submission.editions import store as editions


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """Who takes part: the named agencies, or all of one kind (or any) that the campaign reaches."""

    agency_codes: Sequence[str] | None = None
    agency_kind: AgencyKind | None = None


async def open_campaign(
    session: Session,
    campaign: Campaign,
    participants: Participants,
    principal: Principal,
    *,
    says_set: bool,
    clock: Clock,
) -> tuple[OpenCampaign, SetChoice]:
    """Return the new campaign, and how it came to its derivation set.

    `says_set`: the campaign's derivation set, or None, was asked for; else the newest is taken.

    Raises:
        Conflict: Its code is taken, or its agency has such a campaign already, or an agency takes
            part in another campaign of this edition and period.
        NotFound: There is no such agency within reach as it is opened for.
        Unprocessable: Edition, derivation set, period and agencies do not fit together.
    """
    known = await editions.find(session, campaign.edition_code)
    versions = await editions.versions(session, campaign.edition_code)
    campaign, choice = choose_set(campaign, is_said=says_set, versions=versions)
    today = clock.now().date()
    wrong = check_campaign(campaign, known, versions=versions, today=today)
    refuse_unknown(wrong, campaign, known, versions=versions)
    codes = await _choose(session, campaign, participants, principal)
    await _check_new(session, campaign)
    await _check_free(session, campaign, codes, named=participants.agency_codes)
    opened = OpenCampaign(campaign=campaign, assessment_count=len(codes), opened_at=clock.now())
    await campaigns.add(session, opened, opened_by=principal.subject)
    parts = [_assessment(opened, code) for code in codes]
    await assessments.add_all(session, parts)
    act = Act(principal.subject, opened.opened_at)
    await stages.open_first(session, parts, stages_of(campaign.kind), act=act)
    emitted = [events.assessment_opened(part, campaign.kind) for part in parts]
    await emit(session, emitted, source=SOURCE, clock=clock)
    return opened, choice


def _assessment(opened: OpenCampaign, agency_code: str) -> Assessment:
    campaign = opened.campaign
    return Assessment(
        assessment_id=new_id(),
        campaign_code=campaign.code,
        agency_code=agency_code,
        edition_code=campaign.edition_code,
        derivation_set_version=campaign.derivation_set_version,
        period=campaign.period.code,
        revision=1,
        opened_at=opened.opened_at,
    )


async def _check_new(session: Session, campaign: Campaign) -> None:
    if await campaigns.find(session, campaign.code) is not None:
        raise _conflict(
            "/code",
            Text(f"Kegiatan {campaign.code} sudah ada.", f"The campaign {campaign.code} exists."),
        )
    opened = await campaigns.find_same(session, campaign)
    if opened is not None:
        same = opened.campaign
        raise _conflict(
            "/period",
            Text(
                f"Kegiatan {same.code} milik {same.agency_code} sudah mencakup edisi, periode, dan"
                " jenis ini.",
                f"The campaign {same.code} of {same.agency_code} covers this edition, period and"
                " kind.",
            ),
        )


async def _check_free(
    session: Session, campaign: Campaign, codes: Sequence[str], *, named: Sequence[str] | None
) -> None:
    if taken := await assessments.taken(session, campaign, codes):
        raise Conflict(
            Text(
                "Ada instansi yang sudah ikut dalam kegiatan lain untuk edisi dan periode ini.",
                "There are agencies that take part in another campaign of this edition and period.",
            ),
            errors=[*taken_elsewhere(taken, named)],
        )


async def _choose(
    session: Session, campaign: Campaign, participants: Participants, principal: Principal
) -> list[str]:
    await check_reach(session, principal, campaign.agency_code, pointer="/under_code")
    if participants.agency_codes is not None:
        return await _choose_named(session, campaign, participants.agency_codes, principal)
    return await _choose_all(session, campaign, participants)


async def _choose_named(
    session: Session, campaign: Campaign, codes: Sequence[str], principal: Principal
) -> list[str]:
    below = await _in_subtree(session, campaign.agency_code)
    reached = below
    if not below.keys() >= {*codes}:  # what is within reach is told apart from what does not exist
        reached = await _in_subtree(session, AGENCIES.root_of(principal))
    refuse(check_chosen(codes, reached, campaign.period))
    refuse(
        not_below(code, campaign.agency_code, pointer=f"/agency_codes/{place}")
        for place, code in enumerate(codes)
        if code not in below
    )
    return sorted(codes)


async def _in_subtree(session: Session, code: str) -> dict[str, Agency]:
    return {agency.code: agency for agency in await agencies.in_subtree(session, code)}


async def _choose_all(
    session: Session, campaign: Campaign, participants: Participants
) -> list[str]:
    subtree = await agencies.in_subtree(session, campaign.agency_code)
    existing = [
        agency for agency in subtree if agency.is_assessed and agency.exists_in(campaign.period)
    ]
    if not existing:
        refuse([nobody_existed(campaign)])
    kind = participants.agency_kind
    codes = [agency.code for agency in existing if kind in (None, agency.kind)]
    if not codes:
        refuse([nobody_of_kind(campaign)])
    return codes


def _conflict(pointer: str, detail: Text) -> Conflict:
    return Conflict(detail, errors=[Refusal(pointer, Text("sudah dipakai", "is taken"))])
