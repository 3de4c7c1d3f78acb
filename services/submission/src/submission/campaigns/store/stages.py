"""Where the stages of assessments stand, and everything that happened to them."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, Index, Text, UniqueConstraint, any_, func, text
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import (
    Act,
    Passage,
    StageNow,
    StagePassage,
    StageState,
    State,
    first_states,
)
from submission.campaigns.domain.stages import Stage
from submission.tables import Table

_ADD: Final = """
    INSERT INTO assessment_stage (assessment_id, stage, position, state, revision, returned, gaps,
        opened_by, opened_at)
    SELECT part, stage.code, stage.position - 1, CASE stage.position WHEN 1 THEN 'open' ELSE
        'waiting' END, CASE stage.position WHEN 1 THEN 1 ELSE 0 END, '{}', '{}',
        CASE stage.position WHEN 1 THEN $3 END, CASE stage.position WHEN 1 THEN $4::timestamptz END
    FROM unnest($1::uuid[]) AS part, unnest($2::text[]) WITH ORDINALITY AS stage (code, position)
"""
_ADD_PASSAGES: Final = """
    INSERT INTO stage_passage (assessment_id, number, stage, passage, passed_by, passed_at, reason,
        indicators)
    SELECT part, 1, $2, 'opened', $3, $4, '', '{}' FROM unnest($1::uuid[]) AS part
"""

_STATES: Final = """
SELECT assessment_id, array_agg(stage), array_agg(state),
    array_agg(CASE WHEN returned <> '{}'::jsonb THEN returned::text END)
FROM assessment_stage
WHERE assessment_id = ANY($1::uuid[])
GROUP BY assessment_id
"""


class AssessmentStageRow(Table, table=True):
    """Where a stage of an assessment stands; changed under the lock of the assessment's row."""

    __tablename__ = "assessment_stage"
    __table_args__ = (
        UniqueConstraint("assessment_id", "position", name="assessment_stage_in_order"),
        Index(
            "assessment_stage_open",
            "assessment_id",
            "stage",
            postgresql_where=text("state = 'open'"),
        ),
    )

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    stage: str = Field(primary_key=True, sa_type=Text)
    position: int
    state: str = Field(sa_type=Text)
    revision: int
    returned: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    gaps: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    opened_by: str | None = Field(None, sa_type=Text)
    opened_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    submitted_by: str | None = Field(None, sa_type=Text)
    submitted_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    closed_by: str | None = Field(None, sa_type=Text)
    closed_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    unread: list[str] | None = Field(None, sa_type=ARRAY(Text), nullable=True)


class StagePassageRow(Table, table=True):
    """What happened to a stage; rows are only added. `number` counts those of the assessment."""

    __tablename__ = "stage_passage"

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    number: int = Field(primary_key=True)
    stage: str = Field(sa_type=Text)
    passage: str = Field(sa_type=Text)
    passed_by: str = Field(sa_type=Text)
    passed_at: datetime = Field(sa_type=DateTime(timezone=True))
    reason: str = Field(sa_type=Text)
    indicators: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    assessment_revision: int | None = None


async def open_first(
    session: AsyncSession, opened: Sequence[Assessment], stages: Sequence[Stage], *, act: Act
) -> None:
    """Give new assessments of one campaign their stages, of which the first is open."""
    ids = [each.assessment_id for each in opened]
    connection = await raw(session)
    await connection.execute(_ADD, ids, [stage.code for stage in stages], act.by, act.at)
    await connection.execute(_ADD_PASSAGES, ids, stages[0].code, act.by, act.at)


async def of_assessment(
    session: AsyncSession, assessment: Assessment, stages: Sequence[Stage]
) -> list[StageState]:
    """Return where the stages of an assessment stand, in their order."""
    query = (
        select(AssessmentStageRow)
        .where(AssessmentStageRow.assessment_id == assessment.assessment_id)
        .execution_options(populate_existing=True)
    )
    known = {row.stage: _state_of(row) for row in await session.exec(query)}
    # The release before wrote no stages when it opened a campaign.
    first = first_states(stages, Act("", assessment.opened_at))
    return [known.get(each.stage, each) for each in first]


async def of_assessments(
    session: AsyncSession, assessment_ids: Collection[UUID], stages: Sequence[Stage]
) -> Mapping[UUID, Sequence[StageNow]]:
    """Return where the stages of assessments of one kind stand, in their order."""
    known: dict[UUID, dict[str, tuple[State, list[str]]]] = {}
    for assessment_id, *columns in await (await raw(session)).fetch(_STATES, [*assessment_ids]):
        known[assessment_id] = {
            code: (state, [*json.loads(returned)] if returned else [])
            for code, state, returned in zip(*columns, strict=True)
        }
    # The release before wrote no stages when it opened a campaign: then the first one is open.
    waiting: tuple[State, list[str]] = ("waiting", [])
    opened: tuple[State, list[str]] = ("open", [])
    return {
        each: [
            StageNow(
                stage.code,
                place,
                *known.get(each, {}).get(stage.code, waiting if place else opened),
            )
            for place, stage in enumerate(stages)
        ]
        for each in assessment_ids
    }


async def save(session: AsyncSession, assessment_id: UUID, states: Iterable[StageState]) -> None:
    """Write where stages of a locked assessment stand."""
    for each in states:
        opened, submitted, closed = (
            (act.by, act.at) if act else (None, None)
            for act in (each.opened, each.submitted, each.closed)
        )
        await session.merge(
            AssessmentStageRow(
                assessment_id=assessment_id,
                stage=each.stage,
                position=each.position,
                state=each.state,
                revision=each.revision,
                returned=dict(each.returned),
                gaps=dict(each.gaps),
                opened_by=opened[0],
                opened_at=opened[1],
                submitted_by=submitted[0],
                submitted_at=submitted[1],
                closed_by=closed[0],
                closed_at=closed[1],
                unread=None if each.unread is None else sorted(map(_written, each.unread)),
            )
        )
    await session.flush()


async def add_passage(session: AsyncSession, assessment_id: UUID, passed: StagePassage) -> None:
    """Add what happened to a stage of a locked assessment."""
    of_assessment = col(StagePassageRow.assessment_id) == assessment_id
    last = (await session.exec(select(func.max(StagePassageRow.number)).where(of_assessment))).one()
    session.add(
        StagePassageRow(
            assessment_id=assessment_id,
            number=(last or 0) + 1,
            stage=passed.stage,
            passage=passed.passage,
            passed_by=passed.act.by,
            passed_at=passed.act.at,
            reason=passed.reason,
            indicators=dict(passed.indicators),
            assessment_revision=passed.revision,
        )
    )
    await session.flush()


async def passages(session: AsyncSession, assessment_id: UUID) -> list[StagePassage]:
    """Return everything that happened to the stages of an assessment, oldest first."""
    query = (
        select(StagePassageRow)
        .where(StagePassageRow.assessment_id == assessment_id)
        .order_by(col(StagePassageRow.number))
    )
    return [
        StagePassage(
            stage=row.stage,
            passage=cast("Passage", row.passage),
            act=Act(row.passed_by, row.passed_at),
            reason=row.reason,
            indicators=row.indicators,
            revision=row.assessment_revision,
        )
        for row in await session.exec(query)
    ]


async def submitters(
    session: AsyncSession, assessment_id: UUID, stages: Collection[str]
) -> set[str]:
    """Return who ever submitted one of these stages of an assessment."""
    query = select(StagePassageRow.passed_by).where(
        StagePassageRow.assessment_id == assessment_id,
        col(StagePassageRow.stage) == any_(cast_to([*stages], ARRAY(Text))),
        StagePassageRow.passage == "submitted",
    )
    return set(await session.exec(query.distinct()))


async def of_subject(
    session: AsyncSession, assessment_id: UUID, subject: str, *, passages: Collection[Passage]
) -> list[str]:
    """Return the stages of an assessment to which a person did one of these things."""
    query = select(StagePassageRow.stage).where(
        StagePassageRow.assessment_id == assessment_id,
        col(StagePassageRow.passage).in_(passages),
        StagePassageRow.passed_by == subject,
    )
    return sorted(await session.exec(query.distinct()))


def _state_of(row: AssessmentStageRow) -> StageState:
    return StageState(
        stage=row.stage,
        position=row.position,
        state=cast("State", row.state),
        revision=row.revision,
        returned=row.returned,
        gaps=row.gaps,
        opened=_act(row.opened_by, row.opened_at),
        submitted=_act(row.submitted_by, row.submitted_at),
        closed=_act(row.closed_by, row.closed_at),
        unread=None if row.unread is None else frozenset(map(_version_of, row.unread)),
    )


def _written(version: tuple[UUID, int]) -> str:
    """Return a version of an item of evidence as it is kept."""
    return f"{version[0]}/{version[1]}"


def _version_of(written: str) -> tuple[UUID, int]:
    item, _, number = written.partition("/")
    return UUID(item), int(number)


def _act(by: str | None, at: datetime | None) -> Act | None:
    return None if by is None or at is None else Act(by, at)
