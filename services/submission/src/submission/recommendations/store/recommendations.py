"""Recommendations: the present state of each, and everything that happened to it."""

from collections.abc import Collection, Sequence
from typing import Final, cast
from uuid import UUID

from sqlalchemy import (
    func,
)
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.domain.stage_state import Act
from submission.recommendations.domain.recommendation import (
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
from submission.recommendations.store.tables import RecommendationPassageRow, RecommendationRow
from submission.recommendations.store.wanted import Wanted, conditions, of_subtree

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


async def locked(session: AsyncSession, ids: Collection[UUID]) -> list[KeptRecommendation]:
    """Return recommendations that nobody else changes until the transaction ends."""
    query = (
        select(RecommendationRow)
        .where(col(RecommendationRow.recommendation_id).in_(ids))
        .order_by(col(RecommendationRow.recommendation_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
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
