"""Scores and their changes in the database. A score's row is the lock on its assessment's state."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.state.domain.change import EmittedChange, WrittenChange
from scoring.state.domain.locked import Counts, LockedAssessment
from scoring.state.domain.track_score import TrackScore

_MAKE = "INSERT INTO score (assessment_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING"
_LOCK = """
SELECT assessment_id, version, revision, recorded_at FROM score WHERE assessment_id = ANY($1)
ORDER BY assessment_id FOR UPDATE
"""
_WRITE = """
UPDATE score SET version = new.version, revision = new.revision, recorded_at = $5,
  changed_at = CASE WHEN new.tracks IS NULL THEN score.changed_at ELSE $5 END,
  tracks = coalesce(new.tracks, score.tracks)
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::jsonb[])
  AS new (assessment_id, version, revision, tracks)
WHERE score.assessment_id = new.assessment_id
"""
_ADD_CHANGES = """
INSERT INTO score_change
  (assessment_id, revision, changed_at, moved_levels, fact_event_ids, body)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::jsonb[], $5::jsonb[],
  $6::text[])
"""
# Rule 1 of `scoring.state.domain.choice`, of a row of scores: something was answered, or is or was
# known.
IS_KNOWN: Final = """
jsonb_path_exists({score}.tracks, '$[*] ? (@.track == "provisional"
  && (@.coverage != "0" || exists(@.oldest_fact_at)))')
"""

_encode: Final = msgspec.json.Encoder().encode
decode_change: Final = msgspec.json.Decoder(EmittedChange).decode
decode_tracks: Final = msgspec.json.Decoder(tuple[TrackScore, ...]).decode


async def lock(session: AsyncSession, ids: Sequence[UUID], *, new: bool) -> dict[UUID, Counts]:
    """Lock the rows of sorted ids, in their order; `new`: some may not have a row yet."""
    connection = await raw(session)
    if new:
        await connection.execute(_MAKE, ids)
    rows = await connection.fetch(_LOCK, ids)
    return {row[0]: Counts(*row[1:]) for row in rows}


async def write(
    session: AsyncSession,
    locked: Sequence[LockedAssessment],
    written: Sequence[WrittenChange],
    now: datetime,
) -> None:
    """Write locked scores; those without a written change only get a new version."""
    tracks = {each.change.opening.assessment_id: each.tracks for each in written}
    ids = [each.assessment_id for each in locked]
    await (await raw(session)).execute(
        _WRITE,
        ids,
        [each.counts.version + 1 for each in locked],
        [each.counts.revision + (each.assessment_id in tracks) for each in locked],
        [tracks.get(assessment_id) for assessment_id in ids],
        now,
    )


async def add_changes(session: AsyncSession, written: Sequence[WrittenChange]) -> None:
    """Add to the history of locked scores."""
    changes = [each.change for each in written]
    await (await raw(session)).execute(
        _ADD_CHANGES,
        [change.opening.assessment_id for change in changes],
        [change.revision for change in changes],
        [change.changed_at for change in changes],
        [json_list(change.moved_levels()) for change in changes],
        [json_list(change.fact_event_ids()) for change in changes],
        [each.body for each in written],
    )


def json_list(texts: Iterable[str]) -> str:
    """Return texts as a column of JSON takes them."""
    return _encode([*texts]).decode()
