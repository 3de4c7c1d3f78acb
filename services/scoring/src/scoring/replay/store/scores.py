"""The scores' rows in a swap: what was announced stays announced, with its revision."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.contradictions.domain import Contradiction
from scoring.recompute.domain.change import EmittedChange
from scoring.recompute.domain.reckoning import RULES_VERSION
from scoring.recompute.domain.track_score import TrackScore
from scoring.recompute.store import decode_change, decode_tracks, json_list
from scoring.replay.domain import Cleared, EmittedBody
from scoring.replay.store.comparison import ANNOUNCED, FOUND, taking_part
from scoring.replay.store.shadow import LIVE, SCHEMA

_ANNOUNCED = f"""
SELECT assessment_id, revision, body FROM {LIVE}.score_change
UNION ALL SELECT assessment_id, revision, body FROM {ANNOUNCED}
"""  # noqa: S608 - names of schemas
_PENDING = """
SELECT value, headers FROM public.outbox WHERE topic = $1 ORDER BY id
"""
_ADD_ANNOUNCED = f"""
INSERT INTO {ANNOUNCED}
  (assessment_id, revision, changed_at, moved_levels, fact_event_ids, body)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::jsonb[], $5::jsonb[],
  $6::text[])
ON CONFLICT DO NOTHING
"""  # noqa: S608 - names of schemas
_ADD_FOUND = f"""
INSERT INTO {FOUND} (assessment_id, rule_code, number, severity, indicator_code, text_id, text_en,
  opened_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[],
  $7::text[], $8::timestamptz[])
ON CONFLICT DO NOTHING
"""  # noqa: S608 - names of schemas
_NOTE_CLEARED = f"""
UPDATE {FOUND} AS found SET cleared_at = new.cleared_at
FROM unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[])
  AS new (assessment_id, rule_code, number, cleared_at)
WHERE found.assessment_id = new.assessment_id AND found.rule_code = new.rule_code
  AND found.number = new.number
"""  # noqa: S608 - names of schemas
_DROP_OTHERS = f"""
DELETE FROM {LIVE}.score AS live
WHERE NOT EXISTS (SELECT FROM {SCHEMA}.score AS s WHERE s.assessment_id = live.assessment_id)
"""  # noqa: S608 - names of schemas
_RENEW = f"""
UPDATE {LIVE}.score SET version = version + 1, reckoned_by = $1, reckoned_version = version + 1
"""  # noqa: S608 - names of schemas
_UPSERT = f"""
INSERT INTO {LIVE}.score AS live
  (assessment_id, version, revision, changed_at, tracks, recorded_at, reckoned_by,
  reckoned_version)
SELECT *, changed_at, $6, version
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::jsonb[])
  AS new (assessment_id, version, revision, changed_at, tracks)
ON CONFLICT (assessment_id) DO UPDATE SET version = excluded.version,
  revision = excluded.revision, changed_at = excluded.changed_at, tracks = excluded.tracks,
  reckoned_by = excluded.reckoned_by, reckoned_version = excluded.reckoned_version,
  recorded_at = greatest(live.recorded_at, excluded.recorded_at)
"""  # noqa: S608 - names of schemas


class Unsettled(NamedTuple):
    """A score whose row does not say what the replay says, or not what was emitted last.

    `version` and `revision` are the greatest of both sides; `tracks` are the replay's, `last` is
    the last change that was emitted.
    """

    assessment_id: UUID
    version: int
    revision: int
    tracks: tuple[TrackScore, ...]
    last: EmittedChange | None


class Settled(NamedTuple):
    """What becomes of a score's row; `tracks` is JSON."""

    assessment_id: UUID
    version: int
    revision: int
    changed_at: datetime | None
    tracks: str | None


async def begin_announced(session: AsyncSession) -> None:
    """Make the places for what was announced in truth."""
    await (await raw(session)).execute(
        f"CREATE TABLE {ANNOUNCED} (LIKE {SCHEMA}.score_change,"
        " PRIMARY KEY (assessment_id, revision));"
        f" CREATE TABLE {FOUND} (LIKE {SCHEMA}.contradiction,"
        " PRIMARY KEY (assessment_id, rule_code, number))"
    )


async def add_found(session: AsyncSession, rows: Sequence[Contradiction]) -> None:
    """Add contradictions that were announced to have been found."""
    await (await raw(session)).execute(
        _ADD_FOUND,
        [row.assessment_id for row in rows],
        [row.rule_code for row in rows],
        [row.number for row in rows],
        [row.severity for row in rows],
        [row.indicator_code for row in rows],
        [row.text_id for row in rows],
        [row.text_en for row in rows],
        [row.opened_at for row in rows],
    )


async def note_cleared(session: AsyncSession, rows: Sequence[Cleared]) -> None:
    """Note contradictions that were announced to be gone."""
    await (await raw(session)).execute(_NOTE_CLEARED, *map(list, zip(*rows, strict=True)))


async def add_changes(session: AsyncSession, rows: Sequence[EmittedBody]) -> None:
    """Add changes that were emitted to the replay's history."""
    changes = [row.change for row in rows]
    await (await raw(session)).execute(
        _ADD_ANNOUNCED,
        [change.assessment_id for change in changes],
        [change.revision for change in changes],
        [change.changed_at for change in changes],
        [json_list(row.moved_levels()) for row in rows],
        [json_list(row.fact_event_ids()) for row in rows],
        [row.body for row in rows],
    )


async def waiting(session: AsyncSession, topic: str) -> list[tuple[bytes, bytes]]:
    """Return what waits for the broker: bodies and packed headers."""
    return [(row[0], row[1]) for row in await (await raw(session)).fetch(_PENDING, topic)]


async def unsettled(session: AsyncSession) -> list[Unsettled]:
    """Return the scores that need another row."""
    (compared,) = (each for each in taking_part("replaced") if each.name == "score")
    shown = compared.rule.shown["tracks"]
    rows = await (await raw(session)).fetch(
        f"WITH live AS (SELECT *, {shown} AS shown FROM {LIVE}.score),"  # noqa: S608 - names of tables
        f" shadow AS (SELECT *, {shown} AS shown FROM {SCHEMA}.score),"
        f" last AS (SELECT DISTINCT ON (assessment_id) * FROM ({_ANNOUNCED}) AS a"
        "   ORDER BY assessment_id, revision DESC)"
        " SELECT assessment_id, greatest(live.version, shadow.version),"
        "   greatest(live.revision, last.revision, 0), shadow.tracks::text, last.body"
        " FROM shadow LEFT JOIN live USING (assessment_id) LEFT JOIN last USING (assessment_id)"
        " WHERE live.version IS NULL OR live.shown IS DISTINCT FROM shadow.shown"
        "   OR live.revision <> coalesce(last.revision, 0) ORDER BY assessment_id"
    )
    return [
        Unsettled(
            row[0],
            row[1],
            row[2],
            () if row[3] is None else decode_tracks(row[3]),
            None if row[4] is None else decode_change(row[4]),
        )
        for row in rows
    ]


async def renew(session: AsyncSession) -> None:
    """Drop the rows of scores that do not exist, and give all others a new version.

    No worker goes on then with what it remembers, and none reckons anew what the replay did.
    """
    connection = await raw(session)
    await connection.execute(_DROP_OTHERS)
    await connection.execute(_RENEW, RULES_VERSION)


async def settle(session: AsyncSession, rows: Sequence[Settled]) -> None:
    """Write the rows of scores."""
    await (await raw(session)).execute(
        _UPSERT,
        [row.assessment_id for row in rows],
        [row.version for row in rows],
        [row.revision for row in rows],
        [row.changed_at for row in rows],
        [row.tracks for row in rows],
        RULES_VERSION,
    )
