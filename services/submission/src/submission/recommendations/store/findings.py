"""Findings about aspects: every version is kept, the newest one counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Text
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.domain.stage_state import Act
from submission.recommendations.domain.finding import AspectFinding, KeptFinding, Remark
from submission.tables import Table


class AspectFindingRow(Table, table=True):
    """A version of what is written about an aspect at a stage; rows are only added."""

    __tablename__ = "aspect_finding"

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    stage: str = Field(primary_key=True, sa_type=Text)
    aspect_code: str = Field(primary_key=True, sa_type=Text)
    revision: int = Field(primary_key=True)
    strengths: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    weaknesses: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    recommendation: str | None = Field(None, sa_type=Text)
    written_by: str = Field(sa_type=Text)
    written_at: datetime = Field(sa_type=DateTime(timezone=True))


async def add(session: AsyncSession, kept: KeptFinding) -> None:
    """Add a version of a finding."""
    if kept.written is None:
        raise ValueError("a finding that nobody wrote is not kept")
    finding = kept.finding
    session.add(
        AspectFindingRow(
            assessment_id=kept.assessment_id,
            stage=kept.stage,
            aspect_code=kept.aspect_code,
            revision=kept.revision,
            strengths=[[*each] for each in finding.strengths],
            weaknesses=[[*each] for each in finding.weaknesses],
            recommendation=finding.recommendation,
            written_by=kept.written.by,
            written_at=kept.written.at,
        )
    )
    await session.flush()


async def of_stage(session: AsyncSession, assessment_id: UUID, stage: str) -> Sequence[KeptFinding]:
    """Return the present findings of a stage, in order of the codes of their aspects."""
    query = (
        select(AspectFindingRow)
        .where(AspectFindingRow.assessment_id == assessment_id, AspectFindingRow.stage == stage)
        .ext(distinct_on(col(AspectFindingRow.aspect_code)))
        .order_by(col(AspectFindingRow.aspect_code), col(AspectFindingRow.revision).desc())
    )
    return [_kept_of(row) for row in await session.exec(query)]


async def find(
    session: AsyncSession, assessment_id: UUID, stage: str, *, aspect_code: str
) -> KeptFinding:
    """Return the present finding about an aspect, an empty one before the first."""
    query = (
        select(AspectFindingRow)
        .where(
            AspectFindingRow.assessment_id == assessment_id,
            AspectFindingRow.stage == stage,
            AspectFindingRow.aspect_code == aspect_code,
        )
        .order_by(col(AspectFindingRow.revision).desc())
        .limit(1)
    )
    row = (await session.exec(query)).first()
    if row is not None:
        return _kept_of(row)
    return KeptFinding(
        assessment_id=assessment_id,
        stage=stage,
        aspect_code=aspect_code,
        finding=AspectFinding(),
        revision=0,
    )


def _kept_of(row: AspectFindingRow) -> KeptFinding:
    return KeptFinding(
        assessment_id=row.assessment_id,
        stage=row.stage,
        aspect_code=row.aspect_code,
        finding=AspectFinding(
            strengths=tuple(Remark(*each) for each in row.strengths),
            weaknesses=tuple(Remark(*each) for each in row.weaknesses),
            recommendation=row.recommendation,
        ),
        revision=row.revision,
        written=Act(row.written_by, row.written_at),
    )
