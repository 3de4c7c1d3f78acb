"""Facts in the database: the newest observation per agency, fact, period and source."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

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
from scoring.state.domain.cause import EventPlace
from scoring.state.domain.observation import ArrivedFact, FactObservation, StoredFact

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


class FactRow(NamedTuple):
    """A row of an observation, now or in the history; `body` is its event's JSON."""

    agency_code: str
    fact: str
    period: str
    source_code: str
    body: str
    event_id: str
    event_partition: int
    event_offset: int
    event_time: datetime

    @property
    def key(self) -> FactKey:
        """Return what it is an observation of."""
        return FactKey(self.agency_code, self.fact, self.period)


class _LastGood(msgspec.Struct, frozen=True):
    status: Literal["value", "absent"]
    observed_at: datetime
    confirmed_at: datetime
    value: WrittenValue = None
    # Only whether there are any is asked of them.
    records: tuple[msgspec.Raw, ...] | None = None


class _Reading(msgspec.Struct, frozen=True):
    """What rules need of an observation."""

    status: Literal["value", "absent", "unknown"]
    observed_at: datetime
    value: WrittenValue = None
    last_good: _LastGood | None = None
    record_count: int | None = None


_decode = msgspec.json.Decoder(_Reading).decode
decode_observation = msgspec.json.Decoder(FactObservation).decode


async def upsert(
    session: AsyncSession, rows: Sequence[ArrivedFact]
) -> set[tuple[str, str, str, str]]:
    """Write observations, one per key; return the keys of the newer ones."""
    written = await (await raw(session)).fetch(
        _UPSERT,
        [row.agency_code for row in rows],
        [row.fact for row in rows],
        [row.period for row in rows],
        [row.source_code for row in rows],
        [row.revision for row in rows],
        [row.body for row in rows],
        [row.cause.event_id for row in rows],
        [row.cause.partition for row in rows],
        [row.cause.offset for row in rows],
        [row.cause.event_time for row in rows],
    )
    return {tuple(row) for row in written}


async def find(session: AsyncSession, keys: Iterable[FactKey]) -> list[StoredFact]:
    """Return what all sources say of these facts."""
    return [stored_fact(row) for row in await _rows(session, keys)]


async def readings(session: AsyncSession, keys: Iterable[FactKey]) -> dict[FactKey, Reading]:
    """Return the one reading of each fact that anybody ever spoke of."""
    return readings_of(await _rows(session, keys))


def stored_fact(row: FactRow) -> StoredFact:
    """Return the observation of a row, and where its event stands."""
    return StoredFact(decode_observation(row.body), EventPlace(*row[5:]))


def readings_of(rows: Iterable[FactRow]) -> dict[FactKey, Reading]:
    """Return the one reading of each fact in rows, of each source the newest."""
    observations: dict[FactKey, list[Observation]] = defaultdict(list)
    for row in rows:
        observations[row.key].append(_observation(row))
    return {key: choose(found) for key, found in observations.items()}


async def _rows(session: AsyncSession, keys: Iterable[FactKey]) -> list[FactRow]:
    wanted = [*keys]
    if not wanted:
        return []
    rows = await (await raw(session)).fetch(_FIND, *map(list, zip(*wanted, strict=True)))
    return [FactRow(*row) for row in rows]


def _observation(row: FactRow) -> Observation:
    body = _decode(row.body)
    return Observation(
        row.source_code,
        body.status,
        _value(body.value),
        body.observed_at,
        None if body.last_good is None else _last_good(body.last_good),
        body.record_count,
    )


def _last_good(good: _LastGood) -> LastGood:
    count = None if good.records is None else len(good.records)
    return LastGood(good.status, _value(good.value), good.observed_at, good.confirmed_at, count)


def _value(value: WrittenValue) -> FactValue:
    return exact.parse(value) if isinstance(value, str) else value
