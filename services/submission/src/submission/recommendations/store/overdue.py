"""How agencies with something overdue stand, counted where the recommendations are."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.recommendations.domain.recommendation import ENDED
from submission.recommendations.store.tables import RecommendationRow
from submission.recommendations.store.wanted import Wanted, conditions, is_overdue, of_subtree


class Overdue(NamedTuple):
    """How an agency stands that has something overdue."""

    agency_code: str
    open_count: int
    waiting_count: int
    overdue_count: int
    overdue_instruction_count: int
    oldest_deadline: date


async def after(
    session: AsyncSession,
    agency_code: str | None,
    *,
    root_code: str,
    wanted: Wanted,
    now: datetime,
    limit: int,
) -> Sequence[Overdue]:
    """Return how agencies of a subtree stand, in order of their codes, from behind one on."""
    row, late = RecommendationRow, is_overdue(now)
    carrier = col(row.carried_by)
    count = func.count()
    query = (
        select(carrier)
        .add_columns(
            count,
            count.filter(col(row.state) == "submitted"),
            count.filter(late),
            count.filter(and_(late, col(row.is_instruction))),
            func.min(row.deadline).filter(late),
        )
        .where(of_subtree(root_code), *conditions(wanted), col(row.state).not_in([*ENDED]))
        .group_by(carrier)
        .having(count.filter(late) > 0)
        .order_by(carrier)
        .limit(limit)
    )
    if agency_code is not None:
        query = query.where(carrier > agency_code)
    found = await (await session.connection()).execute(query)
    return [Overdue(*each) for each in found]
