"""Campaigns in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from submission.agencies.store import subtree
from submission.campaigns.domain.campaign import Campaign, CampaignKind
from submission.campaigns.store.tables import AssessmentRow, CampaignRow


async def find(session: AsyncSession, campaign_code: str) -> CampaignRow | None:
    """Return a campaign by its code."""
    return await session.get(CampaignRow, campaign_code)


async def kind_of(session: AsyncSession, campaign_code: str) -> CampaignKind:
    """Return whether a campaign is an evaluation or a monitoring."""
    return cast("CampaignKind", (await session.get_one(CampaignRow, campaign_code)).kind)


async def find_same(session: AsyncSession, campaign: Campaign) -> CampaignRow | None:
    """Return the campaign for the same agency, edition, period and kind."""
    query = select(CampaignRow).where(
        CampaignRow.agency_code == campaign.agency_code,
        CampaignRow.edition_code == campaign.edition_code,
        CampaignRow.period == campaign.period.code,
        CampaignRow.kind == campaign.kind,
    )
    return (await session.exec(query)).first()


async def add(
    session: AsyncSession,
    campaign: Campaign,
    *,
    assessment_count: int,
    opened_at: datetime,
    opened_by: str,
) -> CampaignRow:
    """Store a new campaign."""
    row = CampaignRow(
        campaign_code=campaign.code,
        agency_code=campaign.agency_code,
        name=campaign.name,
        kind=campaign.kind,
        edition_code=campaign.edition_code,
        derivation_set_version=campaign.derivation_set_version,
        period=campaign.period.code,
        assessment_count=assessment_count,
        opened_at=opened_at,
        opened_by=opened_by,
    )
    session.add(row)
    await session.flush()
    return row


async def lock(session: AsyncSession, campaign_code: str) -> CampaignRow | None:
    """Return a campaign, locked until the end of the transaction."""
    return await session.get(
        CampaignRow, campaign_code, with_for_update=True, populate_existing=True
    )


async def choose(
    session: AsyncSession, row: CampaignRow, version: int, *, rederivation_id: UUID
) -> UUID:
    """Give a locked campaign another derivation set; return the id of the rederivation."""
    row.derivation_set_version = version
    row.rederivation_id = rederivation_id
    row.revision += 1
    session.add(row)
    await session.flush()
    return rederivation_id


async def is_opened_within(session: AsyncSession, row: CampaignRow, *, root_code: str) -> bool:
    """Say whether a campaign was opened for an agency of a subtree."""
    below = subtree(root_code)
    query = select(below.c.agency_code).where(below.c.agency_code == row.agency_code)
    return (await session.exec(query)).first() is not None


async def is_within(session: AsyncSession, campaign_code: str, *, root_code: str) -> bool:
    """Say whether an agency of a subtree takes part in a campaign."""
    query = _parts(root_code).where(col(AssessmentRow.campaign_code) == campaign_code).limit(1)
    return (await session.exec(query)).first() is not None


async def after(
    session: AsyncSession, campaign_code: str | None, *, root_code: str, limit: int
) -> Sequence[CampaignRow]:
    """Return the campaigns that a subtree takes part in, in order of their codes."""
    query = (
        select(CampaignRow)
        .where(col(CampaignRow.campaign_code).in_(_parts(root_code)))
        .order_by(col(CampaignRow.campaign_code))
        .limit(limit)
    )
    if campaign_code is not None:
        query = query.where(col(CampaignRow.campaign_code) > campaign_code)
    return (await session.exec(query)).all()


def _parts(root_code: str) -> SelectOfScalar[str]:
    below = subtree(root_code)
    return select(col(AssessmentRow.campaign_code)).where(
        col(AssessmentRow.agency_code).in_(select(below.c.agency_code))
    )
