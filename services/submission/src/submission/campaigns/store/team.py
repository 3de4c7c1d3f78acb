"""Teams of internal evaluators in the database."""

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.domain.team import TeamMember
from submission.campaigns.store.tables import CampaignRow, TeamMemberRow


async def of_campaign(session: AsyncSession, campaign_code: str) -> list[TeamMember]:
    """Return the team of a campaign in order of the subjects."""
    query = (
        select(TeamMemberRow)
        .where(TeamMemberRow.campaign_code == campaign_code)
        .order_by(col(TeamMemberRow.subject))
    )
    return [TeamMember(row.subject, tuple(row.functions)) for row in await session.exec(query)]


async def open_campaigns_of(session: AsyncSession, subject: str) -> list[str]:
    """Return the codes of the campaigns, not closed, in whose teams a person is."""
    query = (
        select(TeamMemberRow.campaign_code)
        .join(CampaignRow, col(CampaignRow.campaign_code) == TeamMemberRow.campaign_code)
        .where(TeamMemberRow.subject == subject, CampaignRow.state != "closed")
        .order_by(col(TeamMemberRow.campaign_code))
    )
    return [*await session.exec(query)]


async def save(session: AsyncSession, campaign_code: str, member: TeamMember) -> None:
    """Add a member, or give one other functions."""
    await session.merge(
        TeamMemberRow(
            campaign_code=campaign_code, subject=member.subject, functions=[*member.functions]
        )
    )
    await session.flush()


async def remove(session: AsyncSession, campaign_code: str, subject: str) -> None:
    """Take a member out of a team."""
    await session.exec(
        delete(TeamMemberRow).where(
            col(TeamMemberRow.campaign_code) == campaign_code,
            col(TeamMemberRow.subject) == subject,
        )
    )
