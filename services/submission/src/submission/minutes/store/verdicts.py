"""Verdicts of the review in the database: rows are only added, the newest counts."""

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import DateTime, Text
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.domain.stage_state import Act
from submission.minutes.domain.verdict import Validity, Verdict
from submission.tables import Table


class VerdictRow(Table, table=True):
    """A verdict of the review; rows are only added."""

    __tablename__ = "verdict"

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    revision: int = Field(primary_key=True)
    stage: str = Field(sa_type=Text)
    validity: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    levels_sha256: str = Field(sa_type=Text)
    said_by: str = Field(sa_type=Text)
    said_at: datetime = Field(sa_type=DateTime(timezone=True))


async def newest(session: AsyncSession, assessment_id: UUID, stage: str) -> Verdict:
    """Return the newest verdict of an assessment, an empty one without any."""
    query = (
        select(VerdictRow)
        .where(VerdictRow.assessment_id == assessment_id, VerdictRow.stage == stage)
        .order_by(col(VerdictRow.revision).desc())
        .limit(1)
    )
    row = (await session.exec(query)).first()
    if row is None:
        return Verdict(stage=stage)
    return Verdict(
        stage=row.stage,
        revision=row.revision,
        validity=cast("Validity", row.validity),
        reason=row.reason,
        levels_sha256=row.levels_sha256,
        said=Act(row.said_by, row.said_at),
    )


async def sayers(session: AsyncSession, assessment_id: UUID, stage: str) -> set[str]:
    """Return who ever said a verdict of a stage."""
    query = select(VerdictRow.said_by).where(
        VerdictRow.assessment_id == assessment_id, VerdictRow.stage == stage
    )
    return set(await session.exec(query.distinct()))


async def add(session: AsyncSession, assessment_id: UUID, verdict: Verdict) -> None:
    """Add a verdict of a locked assessment.

    Raises:
        ValueError: Nothing was said.
    """
    if verdict.validity is None or verdict.said is None or verdict.levels_sha256 is None:
        raise ValueError("an unsaid verdict cannot be kept")
    session.add(
        VerdictRow(
            assessment_id=assessment_id,
            revision=verdict.revision,
            stage=verdict.stage,
            validity=verdict.validity,
            reason=verdict.reason,
            levels_sha256=verdict.levels_sha256,
            said_by=verdict.said.by,
            said_at=verdict.said.at,
        )
    )
    await session.flush()
