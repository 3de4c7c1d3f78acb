"""The limit: the versioned UNNEST upsert of the decisions alone, with nothing else around it.

The same statement, table and rows as in the pipeline, but no broker, no decoding, no scores, no
history and no events: what is left is what no pipeline on this database can beat.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice

from contracts.events.assessment import LevelDecidedV1
from contracts.registry import encode
from kit.database import Database
from kit.ids import new_id
from scoring.store.level import Decided, start_upsert

BATCH = 1000


async def upserts_per_second(
    url: str, *, load: Iterable[LevelDecidedV1], updates: Iterable[LevelDecidedV1]
) -> float:
    """Load the empty, migrated table, then time updates in batches of one transaction each."""
    database = Database(url)
    try:
        for batch in _batches(load):
            await _upsert(database, batch)
        batches = list(_batches(updates))
        started = time.perf_counter()
        for batch in batches:
            await _upsert(database, batch)
        return sum(map(len, batches)) / (time.perf_counter() - started)
    finally:
        await database.dispose()


async def _upsert(database: Database, rows: Sequence[Decided]) -> None:
    newest = {(row.assessment_id, row.indicator_code, row.stage): row for row in rows}
    async with database.transaction() as session:
        await (await start_upsert(session, list(newest.values()), None))


def _batches(events: Iterable[LevelDecidedV1]) -> Iterable[list[Decided]]:
    now = datetime.now(UTC)
    rows = (_row(event, offset, now) for offset, event in enumerate(events))
    while batch := list(islice(rows, BATCH)):
        yield batch


def _row(event: LevelDecidedV1, offset: int, now: datetime) -> Decided:
    return Decided(
        event.assessment_id,
        event.indicator_code,
        0,
        event.revision,
        event.level,
        encode(event).decode(),
        str(new_id()),
        0,
        offset,
        now,
    )
