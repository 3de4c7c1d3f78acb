"""What is due to be reminded of, and what was told."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, Text
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from submission.campaigns.domain.deadline import FIRST_ZONE, Deadline
from submission.progress.domain.reminder import MARKS, Due
from submission.tables import Table

# What may be due: by the zone in which a day ends first. `reached`: the last threshold then.
_DUE: Final = """
SELECT part.campaign_code, part.assessment_id
FROM assessment_stage AS stage
JOIN assessment AS part USING (assessment_id)
JOIN campaign ON campaign.campaign_code = part.campaign_code AND campaign.state = 'open'
JOIN campaign_stage AS kept
    ON kept.campaign_code = part.campaign_code AND kept.stage = stage.stage
CROSS JOIN LATERAL (
    SELECT threshold FROM unnest($2::text[], $3::interval[]) WITH ORDINALITY
        AS mark (threshold, before, place)
    WHERE $1 >= (kept.last_day + coalesce(kept.until_time, '24:00'::time)) AT TIME ZONE $4 - before
    ORDER BY place DESC LIMIT 1
) AS reached
WHERE stage.state = 'open' AND (part.ended_on IS NULL OR part.ended_on > $1::date)
    AND NOT EXISTS (
        SELECT FROM reminder
        WHERE reminder.assessment_id = part.assessment_id AND reminder.stage = stage.stage
            AND reminder.last_day = kept.last_day AND reminder.threshold = reached.threshold)
ORDER BY part.campaign_code, part.assessment_id
"""
_ADD_REMINDERS: Final = """
WITH added AS (
    INSERT INTO reminder (assessment_id, stage, last_day, threshold, emitted_at)
    SELECT assessment_id, stage, last_day, threshold, $5
    FROM unnest($1::uuid[], $2::text[], $3::date[], $4::text[])
        AS told (assessment_id, stage, last_day, threshold)
    ON CONFLICT DO NOTHING
    RETURNING assessment_id
)
UPDATE assessment SET revision = revision + 1 FROM added
WHERE assessment.assessment_id = added.assessment_id
RETURNING assessment.assessment_id, assessment.revision
"""


class ReminderRow(Table, table=True):
    """A threshold of a deadline that was told of an assessment; rows are only added."""

    __tablename__ = "reminder"

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    stage: str = Field(primary_key=True, sa_type=Text)
    last_day: date = Field(primary_key=True)
    threshold: str = Field(primary_key=True, sa_type=Text)
    emitted_at: datetime = Field(sa_type=DateTime(timezone=True))


async def due(session: AsyncSession, now: datetime) -> Mapping[str, Sequence[UUID]]:
    """Return what may have to be reminded of now, by campaign, in the order of locks."""
    thresholds, before = zip(*MARKS, strict=True)
    found: dict[str, list[UUID]] = {}
    rows = await (await raw(session)).fetch(_DUE, now, [*thresholds], [*before], FIRST_ZONE)
    for campaign_code, assessment_id in rows:
        found.setdefault(campaign_code, []).append(assessment_id)
    return found


async def add(
    session: AsyncSession, told: Sequence[tuple[Due, Deadline]], *, now: datetime
) -> Mapping[UUID, int]:
    """Note which thresholds are told; return the next revision of each locked assessment.

    What was told already is left out.
    """
    rows = await (await raw(session)).fetch(
        _ADD_REMINDERS,
        [each.reminder.assessment_id for each, _ in told],
        [each.reminder.stage for each, _ in told],
        [deadline.last_day for _, deadline in told],
        [each.threshold for each, _ in told],
        now,
    )
    return {row[0]: row[1] for row in rows}
