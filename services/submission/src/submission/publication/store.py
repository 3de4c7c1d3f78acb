"""Publications in the database: rows are only added."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, Text
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.publication.domain.publication import Publication
from submission.tables import Table


class PublicationRow(Table, table=True):
    """What was asked to be published, in which state, by whom and why."""

    __tablename__ = "publication"
    __table_args__ = (Index("publication_assessment", "assessment_id", "publication_id"),)

    publication_id: UUID = Field(primary_key=True)
    assessment_id: UUID = Field(foreign_key="assessment.assessment_id")
    revision: int
    stage: str = Field(sa_type=Text)
    track: str = Field(sa_type=Text)
    state_hash: str = Field(sa_type=Text)
    reason: str | None = Field(None, sa_type=Text)
    published_by: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_type=DateTime(timezone=True))


async def add(session: AsyncSession, asked: Publication) -> None:
    """Add a publication."""
    session.add(
        PublicationRow(
            publication_id=asked.publication_id,
            assessment_id=asked.assessment_id,
            revision=asked.revision,
            stage=asked.stage,
            track=asked.track,
            state_hash=asked.state_hash,
            reason=asked.reason,
            published_by=asked.published_by,
            published_at=asked.published_at,
        )
    )
    await session.flush()


async def find(
    session: AsyncSession, assessment_id: UUID, publication_id: UUID
) -> Publication | None:
    """Return a publication of an assessment; None: it has no such one."""
    row = await session.get(PublicationRow, publication_id)
    return None if row is None or row.assessment_id != assessment_id else _publication_of(row)


async def newest_first(session: AsyncSession, assessment_id: UUID) -> list[Publication]:
    """Return all publications of an assessment, newest first."""
    query = (
        select(PublicationRow)
        .where(PublicationRow.assessment_id == assessment_id)
        .order_by(col(PublicationRow.publication_id).desc())
    )
    return [_publication_of(row) for row in await session.exec(query)]


async def after(
    session: AsyncSession, publication_id: UUID | None, *, assessment_id: UUID, limit: int
) -> Sequence[Publication]:
    """Return publications of an assessment, oldest first, from behind one on."""
    query = (
        select(PublicationRow)
        .where(PublicationRow.assessment_id == assessment_id)
        .order_by(col(PublicationRow.publication_id))
        .limit(limit)
    )
    if publication_id is not None:
        query = query.where(col(PublicationRow.publication_id) > publication_id)
    return [_publication_of(row) for row in await session.exec(query)]


def _publication_of(row: PublicationRow) -> Publication:
    return Publication(
        publication_id=row.publication_id,
        assessment_id=row.assessment_id,
        revision=row.revision,
        stage=row.stage,
        track=row.track,
        state_hash=row.state_hash,
        reason=row.reason,
        published_by=row.published_by,
        published_at=row.published_at,
    )
