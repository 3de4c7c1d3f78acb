"""Campaigns in the database."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from rules.period import parse_period
from rules.tree import reaches
from submission.agencies.domain import AgencyKind, TimeZone, UnitChain
from submission.agencies.store import line, subtree
from submission.campaigns.domain.campaign import Campaign, KeptCampaign, Participants
from submission.campaigns.domain.stage_state import Act
from submission.campaigns.domain.stages import CampaignKind
from submission.campaigns.domain.state import CampaignState, CampaignStep
from submission.campaigns.store.assessments import is_reached
from submission.campaigns.store.tables import AssessmentRow, CampaignRow, CampaignStepRow
from submission.tables import held


async def find(session: AsyncSession, campaign_code: str) -> KeptCampaign | None:
    """Return a campaign by its code, whosever it is."""
    row = await session.get(CampaignRow, campaign_code)
    return None if row is None else _campaign_of(row)


async def kind_of(session: AsyncSession, campaign_code: str) -> CampaignKind:
    """Return the kind of a campaign."""
    row = held(session, await session.get_one(CampaignRow, campaign_code))
    return cast("CampaignKind", row.kind)


async def lock(session: AsyncSession, campaign_code: str) -> KeptCampaign:
    """Return a campaign; nobody else changes it until the transaction ends."""
    query = select(CampaignRow).where(CampaignRow.campaign_code == campaign_code)
    locked = query.with_for_update().execution_options(populate_existing=True)
    return _campaign_of((await session.exec(locked)).one())


async def state_of(session: AsyncSession, campaign_code: str) -> CampaignState:
    """Return the present state of a campaign, whatever the session has read before."""
    query = select(CampaignRow.state).where(CampaignRow.campaign_code == campaign_code)
    return cast("CampaignState", (await session.exec(query)).one())


async def states_of(session: AsyncSession, codes: Collection[str]) -> dict[str, CampaignState]:
    """Return the states of campaigns by their codes."""
    query = select(CampaignRow.campaign_code, CampaignRow.state).where(
        col(CampaignRow.campaign_code).in_({*codes})
    )
    return cast("dict[str, CampaignState]", dict((await session.exec(query)).all()))


async def owner_of(session: AsyncSession, campaign_code: str) -> str:
    """Return the agency that a campaign was made for."""
    return (await session.get_one(CampaignRow, campaign_code)).agency_code


async def find_same(session: AsyncSession, campaign: Campaign) -> KeptCampaign | None:
    """Return the campaign for the same agency, edition, period and kind, unless it was given up."""
    query = select(CampaignRow).where(
        CampaignRow.agency_code == campaign.agency_code,
        CampaignRow.edition_code == campaign.edition_code,
        CampaignRow.period == campaign.period.code,
        CampaignRow.kind == campaign.kind,
        or_(col(CampaignRow.state) != "closed", col(CampaignRow.opened_at).is_not(None)),
    )
    row = (await session.exec(query)).first()
    return None if row is None else _campaign_of(row)


async def add(session: AsyncSession, opened: KeptCampaign, *, opened_by: str) -> None:
    """Store a new campaign."""
    campaign = opened.campaign
    row = CampaignRow(
        campaign_code=campaign.code,
        agency_code=campaign.agency_code,
        name=campaign.name,
        kind=campaign.kind,
        edition_code=campaign.edition_code,
        derivation_set_version=campaign.derivation_set_version,
        period=campaign.period.code,
        assessment_count=opened.assessment_count,
        state=opened.state,
        agency_codes=_listed(opened.participants.agency_codes),
        agency_kind=opened.participants.agency_kind,
        opened_at=opened.opened_at,
        time_zone=opened.time_zone,
        opened_by=opened_by,
        calendar_code=None,
        closed_at=opened.closed_at,
        closing_reason=opened.closing_reason,
    )
    session.add(row)
    await session.flush()


async def find_within(
    session: AsyncSession,
    campaign_code: str,
    *,
    root_code: str,
    chain: UnitChain | None = None,
    lock: bool = False,
) -> KeptCampaign | None:
    """Return a campaign that a subtree takes part in, or that was planned for an agency of it.

    `chain`: that of the root; then also one with an assessment in which it is responsible for
    something.

    With `lock`, nobody else changes it until the transaction ends.
    """
    query = select(CampaignRow).where(
        CampaignRow.campaign_code == campaign_code,
        _is_within(root_code, await line(session, root_code), chain=chain),
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(query)).first()
    return None if row is None else _campaign_of(row)


async def lock_all(session: AsyncSession, codes: Collection[str]) -> dict[str, KeptCampaign]:
    """Return campaigns by their codes; nobody else changes them until the transaction ends."""
    query = (
        select(CampaignRow)
        .where(col(CampaignRow.campaign_code).in_(codes))
        .order_by(col(CampaignRow.campaign_code))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.campaign_code: _campaign_of(row) for row in await session.exec(query)}


async def count_more(session: AsyncSession, campaign_code: str) -> None:
    """Count one more assessment of a locked campaign."""
    row = await session.get_one(CampaignRow, campaign_code)
    row.assessment_count += 1
    await session.flush()


async def save(session: AsyncSession, changed: KeptCampaign) -> None:
    """Write what can change in a locked campaign, with its next revision."""
    row = await session.get_one(CampaignRow, changed.campaign.code)
    row.state = changed.state
    row.assessment_count = changed.assessment_count
    row.opened_at = changed.opened_at
    row.time_zone = changed.time_zone
    row.closed_at = changed.closed_at
    row.closing_reason = changed.closing_reason
    row.derivation_set_version = changed.campaign.derivation_set_version
    row.rederivation_id = changed.rederivation_id
    row.revision = changed.revision
    await session.flush()


async def add_step(
    session: AsyncSession,
    done: KeptCampaign,
    step: CampaignStep,
    *,
    stage: str | None = None,
    last_day: date | None = None,
    reason: str | None = None,
    indicator_codes: Sequence[str] | None = None,
    act: Act,
) -> None:
    """Record a step that led to the campaign's present revision."""
    session.add(
        CampaignStepRow(
            campaign_code=done.campaign.code,
            revision=done.revision,
            step=step,
            stage=stage,
            last_day=last_day,
            reason=reason,
            indicator_codes=_listed(indicator_codes),
            done_by=act.by,
            done_at=act.at,
        )
    )
    await session.flush()


async def is_opened_within(session: AsyncSession, campaign: Campaign, *, root_code: str) -> bool:
    """Say whether a campaign was opened for an agency of a subtree."""
    return reaches(root_code, await line(session, campaign.agency_code))


async def after(
    session: AsyncSession,
    campaign_code: str | None,
    *,
    root_code: str,
    chain: UnitChain | None = None,
    limit: int,
    rederivation_id: UUID | None = None,
) -> list[KeptCampaign]:
    """Return the campaigns that `find_within` returns, in order of their codes.

    `rederivation_id`: only the campaign whose newest change of the derivation set it is.
    """
    query = (
        select(CampaignRow)
        .where(_is_within(root_code, await line(session, root_code), chain=chain))
        .order_by(col(CampaignRow.campaign_code))
        .limit(limit)
    )
    if campaign_code is not None:
        query = query.where(col(CampaignRow.campaign_code) > campaign_code)
    if rederivation_id is not None:
        query = query.where(CampaignRow.rederivation_id == rederivation_id)
    return [_campaign_of(row) for row in await session.exec(query)]


def _campaign_of(row: CampaignRow) -> KeptCampaign:
    campaign = Campaign(
        code=row.campaign_code,
        agency_code=row.agency_code,
        name=row.name,
        kind=cast("CampaignKind", row.kind),
        edition_code=row.edition_code,
        derivation_set_version=row.derivation_set_version,
        period=parse_period(row.period),
    )
    return KeptCampaign(
        campaign=campaign,
        participants=Participants(
            agency_codes=row.agency_codes, agency_kind=cast("AgencyKind | None", row.agency_kind)
        ),
        state=cast("CampaignState", row.state),
        assessment_count=row.assessment_count,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        closing_reason=row.closing_reason,
        revision=row.revision,
        rederivation_id=row.rederivation_id,
        time_zone=cast("TimeZone | None", row.time_zone),
    )


def _is_within(
    root_code: str, above: Sequence[str], *, chain: UnitChain | None
) -> ColumnElement[bool]:
    """Say whether a subtree takes part in an opened campaign, or was to in one that never was.

    `above`: the root of the subtree and all above it.
    """
    parts = select(col(AssessmentRow.campaign_code)).where(is_reached(root_code, chain))
    owner, named = col(CampaignRow.agency_code), col(CampaignRow.agency_codes)
    code = func.unnest(named).column_valued("code")
    is_named = exists(select(code).where(code.in_(subtree(root_code))))
    is_to_take_part = and_(owner.in_(above), or_(named.is_(None), is_named))
    return or_(
        col(CampaignRow.campaign_code).in_(parts),
        and_(
            col(CampaignRow.opened_at).is_(None),
            or_(owner.in_(subtree(root_code)), is_to_take_part),
        ),
    )


def _listed(codes: Sequence[str] | None) -> list[str] | None:
    return None if codes is None else [*codes]
