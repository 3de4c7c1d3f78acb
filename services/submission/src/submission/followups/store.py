"""Follow-ups in the database: added when they are sent, changed when something is said of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, Text, UniqueConstraint, Uuid
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.domain.stage_state import Act
from submission.followups.domain import COUNTING, Followup, FollowupState
from submission.tables import Table

_IDS: Any = ARRAY(Uuid)


class FollowupRow(Table, table=True):
    """What an agency did about a recommendation."""

    __tablename__ = "followup"
    __table_args__ = (UniqueConstraint("recommendation_id", "number", name="followup_number"),)

    followup_id: UUID = Field(primary_key=True)
    recommendation_id: UUID = Field(foreign_key="recommendation.recommendation_id")
    number: int
    agency_code: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    text: str = Field(sa_type=Text)
    evidence_ids: list[UUID] = Field(sa_column=Column(_IDS, nullable=False))
    sent_by: str = Field(sa_type=Text)
    sent_at: datetime = Field(sa_type=DateTime(timezone=True))
    state: str = Field(sa_type=Text)
    judged_by: str | None = Field(None, sa_type=Text)
    judged_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    reason: str | None = Field(None, sa_type=Text)


async def add(session: AsyncSession, sent: Followup) -> None:
    """Store a new follow-up."""
    session.add(
        FollowupRow(
            followup_id=sent.followup_id,
            recommendation_id=sent.recommendation_id,
            number=sent.number,
            agency_code=sent.agency_code,
            text=sent.text,
            evidence_ids=[*sent.evidence_ids],
            sent_by=sent.sent.by,
            sent_at=sent.sent.at,
            state=sent.state,
            judged_by=None,
            judged_at=None,
            reason=None,
        )
    )
    await session.flush()


async def judge(session: AsyncSession, judged: Followup) -> None:
    """Write what was said of a follow-up."""
    row = await session.get_one(FollowupRow, judged.followup_id)
    row.state, row.reason = judged.state, judged.reason
    if judged.judged is not None:
        row.judged_by, row.judged_at = judged.judged
    await session.flush()


async def of_recommendation(session: AsyncSession, recommendation_id: UUID) -> Sequence[Followup]:
    """Return the follow-ups of a recommendation, the first one first."""
    query = (
        select(FollowupRow)
        .where(FollowupRow.recommendation_id == recommendation_id)
        .order_by(col(FollowupRow.number))
        .execution_options(populate_existing=True)
    )
    return [_followup_of(row) for row in await session.exec(query)]


async def counting(
    session: AsyncSession, recommendation_ids: Collection[UUID]
) -> Mapping[UUID, Followup]:
    """Return the follow-ups that wait or were verified, by their recommendations: one of each."""
    query = select(FollowupRow).where(
        col(FollowupRow.recommendation_id).in_(recommendation_ids),
        col(FollowupRow.state).in_([*COUNTING]),
    )
    return {row.recommendation_id: _followup_of(row) for row in await session.exec(query)}


def _followup_of(row: FollowupRow) -> Followup:
    is_judged = row.judged_by is not None and row.judged_at is not None
    return Followup(
        followup_id=row.followup_id,
        recommendation_id=row.recommendation_id,
        number=row.number,
        agency_code=row.agency_code,
        text=row.text,
        evidence_ids=(*row.evidence_ids,),
        sent=Act(row.sent_by, row.sent_at),
        state=cast("FollowupState", row.state),
        judged=Act(row.judged_by or "", row.judged_at) if is_judged and row.judged_at else None,
        reason=row.reason,
    )
