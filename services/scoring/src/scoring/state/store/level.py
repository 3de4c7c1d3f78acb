"""People's decisions in the database: the newest per indicator and stage, and parked ones."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.state.domain.cause import EventPlace
from scoring.state.domain.decision import DecidedLevel, KnownLevel, LevelDecision, StoredDecision

_COLUMNS = (
    "assessment_id, indicator_code, stage, revision, level, body, event_id, event_partition,"
    " event_offset, event_time"
)
_NEW = """
SELECT assessment_id, indicator_code, stage, revision, level, body, event_id, event_partition,
  event_offset, to_timestamp(event_time)
FROM unnest($1::uuid[], $2::text[], $3::{stage}[], $4::bigint[], $5::text[], $6::text[],
  $7::text[], $8::int[], $9::bigint[], $10::float8[])
AS new (assessment_id, indicator_code, stage, revision, level, body, event_id, event_partition,
  event_offset, event_time)
"""
# Scores need only the level of the newest decision. Its body is kept once, in the history. Both
# tables are written by one statement, which the database can execute while the worker computes. The
# assessment is locked, so a decision newer than the newest cannot be in the history yet.
_WRITE = f"""
WITH newest AS (
  INSERT INTO level_state AS known (assessment_id, indicator_code, stage, revision, level)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::bigint[], $5::text[])
  ON CONFLICT (assessment_id, indicator_code, stage) DO UPDATE SET
    revision = excluded.revision, level = excluded.level
  WHERE excluded.revision > known.revision
)
INSERT INTO level_history ({_COLUMNS}, recorded_at) SELECT new.*, $11
  FROM ({_NEW.format(stage="smallint")}) AS new
"""  # noqa: S608 - the columns are a constant
# Parked decisions keep the stage's code: its place is known only when the assessment is.
_PARK = f"""
INSERT INTO parked_level ({_COLUMNS}) {_NEW.format(stage="text")} ON CONFLICT DO NOTHING
"""
_LEVELS = """
SELECT assessment_id, indicator_code, stage, revision, level FROM level_state
WHERE assessment_id = ANY($1)
"""
_PARKED = f"""
SELECT {_COLUMNS} FROM parked_level WHERE assessment_id = ANY($1) AND refusal IS NULL
ORDER BY assessment_id, revision
"""  # noqa: S608 - the columns are a constant
_KEY = """
(assessment_id, indicator_code, stage, revision) IN (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]))
"""
_UNPARK = f"DELETE FROM parked_level WHERE {_KEY}"  # noqa: S608 - the key is a constant
_REFUSE = """
UPDATE parked_level AS parked SET refusal = new.refusal
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[])
  AS new (assessment_id, indicator_code, stage, revision, refusal)
WHERE parked.assessment_id = new.assessment_id AND parked.indicator_code = new.indicator_code
  AND parked.stage = new.stage AND parked.revision = new.revision
"""

_SAID = "indicator_code, stage, body, event_id, event_partition, event_offset, event_time"
_DECISION = f"""
SELECT {_SAID} FROM level_history
WHERE assessment_id = $1 AND indicator_code = $2 AND stage = $3
  AND ($4::timestamptz IS NULL OR recorded_at <= $4)
ORDER BY revision DESC LIMIT 1
"""  # noqa: S608 - the columns are a constant
_DECISIONS = f"""
SELECT {_SAID}
FROM level_state JOIN level_history USING (assessment_id, indicator_code, stage, revision)
WHERE assessment_id = $1
"""  # noqa: S608 - the columns are a constant

_decode = msgspec.json.Decoder(LevelDecision).decode


async def start_writing(
    session: AsyncSession, rows: Sequence[DecidedLevel], places: Sequence[int], at: datetime
) -> asyncio.Future[None]:
    """Begin to write newer decisions, one row per key. They are recorded at the time `at`.

    `places` are the places of their stages. The database works while the caller computes. Nothing
    else may use the session until the future is awaited.
    """
    connection = await raw(session)
    if not rows:
        nothing: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        nothing.set_result(None)
        return nothing
    return asyncio.ensure_future(_execute(connection, _WRITE, rows, places, at))


async def park(session: AsyncSession, rows: Sequence[DecidedLevel]) -> None:
    """Keep decisions, every revision of them, until their edition is known."""
    if rows:
        await _execute(await raw(session), _PARK, rows, [row.stage for row in rows])


async def of(session: AsyncSession, ids: Iterable[UUID]) -> list[KnownLevel]:
    """Return the newest decisions of assessments."""
    rows = await (await raw(session)).fetch(_LEVELS, [*ids])
    return [KnownLevel(*row) for row in rows]


async def decision(
    session: AsyncSession,
    assessment_id: UUID,
    indicator_code: str,
    stage: int,
    *,
    as_of: datetime | None = None,
) -> StoredDecision | None:
    """Return the newest decision on an indicator at a stage, now or as of a moment."""
    connection = await raw(session)
    row = await connection.fetchrow(_DECISION, assessment_id, indicator_code, stage, as_of)
    return None if row is None else _stored(row)


async def decisions(session: AsyncSession, assessment_id: UUID) -> list[StoredDecision]:
    """Return the newest decision on every indicator at every stage."""
    return [_stored(row) for row in await (await raw(session)).fetch(_DECISIONS, assessment_id)]


async def parked(session: AsyncSession, ids: Iterable[UUID]) -> list[DecidedLevel]:
    """Return the parked decisions of assessments, in the order of their revisions."""
    rows = await (await raw(session)).fetch(_PARKED, [*ids])
    return [DecidedLevel(*row) for row in rows]


async def unpark(session: AsyncSession, rows: Sequence[DecidedLevel]) -> None:
    """Remove parked decisions that were used."""
    if rows:
        await (await raw(session)).execute(_UNPARK, *_key(rows, [row.stage for row in rows]))


async def refuse_parked(
    session: AsyncSession, refusals: Sequence[tuple[DecidedLevel, str]]
) -> None:
    """Note why parked decisions can never be used."""
    if refusals:
        rows = [row for row, _ in refusals]
        reasons = [reason for _, reason in refusals]
        stages = [row.stage for row in rows]
        await (await raw(session)).execute(_REFUSE, *_key(rows, stages), reasons)


def _stored(row: Sequence[Any]) -> StoredDecision:
    return StoredDecision(row[0], row[1], _decode(row[2]), EventPlace(*row[3:]))


async def _execute(
    connection: asyncpg.Connection,
    statement: str,
    rows: Sequence[DecidedLevel],
    stages: Sequence[object],
    *more: datetime,
) -> None:
    await connection.execute(
        statement,
        *_key(rows, stages),
        [row.level for row in rows],
        [row.body for row in rows],
        [row.event_id for row in rows],
        [row.partition for row in rows],
        [row.offset for row in rows],
        [row.event_time.timestamp() for row in rows],
        *more,
    )


def _key(rows: Sequence[DecidedLevel], stages: Sequence[object]) -> tuple[Sequence[object], ...]:
    return (
        [row.assessment_id for row in rows],
        [row.indicator_code for row in rows],
        stages,
        [row.revision for row in rows],
    )
