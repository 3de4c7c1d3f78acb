"""Scores and their changes in the database. A score's row is the lock on its assessment's state."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw

_MAKE = "INSERT INTO score (assessment_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING"
_LOCK = """
SELECT assessment_id, version, revision, recorded_at FROM score WHERE assessment_id = ANY($1)
ORDER BY assessment_id FOR UPDATE
"""
_WRITE = """
UPDATE score SET version = new.version, revision = new.revision, recorded_at = $5,
  changed_at = CASE WHEN new.tracks IS NULL THEN score.changed_at ELSE $5 END,
  tracks = coalesce(new.tracks, score.tracks)
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[])
  AS new (assessment_id, version, revision, tracks)
WHERE score.assessment_id = new.assessment_id
"""
_ADD_CHANGES = """
INSERT INTO score_change (assessment_id, revision, changed_at, moved, body)
SELECT assessment_id, revision, $5, moved, body
FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[])
  AS new (assessment_id, revision, moved, body)
"""
# Rule 1 of `scoring.state.domain.choice`, of a row of scores: something was answered, or is or was
# known.
IS_KNOWN: Final = """
jsonb_path_exists({score}.tracks::jsonb, '$[*] ? (@.track == "provisional"
  && (@.coverage != "0" || exists(@.oldest_fact_at)))')
"""


class Counts(msgspec.Struct, frozen=True, gc=False):
    """How often the state behind a score changed, and how often the score itself.

    `recorded_at`: when the state changed last.
    """

    version: int
    revision: int
    recorded_at: datetime | None = None


class NewScore(msgspec.Struct, frozen=True, gc=False):
    """What becomes of a score's row; without `tracks` only the state behind it changed."""

    assessment_id: UUID
    version: int
    revision: int
    tracks: str | None


class NewChange(msgspec.Struct, frozen=True, gc=False):
    """A change for the history; `body` is its event, `moved` names the levels that moved."""

    assessment_id: UUID
    revision: int
    moved: str
    body: str


async def lock(session: AsyncSession, ids: Sequence[UUID], *, new: bool) -> dict[UUID, Counts]:
    """Lock the rows of sorted ids, in their order; `new`: some may not have a row yet."""
    connection = await raw(session)
    if new:
        await connection.execute(_MAKE, ids)
    rows = await connection.fetch(_LOCK, ids)
    return {row[0]: Counts(*row[1:]) for row in rows}


async def write(session: AsyncSession, rows: Sequence[NewScore], now: datetime) -> None:
    """Write locked scores."""
    await (await raw(session)).execute(
        _WRITE,
        [row.assessment_id for row in rows],
        [row.version for row in rows],
        [row.revision for row in rows],
        [row.tracks for row in rows],
        now,
    )


async def add_changes(session: AsyncSession, rows: Sequence[NewChange], now: datetime) -> None:
    """Add to the history of locked scores."""
    await (await raw(session)).execute(
        _ADD_CHANGES,
        [row.assessment_id for row in rows],
        [row.revision for row in rows],
        [row.moved for row in rows],
        [row.body for row in rows],
        now,
    )
