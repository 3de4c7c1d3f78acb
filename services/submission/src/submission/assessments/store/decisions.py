"""Answers in the database: decisions are added, the newest one of an indicator and stage counts."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, Index, Integer, SmallInteger, Text, any_
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from submission.assessments.domain.answer import Answer, Via
from submission.assessments.domain.said import Said, said_in
from submission.tables import Table

_ADD: Final = """
    INSERT INTO level_decision (assessment_id, revision, indicator_code, stage, level, explanation,
        reasons, decided_by, decided_at, recorded_at, via, said, sector)
    SELECT $1, revision, indicator_code, stage, level, explanation, reasons::jsonb, decided_by,
        decided_at, recorded_at, via, said, sector
    FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
        $9::timestamptz[], $10::timestamptz[], $11::text[], $12::smallint[],
        $13::text[])
        AS decided (revision, indicator_code, stage, level, explanation, reasons, decided_by,
            decided_at, recorded_at, via, said, sector)
"""


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
    via: str = Field(sa_type=Text)
    # What the explanation says (`Said`); null where the release before wrote it.
    sector: str | None = Field(None, sa_type=Text)
    said: int | None = Field(None, sa_type=SmallInteger)


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


async def all_newest(
    session: AsyncSession, assessment_id: UUID, *, until: int | None = None
) -> list[Answer]:
    """Return the present answers of an assessment, withdrawn ones too.

    `until`: those that were the present ones at a revision of the assessment.
    """
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
    if until is not None:
        query = query.where(col(LevelDecisionRow.revision) <= until)
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


async def deciders(session: AsyncSession, assessment_id: UUID, stages: Collection[str]) -> set[str]:
    """Return who ever decided something about an assessment at one of these stages."""
    query = select(LevelDecisionRow.decided_by).where(
        LevelDecisionRow.assessment_id == assessment_id,
        col(LevelDecisionRow.stage) == any_(cast_to([*stages], ARRAY(Text))),
    )
    return set(await session.exec(query.distinct()))


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


async def of_stage(
    session: AsyncSession, assessment_id: UUID, stage: str, *, indicator_codes: Sequence[str]
) -> list[Answer]:
    """Return the present answers to some indicators at a stage, withdrawn ones too."""
    query = (
        select(LevelDecisionRow)
        .where(
            LevelDecisionRow.assessment_id == assessment_id,
            LevelDecisionRow.stage == stage,
            col(LevelDecisionRow.indicator_code) == any_(cast_to(indicator_codes, ARRAY(Text))),
        )
        .ext(distinct_on(col(LevelDecisionRow.indicator_code)))
        .order_by(col(LevelDecisionRow.indicator_code), col(LevelDecisionRow.revision).desc())
    )
    return [_answer_of(row) for row in await session.exec(query)]


async def at_revisions(
    session: AsyncSession, assessment_id: UUID, stage: str, revisions: Sequence[int]
) -> list[Answer]:
    """Return the decisions of a stage that had these revisions."""
    query = select(LevelDecisionRow).where(
        LevelDecisionRow.assessment_id == assessment_id,
        LevelDecisionRow.stage == stage,
        col(LevelDecisionRow.revision) == any_(cast_to(revisions, ARRAY(Integer))),
    )
    return [_answer_of(row) for row in await session.exec(query)]


async def add_all(session: AsyncSession, assessment_id: UUID, decided: Sequence[Answer]) -> None:
    """Add decisions of one assessment, in one statement."""
    connection = await raw(session)
    await connection.execute(
        _ADD,
        assessment_id,
        [answer.revision for answer in decided],
        [answer.indicator_code for answer in decided],
        [answer.stage for answer in decided],
        [answer.level for answer in decided],
        [answer.explanation for answer in decided],
        [_stored(answer) for answer in decided],
        [answer.decided_by for answer in decided],
        [answer.decided_at for answer in decided],
        [answer.recorded_at for answer in decided],
        [answer.via for answer in decided],
        [_said(answer) for answer in decided],
        [answer.sector for answer in decided],
    )


def _said(answer: Answer) -> int:
    return said_in(answer.explanation, answer.reasons, tells_sector=answer.tells_sector).value


def _stored(answer: Answer) -> str | None:
    return None if answer.reasons is None else json.dumps(dict(answer.reasons))


def _answer_of(row: LevelDecisionRow) -> Answer:
    return Answer(
        indicator_code=row.indicator_code,
        stage=row.stage,
        level=row.level,
        explanation=row.explanation,
        reasons=row.reasons,
        sector=row.sector,
        tells_sector=bool((row.said or 0) & Said.SECTOR),
        revision=row.revision,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        recorded_at=row.recorded_at,
        via=cast("Via", row.via),
    )
