"""Plan a campaign, or open one with all its assessments: each in one transaction."""

from collections.abc import Sequence
from dataclasses import replace

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from kit.ids import new_id
from kit.outbox import emit
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in, zone_of
from submission.agencies.events import SOURCE
from submission.agencies.usecases.check_reach import AGENCIES
from submission.campaigns import events
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.campaign import (
    Asked,
    Campaign,
    KeptCampaign,
    Participants,
    SetChoice,
    check_campaign,
    check_participants,
    choose_set,
)
from submission.campaigns.domain.instrument import usual_kind
from submission.campaigns.domain.stage_state import Act
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.domain.state import STATE_NAMES, CampaignStep, way_on
from submission.campaigns.store import assessments, campaigns, stages
from submission.campaigns.usecases.choose_participants import check_free, choose_participants
from submission.campaigns.usecases.find import find_own_campaign
from submission.campaigns.usecases.refuse_unknown import refuse_unknown
from submission.campaigns.usecases.take_step import take_step
from submission.editions import store as editions
from submission.people.usecases.find import check_employed


async def open_campaign(
    session: Session,
    campaign: Campaign,
    participants: Participants,
    principal: Principal,
    *,
    asked: Asked,
    clock: Clock,
) -> tuple[KeptCampaign, SetChoice]:
    """Return the new campaign, and how it came to its derivation set.

    The tree is locked. Unless asked for, the set is the newest and the kind the instrument's.

    Raises:
        Conflict: Its code is taken, there is such a campaign, or an agency takes part in another.
        NotFound, Forbidden: The agency is not within reach; or see `check_employed`.
        Unprocessable: Edition, kind, derivation set, period and agencies do not fit together.
    """
    await check_employed(session, principal.subject, clock=clock)
    refuse(check_participants(participants))
    await agencies.lock_tree(session)
    versions = await editions.versions(session, campaign.edition_code)
    campaign, choice = choose_set(campaign, is_said=asked.says_set, versions=versions)
    if not asked.says_kind:
        campaign = await _of_usual_kind(session, campaign)
    await _check(session, campaign, versions, planned=asked.planned, clock=clock)
    codes = await choose_participants(session, campaign, participants, principal, clock=clock)
    await _check_new(session, campaign, principal)
    await check_free(session, campaign, codes, named=participants.agency_codes)
    kept = _planned(campaign, participants, count=len(codes))
    if asked.planned:
        await _add(session, kept, principal, clock=clock)
        return kept, choice
    kept = await _opened(session, kept, clock=clock)
    await _add(session, kept, principal, clock=clock)
    await enter_campaign(session, kept, codes, opened_by=principal.subject, clock=clock)
    return kept, choice


async def begin_campaign(
    session: Session, campaign_code: str, principal: Principal, *, clock: Clock
) -> KeptCampaign:
    """Open a planned campaign with all its assessments. One that is open already stays as it is.

    Raises:
        NotFound, Forbidden: See `find_own_campaign`.
        Conflict: It is closed, or an agency takes part in another campaign meanwhile.
        Unprocessable: What was planned does not fit together any more, or has not begun.
    """
    await agencies.lock_tree(session)
    present = await find_own_campaign(session, campaign_code, principal, clock=clock, lock=True)
    if present.state == "open":
        return present
    campaign = present.campaign
    begun = take_step(present, "opened")
    versions = await editions.versions(session, campaign.edition_code)
    await _check(session, campaign, versions, planned=False, clock=clock)
    codes = await choose_participants(
        session, campaign, present.participants, principal, clock=clock
    )
    await check_free(session, campaign, codes, named=present.participants.agency_codes)
    begun = await _opened(session, replace(begun, assessment_count=len(codes)), clock=clock)
    await campaigns.save(session, begun)
    await campaigns.add_step(session, begun, "opened", act=Act(principal.subject, clock.now()))
    await enter_campaign(session, begun, codes, opened_by=principal.subject, clock=clock)
    return begun


async def enter_campaign(
    session: Session,
    opened: KeptCampaign,
    agency_codes: Sequence[str],
    *,
    opened_by: str,
    clock: Clock,
) -> list[Assessment]:
    """Return the new assessments, each with its first stage open; the agencies were checked."""
    now, campaign = clock.now(), opened.campaign
    known = await agencies.find_all(session, await agencies.line(session, *agency_codes))
    parts = [
        Assessment(
            assessment_id=new_id(),
            campaign_code=campaign.code,
            agency_code=code,
            edition_code=campaign.edition_code,
            derivation_set_version=campaign.derivation_set_version,
            period=campaign.period.code,
            revision=1,
            opened_at=now,
            time_zone=zone_of(code, known),
        )
        for code in agency_codes
    ]
    await assessments.add_all(session, parts)
    await stages.open_first(session, parts, stages_of(campaign.kind), act=Act(opened_by, now))
    emitted = [events.assessment_opened(part, campaign.kind) for part in parts]
    await emit(session, emitted, source=SOURCE, clock=clock)
    return parts


def _planned(campaign: Campaign, participants: Participants, *, count: int) -> KeptCampaign:
    return KeptCampaign(
        campaign=campaign,
        participants=participants,
        state="planned",
        assessment_count=count,
        opened_at=None,
    )


async def _opened(session: Session, kept: KeptCampaign, *, clock: Clock) -> KeptCampaign:
    """Return a campaign as it is when it is opened now: its days keep the zone of its agency."""
    zone = await agencies.time_zone(session, kept.campaign.agency_code)
    return replace(kept, state="open", opened_at=clock.now(), time_zone=zone)


async def _of_usual_kind(session: Session, campaign: Campaign) -> Campaign:
    edition = await editions.find(session, campaign.edition_code)
    return replace(campaign, kind=usual_kind(edition) or campaign.kind)


async def _check(
    session: Session, campaign: Campaign, versions: Sequence[int], *, planned: bool, clock: Clock
) -> None:
    """Refuse a campaign whose parts do not fit; what has begun is judged by the local date."""
    known = await editions.find(session, campaign.edition_code)
    zone = await agencies.time_zone(session, campaign.agency_code)
    today = today_in(zone, clock.now())
    offered = await editions.offered(session, campaign.period.kind)
    wrong = check_campaign(
        campaign, known, versions=versions, offered=offered, today=today, planned=planned
    )
    refuse_unknown(wrong, campaign, known, versions=versions)


async def _add(session: Session, kept: KeptCampaign, principal: Principal, *, clock: Clock) -> None:
    await _check_code(session, kept.campaign)
    step: CampaignStep = "planned" if kept.state == "planned" else "opened"
    await campaigns.add(session, kept, opened_by=principal.subject)
    await campaigns.add_step(session, kept, step, act=Act(principal.subject, clock.now()))


async def _check_code(session: Session, campaign: Campaign) -> None:
    """Check that a code is free, everywhere; the last check, so that it tells of nothing else."""
    if await campaigns.find(session, campaign.code) is not None:
        code = campaign.code
        raise _conflict(
            "/code",
            Text(
                f"Kode {code} sudah dipakai. Pilih kode lain.",
                f"The code {code} is taken. Choose another one.",
            ),
        )


async def _check_new(session: Session, campaign: Campaign, principal: Principal) -> None:
    root = AGENCIES.root_of(principal)
    if await campaigns.find_within(session, campaign.code, root_code=root) is not None:
        raise _conflict(
            "/code",
            Text(f"Kegiatan {campaign.code} sudah ada.", f"The campaign {campaign.code} exists."),
        )
    opened = await campaigns.find_same(session, campaign)
    if opened is not None:
        same, state, way = opened.campaign, STATE_NAMES[opened.state], way_on(opened.state)
        raise _conflict(
            "/period",
            Text(
                f"Kegiatan {same.code} milik {same.agency_code} sudah mencakup edisi, periode, dan"
                f" jenis ini; kegiatan itu {state.id}. {way.id}",
                f"The campaign {same.code} of {same.agency_code} covers this edition, period and"
                f" kind; it is {state.en}. {way.en}",
            ),
        )


def _conflict(pointer: str, detail: Text) -> Conflict:
    return Conflict(detail, errors=[Refusal(pointer, Text("sudah dipakai", "is taken"))])
