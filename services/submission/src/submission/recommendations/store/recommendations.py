"""Recommendations: the present state of each, and everything that happened to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Date, DateTime, Index, Text, and_, func, or_
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.agencies.store import subtree
from submission.campaigns.domain.stage_state import Act
from submission.recommendations.domain.recommendation import (
    ENDED,
    KeptRecommendation,
    Origin,
    OriginKind,
    Priority,
    Recommendation,
    RecommendationAct,
    RecommendationPassage,
    RecommendationState,
    written,
)
from submission.reports.store import REPORT_KEY
from submission.tables import Table


class RecommendationRow(Table, table=True):
    """What an agency is to do, in its present state."""

    __tablename__ = "recommendation"
    __table_args__ = (
        Index("recommendation_agency", "agency_code", "recommendation_id"),
        Index("recommendation_carrier", "carried_by", "recommendation_id"),
        Index("recommendation_report", "report_id"),
    )

    recommendation_id: UUID = Field(primary_key=True)
    agency_code: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    carried_by: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    origin: str = Field(sa_type=Text)
    assessment_id: UUID | None = Field(None, foreign_key="assessment.assessment_id")
    stage: str | None = Field(None, sa_type=Text)
    node_code: str | None = Field(None, sa_type=Text)
    rule_code: str | None = Field(None, sa_type=Text)
    report_id: UUID | None = Field(None, foreign_key=REPORT_KEY)
    passage: str | None = Field(None, sa_type=Text)
    text: str = Field(sa_type=Text)
    deadline: date | None = Field(None, sa_type=Date)
    ends_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    owner: str | None = Field(None, sa_type=Text)
    priority: str = Field(sa_type=Text)
    is_instruction: bool
    missing: str | None = Field(None, sa_type=Text)
    state: str = Field(sa_type=Text)
    reason: str | None = Field(None, sa_type=Text)
    followed_up_on: date | None = Field(None, sa_type=Date)
    revision: int
    made_by: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=DateTime(timezone=True))
    changed_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))


class RecommendationPassageRow(Table, table=True):
    """What happened to a recommendation, and how it was then; rows are only added."""

    __tablename__ = "recommendation_passage"

    recommendation_id: UUID = Field(
        primary_key=True, foreign_key="recommendation.recommendation_id"
    )
    revision: int = Field(primary_key=True)
    act: str = Field(sa_type=Text)
    reason: str | None = Field(None, sa_type=Text)
    told: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    done_by: str = Field(sa_type=Text)
    done_at: datetime = Field(sa_type=DateTime(timezone=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which recommendations of a subtree; None: all.

    `agency_code`: of this agency, `below`: and of all below it. `missing`: of these kinds.
    `overdue_at`: those whose deadline has passed at this instant, and that have not ended.
    """

    agency_code: str | None = None
    below: bool = False
    state: RecommendationState | None = None
    origin: OriginKind | None = None
    report_id: UUID | None = None
    assessment_id: UUID | None = None
    owner: str | None = None
    missing: Collection[str] | None = None
    is_instruction: bool | None = None
    overdue_at: datetime | None = None


_PARTS: Final = ("assessment_id", "stage", "node_code", "rule_code", "report_id", "passage")


async def save(session: AsyncSession, passage: RecommendationPassage) -> None:
    """Write a recommendation's new state, and add what happened to it."""
    kept = passage.kept
    await session.merge(_row_of(kept))
    await session.flush()
    session.add(
        RecommendationPassageRow(
            recommendation_id=kept.recommendation_id,
            revision=kept.revision,
            act=passage.act,
            reason=passage.reason,
            told=written(kept),
            done_by=passage.by.by,
            done_at=passage.by.at,
        )
    )
    await session.flush()


async def find(
    session: AsyncSession, recommendation_id: UUID, *, root_code: str, lock: bool = False
) -> KeptRecommendation | None:
    """Return a recommendation of a subtree; `lock`: nobody else changes it meanwhile."""
    query = select(RecommendationRow).where(
        RecommendationRow.recommendation_id == recommendation_id, of_subtree(root_code)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(query)).first()
    return None if row is None else _kept_of(row)


async def after(
    session: AsyncSession,
    recommendation_id: UUID | None,
    *,
    root_code: str,
    wanted: Wanted,
    limit: int | None,
) -> Sequence[KeptRecommendation]:
    """Return recommendations of a subtree, oldest first, from behind one on."""
    query = (
        select(RecommendationRow)
        .where(of_subtree(root_code), *conditions(wanted))
        .order_by(col(RecommendationRow.recommendation_id))
        .limit(limit)
    )
    if recommendation_id is not None:
        query = query.where(col(RecommendationRow.recommendation_id) > recommendation_id)
    return [_kept_of(row) for row in await session.exec(query)]


async def of_agencies(
    session: AsyncSession, codes: Collection[str], *, lock: bool = False
) -> list[KeptRecommendation]:
    """Return all recommendations that are addressed to some agencies, in order of their ids."""
    query = (
        select(RecommendationRow)
        .where(col(RecommendationRow.agency_code).in_(codes))
        .order_by(col(RecommendationRow.recommendation_id))
        .execution_options(populate_existing=True)
    )
    if lock:
        query = query.with_for_update()
    return [_kept_of(row) for row in await session.exec(query)]


async def count_of(session: AsyncSession, agency_code: str) -> int:
    """Return how many recommendations an agency was ever given."""
    query = select(func.count()).where(RecommendationRow.agency_code == agency_code)
    return int((await session.exec(query)).one())


async def history(session: AsyncSession, recommendation_id: UUID) -> list[RecommendationPassageRow]:
    """Return everything that happened to a recommendation, oldest first."""
    query = (
        select(RecommendationPassageRow)
        .where(RecommendationPassageRow.recommendation_id == recommendation_id)
        .order_by(col(RecommendationPassageRow.revision))
    )
    return [*await session.exec(query)]


def of_subtree(root_code: str) -> ColumnElement[bool]:
    """Say that it is addressed to an agency of a subtree, or carried out by one."""
    return or_(
        col(RecommendationRow.agency_code).in_(subtree(root_code)),
        col(RecommendationRow.carried_by).in_(subtree(root_code)),
    )


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions of what is asked for."""
    found = [
        col(getattr(RecommendationRow, name)) == value
        for name in ("state", "origin", "report_id", "assessment_id", "owner", "is_instruction")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.agency_code is not None:
        carried = col(RecommendationRow.carried_by)
        found.append(
            carried.in_(subtree(wanted.agency_code))
            if wanted.below
            else carried == wanted.agency_code
        )
    if wanted.missing is not None:
        found.append(col(RecommendationRow.missing).in_(wanted.missing))
    if wanted.overdue_at is not None:
        found.append(is_overdue(wanted.overdue_at))
    return found


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Say that a deadline has passed, and that it has not ended."""
    return and_(
        col(RecommendationRow.ends_at) <= now, col(RecommendationRow.state).not_in([*ENDED])
    )


def _row_of(kept: KeptRecommendation) -> RecommendationRow:
    wanted, origin = kept.recommendation, kept.recommendation.origin
    return RecommendationRow(
        recommendation_id=kept.recommendation_id,
        agency_code=wanted.agency_code,
        carried_by=kept.carried_by,
        origin=origin.kind,
        **{name: getattr(origin, name) for name in _PARTS},
        text=wanted.text,
        deadline=wanted.deadline,
        ends_at=kept.ends_at,
        owner=wanted.owner,
        priority=wanted.priority,
        is_instruction=wanted.is_instruction,
        missing=wanted.missing,
        state=kept.state,
        reason=kept.reason,
        followed_up_on=kept.followed_up_on,
        revision=kept.revision,
        made_by=kept.made.by,
        made_at=kept.made.at,
        changed_by=kept.changed.by,
        changed_at=kept.changed.at,
    )


def _kept_of(row: RecommendationRow) -> KeptRecommendation:
    return KeptRecommendation(
        recommendation_id=row.recommendation_id,
        recommendation=Recommendation(
            agency_code=row.agency_code,
            origin=Origin(
                kind=cast("OriginKind", row.origin),
                **{name: getattr(row, name) for name in _PARTS},
            ),
            text=row.text,
            deadline=row.deadline,
            owner=row.owner,
            priority=cast("Priority", row.priority),
            is_instruction=row.is_instruction,
            missing=row.missing,
        ),
        carried_by=row.carried_by,
        state=cast("RecommendationState", row.state),
        revision=row.revision,
        made=Act(row.made_by, row.made_at),
        changed=Act(row.changed_by, row.changed_at),
        ends_at=row.ends_at,
        followed_up_on=row.followed_up_on,
        reason=row.reason,
    )


def act_of(row: RecommendationPassageRow) -> RecommendationAct:
    """Return what a row of the history says has happened."""
    return cast("RecommendationAct", row.act)
