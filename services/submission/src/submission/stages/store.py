"""Disputes in the database: added when they are raised, changed once when they are answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import DateTime, Index, Text, text
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.domain.stage_state import Act
from submission.stages.domain.dispute import Dispute, DisputeState
from submission.tables import Table


class DisputeRow(Table, table=True):
    """A dispute about an indicator of a stage."""

    __tablename__ = "dispute"
    __table_args__ = (
        Index("dispute_assessment", "assessment_id", "dispute_id"),
        Index(
            "dispute_once",
            "assessment_id",
            "stage",
            "indicator_code",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
    )

    dispute_id: UUID = Field(primary_key=True)
    assessment_id: UUID = Field(foreign_key="assessment.assessment_id")
    stage: str = Field(sa_type=Text)
    indicator_code: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    raised_by: str = Field(sa_type=Text)
    raised_at: datetime = Field(sa_type=DateTime(timezone=True))
    answer: str | None = Field(None, sa_type=Text)
    answered_by: str | None = Field(None, sa_type=Text)
    answered_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))


async def add(session: AsyncSession, raised: Dispute) -> None:
    """Store a new dispute."""
    session.add(
        DisputeRow(
            dispute_id=raised.dispute_id,
            assessment_id=raised.assessment_id,
            stage=raised.stage,
            indicator_code=raised.indicator_code,
            reason=raised.reason,
            state=raised.state,
            raised_by=raised.raised.by,
            raised_at=raised.raised.at,
            answer=None,
            answered_by=None,
            answered_at=None,
        )
    )
    await session.flush()


async def answer(session: AsyncSession, answered: Dispute) -> None:
    """Write the answer to an open dispute."""
    row = await session.get_one(DisputeRow, answered.dispute_id)
    row.state, row.answer = answered.state, answered.answer
    if answered.answered is not None:
        row.answered_by, row.answered_at = answered.answered
    await session.flush()


async def find(session: AsyncSession, assessment_id: UUID, dispute_id: UUID) -> Dispute | None:
    """Return a dispute of an assessment."""
    query = select(DisputeRow).where(
        DisputeRow.assessment_id == assessment_id, DisputeRow.dispute_id == dispute_id
    )
    row = (await session.exec(query.execution_options(populate_existing=True))).first()
    return None if row is None else _dispute_of(row)


async def find_open(
    session: AsyncSession, assessment_id: UUID, stage: str, *, indicator_code: str
) -> Dispute | None:
    """Return the open dispute about an indicator of a stage; there is one at most."""
    query = select(DisputeRow).where(
        DisputeRow.assessment_id == assessment_id,
        DisputeRow.stage == stage,
        DisputeRow.indicator_code == indicator_code,
        DisputeRow.state == "open",
    )
    row = (await session.exec(query)).first()
    return None if row is None else _dispute_of(row)


async def open_codes(session: AsyncSession, assessment_id: UUID, stage: str) -> list[str]:
    """Return the indicators of a stage with an open dispute."""
    query = select(DisputeRow.indicator_code).where(
        DisputeRow.assessment_id == assessment_id,
        DisputeRow.stage == stage,
        DisputeRow.state == "open",
    )
    return sorted(await session.exec(query))


async def after(
    session: AsyncSession,
    dispute_id: UUID | None,
    *,
    assessment_id: UUID,
    state: DisputeState | None,
    limit: int,
) -> Sequence[Dispute]:
    """Return the disputes of an assessment, oldest first, from behind one on."""
    query = (
        select(DisputeRow)
        .where(DisputeRow.assessment_id == assessment_id)
        .order_by(col(DisputeRow.dispute_id))
        .limit(limit)
    )
    if dispute_id is not None:
        query = query.where(col(DisputeRow.dispute_id) > dispute_id)
    if state is not None:
        query = query.where(DisputeRow.state == state)
    return [_dispute_of(row) for row in await session.exec(query)]


def _dispute_of(row: DisputeRow) -> Dispute:
    is_answered = row.answered_by is not None and row.answered_at is not None
    return Dispute(
        dispute_id=row.dispute_id,
        assessment_id=row.assessment_id,
        stage=row.stage,
        indicator_code=row.indicator_code,
        reason=row.reason,
        raised=Act(row.raised_by, row.raised_at),
        state=cast("DisputeState", row.state),
        answer=row.answer,
        answered=Act(row.answered_by or "", row.answered_at)
        if is_answered and row.answered_at
        else None,
    )
