"""What a source's record brought about: the facts that name it, and the changes they are behind."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw

_BELOW = """
WITH RECURSIVE below (code) AS (
  SELECT $1::text
  UNION
  SELECT agency.agency_code FROM agency JOIN below ON agency.parent_code = below.code
)
"""
_FACTS = f"""{_BELOW}
SELECT h.body, h.event_id, h.event_partition, h.event_offset, h.event_time, h.recorded_at, (
  SELECT before.body FROM fact_history AS before
  WHERE (before.agency_code, before.fact, before.period, before.source_code)
      = (h.agency_code, h.fact, h.period, h.source_code) AND before.revision < h.revision
  ORDER BY before.revision DESC LIMIT 1
)
FROM fact_record AS r
JOIN fact_history AS h USING (agency_code, fact, period, source_code, revision)
WHERE r.record_source = $2 AND r.record_kind = $3 AND r.record_id = $4
  AND h.agency_code IN (SELECT code FROM below)
ORDER BY h.recorded_at DESC, h.agency_code, h.fact, h.period, h.revision DESC LIMIT $5
"""  # noqa: S608 - constants
_CHANGES = f"""{_BELOW}
SELECT c.body FROM score_change AS c JOIN assessment AS a USING (assessment_id)
WHERE c.changed_at = ANY($2) AND a.agency_code IN (SELECT code FROM below)
  AND EXISTS (SELECT FROM unnest($3::text[]) AS cause (id) WHERE position(cause.id IN c.body) > 0)
ORDER BY c.changed_at DESC, c.assessment_id LIMIT $4
"""  # noqa: S608 - constants


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
