"""Which periods may have to be reminded of, and what was told; rows are only added."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, Text
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from submission.campaigns.domain.deadline import FIRST_ZONE
from submission.performance.domain.closing import PERIODS
from submission.progress.domain.period_reminder import DuePeriod
from submission.progress.domain.reminder import MARKS
from submission.tables import Table

# Months and quarters that no leader has closed, by the last deadline of their campaign, in the zone
# in which a day ends first. `reached`: the last threshold then.
_DUE: Final = """
SELECT part.campaign_code, part.assessment_id
FROM campaign
JOIN edition ON edition.edition_code = campaign.edition_code AND edition.period_kind = ANY ($5)
JOIN assessment AS part ON part.campaign_code = campaign.campaign_code
CROSS JOIN LATERAL (
    SELECT last_day, until_time FROM campaign_stage AS stage
    WHERE stage.campaign_code = campaign.campaign_code
    ORDER BY last_day DESC, until_time DESC NULLS FIRST LIMIT 1
) AS kept
CROSS JOIN LATERAL (
    SELECT threshold FROM unnest($2::text[], $3::interval[]) WITH ORDINALITY
        AS mark (threshold, before, place)
    WHERE $1 >= (kept.last_day + coalesce(kept.until_time, '24:00'::time)) AT TIME ZONE $4 - before
    ORDER BY place DESC LIMIT 1
) AS reached
LEFT JOIN LATERAL (
    SELECT number, step FROM performance_passage AS passed
    WHERE passed.assessment_id = part.assessment_id ORDER BY number DESC LIMIT 1
) AS newest ON true
WHERE campaign.state IN ('open', 'closed')
    AND newest.step IS DISTINCT FROM 'closed'
    AND NOT EXISTS (
        SELECT FROM period_reminder AS told
        WHERE told.assessment_id = part.assessment_id AND told.rounds = coalesce(newest.number, 0)
            AND told.last_day = kept.last_day AND told.threshold = reached.threshold)
ORDER BY part.campaign_code, part.assessment_id
"""
_ADD: Final = """
WITH added AS (
    INSERT INTO period_reminder (assessment_id, rounds, last_day, threshold, emitted_at)
    SELECT assessment_id, rounds, last_day, threshold, $5
    FROM unnest($1::uuid[], $2::int[], $3::date[], $4::text[])
        AS told (assessment_id, rounds, last_day, threshold)
    ON CONFLICT DO NOTHING
    RETURNING assessment_id
)
UPDATE assessment SET revision = revision + 1 FROM added
WHERE assessment.assessment_id = added.assessment_id
RETURNING assessment.assessment_id, assessment.revision
"""


class PeriodReminderRow(Table, table=True):
    """A threshold that was told of a period, which was closed or opened again so often by then."""

    __tablename__ = "period_reminder"

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    rounds: int = Field(primary_key=True)
    last_day: date = Field(primary_key=True)
    threshold: str = Field(primary_key=True, sa_type=Text)
    emitted_at: datetime = Field(sa_type=DateTime(timezone=True))


async def due(session: AsyncSession, now: datetime) -> Mapping[str, Sequence[UUID]]:
    """Return what may have to be reminded of now, by campaign, in the order of locks."""
    thresholds, before = zip(*MARKS, strict=True)
    found: dict[str, list[UUID]] = {}
    rows = await (await raw(session)).fetch(
        _DUE, now, [*thresholds], [*before], FIRST_ZONE, [*PERIODS]
    )
    for campaign_code, assessment_id in rows:
        found.setdefault(campaign_code, []).append(assessment_id)
    return found


async def add(
    session: AsyncSession, told: Sequence[DuePeriod], *, now: datetime
) -> Mapping[UUID, int]:
    """Note which thresholds are told; return the next revision of each locked assessment.

    What was told already is left out.
    """
    rows = await (await raw(session)).fetch(
        _ADD,
        [each.standing.assessment_id for each in told],
        [each.standing.rounds for each in told],
        [each.deadline.last_day for each in told],
        [each.threshold for each in told],
        now,
    )
    return {row[0]: row[1] for row in rows}
