"""What was known when. Rows are added and never changed; `recorded_at` is when they first counted.

All that a batch brings has one recorded time, taken when its assessments are locked: what a score
was made of at its change is exactly what was recorded until then.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.state.domain.intake import Intake
from scoring.state.domain.observation import ArrivedFact

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
INSERT INTO agency_history (agency_code, revision, name, agency_kind, parent_code, valid_from,
  valid_until, is_assessed, predecessor_codes, recorded_at)
SELECT agency_code, revision, name, agency_kind, parent_code, valid_from, valid_until,
  is_assessed, predecessor_codes, $2
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


async def record(session: AsyncSession, intake: Intake, at: datetime) -> None:
    """Record what a batch brought, after it was written to the present state."""
    connection = await raw(session)
    if intake.facts:
        keys = zip(*(row.key for row in intake.facts), strict=True)
        await connection.execute(_FACTS, *map(list, keys), at)
        if rows := [*_records(intake.facts)]:
            await connection.execute(_RECORDS, *map(list, zip(*rows, strict=True)))
    for statement, ids in (
        (_AGENCIES, intake.agencies),
        (_OPENINGS, intake.openings),
        (_EDITIONS, intake.editions),
    ):
        if ids:
            await connection.execute(statement, [*ids], at)
    if intake.sets:
        await connection.execute(_SETS, *map(list, zip(*intake.sets, strict=True)), at)


def _records(facts: Sequence[ArrivedFact]) -> Iterable[tuple[object, ...]]:
    for row in facts:
        for named in row.cause.records:
            record = named.source_code, named.record_kind, named.record_id
            yield *record, *row.key, row.revision
