"""The limit: the versioned UNNEST upsert of the same rows alone, with nothing else around it."""

import time
from collections.abc import Iterable, Sequence
from itertools import islice
from uuid import UUID

import asyncpg

from contracts.events.assessment import LevelDecidedV1

BATCH = 1000

_TABLE = """
CREATE TABLE IF NOT EXISTS level (
    assessment_id uuid, indicator_code text, stage text, level text, revision bigint,
    PRIMARY KEY (assessment_id, indicator_code, stage))
"""
_UPSERT = """
INSERT INTO level AS known (assessment_id, indicator_code, stage, level, revision)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[])
ON CONFLICT (assessment_id, indicator_code, stage) DO UPDATE
SET level = excluded.level, revision = excluded.revision
WHERE excluded.revision > known.revision
"""


async def upserts_per_second(
    url: str, *, load: Iterable[LevelDecidedV1], updates: Sequence[LevelDecidedV1]
) -> float:
    """Load the table, then time the updates in batches of one transaction each."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_TABLE)
        await connection.execute("TRUNCATE level")
        for batch in _batches(load):
            await _upsert(connection, batch)
        started = time.perf_counter()
        for batch in _batches(updates):
            await _upsert(connection, batch)
        return len(updates) / (time.perf_counter() - started)
    finally:
        await connection.close()


async def _upsert(connection: asyncpg.Connection, batch: Sequence[LevelDecidedV1]) -> None:
    newest: dict[tuple[UUID, str, str], LevelDecidedV1] = {
        (event.assessment_id, event.indicator_code, event.stage): event for event in batch
    }
    events = newest.values()
    async with connection.transaction():
        await connection.execute(
            _UPSERT,
            [event.assessment_id for event in events],
            [event.indicator_code for event in events],
            [event.stage for event in events],
            [event.level for event in events],
            [event.revision for event in events],
        )


def _batches(events: Iterable[LevelDecidedV1]) -> Iterable[list[LevelDecidedV1]]:
    remaining = iter(events)
    while batch := list(islice(remaining, BATCH)):
        yield batch
