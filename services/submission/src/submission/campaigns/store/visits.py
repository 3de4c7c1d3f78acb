"""The indicators of campaigns that need a visit, in the database."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.store.tables import CampaignVisitRow


async def of_campaign(session: AsyncSession, campaign_code: str) -> list[str]:
    """Return the indicators of a campaign that need a visit."""
    query = (
        select(CampaignVisitRow.indicator_code)
        .where(CampaignVisitRow.campaign_code == campaign_code)
        .order_by(col(CampaignVisitRow.indicator_code))
    )
    return [*await session.exec(query)]


async def replace_all(session: AsyncSession, campaign_code: str, codes: Sequence[str]) -> None:
    """Let these indicators need a visit, and no others."""
    await session.exec(
        delete(CampaignVisitRow).where(col(CampaignVisitRow.campaign_code) == campaign_code)
    )
    session.add_all(
        CampaignVisitRow(campaign_code=campaign_code, indicator_code=code) for code in codes
    )
    await session.flush()
