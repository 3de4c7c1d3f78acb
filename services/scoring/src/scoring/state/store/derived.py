"""Derived levels in the database, with the trace of how each came about."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from rules import exact
from rules.derivation import Derived
from scoring.state.domain.trace import DerivedLevel, RuleTrace

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
_TRACES = "SELECT indicator_code, trace FROM derived_level WHERE assessment_id = $1"

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(RuleTrace).decode


async def upsert(session: AsyncSession, rows: Sequence[DerivedLevel]) -> None:
    """Write what rules gave, under their assessments' locks."""
    if not rows:
        return
    derived = [row.derived for row in rows]
    await (await raw(session)).execute(
        _UPSERT,
        [row.assessment_id for row in rows],
        [row.indicator_code for row in rows],
        [each.rule_code for each in derived],
        [None if each.level is None else exact.text_of(each.level) for each in derived],
        [each.covered for each in derived],
        [each.oldest_fact_at for each in derived],
        [each.stale_since for each in derived],
        [_encode(row.trace).decode() for row in rows],
    )


async def delete(session: AsyncSession, keys: Sequence[tuple[UUID, str]]) -> None:
    """Forget levels that no rule gives any more."""
    if keys:
        await (await raw(session)).execute(_DELETE, *map(list, zip(*keys, strict=True)))


async def of(session: AsyncSession, ids: Iterable[UUID]) -> list[DerivedLevel]:
    """Return the derived levels of assessments, without their traces."""
    rows = await (await raw(session)).fetch(_OF, [*ids])
    return [DerivedLevel(row[0], row[1], _derived(*row[2:])) for row in rows]


async def trace(
    session: AsyncSession, assessment_id: UUID, indicator_code: str
) -> RuleTrace | None:
    """Return how a derived level came about."""
    connection = await raw(session)
    body: str | None = await connection.fetchval(_TRACE, assessment_id, indicator_code)
    return None if body is None else _decode(body)


async def traces(session: AsyncSession, assessment_id: UUID) -> dict[str, RuleTrace]:
    """Return how the derived levels of an assessment came about, by indicator."""
    rows = await (await raw(session)).fetch(_TRACES, assessment_id)
    return {code: _decode(body) for code, body in rows}


def _derived(
    rule_code: str,
    level: str | None,
    covered: bool,  # noqa: FBT001 - the columns in their order
    oldest_fact_at: datetime | None,
    stale_since: datetime | None,
) -> Derived:
    number = None if level is None else exact.parse(level)
    return Derived(rule_code, number, covered, oldest_fact_at, stale_since)
