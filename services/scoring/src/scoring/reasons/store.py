"""What a source's record brought about: the facts that name it, and the changes they are behind."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.recompute.domain.change import EmittedChange
from scoring.recompute.store import decode_change
from scoring.state.domain.cause import EventPlace
from scoring.state.domain.observation import FactObservation, StoredFact
from scoring.state.store.agency import BELOW
from scoring.state.store.fact import decode_observation

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
  AND c.fact_event_ids ?| $3::text[]
ORDER BY c.changed_at DESC, c.assessment_id LIMIT $4
"""  # noqa: S608 - constants


class RecordKey(NamedTuple):
    """A record of a source system."""

    source_code: str
    record_kind: str
    record_id: str


class NamingFact(NamedTuple):
    """An observation that names a record, when it was recorded, and what was said before it."""

    stored: StoredFact
    recorded_at: datetime
    before: FactObservation | None


async def facts(
    session: AsyncSession, record: RecordKey, *, root_code: str, limit: int
) -> Sequence[NamingFact]:
    """Return the observations below a root that name a record, newest first."""
    rows = await (await raw(session)).fetch(_FACTS, root_code, *record, limit)
    return [
        NamingFact(
            StoredFact(decode_observation(body), EventPlace(*place)),
            recorded_at,
            None if before is None else decode_observation(before),
        )
        for body, *place, recorded_at, before in rows
    ]


async def changes(
    session: AsyncSession, facts: Collection[NamingFact], *, root_code: str, limit: int
) -> list[EmittedChange]:
    """Return the changes below a root that name one of the facts, newest first.

    What a batch brings is recorded with the time of the changes that it makes.
    """
    moments = {fact.recorded_at for fact in facts}
    causes = [fact.stored.place.event_id for fact in facts]
    rows = await (await raw(session)).fetch(_CHANGES, root_code, [*moments], causes, limit)
    return [decode_change(row[0]) for row in rows]
