"""What leaders acknowledged, in the database; rows are only added."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Text, Uuid, any_, cast
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.consequences.domain.acknowledgement import Acknowledgement
from submission.tables import Table


class AcknowledgementRow(Table, table=True):
    """That somebody took note of an entry; `content`: all that it said, of which `sha256` is."""

    __tablename__ = "consequence_acknowledgement"

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    rule_code: str = Field(primary_key=True, sa_type=Text)
    sha256: str = Field(primary_key=True, sa_type=Text)
    acknowledged_by: str = Field(primary_key=True, sa_type=Text)
    role: str = Field(sa_type=Text)
    acknowledged_at: datetime = Field(sa_type=DateTime(timezone=True))
    content: str = Field(sa_type=Text)


async def of_assessments(
    session: AsyncSession, assessment_ids: Collection[UUID]
) -> Sequence[Acknowledgement]:
    """Return what was acknowledged of assessments, the first one first."""
    row = AcknowledgementRow
    query = (
        select(row)
        .where(col(row.assessment_id) == any_(cast([*assessment_ids], ARRAY(Uuid))))
        .order_by(
            col(row.acknowledged_at),
            col(row.assessment_id),
            col(row.rule_code),
            col(row.sha256),
            col(row.acknowledged_by),
        )
    )
    return [Acknowledgement(**each.model_dump()) for each in await session.exec(query)]


async def add(session: AsyncSession, taken: Acknowledgement) -> None:
    """Add that somebody took note of an entry."""
    session.add(
        AcknowledgementRow(
            assessment_id=taken.assessment_id,
            rule_code=taken.rule_code,
            sha256=taken.sha256,
            acknowledged_by=taken.acknowledged_by,
            role=taken.role,
            acknowledged_at=taken.acknowledged_at,
            content=taken.content,
        )
    )
    await session.flush()
