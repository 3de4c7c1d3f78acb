"""What was done to a campaign, in the database."""

from collections.abc import Sequence
from typing import cast

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.domain.stage_state import Act
from submission.campaigns.domain.state import CampaignStep, TakenStep
from submission.campaigns.store.tables import CampaignStepRow


async def closed_by(session: AsyncSession, campaign_code: str) -> str | None:
    """Return who closed a campaign last; None if nobody did."""
    query = (
        select(CampaignStepRow.done_by)
        .where(CampaignStepRow.campaign_code == campaign_code, CampaignStepRow.step == "closed")
        .order_by(col(CampaignStepRow.revision).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def before(
    session: AsyncSession, campaign_code: str, revision: int | None, *, limit: int
) -> Sequence[TakenStep]:
    """Return what was done to a campaign, newest first, from before a revision on."""
    query = (
        select(CampaignStepRow)
        .where(CampaignStepRow.campaign_code == campaign_code)
        .order_by(col(CampaignStepRow.revision).desc())
        .limit(limit)
    )
    if revision is not None:
        query = query.where(CampaignStepRow.revision < revision)
    return [_step_of(row) for row in await session.exec(query)]


def _step_of(row: CampaignStepRow) -> TakenStep:
    return TakenStep(
        revision=row.revision,
        step=cast("CampaignStep", row.step),
        stage=row.stage,
        deadline=row.last_day,
        reason=row.reason,
        indicator_codes=row.indicator_codes,
        act=Act(row.done_by, row.done_at),
    )
