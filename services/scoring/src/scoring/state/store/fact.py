"""Facts in the database: the newest observation per agency, fact, period and source."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from rules import exact
from rules.fact import (
    FactKey,
    FactValue,
    LastGood,
    Observation,
    Reading,
    WrittenValue,
    choose,
)

_UPSERT = """
INSERT INTO fact_state AS known
  (agency_code, fact, period, source_code, revision, body, event_id, event_partition,
   event_offset, event_time)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[],
  $7::text[], $8::int[], $9::bigint[], $10::timestamptz[])
ON CONFLICT (agency_code, fact, period, source_code) DO UPDATE SET
  revision = excluded.revision, body = excluded.body, event_id = excluded.event_id,
  event_partition = excluded.event_partition, event_offset = excluded.event_offset,
  event_time = excluded.event_time
WHERE excluded.revision > known.revision
RETURNING agency_code, fact, period, source_code
"""
_FIND = """
SELECT agency_code, fact, period, source_code, body, event_id, event_partition, event_offset,
  event_time
FROM fact_state
WHERE (agency_code, fact, period) IN (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))
"""


class Observed(msgspec.Struct, frozen=True, gc=False):
    """An observation as it arrived. `records` are the source, kind and id of each that it names."""

    agency_code: str
    fact: str
    period: str
    source_code: str
    revision: int
    body: str
    event_id: str
    partition: int
    offset: int
    event_time: datetime
    records: tuple[tuple[str, str, str], ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Return what the observation is newest of."""
        return self.agency_code, self.fact, self.period, self.source_code


class StoredFact(msgspec.Struct, frozen=True):
    """A stored observation with where its event stands on Kafka."""

    agency_code: str
    fact: str
    period: str
    source_code: str
    body: str
    event_id: str
    event_partition: int
    event_offset: int
    event_time: datetime


class _LastGood(msgspec.Struct, frozen=True):
    status: Literal["value", "absent"]
    observed_at: datetime
    confirmed_at: datetime
    value: WrittenValue = None


class _Body(msgspec.Struct, frozen=True):
    status: Literal["value", "absent", "unknown"]
    observed_at: datetime
    value: WrittenValue = None
    last_good: _LastGood | None = None


_decode = msgspec.json.Decoder(_Body).decode


async def upsert(session: AsyncSession, rows: Sequence[Observed]) -> set[tuple[str, str, str, str]]:
    """Write observations, one per key; return the keys of the newer ones."""
    written = await (await raw(session)).fetch(
        _UPSERT,
        [row.agency_code for row in rows],
        [row.fact for row in rows],
        [row.period for row in rows],
        [row.source_code for row in rows],
        [row.revision for row in rows],
        [row.body for row in rows],
        [row.event_id for row in rows],
        [row.partition for row in rows],
        [row.offset for row in rows],
        [row.event_time for row in rows],
    )
    return {tuple(row) for row in written}


async def find(session: AsyncSession, keys: Iterable[FactKey]) -> list[StoredFact]:
    """Return what all sources say of these facts."""
    wanted = [*keys]
    if not wanted:
        return []
    rows = await (await raw(session)).fetch(_FIND, *map(list, zip(*wanted, strict=True)))
    return [StoredFact(*row) for row in rows]


async def readings(session: AsyncSession, keys: Iterable[FactKey]) -> dict[FactKey, Reading]:
    """Return the one reading of each fact that anybody ever spoke of."""
    return readings_of(await find(session, keys))


def readings_of(rows: Iterable[StoredFact]) -> dict[FactKey, Reading]:
    """Return the one reading of each fact in observations, the newest of each source."""
    observations: dict[FactKey, list[Observation]] = defaultdict(list)
    for row in rows:
        key = FactKey(row.agency_code, row.fact, row.period)
        observations[key].append(observation_of(row))
    return {key: choose(found) for key, found in observations.items()}


def observation_of(row: StoredFact) -> Observation:
    """Return what the source says."""
    body = _decode(row.body)
    return Observation(
        row.source_code,
        body.status,
        _value(body.value),
        body.observed_at,
        None if body.last_good is None else _last_good(body.last_good),
    )


def _last_good(good: _LastGood) -> LastGood:
    return LastGood(good.status, _value(good.value), good.observed_at, good.confirmed_at)


def _value(value: WrittenValue) -> FactValue:
    return exact.parse(value) if isinstance(value, str) else value
