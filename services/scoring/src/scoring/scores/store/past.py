"""What was known at a moment: of each thing the newest that was recorded by then."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from rules.fact import FactKey, Reading
from rules.lives import Life
from scoring.state.domain.agency import Agency, AgencyTree
from scoring.state.domain.decision import KnownLevel
from scoring.state.domain.observation import StoredFact
from scoring.state.domain.opening import SetKey
from scoring.state.store.fact import FactRow, readings_of, stored_fact

_HEADS = """
SELECT o.assessment_id, o.derivation_set_version, c.revision, c.changed_at, g.name, g.valid_from,
  g.valid_until
FROM (
  SELECT DISTINCT ON (assessment_id) assessment_id, derivation_set_version FROM opening_history
  WHERE assessment_id = ANY($1) AND recorded_at <= $2
  ORDER BY assessment_id, recorded_at DESC
) AS o
JOIN assessment AS a USING (assessment_id)
LEFT JOIN LATERAL (
  SELECT revision, changed_at FROM score_change
  WHERE assessment_id = o.assessment_id AND changed_at <= $2 ORDER BY revision DESC LIMIT 1
) AS c ON true
LEFT JOIN LATERAL (
  SELECT name, valid_from, valid_until FROM agency_history
  WHERE agency_code = a.agency_code AND recorded_at <= $2 ORDER BY revision DESC LIMIT 1
) AS g ON true
"""
_SINCE = "SELECT min(recorded_at) FROM opening_history WHERE assessment_id = $1"
_LEVELS = """
SELECT DISTINCT ON (assessment_id, indicator_code, stage)
  assessment_id, indicator_code, stage, revision, level
FROM level_history WHERE assessment_id = ANY($1) AND recorded_at <= $2
ORDER BY assessment_id, indicator_code, stage, revision DESC
"""
_FACTS = """
SELECT DISTINCT ON (agency_code, fact, period, source_code)
  agency_code, fact, period, source_code, body, event_id, event_partition, event_offset,
  event_time
FROM fact_history
WHERE (agency_code, fact, period) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))
  AND recorded_at <= $4
ORDER BY agency_code, fact, period, source_code, revision DESC
"""
_AGENCIES = """
SELECT DISTINCT ON (agency_code)
  agency_code, name, agency_kind, parent_code, valid_from, valid_until, is_assessed,
  predecessor_codes
FROM agency_history WHERE recorded_at <= $1
ORDER BY agency_code, revision DESC
"""
_EDITIONS = "SELECT edition_code FROM edition WHERE edition_code = ANY($1) AND recorded_at <= $2"
_SETS = """
SELECT edition_code, derivation_set_version FROM derivation_set
WHERE edition_code = ANY($1) AND recorded_at <= $2
"""


class PastHead(NamedTuple):
    """What of a score's head was otherwise. Revision None: nothing had been announced yet."""

    derivation_set_version: int | None
    revision: int | None
    changed_at: datetime | None
    agency_name: str | None
    life: Life | None


async def heads(
    session: AsyncSession, ids: Iterable[UUID], at: datetime
) -> Mapping[UUID, PastHead]:
    """Return the heads of those assessments that were known."""
    rows = await (await raw(session)).fetch(_HEADS, [*ids], at)
    return {
        row[0]: PastHead(row[1], row[2], row[3], row[4], _life_of(row[5], row[6])) for row in rows
    }


async def known_since(session: AsyncSession, assessment_id: UUID) -> datetime | None:
    """Return when an assessment's opening was recorded."""
    found: datetime | None = await (await raw(session)).fetchval(_SINCE, assessment_id)
    return found


async def levels(session: AsyncSession, ids: Iterable[UUID], at: datetime) -> list[KnownLevel]:
    """Return the newest decisions of assessments."""
    rows = await (await raw(session)).fetch(_LEVELS, [*ids], at)
    return [KnownLevel(*row) for row in rows]


async def facts(session: AsyncSession, keys: Iterable[FactKey], at: datetime) -> list[StoredFact]:
    """Return what all sources said of these facts."""
    return [stored_fact(row) for row in await _fact_rows(session, keys, at)]


async def readings(
    session: AsyncSession, keys: Iterable[FactKey], at: datetime
) -> dict[FactKey, Reading]:
    """Return the one reading of each fact that anybody had spoken of."""
    return readings_of(await _fact_rows(session, keys, at))


async def tree(session: AsyncSession, at: datetime) -> AgencyTree:
    """Return the tree of all agencies."""
    rows = await (await raw(session)).fetch(_AGENCIES, at)
    return AgencyTree(Agency(*row[:-1]).taking_over_from(row[-1]) for row in rows)


async def editions(session: AsyncSession, codes: Iterable[str], at: datetime) -> set[str]:
    """Return which of these editions were known."""
    rows = await (await raw(session)).fetch(_EDITIONS, [*codes], at)
    return {row[0] for row in rows}


async def sets(session: AsyncSession, codes: Sequence[str], at: datetime) -> set[SetKey]:
    """Return which derivation sets of these editions were known."""
    rows = await (await raw(session)).fetch(_SETS, [*codes], at)
    return {SetKey(*row) for row in rows}


def _life_of(first: date | None, last: date | None) -> Life | None:
    return None if first is None else Life(first, last)


async def _fact_rows(session: AsyncSession, keys: Iterable[FactKey], at: datetime) -> list[FactRow]:
    wanted = [*keys]
    if not wanted:
        return []
    rows = await (await raw(session)).fetch(_FACTS, *map(list, zip(*wanted, strict=True)), at)
    return [FactRow(*row) for row in rows]
