"""Minutes in the database: every version of them is kept, the newest one counts."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, Index, Text
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.domain.stage_state import Act
from submission.campaigns.domain.stages import MinutesKind
from submission.minutes.domain.record import Finding, Minutes, Participant, Question, Record
from submission.tables import Table


class MinutesRow(Table, table=True):
    """A version of minutes; rows are only added."""

    __tablename__ = "minutes"
    __table_args__ = (Index("minutes_assessment", "assessment_id", "minutes_id", "revision"),)

    minutes_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    assessment_id: UUID = Field(foreign_key="assessment.assessment_id")
    kind: str = Field(sa_type=Text)
    stage: str = Field(sa_type=Text)
    held_on: date = Field(sa_type=Date)
    place: str = Field(sa_type=Text)
    participants: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    questions: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    findings: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    written_by: str = Field(sa_type=Text)
    written_at: datetime = Field(sa_type=DateTime(timezone=True))


async def add(session: AsyncSession, minutes: Minutes) -> None:
    """Add a version of minutes."""
    record = minutes.record
    session.add(
        MinutesRow(
            minutes_id=minutes.minutes_id,
            revision=minutes.revision,
            assessment_id=minutes.assessment_id,
            kind=record.kind,
            stage=record.stage,
            held_on=record.held_on,
            place=record.place,
            participants=[asdict(each) for each in record.participants],
            questions=[asdict(each) for each in record.questions],
            findings=[asdict(each) for each in record.findings],
            written_by=minutes.written.by,
            written_at=minutes.written.at,
        )
    )
    await session.flush()


async def find(session: AsyncSession, assessment_id: UUID, minutes_id: UUID) -> Minutes | None:
    """Return minutes of an assessment as they are now."""
    query = (
        select(MinutesRow)
        .where(MinutesRow.assessment_id == assessment_id, MinutesRow.minutes_id == minutes_id)
        .order_by(col(MinutesRow.revision).desc())
        .limit(1)
    )
    row = (await session.exec(query)).first()
    return None if row is None else _minutes_of(row)


async def of_assessment(session: AsyncSession, assessment_id: UUID) -> list[Minutes]:
    """Return all minutes of an assessment as they are now, oldest first."""
    return [*await after(session, None, assessment_id=assessment_id, limit=None)]


async def after(
    session: AsyncSession, minutes_id: UUID | None, *, assessment_id: UUID, limit: int | None
) -> Sequence[Minutes]:
    """Return minutes of an assessment as they are now, oldest first, from behind one on."""
    query = (
        select(MinutesRow)
        .where(MinutesRow.assessment_id == assessment_id)
        .ext(distinct_on(col(MinutesRow.minutes_id)))
        .order_by(col(MinutesRow.minutes_id), col(MinutesRow.revision).desc())
        .limit(limit)
    )
    if minutes_id is not None:
        query = query.where(col(MinutesRow.minutes_id) > minutes_id)
    return [_minutes_of(row) for row in await session.exec(query)]


def _minutes_of(row: MinutesRow) -> Minutes:
    return Minutes(
        minutes_id=row.minutes_id,
        assessment_id=row.assessment_id,
        revision=row.revision,
        written=Act(row.written_by, row.written_at),
        record=Record(
            kind=cast("MinutesKind", row.kind),
            stage=row.stage,
            held_on=row.held_on,
            place=row.place,
            participants=tuple(Participant(**each) for each in row.participants),
            questions=tuple(Question(**each) for each in row.questions),
            findings=tuple(Finding(**each) for each in row.findings),
        ),
    )
