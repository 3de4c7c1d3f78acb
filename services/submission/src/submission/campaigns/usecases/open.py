"""Open a campaign with all its assessments, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, FieldError
from kit.ids import new_id
from kit.languages import Text
from kit.outbox import emit
from submission.agencies import store as agencies
from submission.agencies.domain import AgencyKind
from submission.agencies.events import SOURCE
from submission.agencies.usecases.check_reach import check_reach, hears_of_absence
from submission.agencies.usecases.refuse_broken_rules import refuse_broken_rules
from submission.campaigns import events
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.campaign import Campaign, check_campaign, check_chosen, not_below
from submission.campaigns.store import assessments, campaigns
from submission.campaigns.store.tables import CampaignRow
from submission.editions import store as editions
from submission.editions.domain.rule import BrokenRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who takes part: those named, or everybody of one kind (or any) that the campaign reaches."""

    agency_codes: Sequence[str] | None = None
    agency_kind: AgencyKind | None = None


async def open_campaign(
    session: Session, opened: Campaign, choice: Choice, principal: Principal, *, clock: Clock
) -> CampaignRow:
    """Return the new campaign.

    Raises:
        Conflict: Its code is taken, or its agency has such a campaign already, or somebody takes
            part in another one of this edition and period.
        Forbidden: An agency is outside the subtree of the token's agency.
        NotFound: The agency that it is opened for does not exist (told to the top of the tree).
        Unprocessable: Edition, derivation set, period and agencies do not fit together.
    """
    known = await editions.find(session, opened.edition_code)
    versions = await editions.versions(session, opened.edition_code)
    refuse_broken_rules(check_campaign(opened, known, versions=versions))
    codes = await _choose(session, opened, choice, principal)
    await _check_new(session, opened)
    await _check_free(session, opened, codes)
    now = clock.now()
    row = await campaigns.add(
        session, opened, assessment_count=len(codes), opened_at=now, opened_by=principal.subject
    )
    parts = [_assessment(opened, code, opened_at=now) for code in codes]
    await assessments.add_all(session, parts)
    announced = [events.assessment_opened(part) for part in parts]
    await emit(session, announced, source=SOURCE, clock=clock)
    return row


def _assessment(opened: Campaign, agency_code: str, *, opened_at: datetime) -> Assessment:
    return Assessment(
        assessment_id=new_id(),
        campaign_code=opened.code,
        agency_code=agency_code,
        edition_code=opened.edition_code,
        derivation_set_version=opened.derivation_set_version,
        period=opened.period.code,
        revision=1,
        opened_at=opened_at,
    )


async def _check_new(session: Session, opened: Campaign) -> None:
    if await campaigns.find(session, opened.code) is not None:
        raise _conflict(
            "/code",
            Text(f"Kegiatan {opened.code} sudah ada.", f"The campaign {opened.code} exists."),
        )
    same = await campaigns.find_same(session, opened)
    if same is not None:
        raise _conflict(
            "/period",
            Text(
                f"Kegiatan {same.campaign_code} milik {same.agency_code} sudah mencakup edisi,"
                " periode, dan jenis ini.",
                f"The campaign {same.campaign_code} of {same.agency_code} covers this edition,"
                " period and kind.",
            ),
        )


async def _check_free(session: Session, opened: Campaign, codes: Sequence[str]) -> None:
    if taken := await assessments.taken(session, opened, codes):
        raise _conflict(
            "/agency_codes",
            Text(
                f"{taken[0]} sudah ikut kegiatan lain untuk edisi dan periode ini.",
                f"{taken[0]} takes part in another campaign of this edition and period.",
            ),
        )


async def _choose(
    session: Session, opened: Campaign, choice: Choice, principal: Principal
) -> list[str]:
    await check_reach(session, principal, opened.agency_code, pointer="/under_code")
    if choice.agency_codes is None:
        codes = await _choose_all(session, opened, choice)
    else:
        codes = await _choose_named(session, opened, choice.agency_codes, principal)
    if not codes:
        empty = BrokenRule("/agency_codes", "tidak ada instansi yang ikut", "nobody takes part")
        refuse_broken_rules([empty])
    return codes


async def _choose_named(
    session: Session, opened: Campaign, codes: Sequence[str], principal: Principal
) -> list[str]:
    named = await agencies.find_all(session, codes)
    below = {found.code for found in await agencies.in_subtree(session, opened.agency_code)}
    outside = {f"/agency_codes/{place}": code for place, code in enumerate(codes)}
    outside = {pointer: code for pointer, code in outside.items() if code not in below}
    for pointer, code in outside.items():
        if code in named or not await hears_of_absence(session, principal, code):
            await check_reach(session, principal, code, pointer=pointer)
    refuse_broken_rules(check_chosen(codes, named, opened.period))
    for pointer, code in outside.items():
        refuse_broken_rules([not_below(code, opened.agency_code, pointer=pointer)])
    return sorted(codes)


async def _choose_all(session: Session, opened: Campaign, choice: Choice) -> list[str]:
    return [
        found.code
        for found in await agencies.in_subtree(session, opened.agency_code)
        if found.exists_in(opened.period) and choice.agency_kind in (None, found.kind)
    ]


def _conflict(pointer: str, detail: Text) -> Conflict:
    return Conflict(detail, errors=[FieldError(pointer, Text("sudah dipakai", "is taken"))])
