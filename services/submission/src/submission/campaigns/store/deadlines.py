"""Deadlines of stages in the database."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.domain.deadline import Deadline
from submission.campaigns.store.tables import CampaignStageRow


class StageDeadline(NamedTuple):
    """The deadline of a stage, and why it was set so."""

    deadline: Deadline
    reason: str | None


async def of_campaign(session: AsyncSession, campaign_code: str) -> Mapping[str, StageDeadline]:
    """Return the deadlines of a campaign by stage."""
    query = select(CampaignStageRow).where(CampaignStageRow.campaign_code == campaign_code)
    return {
        row.stage: StageDeadline(Deadline(row.last_day, row.until_time), row.reason)
        for row in await session.exec(query)
    }


async def save(
    session: AsyncSession, campaign_code: str, stage: str, wanted: StageDeadline
) -> None:
    """Give a stage a deadline."""
    await session.merge(
        CampaignStageRow(
            campaign_code=campaign_code,
            stage=stage,
            last_day=wanted.deadline.last_day,
            until_time=wanted.deadline.until,
            reason=wanted.reason,
        )
    )
    await session.flush()
