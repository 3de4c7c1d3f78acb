"""Published results in the database: added, read, and never changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw

_HEAD = "SELECT sequence, result_hash FROM result_head WHERE id = 1"
_LOCK = f"{_HEAD} FOR UPDATE"
_MOVE = "UPDATE result_head SET sequence = $1, result_hash = $2 WHERE id = 1"
_COLUMNS = (
    "assessment_id, revision, sequence, agency_code, campaign_code, content_hash, result_hash,"
    " previous_hash, previous_service_hash, key_id, signature, published_at, body"
)
_ADD = f"""
INSERT INTO result ({_COLUMNS}, package)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""  # noqa: S608 - the columns are a constant
# What else remembers the score must see that what is shown of it is another.
_TOUCH = "UPDATE score SET version = version + 1 WHERE assessment_id = $1"
_FIND = f"SELECT {_COLUMNS} FROM result WHERE assessment_id = $1 AND revision = $2"  # noqa: S608 - as above
_NEWEST = f"""
SELECT {_COLUMNS} FROM result
WHERE assessment_id = $1 AND ($2::timestamptz IS NULL OR published_at <= $2)
ORDER BY revision DESC LIMIT 1
"""  # noqa: S608 - as above
_PACKAGE = "SELECT package FROM result WHERE assessment_id = $1 AND revision = $2"
_PAGE = f"SELECT {_COLUMNS} FROM result WHERE sequence > $1 ORDER BY sequence LIMIT $2"  # noqa: S608 - as above
# A root of NULL reaches everything.
_BEFORE = f"""
WITH RECURSIVE below (code) AS (
  SELECT $1::text
  UNION
  SELECT agency.agency_code FROM agency JOIN below ON agency.parent_code = below.code
)
SELECT {_COLUMNS} FROM result
WHERE ($1::text IS NULL OR agency_code IN (SELECT code FROM below))
  AND ($2::text IS NULL OR agency_code = $2)
  AND ($3::text IS NULL OR campaign_code = $3)
  AND sequence < $4
ORDER BY sequence DESC LIMIT $5
"""  # noqa: S608 - as above
_DECISIONS = """
SELECT indicator_code, stage, revision, body, event_id, event_partition, event_offset, event_time
FROM level_state JOIN level_history USING (assessment_id, indicator_code, stage, revision)
WHERE assessment_id = $1
"""
_TRACES = """
SELECT indicator_code, rule_code, level, covered, oldest_fact_at, stale_since, trace
FROM derived_level WHERE assessment_id = $1
"""


class Head(NamedTuple):
    """The last result of all; sequence 0: there is none."""

    sequence: int
    result_hash: str | None


class StoredResult(msgspec.Struct, frozen=True):
    """A published result without its package."""

    assessment_id: UUID
    revision: int
    sequence: int
    agency_code: str
    campaign_code: str
    content_hash: str
    result_hash: str
    previous_hash: str | None
    previous_service_hash: str | None
    key_id: str
    signature: str
    published_at: datetime
    body: str


class StoredDecision(msgspec.Struct, frozen=True):
    """The newest decision on an indicator at a stage, with its event's place on Kafka."""

    indicator_code: str
    stage: int
    revision: int
    body: str
    event_id: str
    event_partition: int
    event_offset: int
    event_time: datetime


class StoredTrace(msgspec.Struct, frozen=True):
    """A derived level with the JSON of how it came about."""

    indicator_code: str
    rule_code: str
    level: str | None
    covered: bool
    oldest_fact_at: datetime | None
    stale_since: datetime | None
    trace: str


async def lock_chain(session: AsyncSession) -> Head:
    """Hold the chain of the whole service until the commit; whoever publishes waits here."""
    return Head(*await (await raw(session)).fetchrow(_LOCK))


async def head(session: AsyncSession) -> Head:
    """Return what is written of the last result."""
    return Head(*await (await raw(session)).fetchrow(_HEAD))


async def add(session: AsyncSession, result: StoredResult, package: bytes) -> None:
    """Add a result at the end of the locked chain."""
    connection = await raw(session)
    await connection.execute(_ADD, *msgspec.structs.astuple(result), package)
    await connection.execute(_MOVE, result.sequence, result.result_hash)
    await connection.execute(_TOUCH, result.assessment_id)


async def find(session: AsyncSession, assessment_id: UUID, revision: int) -> StoredResult | None:
    """Return a result."""
    row = await (await raw(session)).fetchrow(_FIND, assessment_id, revision)
    return None if row is None else StoredResult(*row)


async def newest(
    session: AsyncSession, assessment_id: UUID, *, until: datetime | None = None
) -> StoredResult | None:
    """Return the newest result of an assessment, perhaps as it was at a moment."""
    row = await (await raw(session)).fetchrow(_NEWEST, assessment_id, until)
    return None if row is None else StoredResult(*row)


async def package(session: AsyncSession, assessment_id: UUID, revision: int) -> bytes | None:
    """Return a result's package."""
    found: bytes | None = await (await raw(session)).fetchval(_PACKAGE, assessment_id, revision)
    return found


async def page(session: AsyncSession, *, after: int, limit: int) -> list[StoredResult]:
    """Return results in the order of the chain, from behind a sequence number on."""
    rows = await (await raw(session)).fetch(_PAGE, after, limit)
    return [StoredResult(*row) for row in rows]


async def before(
    session: AsyncSession,
    sequence: int,
    *,
    root_code: str | None,
    agency_code: str | None,
    campaign_code: str | None,
    limit: int,
) -> Sequence[StoredResult]:
    """Return the results below a root (None: all), newest first."""
    rows = await (await raw(session)).fetch(
        _BEFORE, root_code, agency_code, campaign_code, sequence, limit
    )
    return [StoredResult(*row) for row in rows]


async def decisions(session: AsyncSession, assessment_id: UUID) -> list[StoredDecision]:
    """Return the newest decisions of an assessment."""
    rows = await (await raw(session)).fetch(_DECISIONS, assessment_id)
    return [StoredDecision(*row) for row in rows]


async def traces(session: AsyncSession, assessment_id: UUID) -> list[StoredTrace]:
    """Return what rules gave for an assessment, with their traces."""
    rows = await (await raw(session)).fetch(_TRACES, assessment_id)
    return [StoredTrace(*row) for row in rows]
