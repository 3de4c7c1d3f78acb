"""What was known when. Rows are added and never changed; `recorded_at` is when they first counted.

All that a batch brings has one recorded time, taken when its assessments are locked: what a score
was made of at its change is exactly what was recorded until then.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.state.store.edition import SetKey
from scoring.state.store.fact import Observed

_FACTS = """
INSERT INTO fact_history
SELECT f.agency_code, f.fact, f.period, f.source_code, f.revision, f.body, f.event_id,
  f.event_partition, f.event_offset, f.event_time, $5
FROM fact_state AS f JOIN unnest($1::text[], $2::text[], $3::text[], $4::text[])
  AS new (agency_code, fact, period, source_code) USING (agency_code, fact, period, source_code)
ON CONFLICT DO NOTHING
"""
_RECORDS = """
INSERT INTO fact_record
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
  $7::text[], $8::bigint[])
ON CONFLICT DO NOTHING
"""
_AGENCIES = """
INSERT INTO agency_history
SELECT agency_code, revision, name, agency_kind, parent_code, valid_from, valid_until, $2
FROM agency WHERE agency_code = ANY($1)
ON CONFLICT DO NOTHING
"""
_OPENINGS = """
INSERT INTO opening_history SELECT assessment_id, $2, derivation_set_version
FROM assessment WHERE assessment_id = ANY($1)
ON CONFLICT DO NOTHING
"""
_EDITIONS = "UPDATE edition SET recorded_at = $2 WHERE edition_code = ANY($1)"
_SETS = """
UPDATE derivation_set SET recorded_at = $3
WHERE (edition_code, derivation_set_version) IN (SELECT * FROM unnest($1::text[], $2::bigint[]))
"""


class News(msgspec.Struct):
    """What a batch brought beside decisions, which are recorded where they are written.

    `openings`: assessments that were opened, or chose another derivation set.
    """

    facts: list[Observed] = []
    agencies: list[str] = []
    openings: list[UUID] = []
    editions: list[str] = []
    sets: list[SetKey] = []


async def record(session: AsyncSession, news: News, at: datetime) -> None:
    """Record what a batch brought, after it was written to the present state."""
    connection = await raw(session)
    if news.facts:
        keys = zip(*(row.key for row in news.facts), strict=True)
        await connection.execute(_FACTS, *map(list, keys), at)
        if rows := [*_records(news.facts)]:
            await connection.execute(_RECORDS, *map(list, zip(*rows, strict=True)))
    for statement, ids in (
        (_AGENCIES, news.agencies),
        (_OPENINGS, news.openings),
        (_EDITIONS, news.editions),
    ):
        if ids:
            await connection.execute(statement, [*ids], at)
    if news.sets:
        await connection.execute(_SETS, *map(list, zip(*news.sets, strict=True)), at)


def _records(facts: Sequence[Observed]) -> Iterable[tuple[object, ...]]:
    for row in facts:
        yield from ((*named, *row.key, row.revision) for named in row.records)
