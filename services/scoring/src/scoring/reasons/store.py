"""What a source's record brought about: the facts that name it, and the changes they are behind."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.state.store.agency import BELOW

_FACTS = f"""
SELECT h.body, h.event_id, h.event_partition, h.event_offset, h.event_time, h.recorded_at, (
  SELECT before.body FROM fact_history AS before
  WHERE (before.agency_code, before.fact, before.period, before.source_code)
      = (h.agency_code, h.fact, h.period, h.source_code) AND before.revision < h.revision
  ORDER BY before.revision DESC LIMIT 1
)
FROM fact_record AS r
JOIN fact_history AS h USING (agency_code, fact, period, source_code, revision)
WHERE r.record_source = $2 AND r.record_kind = $3 AND r.record_id = $4
  AND h.agency_code IN ({BELOW})
ORDER BY h.recorded_at DESC, h.agency_code, h.fact, h.period, h.revision DESC LIMIT $5
"""  # noqa: S608 - constants
_CHANGES = f"""
SELECT c.body FROM score_change AS c JOIN assessment AS a USING (assessment_id)
WHERE c.changed_at = ANY($2) AND a.agency_code IN ({BELOW})
  AND EXISTS (SELECT FROM unnest($3::text[]) AS cause (id) WHERE position(cause.id IN c.body) > 0)
ORDER BY c.changed_at DESC, c.assessment_id LIMIT $4
"""  # noqa: S608 - constants
_DECISION = """
SELECT body, event_id, event_partition, event_offset, event_time FROM level_history
WHERE assessment_id = $1 AND indicator_code = $2 AND stage = $3
  AND ($4::timestamptz IS NULL OR recorded_at <= $4)
ORDER BY revision DESC LIMIT 1
"""


class RecordKey(NamedTuple):
    """A record of a source system."""

    source_code: str
    record_kind: str
    record_id: str


class NamingFact(msgspec.Struct, frozen=True):
    """An observation that names the record, when it was recorded, and what was said before it."""

    body: str
    event_id: str
    event_partition: int
    event_offset: int
    event_time: datetime
    recorded_at: datetime
    before: str | None


class StoredDecision(msgspec.Struct, frozen=True):
    """A stored decision with where its event stands on Kafka."""

    body: str
    event_id: str
    event_partition: int
    event_offset: int
    event_time: datetime


async def facts(
    session: AsyncSession, record: RecordKey, *, root_code: str, limit: int
) -> Sequence[NamingFact]:
    """Return the observations below a root that name a record, newest first."""
    rows = await (await raw(session)).fetch(_FACTS, root_code, *record, limit)
    return [NamingFact(*row) for row in rows]


async def changes(
    session: AsyncSession, facts: Collection[NamingFact], *, root_code: str, limit: int
) -> list[str]:
    """Return the bodies of the changes below a root that name one of the facts, newest first.

    What a batch brings is recorded with the time of the changes that it makes.
    """
    moments = {fact.recorded_at for fact in facts}
    causes = [fact.event_id for fact in facts]
    rows = await (await raw(session)).fetch(_CHANGES, root_code, [*moments], causes, limit)
    return [row[0] for row in rows]


async def decision(
    session: AsyncSession,
    assessment_id: UUID,
    indicator_code: str,
    stage: int,
    *,
    as_of: datetime | None = None,
) -> StoredDecision | None:
    """Return the newest decision on an indicator at a stage."""
    connection = await raw(session)
    row = await connection.fetchrow(_DECISION, assessment_id, indicator_code, stage, as_of)
    return None if row is None else StoredDecision(*row)
