"""Who sees to recommendations that go on, and of which it was told that they need an owner."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from submission.recommendations.domain.ownership import Ownership
from submission.recommendations.domain.recommendation import ENDED
from submission.recommendations.store.tables import RecommendationRow
from submission.recommendations.store.wanted import of_subtree

_UNTOLD: Final = """
SELECT recommendation_id FROM recommendation AS given
JOIN unnest($1::text[], $2::text[]) AS lost (owner, carried_by) USING (owner, carried_by)
WHERE given.state <> ALL ($3::text[]) AND NOT EXISTS (
    SELECT FROM owner_reminder AS told
    WHERE told.recommendation_id = given.recommendation_id AND told.owner = given.owner)
ORDER BY recommendation_id LIMIT $4
"""
_ADD: Final = """
INSERT INTO owner_reminder (recommendation_id, owner, told_at)
SELECT recommendation_id, owner, $3
FROM unnest($1::uuid[], $2::text[]) AS told (recommendation_id, owner)
ON CONFLICT (recommendation_id) DO UPDATE SET owner = excluded.owner, told_at = excluded.told_at
WHERE owner_reminder.owner <> excluded.owner
RETURNING recommendation_id
"""
# What has an owner again, or has ended, is told anew if it loses one.
_FORGET: Final = """
DELETE FROM owner_reminder AS told USING recommendation AS given
WHERE given.recommendation_id = told.recommendation_id AND (
    given.state = ANY ($3::text[]) OR given.owner IS NULL OR (given.owner, given.carried_by)
        NOT IN (SELECT * FROM unnest($1::text[], $2::text[])))
"""


async def owners(session: AsyncSession, *, root_code: str | None = None) -> list[Ownership]:
    """Return who sees to recommendations that go on: of a subtree, or all."""
    row = RecommendationRow
    query = select(row.owner, row.carried_by).where(
        col(row.owner).is_not(None), col(row.state).not_in([*ENDED])
    )
    if root_code is not None:
        query = query.where(of_subtree(root_code))
    found = (await session.exec(query.distinct())).all()
    return [(owner, code) for owner, code in found if owner is not None]


async def untold(session: AsyncSession, lost: Collection[Ownership], *, limit: int) -> list[UUID]:
    """Return recommendations of which it was not told that they need an owner, by their ids."""
    connection = await raw(session)
    rows = await connection.fetch(_UNTOLD, *_columns(lost), [*ENDED], limit)
    return [row[0] for row in rows]


async def add(session: AsyncSession, told: Mapping[UUID, str], *, now: datetime) -> Sequence[UUID]:
    """Note that it is told of recommendations and their owners; return those that are new."""
    rows = await (await raw(session)).fetch(_ADD, [*told], [*told.values()], now)
    return [row[0] for row in rows]


async def forget(session: AsyncSession, lost: Collection[Ownership]) -> None:
    """Forget what was told of recommendations that need no owner any more."""
    await (await raw(session)).execute(_FORGET, *_columns(lost), [*ENDED])


def _columns(lost: Collection[Ownership]) -> tuple[list[str], list[str]]:
    return [owner for owner, _ in lost], [code for _, code in lost]
