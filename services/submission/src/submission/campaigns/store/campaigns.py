"""Campaigns in the database."""

from collections.abc import Collection
from typing import cast
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from rules.period import parse_period
from rules.tree import reaches
from submission.agencies.store import line, subtree
from submission.campaigns.domain.campaign import Campaign, OpenCampaign
from submission.campaigns.domain.stages import CampaignKind
from submission.campaigns.store.tables import AssessmentRow, CampaignRow


async def find(session: AsyncSession, campaign_code: str) -> OpenCampaign | None:
    """Return a campaign by its code, whosever it is."""
    row = await session.get(CampaignRow, campaign_code)
    return None if row is None else _campaign_of(row)


async def kind_of(session: AsyncSession, campaign_code: str) -> CampaignKind:
    """Return whether a campaign is an evaluation or a monitoring."""
    return cast("CampaignKind", (await session.get_one(CampaignRow, campaign_code)).kind)


async def find_same(session: AsyncSession, campaign: Campaign) -> OpenCampaign | None:
    """Return the campaign for the same agency, edition, period and kind."""
    query = select(CampaignRow).where(
        CampaignRow.agency_code == campaign.agency_code,
        CampaignRow.edition_code == campaign.edition_code,
        CampaignRow.period == campaign.period.code,
        CampaignRow.kind == campaign.kind,
    )
    row = (await session.exec(query)).first()
    return None if row is None else _campaign_of(row)


async def add(session: AsyncSession, opened: OpenCampaign, *, opened_by: str) -> None:
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
        opened_at=opened.opened_at,
        opened_by=opened_by,
    )
    session.add(row)
    await session.flush()


async def find_within(
    session: AsyncSession, campaign_code: str, *, root_code: str, lock: bool = False
) -> OpenCampaign | None:
    """Return a campaign that a subtree takes part in.

    With `lock`, nobody else changes it until the transaction ends.
    """
    query = select(CampaignRow).where(
        CampaignRow.campaign_code == campaign_code,
        col(CampaignRow.campaign_code).in_(_parts(root_code)),
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(query)).first()
    return None if row is None else _campaign_of(row)


async def lock_all(session: AsyncSession, codes: Collection[str]) -> dict[str, OpenCampaign]:
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


async def save(session: AsyncSession, changed: OpenCampaign) -> None:
    """Write the derivation set of a locked campaign, with its next revision."""
    row = await session.get_one(CampaignRow, changed.campaign.code)
    row.derivation_set_version = changed.campaign.derivation_set_version
    row.rederivation_id = changed.rederivation_id
    row.revision = changed.revision
    await session.flush()


async def is_opened_within(session: AsyncSession, campaign: Campaign, *, root_code: str) -> bool:
    """Say whether a campaign was opened for an agency of a subtree."""
    return reaches(root_code, await line(session, campaign.agency_code))


async def after(
    session: AsyncSession,
    campaign_code: str | None,
    *,
    root_code: str,
    limit: int,
    rederivation_id: UUID | None = None,
) -> list[OpenCampaign]:
    """Return the campaigns that a subtree takes part in, in order of their codes.

    `rederivation_id`: only the campaign whose newest change of the derivation set it is.
    """
    query = (
        select(CampaignRow)
        .where(col(CampaignRow.campaign_code).in_(_parts(root_code)))
        .order_by(col(CampaignRow.campaign_code))
        .limit(limit)
    )
    if campaign_code is not None:
        query = query.where(col(CampaignRow.campaign_code) > campaign_code)
    if rederivation_id is not None:
        query = query.where(CampaignRow.rederivation_id == rederivation_id)
    return [_campaign_of(row) for row in await session.exec(query)]


def _campaign_of(row: CampaignRow) -> OpenCampaign:
    campaign = Campaign(
        code=row.campaign_code,
        agency_code=row.agency_code,
        name=row.name,
        kind=cast("CampaignKind", row.kind),
        edition_code=row.edition_code,
        derivation_set_version=row.derivation_set_version,
        period=parse_period(row.period),
    )
    return OpenCampaign(
        campaign=campaign,
        assessment_count=row.assessment_count,
        opened_at=row.opened_at,
        revision=row.revision,
        rederivation_id=row.rederivation_id,
    )


def _parts(root_code: str) -> SelectOfScalar[str]:
    return select(col(AssessmentRow.campaign_code)).where(
        col(AssessmentRow.agency_code).in_(subtree(root_code))
    )
