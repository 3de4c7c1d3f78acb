"""Derived levels in the database, with the trace of how each came about."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw

_UPSERT = """
INSERT INTO derived_level
  (assessment_id, indicator_code, rule_code, level, covered, oldest_fact_at, stale_since, trace)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bool[],
  $6::timestamptz[], $7::timestamptz[], $8::text[])
ON CONFLICT (assessment_id, indicator_code) DO UPDATE SET
  rule_code = excluded.rule_code, level = excluded.level, covered = excluded.covered,
  oldest_fact_at = excluded.oldest_fact_at, stale_since = excluded.stale_since,
  trace = excluded.trace
"""
_DELETE = """
DELETE FROM derived_level
WHERE (assessment_id, indicator_code) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))
"""
_OF = """
SELECT assessment_id, indicator_code, rule_code, level, covered, oldest_fact_at, stale_since
FROM derived_level WHERE assessment_id = ANY($1)
"""
_TRACE = "SELECT trace FROM derived_level WHERE assessment_id = $1 AND indicator_code = $2"
_TRACES = """
SELECT indicator_code, rule_code, level, covered, oldest_fact_at, stale_since, trace
FROM derived_level WHERE assessment_id = $1
"""


class DerivedLevel(msgspec.Struct, frozen=True):
    """A stored derived level; the trace is read apart."""

    assessment_id: UUID
    indicator_code: str
    rule_code: str
    level: str | None
    covered: bool
    oldest_fact_at: datetime | None
    stale_since: datetime | None
    trace: str = ""


class StoredTrace(msgspec.Struct, frozen=True):
    """A derived level with the JSON of how it came about."""

    indicator_code: str
    rule_code: str
    level: str | None
    covered: bool
    oldest_fact_at: datetime | None
    stale_since: datetime | None
    trace: str


async def upsert(session: AsyncSession, rows: Sequence[DerivedLevel]) -> None:
    """Write what rules gave, under their assessments' locks."""
    if not rows:
        return
    await (await raw(session)).execute(
        _UPSERT,
        [row.assessment_id for row in rows],
        [row.indicator_code for row in rows],
        [row.rule_code for row in rows],
        [row.level for row in rows],
        [row.covered for row in rows],
        [row.oldest_fact_at for row in rows],
        [row.stale_since for row in rows],
        [row.trace for row in rows],
    )


async def delete(session: AsyncSession, keys: Sequence[tuple[UUID, str]]) -> None:
    """Forget levels that no rule gives any more."""
    if keys:
        await (await raw(session)).execute(_DELETE, *map(list, zip(*keys, strict=True)))


async def of(session: AsyncSession, ids: Iterable[UUID]) -> list[DerivedLevel]:
    """Return the derived levels of assessments, without their traces."""
    rows = await (await raw(session)).fetch(_OF, [*ids])
    return [DerivedLevel(*row) for row in rows]


async def trace(session: AsyncSession, assessment_id: UUID, indicator_code: str) -> str | None:
    """Return the JSON of how a derived level came about."""
    connection = await raw(session)
    found: str | None = await connection.fetchval(_TRACE, assessment_id, indicator_code)
    return found


async def traces(session: AsyncSession, assessment_id: UUID) -> list[StoredTrace]:
    """Return what rules gave for an assessment, with their traces."""
    rows = await (await raw(session)).fetch(_TRACES, assessment_id)
    return [StoredTrace(*row) for row in rows]
