"""The indicators of campaigns that need a visit, in the database."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Text, Uuid, and_, column, delete, table
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.store.stages import AssessmentStageRow
from submission.campaigns.store.tables import AssessmentRow, CampaignVisitRow

# Minutes are a wing above this one: what signed ones say is named here and not imported.
_VISITED: Any = table(
    "visited_indicator", column("assessment_id", Uuid), column("indicator_code", Text)
)


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


async def never_visited(
    session: AsyncSession, campaign_code: str, codes: Collection[str], *, closed: str
) -> Mapping[str, Sequence[str]]:
    """Return which of these indicators agencies were never visited for, by agency.

    Only agencies of which the stage `closed` is closed, in the order of their codes.
    """
    stage, part = AssessmentStageRow, AssessmentRow
    seen = _VISITED.c
    same = col(part.assessment_id)
    query = (
        select(part.agency_code, seen.indicator_code)
        .join(stage, and_(col(stage.assessment_id) == same, col(stage.stage) == closed))
        .join(
            _VISITED, and_(seen.assessment_id == same, seen.indicator_code.in_(codes)), isouter=True
        )
        .where(part.campaign_code == campaign_code, stage.state == "closed")
        .order_by(col(part.agency_code))
    )
    visited: dict[str, set[str]] = {}
    for agency_code, indicator_code in await session.exec(query):
        visited.setdefault(agency_code, set()).add(indicator_code)
    found = {code: sorted({*codes} - seen_there) for code, seen_there in visited.items()}
    return {code: lacking for code, lacking in found.items() if lacking}
