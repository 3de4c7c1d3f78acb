"""Announcements in the database. They are added, and never changed or removed."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.domain.announcement import Announcement
from submission.campaigns.store.tables import AnnouncementRow


async def add(session: AsyncSession, told: Announcement) -> None:
    """Store an announcement."""
    session.add(
        AnnouncementRow(
            announcement_id=told.announcement_id,
            campaign_code=told.campaign_code,
            title=told.title,
            body=told.body,
            held_on=told.held_on,
            announced_by=told.announced_by,
            announced_at=told.announced_at,
        )
    )
    await session.flush()


async def find_same(session: AsyncSession, told: Announcement) -> Announcement | None:
    """Return the first announcement of a campaign by which the same person told the same."""
    query = (
        select(AnnouncementRow)
        .where(
            AnnouncementRow.campaign_code == told.campaign_code,
            AnnouncementRow.announced_by == told.announced_by,
            AnnouncementRow.title == told.title,
            AnnouncementRow.body == told.body,
            col(AnnouncementRow.held_on).is_not_distinct_from(told.held_on),
        )
        .order_by(col(AnnouncementRow.announcement_id))
        .limit(1)
    )
    row = (await session.exec(query)).first()
    return None if row is None else _told(row)


async def before(
    session: AsyncSession, campaign_code: str, announcement_id: UUID | None, *, limit: int
) -> Sequence[Announcement]:
    """Return the announcements of a campaign that are older than a given one, newest first.

    Without `announcement_id`, the newest of all.
    """
    query = (
        select(AnnouncementRow)
        .where(AnnouncementRow.campaign_code == campaign_code)
        .order_by(col(AnnouncementRow.announcement_id).desc())
        .limit(limit)
    )
    if announcement_id is not None:
        query = query.where(col(AnnouncementRow.announcement_id) < announcement_id)
    return [_told(row) for row in await session.exec(query)]


def _told(row: AnnouncementRow) -> Announcement:
    return Announcement(
        announcement_id=row.announcement_id,
        campaign_code=row.campaign_code,
        title=row.title,
        body=row.body,
        held_on=row.held_on,
        announced_by=row.announced_by,
        announced_at=row.announced_at,
    )
