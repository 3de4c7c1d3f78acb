"""Scores and their changes in the database. A score's row is the lock on its assessment's state."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.state.domain.locked import Counts

_MAKE = "INSERT INTO score (assessment_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING"
_LOCK = """
SELECT assessment_id, version, revision, recorded_at, not_judged FROM score
WHERE assessment_id = ANY($1)
ORDER BY assessment_id FOR UPDATE
"""
# Rule 1 of `scoring.state.domain.choice`, of a row of scores: something was answered, or is or was
# known.
IS_KNOWN: Final = """
jsonb_path_exists({score}.tracks, '$[*] ? (@.track == "provisional"
  && (@.coverage != "0" || exists(@.oldest_fact_at)))')
"""
# And enough of it, in a period that has begun: what is not judged decides nothing.
IS_JUDGED: Final = """
jsonb_path_exists({score}.tracks, '$[*] ? (@.track == "provisional"
  && (@.coverage != "0" || exists(@.oldest_fact_at)) && !exists(@.not_judged))')
"""


async def lock(session: AsyncSession, ids: Sequence[UUID], *, new: bool) -> dict[UUID, Counts]:
    """Lock the rows of sorted ids, in their order; `new`: some may not have a row yet."""
    connection = await raw(session)
    if new:
        await connection.execute(_MAKE, ids)
    rows = await connection.fetch(_LOCK, ids)
    return {row[0]: Counts(*row[1:]) for row in rows}
