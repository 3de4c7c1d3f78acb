"""The limit: the versioned UNNEST upsert of the decisions alone, with nothing else around it.

The decisions, with topic partition and offset of their events, are written to a table of their own:
no broker, no decoding, no scores, no history and no events. No pipeline on this database can be
faster.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice

from contracts.events.assessment import LevelDecidedV2
from contracts.registry import encode
from kit.database import Database, raw
from kit.ids import new_id
from scoring.state.domain.decision import DecidedLevel

BATCH = 1000
_CREATE = """
CREATE TABLE decision (
  assessment_id uuid, indicator_code text, stage smallint, revision bigint NOT NULL, level text,
  body text NOT NULL, event_id text NOT NULL, event_partition int NOT NULL,
  event_offset bigint NOT NULL, event_time timestamptz NOT NULL,
  PRIMARY KEY (assessment_id, indicator_code, stage)
) WITH (fillfactor = 70)
"""
_UPSERT = """
INSERT INTO decision AS known
SELECT assessment_id, indicator_code, stage, revision, level, body, event_id, event_partition,
  event_offset, to_timestamp(event_time)
FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::bigint[], $5::text[], $6::text[],
  $7::text[], $8::int[], $9::bigint[], $10::float8[])
AS new (assessment_id, indicator_code, stage, revision, level, body, event_id, event_partition,
  event_offset, event_time)
ON CONFLICT (assessment_id, indicator_code, stage) DO UPDATE SET
  revision = excluded.revision, level = excluded.level, body = excluded.body,
  event_id = excluded.event_id, event_partition = excluded.event_partition,
  event_offset = excluded.event_offset, event_time = excluded.event_time
WHERE excluded.revision > known.revision
"""


async def upserts_per_second(
    url: str, *, load: Iterable[LevelDecidedV2], updates: Iterable[LevelDecidedV2]
) -> float:
    """Load the table, then time updates in batches of one transaction each."""
    database = Database(url)
    try:
        async with database.transaction() as session:
            await (await raw(session)).execute(_CREATE)
        for batch in _batches(load):
            await _upsert(database, batch)
        batches = list(_batches(updates))
        started = time.perf_counter()
        for batch in batches:
            await _upsert(database, batch)
        return sum(map(len, batches)) / (time.perf_counter() - started)
    finally:
        await database.dispose()


async def _upsert(database: Database, rows: Sequence[DecidedLevel]) -> None:
    newest = {(row.assessment_id, row.indicator_code, row.stage): row for row in rows}
    async with database.transaction() as session:
        await (await raw(session)).execute(_UPSERT, *_columns(list(newest.values())))


def _batches(events: Iterable[LevelDecidedV2]) -> Iterable[list[DecidedLevel]]:
    now = datetime.now(UTC)
    rows = (_row(event, offset, now) for offset, event in enumerate(events))
    while batch := list(islice(rows, BATCH)):
        yield batch


def _row(event: LevelDecidedV2, offset: int, now: datetime) -> DecidedLevel:
    return DecidedLevel(
        event.assessment_id,
        event.indicator_code,
        event.stage,
        event.revision,
        event.level,
        encode(event).decode(),
        str(new_id()),
        0,
        offset,
        now,
    )


def _columns(rows: Sequence[DecidedLevel]) -> tuple[list[object], ...]:
    return (
        [row.assessment_id for row in rows],
        [row.indicator_code for row in rows],
        [0] * len(rows),  # the place of the one stage that the workload has
        [row.revision for row in rows],
        [row.level for row in rows],
        [row.body for row in rows],
        [row.event_id for row in rows],
        [row.partition for row in rows],
        [row.offset for row in rows],
        [row.event_time.timestamp() for row in rows],
    )
