"""Drafts in the database. A removed one leaves its revision: an old ETag fits no new one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, Text, any_, update
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.assessments.domain.draft import Draft
from submission.tables import Table


class AnswerDraftRow(Table, table=True):
    """What was typed about an indicator at a stage; `content` is null once it was removed."""

    __tablename__ = "answer_draft"

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    stage: str = Field(primary_key=True, sa_type=Text)
    indicator_code: str = Field(primary_key=True, sa_type=Text)
    revision: int
    content: dict[str, Any] | None = Field(None, sa_column=Column(JSONB(none_as_null=True)))
    written_by: str | None = Field(None, sa_type=Text)
    written_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))


async def find(
    session: AsyncSession, assessment_id: UUID, stage: str, *, indicator_code: str
) -> Draft:
    """Return the present draft, an empty one without any."""
    row = await session.get(AnswerDraftRow, (assessment_id, stage, indicator_code))
    return _draft_of(row) if row else Draft(indicator_code=indicator_code, stage=stage)


async def present(session: AsyncSession, assessment_id: UUID, stage: str) -> list[Draft]:
    """Return the drafts of a stage by code, without those that were removed."""
    query = (
        select(AnswerDraftRow)
        .where(
            AnswerDraftRow.assessment_id == assessment_id,
            AnswerDraftRow.stage == stage,
            col(AnswerDraftRow.content).is_not(None),
        )
        .order_by(col(AnswerDraftRow.indicator_code))
    )
    return [_draft_of(row) for row in await session.exec(query)]


async def put(session: AsyncSession, assessment_id: UUID, draft: Draft) -> None:
    """Store a draft in place of the one before."""
    content: dict[str, Any] = {
        "revision": draft.revision,
        "content": draft.content,
        "written_by": draft.written_by,
        "written_at": draft.written_at,
    }
    statement = insert(AnswerDraftRow).values(
        assessment_id=assessment_id,
        stage=draft.stage,
        indicator_code=draft.indicator_code,
        **content,
    )
    await session.exec(
        statement.on_conflict_do_update(
            index_elements=["assessment_id", "stage", "indicator_code"], set_=content
        )
    )


async def remove(
    session: AsyncSession, assessment_id: UUID, stage: str, indicator_codes: Sequence[str]
) -> None:
    """Remove what was typed about these indicators, if there is anything."""
    gone: Mapping[str, Any] = {"content": None, "written_by": None, "written_at": None}
    await session.exec(
        update(AnswerDraftRow)
        .where(
            col(AnswerDraftRow.assessment_id) == assessment_id,
            col(AnswerDraftRow.stage) == stage,
            col(AnswerDraftRow.indicator_code) == any_(cast_to(indicator_codes, ARRAY(Text))),
            col(AnswerDraftRow.content).is_not(None),
        )
        .values(revision=AnswerDraftRow.revision + 1, **gone)
    )


def _draft_of(row: AnswerDraftRow) -> Draft:
    return Draft(
        indicator_code=row.indicator_code,
        stage=row.stage,
        content=row.content,
        revision=row.revision,
        written_by=row.written_by,
        written_at=row.written_at,
    )
