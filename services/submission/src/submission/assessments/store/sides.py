"""Who acted for the assessed agency beside its answers, in the database."""

from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.tables import Table


class AgencyActorRow(Table, table=True):
    """Somebody who signed, consented or disputed for the assessed agency; rows are only added."""

    __tablename__ = "agency_actor"

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    subject: str = Field(primary_key=True, sa_type=Text)


async def add(session: AsyncSession, assessment_id: UUID, subject: str) -> None:
    """Keep that somebody acted for the agency."""
    row = insert(AgencyActorRow).values(assessment_id=assessment_id, subject=subject)
    await session.exec(row.on_conflict_do_nothing())


async def is_kept(session: AsyncSession, assessment_id: UUID, subject: str) -> bool:
    """Say whether somebody acted for the agency."""
    return await session.get(AgencyActorRow, (assessment_id, subject)) is not None
