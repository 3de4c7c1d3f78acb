"""Answers in the database: decisions are added, the newest one of an indicator and stage counts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, Text
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.assessments.domain.answer import Answer
from submission.tables import Table


class LevelDecisionRow(Table, table=True):
    """One decision; rows are only added. The newest of an indicator and stage is the answer."""

    __tablename__ = "level_decision"
    __table_args__ = (
        Index("level_decision_newest", "assessment_id", "indicator_code", "stage", "revision"),
    )

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    revision: int = Field(primary_key=True)
    indicator_code: str = Field(sa_type=Text)
    stage: str = Field(sa_type=Text)
    level: str | None = Field(None, sa_type=Text)
    explanation: str = Field(sa_type=Text)
    reasons: dict[str, str] | None = Field(None, sa_column=Column(JSONB(none_as_null=True)))
    decided_by: str = Field(sa_type=Text)
    decided_at: datetime = Field(sa_type=DateTime(timezone=True))
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))


async def newest(
    session: AsyncSession, assessment_id: UUID, indicator_code: str, stage: str
) -> Answer:
    """Return the present answer, an empty one without a decision."""
    query = (
        select(LevelDecisionRow)
        .where(
            LevelDecisionRow.assessment_id == assessment_id,
            LevelDecisionRow.indicator_code == indicator_code,
            LevelDecisionRow.stage == stage,
        )
        .order_by(col(LevelDecisionRow.revision).desc())
        .limit(1)
    )
    row = (await session.exec(query)).first()
    return _answer_of(row) if row else Answer(indicator_code=indicator_code, stage=stage)


async def all_newest(session: AsyncSession, assessment_id: UUID) -> list[Answer]:
    """Return the present answers of an assessment, withdrawn ones too."""
    query = (
        select(LevelDecisionRow)
        .where(LevelDecisionRow.assessment_id == assessment_id)
        .ext(distinct_on(col(LevelDecisionRow.indicator_code), col(LevelDecisionRow.stage)))
        .order_by(
            col(LevelDecisionRow.indicator_code),
            col(LevelDecisionRow.stage),
            col(LevelDecisionRow.revision).desc(),
        )
    )
    return [_answer_of(row) for row in await session.exec(query)]


async def of_indicator(
    session: AsyncSession, assessment_id: UUID, indicator_code: str
) -> list[Answer]:
    """Return the present answers to an indicator at every stage, withdrawn ones too."""
    query = (
        select(LevelDecisionRow)
        .where(
            LevelDecisionRow.assessment_id == assessment_id,
            LevelDecisionRow.indicator_code == indicator_code,
        )
        .ext(distinct_on(col(LevelDecisionRow.stage)))
        .order_by(col(LevelDecisionRow.stage), col(LevelDecisionRow.revision).desc())
    )
    return [_answer_of(row) for row in await session.exec(query)]


async def stages_of_decider(session: AsyncSession, assessment_id: UUID, subject: str) -> list[str]:
    """Return the stages at which a person decided something about an assessment."""
    query = select(LevelDecisionRow.stage).where(
        LevelDecisionRow.assessment_id == assessment_id, LevelDecisionRow.decided_by == subject
    )
    return sorted(await session.exec(query.distinct()))


async def before(
    session: AsyncSession,
    assessment_id: UUID,
    indicator_code: str,
    *,
    revision: int | None,
    limit: int,
) -> Sequence[Answer]:
    """Return the decisions on an indicator, newest first, from before `revision` on."""
    query = (
        select(LevelDecisionRow)
        .where(
            LevelDecisionRow.assessment_id == assessment_id,
            LevelDecisionRow.indicator_code == indicator_code,
        )
        .order_by(col(LevelDecisionRow.revision).desc())
        .limit(limit)
    )
    if revision is not None:
        query = query.where(col(LevelDecisionRow.revision) < revision)
    return [_answer_of(row) for row in await session.exec(query)]


async def add(session: AsyncSession, assessment_id: UUID, decided: Answer) -> None:
    """Add a decision."""
    session.add(
        LevelDecisionRow.model_validate(
            {
                "assessment_id": assessment_id,
                "revision": decided.revision,
                "indicator_code": decided.indicator_code,
                "stage": decided.stage,
                "level": decided.level,
                "explanation": decided.explanation,
                "reasons": decided.reasons,
                "decided_by": decided.decided_by,
                "decided_at": decided.decided_at,
                "recorded_at": decided.recorded_at,
            }
        )
    )
    await session.flush()


def _answer_of(row: LevelDecisionRow) -> Answer:
    return Answer(
        indicator_code=row.indicator_code,
        stage=row.stage,
        level=row.level,
        explanation=row.explanation,
        reasons=row.reasons,
        revision=row.revision,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        recorded_at=row.recorded_at,
    )
