"""Who acted for the assessed agency, and who reviewed its evidence, in the database."""

from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, column, table
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.tables import Table

# Links are a wing above this one: what they own is named here and not imported.
_REVIEW: Any = table(
    "evidence_link_review",
    *(column("assessment_id", Uuid), column("stage", Text), column("reviewed_by", Text)),
)


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


async def stages_of_reviewer(session: AsyncSession, assessment_id: UUID, subject: str) -> list[str]:
    """Return the stages at which a person reviewed evidence of an assessment."""
    query = select(_REVIEW.c.stage).where(
        _REVIEW.c.assessment_id == assessment_id, _REVIEW.c.reviewed_by == subject
    )
    return sorted(await session.exec(query.distinct()))
