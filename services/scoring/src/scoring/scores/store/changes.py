"""The history of scores, read."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.recompute.domain.change import EmittedChange, moved_level
from scoring.recompute.store import decode_change
from scoring.scores.store.heads import ScoreHead
from scoring.state.domain.track import TrackCode

_BEFORE = """
SELECT body FROM score_change WHERE assessment_id = $1 AND revision < $2
ORDER BY revision DESC LIMIT $3
"""

_LAST_MOVE = """
SELECT body FROM score_change WHERE assessment_id = $1 AND moved_levels ? $2
  AND ($3::timestamptz IS NULL OR changed_at <= $3)
ORDER BY revision DESC LIMIT 1
"""

_NEWEST = """
SELECT c.assessment_id, c.body FROM score_change AS c
JOIN unnest($1::uuid[], $2::bigint[]) AS at (assessment_id, revision)
  USING (assessment_id, revision)
"""

_FIND = "SELECT body FROM score_change WHERE assessment_id = $1 AND revision = $2"


async def before(
    session: AsyncSession, assessment_id: UUID, *, revision: int, limit: int
) -> list[EmittedChange]:
    """Return the changes with a smaller revision, newest first."""
    rows = await (await raw(session)).fetch(_BEFORE, assessment_id, revision, limit)
    return [decode_change(row[0]) for row in rows]


async def find(session: AsyncSession, assessment_id: UUID, revision: int) -> EmittedChange | None:
    """Return one change."""
    return _decoded(await (await raw(session)).fetchval(_FIND, assessment_id, revision))


async def newest(session: AsyncSession, heads: Iterable[ScoreHead]) -> dict[UUID, EmittedChange]:
    """Return the newest change of each head, as of its moment."""
    at = [(head.opening.assessment_id, head.revision) for head in heads if head.revision]
    if not at:
        return {}
    rows = await (await raw(session)).fetch(_NEWEST, *map(list, zip(*at, strict=True)))
    return {assessment_id: decode_change(body) for assessment_id, body in rows}


async def last_move(
    session: AsyncSession,
    assessment_id: UUID,
    *,
    track: TrackCode,
    indicator_code: str,
    as_of: datetime | None = None,
) -> EmittedChange | None:
    """Return the newest change that moved an indicator's level on a track."""
    moved = moved_level(track, indicator_code)
    return _decoded(await (await raw(session)).fetchval(_LAST_MOVE, assessment_id, moved, as_of))


def _decoded(body: str | None) -> EmittedChange | None:
    return None if body is None else decode_change(body)
