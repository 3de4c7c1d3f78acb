"""The history of scores, read."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.scores.store.heads import ShownScore

_BEFORE = """
SELECT body FROM score_change WHERE assessment_id = $1 AND revision < $2
ORDER BY revision DESC LIMIT $3
"""

_LAST_MOVE = """
SELECT body FROM score_change WHERE assessment_id = $1 AND moved LIKE $2
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
) -> list[str]:
    """Return the bodies of the changes with a smaller revision, newest first."""
    rows = await (await raw(session)).fetch(_BEFORE, assessment_id, revision, limit)
    return [row[0] for row in rows]


async def find(session: AsyncSession, assessment_id: UUID, revision: int) -> str | None:
    """Return the body of one change."""
    body: str | None = await (await raw(session)).fetchval(_FIND, assessment_id, revision)
    return body


async def newest(session: AsyncSession, heads: Iterable[ShownScore]) -> dict[UUID, str]:
    """Return the body of the newest change of each head, as of its moment."""
    at = [(head.opening.assessment_id, head.revision) for head in heads if head.revision]
    if not at:
        return {}
    return dict(await (await raw(session)).fetch(_NEWEST, *map(list, zip(*at, strict=True))))


async def last_move(
    session: AsyncSession,
    assessment_id: UUID,
    *,
    track: str,
    indicator_code: str,
    as_of: datetime | None = None,
) -> str | None:
    """Return the body of the newest change that moved an indicator's level on a track."""
    escaped = indicator_code.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    pattern = f"% {track}:{escaped} %"
    body: str | None = await (await raw(session)).fetchval(
        _LAST_MOVE, assessment_id, pattern, as_of
    )
    return body
