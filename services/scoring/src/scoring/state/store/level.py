"""People's decisions in the database: the newest per indicator and stage, and those that wait."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.consumer import Received
from kit.database import raw

_COLUMNS = (
    "assessment_id, indicator_code, stage, revision, level, body, event_id, event_partition,"
    " event_offset, event_time"
)
_NEW = """
SELECT assessment_id, indicator_code, stage, revision, level, body, event_id, event_partition,
  event_offset, to_timestamp(event_time)
FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::bigint[], $5::text[], $6::text[],
  $7::text[], $8::int[], $9::bigint[], $10::float8[])
AS new (assessment_id, indicator_code, stage, revision, level, body, event_id, event_partition,
  event_offset, event_time)
"""
# Scores need no more of the newest than its level; what it says is kept once, in the history. Both
# are one statement, which the database can do while the worker computes. What is newer than the
# newest, under the lock of its assessment, cannot be in the history yet.
_WRITE = f"""
WITH newest AS (
  INSERT INTO level_state AS known (assessment_id, indicator_code, stage, revision, level)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::bigint[], $5::text[])
  ON CONFLICT (assessment_id, indicator_code, stage) DO UPDATE SET
    revision = excluded.revision, level = excluded.level
  WHERE excluded.revision > known.revision
)
INSERT INTO level_history ({_COLUMNS}, recorded_at) SELECT new.*, $11 FROM ({_NEW}) AS new
"""  # noqa: S608 - the columns are a constant
_PARK = f"INSERT INTO parked_level ({_COLUMNS}) {_NEW} ON CONFLICT DO NOTHING"
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
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::bigint[]))
"""
_UNPARK = f"DELETE FROM parked_level WHERE {_KEY}"  # noqa: S608 - the key is a constant
_REFUSE = """
UPDATE parked_level AS parked SET refusal = new.refusal
FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::bigint[], $5::text[])
  AS new (assessment_id, indicator_code, stage, revision, refusal)
WHERE parked.assessment_id = new.assessment_id AND parked.indicator_code = new.indicator_code
  AND parked.stage = new.stage AND parked.revision = new.revision
"""


class Decided(msgspec.Struct, frozen=True, gc=False):
    """A decision on a level as it arrived. `message` is what it came in; None: it was parked."""

    assessment_id: UUID
    indicator_code: str
    stage: int
    revision: int
    level: str | None
    body: str
    event_id: str
    partition: int
    offset: int
    event_time: datetime
    message: Received | None = None


class KnownLevel(msgspec.Struct, frozen=True, gc=False):
    """A stored decision, as far as scores need it."""

    assessment_id: UUID
    indicator_code: str
    stage: int
    revision: int
    level: str | None


async def start_writing(
    session: AsyncSession, rows: Sequence[Decided], at: datetime
) -> asyncio.Future[None]:
    """Begin to write newer decisions, one row per key, that count from a time on.

    The database works while the caller computes; nothing else may use the session until this
    is awaited.
    """
    connection = await raw(session)
    if not rows:
        nothing: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        nothing.set_result(None)
        return nothing
    return asyncio.ensure_future(_execute(connection, _WRITE, rows, at))


async def park(session: AsyncSession, rows: Sequence[Decided]) -> None:
    """Keep decisions, every revision of them, until their edition is known."""
    if rows:
        await _execute(await raw(session), _PARK, rows)


async def of(session: AsyncSession, ids: Iterable[UUID]) -> list[KnownLevel]:
    """Return the newest decisions of assessments."""
    rows = await (await raw(session)).fetch(_LEVELS, [*ids])
    return [KnownLevel(*row) for row in rows]


async def parked(session: AsyncSession, ids: Iterable[UUID]) -> list[Decided]:
    """Return the waiting decisions of assessments, in the order of their revisions."""
    rows = await (await raw(session)).fetch(_PARKED, [*ids])
    return [Decided(*row) for row in rows]


async def unpark(session: AsyncSession, rows: Sequence[Decided]) -> None:
    """Forget waiting decisions that were taken up."""
    if rows:
        await (await raw(session)).execute(_UNPARK, *_key(rows))


async def refuse_parked(session: AsyncSession, refusals: Sequence[tuple[Decided, str]]) -> None:
    """Note why waiting decisions can never be taken up."""
    if refusals:
        rows = [row for row, _ in refusals]
        reasons = [reason for _, reason in refusals]
        await (await raw(session)).execute(_REFUSE, *_key(rows), reasons)


async def _execute(
    connection: asyncpg.Connection, statement: str, rows: Sequence[Decided], *more: datetime
) -> None:
    await connection.execute(
        statement,
        *_key(rows),
        [row.level for row in rows],
        [row.body for row in rows],
        [row.event_id for row in rows],
        [row.partition for row in rows],
        [row.offset for row in rows],
        [row.event_time.timestamp() for row in rows],
        *more,
    )


def _key(rows: Sequence[Decided]) -> tuple[list[UUID], list[str], list[int], list[int]]:
    return (
        [row.assessment_id for row in rows],
        [row.indicator_code for row in rows],
        [row.stage for row in rows],
        [row.revision for row in rows],
    )
